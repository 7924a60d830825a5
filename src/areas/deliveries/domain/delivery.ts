import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { column, type TransitionTable } from '../../../kernel/transition.ts';
import type { ItemKind } from '../../reference/domain/vocabulary.ts';

export const DELIVERY_KINDS = ['goods', 'training', 'service', 'works'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

const KIND_OF_ITEM: Readonly<Record<ItemKind, DeliveryKind>> = {
  equipment: 'goods',
  spares: 'goods',
  consumable: 'goods',
  training: 'training',
  service: 'service',
  works: 'works',
};

/** The kind of delivery that an item goes with: goods called a course would pass neither customs nor release. */
export const kindOfItem = (item: ItemKind): DeliveryKind => KIND_OF_ITEM[item];

export const DELIVERY_STATES = [
  'planned',
  'cleared',
  'packed',
  'shipped',
  'arrived',
  'at-customs',
  'released',
  'in-transit',
  'partly-received',
  'received',
  'handed-over',
  'verified',
  'lost',
  'returned',
  'seized',
  'cancelled',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** States in which nothing of a delivery has left yet. */
export const UNSHIPPED_STATES: readonly DeliveryState[] = ['planned', 'cleared', 'packed'];
/** States from its plan until all of it has been received. */
export const UNDER_WAY_STATES: readonly DeliveryState[] = [
  ...UNSHIPPED_STATES,
  'shipped',
  'arrived',
  'at-customs',
  'released',
  'in-transit',
  'partly-received',
];
/** States in which goods have been received that nobody has signed for. */
export const UNSIGNED_STATES: readonly DeliveryState[] = ['received', 'partly-received'];
/** States in which both sides have signed for the goods. */
export const SIGNED_STATES: readonly DeliveryState[] = ['handed-over', 'verified'];
/** States of a delivery that has come to its end. */
export const OVER_STATES: readonly DeliveryState[] = ['verified', 'lost', 'returned', 'cancelled'];

export const DELIVERY_EVENTS = [
  'clear',
  'pack',
  'ship',
  'perform',
  'arrive',
  'enter-customs',
  'release',
  'move-inland',
  'receive-all',
  'receive-part',
  'hand-over',
  'verify',
  'lose',
  'return-to-donor',
  'seize',
  'release-from-seizure',
  'cancel',
  'reinstate',
] as const;
export type DeliveryEvent = (typeof DELIVERY_EVENTS)[number];

const on = (moves: Partial<Record<DeliveryState, DeliveryState>>) => column(DELIVERY_STATES, moves);

/**
 * The lifecycle of a delivery. `clear` is the compliance gate's alone. `perform` stands for packing and
 * shipping where nothing travels: a course is held, a service begins. A consignment may skip customs (arrive → move-inland)
 * when none stands in its way, which is so while nothing is missing that a release needs. What an authority has seized and gives back
 * stands with it, at customs, until it releases it. What hasn't left may be cancelled, and what was cancelled by mistake is planned again,
 * to be cleared anew.
 */
export const DELIVERY_TRANSITIONS: TransitionTable<DeliveryState, DeliveryEvent> = {
  clear: on({ planned: 'cleared' }),
  pack: on({ cleared: 'packed' }),
  ship: on({ packed: 'shipped' }),
  perform: on({ cleared: 'in-transit' }),
  arrive: on({ shipped: 'arrived' }),
  'enter-customs': on({ arrived: 'at-customs' }),
  release: on({ 'at-customs': 'released' }),
  'move-inland': on({ arrived: 'in-transit', released: 'in-transit' }),
  'receive-all': on({ arrived: 'received', released: 'received', 'in-transit': 'received' }),
  'receive-part': on({ arrived: 'partly-received', released: 'partly-received', 'in-transit': 'partly-received' }),
  'hand-over': on({ received: 'handed-over', 'partly-received': 'handed-over' }),
  verify: on({ 'handed-over': 'verified', verified: 'verified' }),
  lose: on({
    shipped: 'lost',
    arrived: 'lost',
    'at-customs': 'lost',
    released: 'lost',
    'in-transit': 'lost',
    seized: 'lost',
  }),
  'return-to-donor': on({
    shipped: 'returned',
    arrived: 'returned',
    'at-customs': 'returned',
    released: 'returned',
    'in-transit': 'returned',
    seized: 'returned',
  }),
  seize: on({ shipped: 'seized', arrived: 'seized', 'at-customs': 'seized', released: 'seized', 'in-transit': 'seized' }),
  'release-from-seizure': on({ seized: 'at-customs' }),
  cancel: on({ planned: 'cancelled', cleared: 'cancelled', packed: 'cancelled' }),
  reinstate: on({ cancelled: 'planned' }),
};

export const TRANSPORT_MODES = ['sea', 'air', 'road', 'none'] as const;
export type TransportMode = (typeof TRANSPORT_MODES)[number];

/** What people do with a delivery; what it does to the state is a matter of {@link DELIVERY_TRANSITIONS}. */
export const DELIVERY_ACTIONS = [
  'pack',
  'ship',
  'perform',
  'arrive',
  'enter-customs',
  'release',
  'move-inland',
  'receive',
  'hand-over',
  'put-in-service',
  'verify',
  'report-loss',
  'report-found',
  'return',
  'return-accepted',
  'settle-surplus',
  'seize',
  'release-from-seizure',
  'report-diversion',
  'take-back',
  'record-milestone',
  'revise-eta',
  'arrange',
  'record-packing',
  'describe-goods',
  'add-document',
  'withdraw-document',
  'revise',
  'cancel',
  'reinstate',
] as const;
export type DeliveryAction = (typeof DELIVERY_ACTIONS)[number];

/** Who may do what. Which milestones somebody records is a matter of `mayRecord` besides. */
export const DELIVERY_RIGHTS = {
  pack: ['donor'],
  ship: ['donor'],
  perform: ['donor'],
  arrive: ['donor'],
  'enter-customs': ['donor'],
  release: ['validator'],
  'move-inland': ['donor'],
  receive: ['requester'],
  'hand-over': ['requester'],
  'put-in-service': ['requester'],
  verify: ['donor', 'facilitator'],
  'report-loss': ['donor', 'facilitator'],
  'report-found': ['donor', 'facilitator'],
  return: ['donor'],
  'return-accepted': ['requester'],
  'settle-surplus': ['donor'],
  seize: ['donor', 'validator', 'facilitator'],
  'release-from-seizure': ['validator', 'facilitator'],
  'report-diversion': ['donor', 'validator', 'facilitator'],
  'take-back': ['donor', 'validator'],
  'record-milestone': ['donor', 'validator', 'facilitator'],
  'revise-eta': ['donor', 'validator', 'facilitator'],
  arrange: ['donor'],
  'record-packing': ['donor'],
  'describe-goods': ['donor'],
  'add-document': ['donor', 'validator'],
  'withdraw-document': ['donor', 'validator'],
  revise: ['donor'],
  cancel: ['donor'],
  reinstate: ['donor'],
} as const satisfies Record<DeliveryAction, readonly Role[]>;

/** The event of an action, where the action moves the state; a receipt's depends on what was received. */
const EVENT_OF: Readonly<Partial<Record<DeliveryAction, DeliveryEvent>>> = {
  pack: 'pack',
  ship: 'ship',
  perform: 'perform',
  arrive: 'arrive',
  'enter-customs': 'enter-customs',
  release: 'release',
  'move-inland': 'move-inland',
  receive: 'receive-part',
  'hand-over': 'hand-over',
  verify: 'verify',
  'report-loss': 'lose',
  return: 'return-to-donor',
  seize: 'seize',
  'release-from-seizure': 'release-from-seizure',
  cancel: 'cancel',
  reinstate: 'reinstate',
};

/** Only goods travel; a course or a service is performed instead. */
const OF_TRAVEL: readonly DeliveryAction[] = [
  'pack',
  'ship',
  'arrive',
  'enter-customs',
  'release',
  'move-inland',
  'report-loss',
  'return',
  'seize',
  'release-from-seizure',
  'report-diversion',
  'report-found',
  'return-accepted',
  'settle-surplus',
  'record-packing',
  'describe-goods',
  'add-document',
  'withdraw-document',
];
const fitsKind = (kind: DeliveryKind, action: DeliveryAction): boolean =>
  kind === 'goods' ? action !== 'perform' : !OF_TRAVEL.includes(action);

/** States in which something of it is, or may be, still to come. */
export const STILL_TO_COME: readonly DeliveryState[] = [
  ...UNSHIPPED_STATES,
  'shipped',
  'arrived',
  'at-customs',
  'released',
  'in-transit',
  'seized',
];
/** Until customs has released it, what is written of the goods may be corrected. */
const BEFORE_RELEASE: readonly DeliveryState[] = [...UNSHIPPED_STATES, 'shipped', 'arrived', 'at-customs', 'seized'];
/** States in which all of it has come. */
const HAS_COME: readonly DeliveryState[] = [...UNSIGNED_STATES, ...SIGNED_STATES];
/** States in which nothing more can happen to its milestones. */
export const NEVER_ARRIVED: readonly DeliveryState[] = ['lost', 'returned', 'cancelled'];

/**
 * Steps on the way that may be taken back while nothing rests on them. Clearing is the gate's; a seizure has its own way back; what was
 * received, lost or returned is put right by a correction.
 */
export const TAKEN_BACK = [
  'pack',
  'ship',
  'perform',
  'arrive',
  'enter-customs',
  'release',
  'move-inland',
] as const satisfies readonly (DeliveryEvent & DeliveryAction)[];

/** The step that brought something from where it stood to where it stands, where it is one that may be taken back. */
export const stepBetween = (from: DeliveryState, to: DeliveryState): (typeof TAKEN_BACK)[number] | null =>
  TAKEN_BACK.find((event) => DELIVERY_TRANSITIONS[event][from] === to) ?? null;

/** Whether a step that may be taken back leads to this state. */
const isReachedByTakenBack = (state: DeliveryState): boolean =>
  TAKEN_BACK.some((event) => Object.values(DELIVERY_TRANSITIONS[event]).includes(state));

/** A delivery as far as its lifecycle goes; where its consignments aren't named it is one, which stands where the delivery stands. */
interface Standing {
  readonly kind: DeliveryKind;
  readonly state: DeliveryState;
  readonly consignments?: readonly DeliveryState[];
}

const isStillHere = (state: DeliveryState): boolean => UNSHIPPED_STATES.includes(state) || state === 'cancelled';

/** Whether a delivery of this kind and state accepts an action, whoever takes it: on the way, where one of its consignments does. */
export function accepts(delivery: Standing, action: DeliveryAction): boolean {
  if (!fitsKind(delivery.kind, action)) return false;
  if (action === 'put-in-service') return SIGNED_STATES.includes(delivery.state);
  if (action === 'record-milestone') return !NEVER_ARRIVED.includes(delivery.state);
  if (action === 'revise-eta') return !NEVER_ARRIVED.includes(delivery.state) && !HAS_COME.includes(delivery.state);
  const states = delivery.consignments?.length ? delivery.consignments : [delivery.state];
  if (action === 'revise') return UNSHIPPED_STATES.includes(delivery.state) && states.every(isStillHere);
  if (action === 'arrange') return STILL_TO_COME.includes(delivery.state);
  if (action === 'reinstate' && !STILL_TO_COME.includes(delivery.state) && delivery.state !== 'cancelled') return false;
  if (action === 'record-packing') return states.some((state) => UNSHIPPED_STATES.includes(state));
  if (action === 'take-back') return states.some(isReachedByTakenBack);
  if (action === 'describe-goods') return BEFORE_RELEASE.includes(delivery.state);
  if (action === 'add-document' || action === 'withdraw-document') return !NEVER_ARRIVED.includes(delivery.state);
  // Whether there is any is a matter of the balances, which the verb looks at.
  if (action === 'report-found' || action === 'settle-surplus' || action === 'return-accepted') {
    return !UNSHIPPED_STATES.includes(delivery.state) && delivery.state !== 'cancelled';
  }
  if (action === 'report-diversion') return !UNSHIPPED_STATES.includes(delivery.state) && !NEVER_ARRIVED.includes(delivery.state);
  const event = EVENT_OF[action];
  if (event === undefined) return false;
  const concerned = action === 'hand-over' || action === 'verify' ? [delivery.state] : states;
  return concerned.some((state) => DELIVERY_TRANSITIONS[event][state] !== null);
}

/** Refuses an action that this delivery doesn't accept now; names those that it does. */
export function checkAccepts(delivery: Standing, action: DeliveryAction): void {
  if (accepts(delivery, action)) return;
  throw new Refusal('transition-not-allowed', {
    facts: { state: delivery.state, event: action, allowed: DELIVERY_ACTIONS.filter((other) => accepts(delivery, other)) },
  });
}

/** What a role could do with a delivery as it stands. */
export function deliveryActionsOf(delivery: Standing, role: ActingRole): DeliveryAction[] {
  return DELIVERY_ACTIONS.filter(
    (action) => (DELIVERY_RIGHTS[action] as readonly ActingRole[]).includes(role) && accepts(delivery, action),
  );
}

/** Who may say when something is expected: the same who record milestones, and the service itself. */
export const FORECASTING_ROLES = ['donor', 'validator', 'facilitator', 'system'] as const;

/** States of a match in which its goods may be planned into a delivery. */
export const DELIVERABLE_MATCH_STATES = ['agreed', 'in-procurement', 'ready-to-ship', 'in-delivery'] as const;
