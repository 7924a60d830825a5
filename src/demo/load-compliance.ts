import { sql } from 'drizzle-orm';
import { classifyMatch, confirmClassification, recordEntry, waiveEntry } from '../areas/compliance/index.ts';
import { DOCUMENT_OUTCOME, type EntryKind, POSITIVE_OUTCOMES, UNASKED_STATES } from '../areas/compliance/domain/entry.ts';
import { refusalOfWaiving } from '../areas/compliance/domain/waiving.ts';
import { clearWhereMet } from '../areas/deliveries/index.ts';
import { confirmEntry, declareReadiness } from '../flows/pass-the-gate.ts';
import type { OwnerRole } from '../areas/compliance/domain/hands.ts';
import { type Gate, GATES } from '../areas/compliance/domain/gate.ts';
import { must } from '../kernel/assert.ts';
import type { CalendarDate } from '../kernel/calendar-date.ts';
import type { ComplianceEntryId, DeliveryId, MatchId, UnitId, UserId } from '../kernel/id.ts';
import { proposeAccountChange } from '../areas/identity/index.ts';
import { confirmAccountChange } from '../flows/end-account.ts';
import type { ActorContext, Person } from '../platform/auth/actor.ts';
import { literals } from '../platform/db/closed-lists.ts';
import type { ScenarioDelivery } from './scenario-file.ts';
import type { Stage } from './stage.ts';
import type { NamedRegime } from '../areas/reference/domain/named-slugs.ts';

const READINESS: NamedRegime = 'readiness-to-receive';
const DUAL_USE: NamedRegime = 'eu-dual-use-annex-i';
const STANDING: NamedRegime = 'unsc-standing-nonlethal-government';

const MISSION = 'unsmil';
const SECOND_ADMINISTRATION = 'ly-jtct';

/** Both facilitators of the scenario see into human-rights files: one administrator proposes it, another's confirms. */
export async function designateFacilitators(stage: Stage, on: CalendarDate): Promise<void> {
  const users: UserId[] = [];
  for (const number of ['', '2']) users.push(stage.as('facilitator', MISSION, on, number).actor.userId);
  for (const userId of users) {
    const asked = { change: 'designation', userId, reason: 'human-rights-desk' } as const;
    const id = await proposeAccountChange(stage.tx, stage.as('administrator', MISSION, on), asked);
    await confirmAccountChange(stage.tx, stage.as('administrator', SECOND_ADMINISTRATION, on), id, 1);
  }
}

/**
 * The checklist of a delivery as the file has it: classified, recorded by the side whose part it is and confirmed by another. What has left
 * without a paper that the gate asks for was let through by the mission, which says so.
 */
export async function settleChecklist(stage: Stage, file: ScenarioDelivery, id: DeliveryId, on: CalendarDate): Promise<void> {
  const { tx } = stage;
  await classify(stage, file, id, on);
  const outcomes = new Map(file.compliance.map(({ regime, outcome }) => [regime, outcome]));
  if (outcomes.get(READINESS) === 'ready') await declareAllReady(stage, id, on);
  // A course under way still stands as planned in the file.
  const hasBegun = file.lines.some(({ quantity_shipped }) => (quantity_shipped ?? 0) > 0);
  const behind = BEHIND[file.state] ?? (hasBegun ? TRAVELLING : []);
  await settleEntries(stage, file, id, on, 'decision', ({ regime, neededFor }) => {
    const outcome = outcomes.get(regime ?? '') ?? null;
    return outcome === null && !isBehind(behind, neededFor) ? 'open' : outcome;
  });
  // A paper of which the file says nothing has gone with what has gone.
  const known = new Set(file.compliance.flatMap(({ regime, outcome }) => (outcome === null ? [] : [regime])));
  await settleEntries(stage, file, id, on, 'document', ({ askedBy, neededFor }) =>
    isBehind(behind, neededFor) ? (askedBy.every(({ regime }) => known.has(regime)) ? 'issued' : null) : 'open',
  );
  if (behind.length > 0) await clearWhereMet(tx, stage.asSystem(on), id);
}

/** What a delivery in a state of the file has passed. */
const TRAVELLING: readonly Gate[] = ['clear', 'ship'];
const RELEASED: readonly Gate[] = [...TRAVELLING, 'release'];
const BEHIND: Readonly<Partial<Record<string, readonly Gate[]>>> = {
  packed: ['clear'],
  shipped: TRAVELLING,
  'at-customs': TRAVELLING,
  released: RELEASED,
  received: RELEASED,
  'partly-received': RELEASED,
  'handed-over': GATES,
  verified: GATES,
};

const isBehind = (behind: readonly Gate[], neededFor: Gate | null): boolean => neededFor !== null && behind.includes(neededFor);

interface OpenEntry {
  readonly [column: string]: unknown;
  readonly id: ComplianceEntryId;
  readonly regime: string | null;
  readonly documentType: string | null;
  /** The first positive outcome of its regime. */
  readonly likeliest: string | null;
  readonly askedBy: readonly { readonly regime: string }[];
  readonly version: number;
  readonly neededFor: Gate | null;
  readonly restricted: boolean;
  readonly ownerRole: OwnerRole;
}

/**
 * Records and confirms what the file answers to each entry, and `open` leaves it. Null lets it pass by the mission; what nobody may waive was
 * there, or the goods would not have left.
 */
async function settleEntries(
  stage: Stage,
  file: ScenarioDelivery,
  id: DeliveryId,
  on: CalendarDate,
  kind: EntryKind,
  answer: (entry: OpenEntry) => string | null,
): Promise<void> {
  const { tx } = stage;
  stage.asSystem(on);
  const [recipient] = await tx.execute<{ organisation: string }>(sql`
    select organisations.slug as organisation from delivery_lines join organisations on organisations.id = organisation_id
    where delivery_id = ${id} order by position limit 1`);
  const authority = stage.authorityOf(must(recipient, 'a delivery has a recipient').organisation);
  const people = {
    donor: () => stage.as('donor', file.donor, on),
    recipient: () => stage.as('validator', authority, on),
    facilitator: () => stage.as('facilitator', MISSION, on),
  } as const satisfies Record<OwnerRole, () => ActorContext<Person>>;
  const entries = await tx.execute<OpenEntry>(sql`
    select id, regime, document_type as "documentType", asked_by as "askedBy", version, needed_for as "neededFor", restricted, owner_role as "ownerRole", (
      select outcome from regimes, unnest(outcomes) with ordinality as possible (outcome, place)
      where regimes.slug = compliance_entries.regime and outcome in (${literals(POSITIVE_OUTCOMES)}) order by place limit 1) as likeliest from compliance_entries
    where delivery_id = ${id} and kind = ${kind} and state in (${literals(UNASKED_STATES)}) order by regime, document_type`);
  for (const entry of entries) {
    const answered = answer(entry);
    if (answered === 'open') continue;
    const outcome = answered ?? (refusalOfWaiving(entry) === null ? null : (entry.likeliest ?? DOCUMENT_OUTCOME));
    if (outcome === null) {
      const ctx = stage.as('facilitator', MISSION, on);
      await waiveEntry(tx, ctx, entry.id, entry.version, { reason: 'left-before-this-was-recorded-here' });
    } else {
      const ctx = people[entry.ownerRole]();
      await recordEntry(tx, ctx, entry.id, entry.version, kind === 'document' ? { referenceNumber: 'illustrative' } : { outcome });
    }
    // What the mission has said, another side confirms; but for a human-rights file, which is open to the designated alone.
    const byMission = outcome === null || entry.ownerRole === 'facilitator';
    const second =
      entry.restricted || !byMission
        ? stage.as('facilitator', MISSION, on, '2')
        : people[entry.ownerRole === 'donor' ? 'recipient' : 'donor']();
    await confirmEntry(tx, second, entry.id, entry.version + 1);
  }
}

async function classify(stage: Stage, file: ScenarioDelivery, id: DeliveryId, on: CalendarDate): Promise<void> {
  const { tx } = stage;
  stage.asSystem(on);
  const matches = await tx.execute<{ id: MatchId; quantity: number }>(sql`
    select matches.id, (matches.quantity / 10::numeric ^ wasl.decimals_of_match(matches.id))::float8 as quantity
    from delivery_lines join matches on matches.id = match_id
    where delivery_id = ${id} and not exists (select from classifications where classifications.match_id = matches.id) order by matches.creation_order`);
  const regimes = new Set(file.compliance.map(({ regime }) => regime));
  for (const match of matches) {
    await classifyMatch(tx, stage.as('donor', file.donor, on), match.id, {
      model: 'illustrative',
      militaryList: [],
      dualUse: regimes.has(DUAL_USE) ? ['6A003'] : [],
      lethal: false,
      purpose: 'security-assistance',
      foreignOriginControlled: false,
      ownUseOfInternationalStaff: false,
      hrddpOutOfScope: false,
      importerIsMinistry: true,
      paidByLetterOfCredit: false,
      parts: [{ embargoClass: regimes.has(STANDING) ? 'standing' : 'outside', quantity: match.quantity }],
    });
    await confirmClassification(tx, stage.as('facilitator', MISSION, on), match.id, 1);
  }
}

async function declareAllReady(stage: Stage, id: DeliveryId, on: CalendarDate): Promise<void> {
  stage.asSystem(on);
  const units = await stage.tx.execute<{ id: UnitId; organisation: string }>(sql`
    select units.id, organisations.slug as organisation from units join organisations on organisations.id = units.organisation_id
    where units.id in (select unit_id from delivery_lines where delivery_id = ${id}) order by units.creation_order`);
  for (const unit of units) {
    const ctx = stage.as('requester', unit.organisation, on);
    await declareReadiness(stage.tx, ctx, id, { unitId: unit.id, storage: true, consignee: true, operators: true, fuel: true });
  }
}
