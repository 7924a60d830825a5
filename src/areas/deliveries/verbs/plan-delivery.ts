import { must } from '../../../kernel/assert.ts';
import type { DeliveryId, OrganisationId } from '../../../kernel/id.ts';
import { type FieldFault, Refusal } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { PlanDelivery } from '../contract.ts';
import { DELIVERABLE_MATCH_STATES } from '../domain/delivery.ts';
import { type LockedMatchOfDelivery, lockMatches, selectClaims } from '../line-queries.ts';
import { requireReferences, selectMilestonesOf } from '../reference-check-queries.ts';
import { deliveries, deliveryLines, deliveryMilestones } from '../tables.ts';
import { deliveryColumns } from './change-delivery.ts';

/** A donor plans a consignment, course, service or works out of its agreed matches, one line for each. */
export async function planDelivery(tx: Tx, act: Act, input: PlanDelivery): Promise<DeliveryId> {
  const { actor } = act;
  if (actor.kind === 'system' || actor.role !== 'donor') {
    throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: ['donor'] } });
  }
  await requireReferences(tx, {
    sites: { '/incotermPlace': input.incotermPlace, '/portOfEntry': input.portOfEntry },
    organisations: { '/implementerId': input.implementerId },
  });
  const chosen = await requireRoom(tx, actor.organisationId, input.lines);
  const milestones = await plannedMilestones(tx, input);

  const [delivery] = await tx
    .insert(deliveries)
    .values({
      id: newId<'delivery'>(),
      donorId: actor.organisationId,
      implementerId: input.implementerId ?? null,
      kind: input.kind,
      state: 'planned',
      transportMode: input.transportMode,
      incoterm: input.incoterm ?? null,
      incotermPlace: input.incotermPlace ?? null,
      portOfEntry: input.portOfEntry ?? null,
      note: input.note ?? null,
      createdAt: act.now,
    })
    .returning(deliveryColumns);
  const created = must(delivery, 'an inserted delivery comes back');
  await tx.insert(deliveryLines).values(
    chosen.map(({ match, planned }, index) => ({
      id: newId<'delivery-line'>(),
      deliveryId: created.id,
      matchId: match.id,
      organisationId: match.organisationId,
      unitId: match.unitId,
      donorId: match.donorId,
      position: index + 1,
      planned,
    })),
  );
  await tx.insert(deliveryMilestones).values(milestones.map((row) => ({ ...row, deliveryId: created.id, donorId: created.donorId })));
  await recordEvent(tx, act, {
    action: 'delivery.planned',
    subject: { type: 'delivery', id: created.id },
    after: { ...created, lines: input.lines, milestones: input.milestones },
    parties: [created.donorId, ...chosen.map(({ match }) => match.organisationId)],
  });
  return created.id;
}

interface ChosenMatch {
  readonly match: LockedMatchOfDelivery;
  readonly planned: number;
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
  const chosen = lines.map(({ matchId, planned }) => ({ match: must(found.get(matchId), 'checked above'), planned }));
  refuse(
    'transition-not-allowed',
    faults('match-not-agreed', 'matchId', (_, index) => !isDeliverable(chosen[index])),
  );
  refuse(
    'exceeds-match',
    faults(
      'exceeds-match',
      'planned',
      ({ matchId, planned }, index) => planned + (claims.get(matchId) ?? 0) > (chosen[index]?.match.quantity ?? 0),
    ),
  );
  return chosen;
}

const isDeliverable = (chosen: ChosenMatch | undefined): boolean =>
  (DELIVERABLE_MATCH_STATES as readonly string[]).includes(chosen?.match.state ?? '');

/** Every milestone of the kind, with its planned date where the donor gave one. */
async function plannedMilestones(tx: Tx, input: PlanDelivery): Promise<{ milestone: string; plannedOn: string | null }[]> {
  const slugs = await selectMilestonesOf(tx, input.kind);
  const unknown = input.milestones.flatMap(({ milestone }, index): FieldFault[] =>
    slugs.includes(milestone) ? [] : [{ pointer: `/milestones/${index}/milestone`, code: 'reference-unknown' }],
  );
  if (unknown.length > 0) throw new Refusal('reference-unknown', { fields: unknown });
  const plannedOn = new Map(input.milestones.map((one) => [one.milestone, one.plannedOn]));
  return slugs.map((milestone) => ({ milestone, plannedOn: plannedOn.get(milestone) ?? null }));
}
