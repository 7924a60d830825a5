import { column, type TransitionTable } from '../../../kernel/transition.ts';

export const DELIVERY_KINDS = ['goods', 'training', 'service', 'works'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

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
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

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
] as const;
export type DeliveryEvent = (typeof DELIVERY_EVENTS)[number];

const on = (moves: Partial<Record<DeliveryState, DeliveryState>>) => column(DELIVERY_STATES, moves);

/**
 * The lifecycle of a delivery (DESIGN section 3). `clear` is the compliance gate's alone. `perform` stands for packing and
 * shipping where nothing travels: a course is held, a service begins. A consignment may skip customs (arrive → move-inland)
 * when none stands in its way.
 */
export const DELIVERY_TRANSITIONS: TransitionTable<DeliveryState, DeliveryEvent> = {
  clear: on({ planned: 'cleared' }),
  pack: on({ planned: 'packed', cleared: 'packed' }),
  ship: on({ packed: 'shipped' }),
  perform: on({ planned: 'in-transit', cleared: 'in-transit' }),
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
  }),
};

export const TRANSPORT_MODES = ['sea', 'air', 'road', 'none'] as const;
export type TransportMode = (typeof TRANSPORT_MODES)[number];
