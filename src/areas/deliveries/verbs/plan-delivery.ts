import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryId, OrganisationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { type FieldFault, Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { deriveEntries } from '../../compliance/index.ts';
import type { PlanDelivery } from '../contract.ts';
import { DELIVERABLE_MATCH_STATES, type DeliveryKind } from '../domain/delivery.ts';
import { selectClaims } from '../consignment-queries.ts';
import { consignmentLines, consignments } from '../consignment-tables.ts';
import { type BalancedLine, type LockedMatchOfDelivery, lockMatches } from '../line-queries.ts';
import { selectHsCodes } from '../reference-check-queries.ts';
import { ITEM_KIND_OF, isReachedByStep } from '../domain/milestones.ts';
import { contradictions, proposeDates } from '../domain/schedule.ts';
import { requireReferences } from '../reference-check-queries.ts';
import { namesOf, stagesOf } from '../domain/stages.ts';
import { selectMilestoneRules } from '../schedule-queries.ts';
import { deliveries, deliveryLines, deliveryMilestones } from '../tables.ts';
import { deliveryColumns, type DeliveryRecord } from './change-delivery.ts';

/** A donor plans the delivery of goods, a course, service or works out of its agreed matches, one line for each. */
export async function planDelivery(tx: Tx, ctx: ActorContext, input: PlanDelivery): Promise<DeliveryId> {
  const { actor } = ctx;
  if (actor.kind === 'system' || actor.role !== 'donor') {
    throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: ['donor'] } });
  }
  const {
    kind,
    transportMode,
    implementerId,
    incoterm = null,
    incotermPlace,
    namedPlace = null,
    portOfEntry,
    note = null,
    lines: told,
    milestones: dated,
    omitted = [],
    ...rest
  } = input;
  nothingLeft(rest);
  await requireReferences(tx, {
    sites: { '/incotermPlace': incotermPlace, '/portOfEntry': portOfEntry },
    organisations: { '/implementerId': implementerId },
  });
  const chosen = await requireRoom(tx, actor.organisationId, told);
  const milestones = await planMilestones(tx, kind, dated, omitted, agreedOn(chosen, dayOf(ctx.now)));

  const [delivery] = await tx
    .insert(deliveries)
    .values({
      id: newId<'delivery'>(),
      donorId: actor.organisationId,
      implementerId: implementerId ?? null,
      kind,
      state: 'planned',
      transportMode,
      incoterm,
      incotermPlace: incotermPlace ?? null,
      namedPlace,
      portOfEntry: portOfEntry ?? null,
      note,
      createdAt: ctx.now,
    })
    .returning(deliveryColumns);
  const created = must(delivery, 'an inserted delivery comes back');
  const hsCodes = await selectHsCodes(
    tx,
    chosen.map(({ match }) => match.id),
  );
  const lines = chosen.map(({ match, planned }, index) => ({
    id: newId<'delivery-line'>(),
    deliveryId: created.id,
    matchId: match.id,
    organisationId: match.organisationId,
    unitId: match.unitId,
    donorId: match.donorId,
    position: index + 1,
    planned,
    ...(kind === 'goods' ? hsCodes.get(match.id) : {}),
  }));
  await tx.insert(deliveryLines).values(lines);
  await consignAll(tx, ctx, created, lines);
  await tx.insert(deliveryMilestones).values(milestones.map((row) => ({ ...row, deliveryId: created.id, donorId: created.donorId })));
  await recordEvent(tx, ctx, {
    action: 'delivery.planned',
    subject: { type: 'delivery', id: created.id },
    parties: [created.donorId, ...chosen.map(({ match }) => match.organisationId)],
  });
  await deriveEntries(tx, ctx, created.id);
  return created.id;
}

/** All of it travels in one consignment until the donor divides it. */
async function consignAll(
  tx: Tx,
  ctx: ActorContext,
  delivery: DeliveryRecord,
  lines: readonly (Pick<BalancedLine, 'id' | 'organisationId' | 'unitId' | 'planned'> & { readonly donorId: OrganisationId })[],
): Promise<void> {
  const consignmentId = newId<'consignment'>();
  await tx.insert(consignments).values({
    id: consignmentId,
    deliveryId: delivery.id,
    donorId: delivery.donorId,
    position: 1,
    state: 'planned',
    transportMode: delivery.transportMode,
    createdAt: ctx.now,
  });
  await tx.insert(consignmentLines).values(
    lines.map(({ id, organisationId, unitId, donorId, planned }) => ({
      id: newId<'consignment-line'>(),
      consignmentId,
      deliveryId: delivery.id,
      deliveryLineId: id,
      organisationId,
      unitId,
      donorId,
      planned,
    })),
  );
}

interface ChosenMatch {
  readonly match: LockedMatchOfDelivery;
  readonly planned: Steps;
}

/** The matches of the lines, locked; refuses what isn't this donor's, isn't agreed, or is claimed by other deliveries already. */
async function requireRoom(tx: Tx, donorId: OrganisationId, lines: PlanDelivery['lines']): Promise<ChosenMatch[]> {
  const ids = lines.map(({ matchId }) => matchId);
  const found = new Map((await lockMatches(tx, ids)).map((match) => [match.id, match]));
  const claims = await selectClaims(tx, ids);
  const faults = (code: FieldFault['code'], field: string, isAtFault: (line: PlanDelivery['lines'][number], index: number) => boolean) =>
    lines.flatMap((line, index) => (isAtFault(line, index) ? [{ pointer: `/lines/${index}/${field}`, code }] : []));
  const refuse = (code: 'reference-unknown' | 'invalid-field' | 'transition-not-allowed' | 'exceeds-match', fields: FieldFault[]) => {
    if (fields.length > 0) throw new Refusal(code, { fields });
  };

  refuse(
    'reference-unknown',
    faults('reference-unknown', 'matchId', ({ matchId }) => found.get(matchId)?.donorId !== donorId),
  );
  refuse(
    'invalid-field',
    faults('named-twice', 'matchId', ({ matchId }, index) => ids.indexOf(matchId) !== index),
  );
  const chosen = lines.map(({ matchId, planned, ...rest }, index) => {
    nothingLeft(rest);
    const match = must(found.get(matchId), 'checked above');
    return { match, planned: stepsFrom(planned, match.decimals, `/lines/${index}/planned`) };
  });
  refuse(
    'transition-not-allowed',
    faults('match-not-agreed', 'matchId', (_, index) => !isDeliverable(chosen[index])),
  );
  refuse(
    'exceeds-match',
    faults(
      'exceeds-match',
      'planned',
      ({ matchId }, index) => (chosen[index]?.planned ?? 0) + (claims.get(matchId) ?? 0) > (chosen[index]?.match.quantity ?? 0),
    ),
  );
  return chosen;
}

const isDeliverable = (chosen: ChosenMatch | undefined): boolean =>
  (DELIVERABLE_MATCH_STATES as readonly string[]).includes(chosen?.match.state ?? '');

/** The day on which the last of the matches was agreed. */
const agreedOn = (chosen: readonly ChosenMatch[], today: CalendarDate): CalendarDate =>
  chosen
    .flatMap(({ match }) => (match.agreedAt === null ? [] : dayOf(match.agreedAt)))
    .sort()
    .at(-1) ?? today;

interface PlannedMilestone {
  readonly milestone: string;
  readonly plannedOn: CalendarDate | null;
  readonly isProposed: boolean;
  readonly omittedBecause: string | null;
}

/** A milestone has one date or is left out, and is named for that once: of two dates, one would be dropped. */
function refuseNamedTwice(lists: Readonly<Record<'milestones' | 'omitted', readonly { readonly milestone: string }[]>>): void {
  const named = new Set<string>();
  for (const [field, list] of Object.entries(lists)) {
    for (const [index, { milestone }] of list.entries()) {
      if (named.has(milestone)) throw refuseField('invalid-field', `/${field}/${index}/milestone`, 'named-twice');
      named.add(milestone);
    }
  }
}

/** Every milestone of the kind: with the donor's date, with a proposal worked out from the usual durations, or left out. */
async function planMilestones(
  tx: Tx,
  kind: DeliveryKind,
  dated: PlanDelivery['milestones'],
  leftOut: NonNullable<PlanDelivery['omitted']>,
  agreed: CalendarDate,
): Promise<PlannedMilestone[]> {
  const rules = await selectMilestoneRules(tx);
  const ofKind = rules.filter(({ kinds }) => kinds.includes(ITEM_KIND_OF[kind]));
  const slugs = new Set(ofKind.map(({ milestone }) => milestone));
  const unknownOf = (field: 'milestones' | 'omitted', named: readonly { readonly milestone: string }[]): FieldFault[] =>
    named.flatMap(({ milestone }, index) =>
      slugs.has(milestone) ? [] : [{ pointer: `/${field}/${index}/milestone`, code: 'reference-unknown' }],
    );
  const unknown = [...unknownOf('milestones', dated), ...unknownOf('omitted', leftOut)];
  if (unknown.length > 0) throw new Refusal('reference-unknown', { fields: unknown });
  refuseNamedTwice({ milestones: dated, omitted: leftOut });
  for (const [index, { milestone }] of leftOut.entries()) {
    const rule = ofKind.find((one) => one.milestone === milestone);
    if (rule?.optionalWhen == null || isReachedByStep(milestone, kind)) {
      throw refuseField('invalid-field', `/omitted/${index}/milestone`, 'milestone-not-optional');
    }
  }
  const omitted = new Map(
    leftOut.map(({ milestone, because, ...rest }) => {
      nothingLeft(rest);
      return [milestone, because];
    }),
  );
  const given = new Map(
    dated.map(({ milestone, plannedOn, ...rest }) => {
      nothingLeft(rest);
      return [milestone, plannedOn];
    }),
  );
  const stages = stagesOf(rules, new Set([...slugs].filter((slug) => !omitted.has(slug))));
  const wrong = contradictions(stages, given);
  if (wrong.length > 0) {
    throw new Refusal('date-order', {
      fields: wrong.map(({ milestone, predecessor }) => ({
        pointer: `/milestones/${dated.findIndex((one) => one.milestone === milestone)}/plannedOn`,
        code: 'before-its-predecessor',
        limit: predecessor,
        limitNames: namesOf(rules, [predecessor]),
      })),
    });
  }
  const dates = new Map(proposeDates(stages, given, agreed).map((one) => [one.milestone, one]));
  return ofKind.map(({ milestone }) => ({
    milestone,
    plannedOn: dates.get(milestone)?.plannedOn ?? null,
    isProposed: dates.get(milestone)?.isProposed ?? false,
    omittedBecause: omitted.get(milestone) ?? null,
  }));
}
