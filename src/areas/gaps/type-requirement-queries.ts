import { and, desc, eq, getTableColumns, gt, lt, lte, not, or, sql, type SQL } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { OrganisationId, RequirementId, RequirementProposalId, UnitId } from '../../kernel/id.ts';
import { ENOUGH_UNITS } from '../../kernel/enough-units.ts';
import type { Names } from '../../kernel/language.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import { proposalStepsOf, refusalOfProposalStep, stateAt } from '../../kernel/proposal.ts';
import { NO_STEPS, quantityOf, type Steps } from '../../kernel/quantity.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { readerOf } from '../disclosure/index.ts';
import { todayOfMission } from '../reference/index.ts';
import { itemTypes, unitTypes } from '../reference/tables.ts';
import type { ListRequirementProposals } from './contract-type-requirements.ts';
import { gapOf } from './domain/gap.ts';
import {
  RequirementEffects,
  type RequirementEffectsView,
  RequirementProposal,
  type RequirementProposalView,
  TouchedUnit,
} from './record-type-requirements.ts';
import { requirementProposals, requirements, units } from './tables.ts';

type ProposalRow = Awaited<ReturnType<typeof selectProposals>>[number];

function selectProposals(tx: Tx, where: SQL | undefined, limit: number) {
  // No view shows who decided, whom an event names to those who oversee.
  const { decidedBy, ...columns } = getTableColumns(requirementProposals);
  return tx
    .select({ ...columns, decimals: itemTypes.decimals })
    .from(requirementProposals)
    .innerJoin(itemTypes, eq(itemTypes.slug, requirementProposals.itemType))
    .where(where)
    .orderBy(desc(requirementProposals.creationOrder))
    .limit(limit);
}

function viewProposal(ctx: ActorContext, { proposedBy, decimals, ...row }: ProposalRow): RequirementProposalView {
  const { actor } = ctx;
  const state = stateAt(row, ctx.now);
  const proposer = { userId: proposedBy, organisationId: row.proposedByOrganisation, role: row.proposedByRole };
  return RequirementProposal.show(readerOf(ctx), {
    ...row,
    state,
    authorised: quantityOf(row.authorised, decimals),
    ...whatIsPossible(actor.kind === 'system' ? [] : proposalStepsOf('change-type-requirement', state, actor.role), (event) =>
      actor.kind === 'system' ? null : refusalOfProposalStep('change-type-requirement', event, proposer, actor),
    ),
  });
}

export async function findRequirementProposal(tx: Tx, ctx: ActorContext, id: RequirementProposalId): Promise<RequirementProposalView> {
  const [row] = await selectProposals(tx, eq(requirementProposals.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewProposal(ctx, row);
}

/** What is or was proposed of types of units, newest first. */
export async function listRequirementProposals(
  tx: Tx,
  ctx: ActorContext,
  filters: ListRequirementProposals,
): Promise<Page<RequirementProposalView>> {
  const { cursor, limit, unitType, itemType, state, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const { now } = ctx;
  const isOpen = eq(requirementProposals.state, 'proposed');
  const where = and(
    unitType ? eq(requirementProposals.unitType, unitType) : undefined,
    itemType ? eq(requirementProposals.itemType, itemType) : undefined,
    // What nobody decided in time has lapsed, whether or not that was written down.
    state === 'proposed' ? gt(requirementProposals.expiresAt, now) : undefined,
    state === 'lapsed'
      ? or(eq(requirementProposals.state, state), and(isOpen, lte(requirementProposals.expiresAt, now)))
      : state && eq(requirementProposals.state, state),
    key ? lt(requirementProposals.creationOrder, key[0]) : undefined,
  );
  const rows = await selectProposals(tx, where, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewProposal(ctx, row),
  );
}

interface OfType {
  readonly unitType: string;
  readonly itemType: string;
}

/** The row of a type's authorised table that holds on a day, and whether it is that very day's; null where none does. */
export async function findTypeRequirement(
  tx: Tx,
  { unitType, itemType }: OfType,
  on: CalendarDate,
): Promise<{ readonly id: RequirementId; readonly authorised: Steps; readonly effectiveOn: CalendarDate } | null> {
  const [row] = await tx
    .select({ id: requirements.id, authorised: requirements.authorised, effectiveOn: requirements.effectiveOn })
    .from(requirements)
    .where(
      and(
        eq(requirements.unitType, unitType),
        eq(requirements.itemType, itemType),
        lte(requirements.effectiveOn, on),
        not(requirements.withdrawn),
      ),
    )
    .orderBy(desc(requirements.effectiveOn))
    .limit(1);
  return row ?? null;
}

export async function unitTypeExists(tx: Tx, slug: string): Promise<boolean> {
  const [found] = await tx.select({ slug: unitTypes.slug }).from(unitTypes).where(eq(unitTypes.slug, slug));
  return found !== undefined;
}

/** Whose units are of a type: whom it concerns what the type requires. To be asked as the system. */
export async function selectOrganisationsOfType(tx: Tx, unitType: string): Promise<OrganisationId[]> {
  const rows = await tx
    .selectDistinct({ id: units.organisationId })
    .from(units)
    .where(and(eq(units.unitType, unitType), eq(units.state, 'active')));
  return rows.map(({ id }) => id);
}

const MOST_TOLD = 200;

/** What a unit has of its own for the item on the day, which then wins. */
const ofItsOwn = (itemType: string, from: CalendarDate): SQL => sql`exists (select from requirements as own where own.unit_id = units.id
  and own.item_type = ${itemType} and own.effective_on <= ${from} and not own.withdrawn)`;

/**
 * What a proposed requirement would touch, before anybody confirms it: how many units of all organisations go by it, counted as the system
 * and told where no few of others could be told from it, and what becomes of the gaps of those that the reader sees.
 */
export async function findRequirementEffects(tx: Tx, ctx: ActorContext, id: RequirementProposalId): Promise<RequirementEffectsView> {
  const [proposal] = await selectProposals(tx, eq(requirementProposals.id, id), 1);
  if (!proposal) throw new Refusal('not-found');
  const { unitType, itemType, authorised, effectiveOn, decimals } = proposal;
  const today = todayOfMission(ctx);
  const from = effectiveOn > today ? effectiveOn : today;
  const before = await findTypeRequirement(tx, proposal, from);
  const audience = readerOf(ctx);
  const told = (steps: Steps) => quantityOf(steps, decimals);
  const ofAll = await asConsequence(tx, ctx, 'requirement-effects', () => countUnits(tx, proposal, from));
  const counts = toldCounts(ofAll, await countUnits(tx, proposal, from));
  const touched = await selectTouched(tx, proposal, from);
  return RequirementEffects.show(audience, {
    proposalId: id,
    unitType,
    itemType,
    from,
    authorisedBefore: before === null ? null : told(before.authorised),
    authorisedAfter: told(authorised),
    ...counts,
    touched: touched.map(({ unit_id, names, serviceable, inbound }) =>
      TouchedUnit.show(audience, {
        unit: { id: unit_id, names },
        gapBefore: told(gapOf({ authorised: before?.authorised ?? NO_STEPS, serviceable, inbound })),
        gapAfter: told(gapOf({ authorised, serviceable, inbound })),
      }),
    ),
  });
}

async function countUnits(tx: Tx, { unitType, itemType }: OfType, from: CalendarDate) {
  const [counts] = await tx
    .select({
      touchedUnits: sql<number>`(count(*) filter (where not ${ofItsOwn(itemType, from)}))::int`,
      unitsWithTheirOwn: sql<number>`(count(*) filter (where ${ofItsOwn(itemType, from)}))::int`,
      organisations: sql<number>`(count(distinct ${units.organisationId}) filter (where not ${ofItsOwn(itemType, from)}))::int`,
    })
    .from(units)
    .where(and(eq(units.unitType, unitType), eq(units.state, 'active')));
  return counts ?? { touchedUnits: 0, unitsWithTheirOwn: 0, organisations: 0 };
}

type UnitCounts = Awaited<ReturnType<typeof countUnits>>;

/**
 * The counts of all units as they are told to who sees some of them: what the others leave of a number is of three of them at the least, or of
 * none. Where one is too small none is told, for all units of a type are either this or that.
 */
function toldCounts(ofAll: UnitCounts, seen: UnitCounts) {
  const others = [ofAll.touchedUnits - seen.touchedUnits, ofAll.unitsWithTheirOwn - seen.unitsWithTheirOwn];
  const suppressed = others.some((number) => number > 0 && number < ENOUGH_UNITS);
  return suppressed ? { touchedUnits: null, unitsWithTheirOwn: null, organisations: null, suppressed } : { ...ofAll, suppressed };
}

interface TouchedRow extends Record<string, unknown> {
  readonly unit_id: UnitId;
  readonly names: Names;
  readonly serviceable: Steps;
  readonly inbound: Steps;
}

/** Of each unit that goes by it what it holds and what is to come, whether or not its type required the item before. */
const selectTouched = (tx: Tx, { unitType, itemType }: OfType, from: CalendarDate): Promise<readonly TouchedRow[]> =>
  tx.execute<TouchedRow>(sql`
    select units.id as unit_id, units.names,
      coalesce((select held.serviceable from holding_reports as held where held.unit_id = units.id and held.item_type = ${itemType}
        and held.as_of <= ${from} and not held.withdrawn order by held.as_of desc, held.creation_order desc limit 1), 0)::float8 as serviceable,
      (coalesce((select sum(agreed - accepted - failed) from need_lines where need_lines.unit_id = units.id and need_lines.item_type = ${itemType}), 0)
        + coalesce((select sum(quantity) from proposed_holdings as coming where coming.unit_id = units.id and coming.item_type = ${itemType}
          and coming.state = 'proposed'), 0))::float8 as inbound
    from units where units.unit_type = ${unitType} and units.state = 'active' and not ${ofItsOwn(itemType, from)}
    order by units.creation_order limit ${MOST_TOLD}`);
