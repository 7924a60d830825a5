import { and, eq, lte, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { OrganisationId, RequirementProposalId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { PROPOSAL_DAYS, type ProposalEvent, refusalOfProposalStep, stateAt } from '../../../kernel/proposal.ts';
import { stepsFrom } from '../../../kernel/quantity.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { checkBegins } from '../../../platform/auth/two-hands.ts';
import { recordEvent, recordEvents } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { deadlineOf, todayOfMission } from '../../reference/index.ts';
import { MISSION_ZONE } from '../../../kernel/time-zone.ts';
import type { ProposeTypeRequirement } from '../contract-type-requirements.ts';
import { requirementProposals } from '../tables.ts';
import { findTypeRequirement, selectOrganisationsOfType, unitTypeExists } from '../type-requirement-queries.ts';
import { requireItemType } from './check-stock.ts';

/**
 * A validator or a facilitator proposes what a type of unit is to require from a day on that has not passed. Nothing changes before a second
 * person of another organisation has confirmed it; what the table said before stays.
 */
export async function proposeTypeRequirement(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  input: ProposeTypeRequirement,
): Promise<RequirementProposalId> {
  checkBegins('change-type-requirement', ctx);
  const { actor, now } = ctx;
  const { unitType, itemType, authorised: wanted, effectiveOn, reason, ...rest } = input;
  nothingLeft(rest);
  if (!(await unitTypeExists(tx, unitType))) throw refuseField('reference-unknown', '/unitType');
  const authorised = stepsFrom(wanted, await requireItemType(tx, itemType), '/authorised');
  if (effectiveOn < todayOfMission(ctx)) throw refuseField('date-order', '/effectiveOn', 'in-the-past');
  const standing = await findTypeRequirement(tx, input, effectiveOn);
  if (standing?.authorised === authorised) throw refuseField('invalid-field', '/authorised', 'nothing-to-change');
  const concerned = await concernedBy(tx, ctx, unitType);
  await lapseOverdue(tx, ctx, { unitType, itemType }, concerned);
  const [proposed] = await tx
    .insert(requirementProposals)
    .values({
      id: newId<'requirement-proposal'>(),
      unitType,
      itemType,
      authorised,
      effectiveOn,
      reason,
      state: 'proposed',
      proposedBy: actor.userId,
      proposedByOrganisation: actor.organisationId,
      proposedByRole: actor.role,
      expiresAt: deadlineOf(MISSION_ZONE, now, PROPOSAL_DAYS),
      createdAt: now,
    })
    .returning({ id: requirementProposals.id });
  const { id } = must(proposed, 'an inserted proposal comes back');
  await recordEvent(tx, ctx, {
    action: 'requirement-proposal.proposed',
    subject: { type: 'requirement-proposal', id },
    note: reason,
    parties: concerned,
  });
  return id;
}

/** The organisations whose units are of the type, whoever sees them. */
const concernedBy = (tx: Tx, ctx: ActorContext, unitType: string): Promise<OrganisationId[]> =>
  asConsequence(tx, ctx, 'requirement-parties', () => selectOrganisationsOfType(tx, unitType));

/** What nobody decided in time makes room for what is proposed now. */
async function lapseOverdue(
  tx: Tx,
  ctx: ActorContext,
  { unitType, itemType }: Pick<ProposeTypeRequirement, 'unitType' | 'itemType'>,
  parties: readonly OrganisationId[],
): Promise<void> {
  const lapsed = await tx
    .update(requirementProposals)
    .set({ state: 'lapsed', version: sql`${requirementProposals.version} + 1` })
    .where(
      and(
        eq(requirementProposals.unitType, unitType),
        eq(requirementProposals.itemType, itemType),
        eq(requirementProposals.state, 'proposed'),
        lte(requirementProposals.expiresAt, ctx.now),
      ),
    )
    .returning({ id: requirementProposals.id });
  await recordEvents(
    tx,
    ctx,
    lapsed.map(({ id }) => ({
      action: 'requirement-proposal.lapsed' as const,
      subject: { type: 'requirement-proposal' as const, id },
      parties: [...parties],
    })),
  );
}

const proposalColumns = {
  id: requirementProposals.id,
  unitType: requirementProposals.unitType,
  itemType: requirementProposals.itemType,
  effectiveOn: requirementProposals.effectiveOn,
  state: requirementProposals.state,
  expiresAt: requirementProposals.expiresAt,
  proposedBy: requirementProposals.proposedBy,
  proposedByOrganisation: requirementProposals.proposedByOrganisation,
  proposedByRole: requirementProposals.proposedByRole,
  version: requirementProposals.version,
};

/** A proposal that is still open, locked until the transaction ends, where this hand may take the step. */
async function beginProposalStep(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: RequirementProposalId,
  version: number,
  event: ProposalEvent,
) {
  const [proposal] = await tx
    .select(proposalColumns)
    .from(requirementProposals)
    .where(eq(requirementProposals.id, id))
    .for('no key update');
  if (!proposal) throw new Refusal('not-found');
  if (proposal.version !== version) throw new Refusal('stale-version', { facts: { version: proposal.version } });
  const state = stateAt(proposal, ctx.now);
  if (state !== 'proposed') throw new Refusal('transition-not-allowed', { facts: { state, event, allowed: [] } });
  const { proposedBy: userId, proposedByOrganisation: organisationId, proposedByRole: role } = proposal;
  throwWhere(refusalOfProposalStep('change-type-requirement', event, { userId, organisationId, role }, ctx.actor));
  return proposal;
}

/**
 * A second person of another organisation confirms it, and the database writes the row of the authorised table: from today where the day that
 * it was proposed for has passed since. A row of that very day is withdrawn for it, and stays readable.
 */
export async function confirmTypeRequirement(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: RequirementProposalId,
  version: number,
): Promise<void> {
  const proposal = await beginProposalStep(tx, ctx, id, version, 'confirm');
  const today = todayOfMission(ctx);
  const from = proposal.effectiveOn > today ? proposal.effectiveOn : today;
  const standing = await findTypeRequirement(tx, proposal, from);
  const requirementId = newId<'requirement'>();
  await decide(tx, ctx, id, version, { state: 'confirmed', requirementId });
  const parties = await concernedBy(tx, ctx, proposal.unitType);
  await recordEvent(tx, ctx, { action: 'requirement-proposal.confirmed', subject: { type: 'requirement-proposal', id }, parties });
  await recordEvent(tx, ctx, { action: 'requirement.recorded', subject: { type: 'requirement', id: requirementId }, parties });
  if (standing === null || standing.effectiveOn !== from) return;
  await recordEvent(tx, ctx, { action: 'requirement.superseded', subject: { type: 'requirement', id: standing.id }, parties });
}

/** Whoever may confirm it may refuse it instead, and says why. */
export async function refuseTypeRequirement(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: RequirementProposalId,
  version: number,
  reason: string,
): Promise<void> {
  const { unitType } = await beginProposalStep(tx, ctx, id, version, 'refuse');
  await decide(tx, ctx, id, version, { state: 'refused', refusalReason: reason });
  await recordEvent(tx, ctx, {
    action: 'requirement-proposal.refused',
    subject: { type: 'requirement-proposal', id },
    note: reason,
    parties: await concernedBy(tx, ctx, unitType),
  });
}

/** Whoever proposed it takes it back. */
export async function withdrawTypeRequirement(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: RequirementProposalId,
  version: number,
): Promise<void> {
  const { unitType } = await beginProposalStep(tx, ctx, id, version, 'withdraw');
  await decide(tx, ctx, id, version, { state: 'withdrawn' });
  await recordEvent(tx, ctx, {
    action: 'requirement-proposal.withdrawn',
    subject: { type: 'requirement-proposal', id },
    parties: await concernedBy(tx, ctx, unitType),
  });
}

async function decide(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: RequirementProposalId,
  version: number,
  set: Partial<Pick<typeof requirementProposals.$inferInsert, 'state' | 'refusalReason' | 'requirementId'>>,
): Promise<void> {
  await tx
    .update(requirementProposals)
    .set({ ...set, decidedBy: ctx.actor.userId, decidedAt: ctx.now, version: version + 1 })
    .where(and(eq(requirementProposals.id, id), eq(requirementProposals.version, version)));
}
