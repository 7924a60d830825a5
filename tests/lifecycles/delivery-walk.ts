import { randomUUID } from 'node:crypto';
import t from 'tap';
import {
  accepts,
  DELIVERY_ACTIONS,
  DELIVERY_RIGHTS,
  DELIVERY_STATES,
  type DeliveryAction,
  type DeliveryKind,
  type DeliveryState,
  stepBetween,
} from '#src/areas/deliveries/domain/delivery.ts';
import { must } from '#src/kernel/assert.ts';
import type { TransitionTable } from '#src/kernel/transition.ts';
import { startTestApi } from '#tests/support/api.ts';
import { meetEveryRequirement } from '#tests/support/clearance.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { signInEveryRole, type StepOverHttp, walkLifecycle } from './walk.ts';

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
await meetEveryRequirement(superuser);
const callers = await signInEveryRole(api);
const donor = must(callers.get('donor'), 'a donor');

/** Agreed matches of the two demo accounts of which nothing is planned yet: the second is made one of a course, for a delivery is of the kind of its items. */
const agreed = await superuser<{ id: string; quantity: number }[]>`
  select matches.id, matches.quantity::int as quantity from matches
  join organisations as recipients on recipients.id = matches.organisation_id
  join organisations as donors on donors.id = matches.donor_id
  join needs on needs.id = matches.need_id
  where recipients.slug = 'ly-gasbcp' and donors.slug = 'it-ministry-of-interior' and amount is null
    and matches.state in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery') and needs.state in ('published', 'stale')
  order by matches.quantity desc limit 2`;
const { id: goodsMatchId, quantity } = must(agreed[0], 'an agreed match');
const { id: courseMatchId } = must(agreed[1], 'another agreed match');
await superuser.begin(async (tx) => {
  await tx`set local session_replication_role = replica`;
  for (const id of [goodsMatchId, courseMatchId]) {
    await tx`delete from delivery_lines where match_id = ${id}`;
    await tx`delete from obstacle_blocks where match_id = ${id} or need_id = (select need_id from matches where id = ${id})`;
    await tx`update matches set state = 'agreed', shipped = 0, accepted = 0, in_service = 0, verified = 0, failed = 0 where id = ${id}`;
  }
  const course = tx`(select slug from item_types where kind = 'training' order by slug limit 1)`;
  await tx`update need_lines set item_type = ${course} where id = (select need_line_id from matches where id = ${courseMatchId})`;
  await tx`update offer_lines set item_type = ${course} where id = (select offer_line_id from matches where id = ${courseMatchId})`;
});

async function planned(
  kind: DeliveryKind,
): Promise<{ id: string; kind: DeliveryKind; matchId: string; lineId: string; consignmentId: string }> {
  const matchId = kind === 'goods' ? goodsMatchId : courseMatchId;
  const reply = await donor('POST', '/v1/deliveries', {
    body: {
      kind,
      ...(kind === 'goods' ? { transportMode: 'sea', incoterm: 'CIP' } : {}),
      lines: [{ matchId, planned: kind === 'goods' ? quantity - 1 : 1 }],
    },
  });
  const [line] = reply.body['lines'] as { id: string }[];
  const [consignment] = reply.body['consignments'] as { id: string }[];
  return {
    id: String(reply.body['id']),
    kind,
    matchId,
    lineId: must(line, 'a line').id,
    consignmentId: must(consignment, 'a consignment').id,
  };
}
const consignment = await planned('goods');
const course = await planned('training');

const SHIPPED: readonly DeliveryState[] = ['shipped', 'arrived', 'at-customs', 'released', 'in-transit', 'seized'];
const RECEIVED: readonly DeliveryState[] = ['received', 'partly-received', 'handed-over', 'verified'];

/** Of the delivery that is being walked. */
const paperId = randomUUID();

/** Puts a delivery into a state with the balances that belong to it. */
/** Where it stood before, as the way goes. */
const BEFORE: Readonly<Partial<Record<DeliveryState, DeliveryState>>> = {
  packed: 'cleared',
  shipped: 'packed',
  arrived: 'shipped',
  'at-customs': 'arrived',
  released: 'at-customs',
  'in-transit': 'released',
};
const stoodAt = (kind: DeliveryKind, state: DeliveryState): DeliveryState | null =>
  kind === 'training' && state === 'in-transit' ? 'cleared' : (BEFORE[state] ?? null);

async function put({ id, kind, matchId, lineId }: typeof consignment, state: DeliveryState): Promise<string> {
  const [line] = await superuser<{ planned: number }[]>`select planned from delivery_lines where id = ${lineId}`;
  const { planned: all } = must(line, 'the line');
  const left = SHIPPED.includes(state) || RECEIVED.includes(state) || state === 'lost' || state === 'returned';
  const handedOver = state === 'handed-over' || state === 'verified';
  await superuser.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update deliveries set state = ${state}, version = 7, handed_over_on = ${handedOver ? '2026-11-01' : null}, handed_over_by = 'Donor',
      taken_over_by = 'Unit', handover_document = 'certificate 1' where id = ${id}`;
    await tx`update delivery_lines set shipped = ${left ? all : 0}, accepted = ${RECEIVED.includes(state) ? all : 0}, rejected = 0,
      lost = ${state === 'lost' ? all : 0}, returned = ${state === 'returned' ? all : 0}, in_service = 0, verified = 0, received_by = null where id = ${lineId}`;
    await tx`update consignments set state = ${RECEIVED.includes(state) ? 'received' : state} where delivery_id = ${id}`;
    await tx`update consignments set stood_at = ${stoodAt(kind, state)} where delivery_id = ${id}`;
    await tx`update consignment_lines set surplus = ${left ? 1 : 0}, surplus_left = 0, shipped = lines.shipped, accepted = lines.accepted, rejected = lines.rejected, lost = lines.lost,
      returned = lines.returned, loss_reason = 'missing', return_reason = 'recalled' from delivery_lines as lines where lines.id = delivery_line_id and delivery_line_id = ${lineId}`;
    await tx`delete from delivery_documents where delivery_id = ${id}`;
    await tx`insert into delivery_documents (id, delivery_id, type, number, created_at) values (${paperId}, ${id}, 'customs-declaration', 'to be withdrawn', now())`;
    await tx`update obstacles set state = 'not-an-obstacle' where cause_key like '%' || ${id} || '%'`;
    await tx`update delivery_milestones set actual_on = null where delivery_id = ${id}`;
    await tx`delete from verifications where delivery_id = ${id}`;
    if (handedOver) {
      await tx`insert into verifications (id, delivery_id, donor_id, due_on, created_at)
        select gen_random_uuid(), id, donor_id, date '2026-11-01' + days, now() from deliveries, unnest(array[30, 180, 365]) as days where id = ${id}`;
    }
    await tx`update matches set state = ${left ? 'in-delivery' : 'agreed'},
      shipped = coalesce(balances.shipped, 0), accepted = coalesce(balances.accepted, 0), in_service = 0, verified = 0, failed = coalesce(balances.failed, 0)
      from (select sum(shipped) as shipped, sum(accepted) as accepted, sum(rejected + lost + returned) as failed from delivery_lines where match_id = ${matchId}) as balances
      where matches.id = ${matchId}`;
    await tx`update need_lines set
      (agreed, shipped, accepted, in_service, verified, failed) = (select
        coalesce(sum(quantity) filter (where state in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed')), 0),
        coalesce(sum(matches.shipped), 0), coalesce(sum(matches.accepted), 0), coalesce(sum(matches.in_service), 0), coalesce(sum(matches.verified), 0), coalesce(sum(matches.failed), 0)
        from matches where need_line_id = need_lines.id)
      where id = (select need_line_id from matches where id = ${matchId})`;
  });
  return id;
}

const stepsOf = ({ lineId, consignmentId }: typeof consignment, all: number): Record<DeliveryAction, StepOverHttp> => ({
  pack: { path: 'pack', body: {} },
  ship: { path: 'ship', body: {} },
  perform: { path: 'perform', body: {} },
  arrive: { path: 'arrive', body: {} },
  'enter-customs': { path: 'enter-customs', body: {} },
  release: { path: 'release', body: {} },
  'move-inland': { path: 'move-inland', body: {} },
  receive: { path: 'receive', body: { lines: [{ lineId, accepted: all }] } },
  'hand-over': {
    path: 'hand-over',
    body: { handedOverOn: '2026-11-20', handedOverBy: 'Donor', takenOverBy: 'Unit', document: 'certificate 1' },
  },
  'put-in-service': { path: 'put-in-service', body: {} },
  verify: { path: 'verify', body: { inUse: true } },
  'report-loss': { path: 'report-loss', body: { reason: 'sunk' } },
  return: { path: 'return', body: { reason: 'wrong-goods' } },
  seize: { path: 'seize', body: { reason: 'under-investigation' } },
  'release-from-seizure': { path: 'release-from-seizure', body: { reason: 'papers-in-order' } },
  'report-found': { path: 'report-found', body: { becomes: 'back-to-donor', reason: 'found-again', lines: [{ lineId, quantity: 1 }] } },
  'return-accepted': { path: 'return-accepted', body: { reason: 'does-not-work', lines: [{ lineId, quantity: 1 }] } },
  'settle-surplus': { path: 'settle-surplus', body: { becomes: 'left', lines: [{ lineId, quantity: 1 }] } },
  'take-back': { path: 'take-back', body: { reason: 'done-by-mistake' } },
  'report-diversion': { path: 'report-diversion', body: { reason: 'seen-elsewhere', detail: { en: 'For a test' } } },
  arrange: {
    path: 'consignments',
    body: { consignments: [{ id: consignmentId, carrier: 'A carrier', lines: [{ lineId, planned: all }] }] },
  },
  'record-packing': {
    path: 'packing-list',
    body: { consignmentId, units: [{ mark: '1/1', kind: 'crate', contents: [{ lineId, quantity: all }] }] },
  },
  'describe-goods': { path: 'goods', body: { lines: [{ lineId, originCountry: 'IT' }] } },
  'add-document': { path: 'documents', body: { type: 'customs-declaration', number: '1' } },
  'withdraw-document': { path: 'withdraw-document', body: { deliveryDocumentId: paperId, reason: 'Entered twice.' } },
  'revise-eta': { path: 'eta', body: { expectedOn: '2027-05-01', reason: 'transport-late' } },
  revise: { path: '', method: 'PATCH', body: { note: { en: 'For a test' } } },
  cancel: { path: 'cancel', body: { reason: 'no-longer-needed' } },
  reinstate: { path: 'reinstate', body: {} },
  'record-milestone': { path: 'milestones', body: { milestone: 'pledged', plannedOn: '2026-12-24' } },
});

/** Walks one kind of delivery; the actions are parted over files, for each takes a hundred attempts and files run side by side. */
export function walkDeliveries(kind: 'goods' | 'training', isWalkedHere: (action: DeliveryAction) => boolean = () => true): void {
  const [delivery, all] = kind === 'goods' ? ([consignment, quantity - 1] as const) : ([course, 1] as const);
  const transitions = Object.fromEntries(
    DELIVERY_ACTIONS.map((action) => [
      action,
      Object.fromEntries(DELIVERY_STATES.map((state) => [state, accepts({ kind, state }, action) ? state : null])),
    ]),
  ) as TransitionTable<DeliveryState, DeliveryAction>;
  const possible = DELIVERY_ACTIONS.filter(isWalkedHere).filter((action) =>
    DELIVERY_STATES.some((state) => transitions[action][state] !== null),
  );
  const steps = stepsOf(delivery, all);
  walkLifecycle(t, `delivery of ${kind}`, callers, {
    states: DELIVERY_STATES,
    transitions: Object.fromEntries(possible.map((action) => [action, transitions[action]])) as typeof transitions,
    rights: DELIVERY_RIGHTS,
    url: '/v1/deliveries',
    steps,
    put: (state) => put(delivery, state),
    besides: (role, action, state) => {
      // The receiver may ask to verify, to be told why not; the pledge is the donor's milestone.
      if (action === 'verify' && role === 'requester') return 'receiver-may-not-verify';
      // All of it has left: there is a way to bring back what was left out, and nothing was.
      if (action === 'arrange' && role === 'donor' && SHIPPED.includes(state)) return 'reference-unknown';
      if (accepts({ kind, state }, action) && (DELIVERY_RIGHTS[action] as readonly string[]).includes(role)) {
        if (action === 'report-found' && state !== 'lost') return 'receipt-does-not-balance';
        if (action === 'return-accepted' && !RECEIVED.includes(state)) return 'receipt-does-not-balance';
        if (action === 'take-back') {
          const from = stoodAt(kind, state);
          const step = from === null ? null : stepBetween(from, state);
          const isTheirs = step !== null && (DELIVERY_RIGHTS[step] as readonly string[]).includes(role);
          return isTheirs ? undefined : 'transition-not-allowed';
        }
      }
      if (action === 'record-milestone' && role === 'validator' && accepts({ kind, state }, action)) return 'not-your-own';
      return undefined;
    },
  });
}
