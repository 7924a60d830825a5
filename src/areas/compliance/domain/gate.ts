import { DELIVERY_STATES, type DeliveryKind, type DeliveryState, NEVER_ARRIVED } from '../../deliveries/domain/delivery.ts';
import { isMilestone, type MilestoneSlug } from '../../reference/domain/named-slugs.ts';

/** The steps of a delivery that are refused while an entry that they need is open, in the order in which they come. */
export const GATES = ['clear', 'ship', 'release', 'hand-over', 'put-in-service'] as const;
export type Gate = (typeof GATES)[number];

/**
 * The step that waits for what blocks a milestone: of all milestones up to the day on which goods leave, the first. What customs will ask
 * for is needed then too: without the exemption they would stand in the port.
 */
const GATE_OF: Readonly<Record<MilestoneSlug, Gate | null>> = {
  pledged: 'clear',
  'compliance-screened': 'clear',
  'partnership-agreed': 'clear',
  'funding-committed': 'clear',
  'contract-signed': 'clear',
  'production-completed': 'clear',
  'export-licence-granted': 'clear',
  'embargo-basis-cleared': 'clear',
  'recipient-ready': 'clear',
  'ready-to-ship': 'clear',
  shipped: 'ship',
  'arrived-port-of-entry': null,
  'customs-cleared': 'clear',
  'inland-delivered': null,
  'handover-accepted': 'hand-over',
  'training-completed': 'hand-over',
  'in-service': 'put-in-service',
  'end-use-verified': null,
};

/** The step that a regime must be met for; null where it holds nothing up. A course or a service is handed over by being held. */
export function gateOf(
  { effect, blocksMilestone }: { readonly effect: string; readonly blocksMilestone: string | null },
  kind: DeliveryKind,
): Gate | null {
  if (effect === 'exclusion') return 'clear';
  if ((effect !== 'gate' && effect !== 'screen') || blocksMilestone === null || !isMilestone(blocksMilestone)) return null;
  const gate = GATE_OF[blocksMilestone];
  return gate === 'hand-over' && kind !== 'goods' ? 'clear' : gate;
}

/** Papers that come into being on the way: nobody can have them for an earlier step. */
const EARLIEST: Readonly<Partial<Record<string, Gate>>> = {
  'packing-list': 'ship',
  'certificate-of-inspection': 'ship',
  'bill-of-lading': 'release',
  'delivery-order': 'release',
  'training-record': 'put-in-service',
};

/** The step that a document is needed for, of those that the regimes which ask for it are needed for. */
export function gateOfDocument(document: string, gates: readonly (Gate | null)[]): Gate | null {
  const first = GATES.find((gate) => gates.includes(gate));
  const earliest = EARLIEST[document];
  if (first === undefined || earliest === undefined) return first ?? null;
  return GATES.indexOf(first) > GATES.indexOf(earliest) ? first : earliest;
}

export const GATED_STEPS = [...GATES, 'perform'] as const;
export type GatedStep = (typeof GATED_STEPS)[number];

/** The entries that a step asks for. What leaves must still have what it was cleared by; what has left keeps what it left with. */
export const neededBy = (step: GatedStep): readonly Gate[] => (isDeparture(step) ? ['clear', 'ship'] : [step]);

/** The steps by which something leaves: shipping, and what stands for it where nothing travels. */
export const isDeparture = (step: GatedStep): step is 'ship' | 'perform' => step === 'ship' || step === 'perform';

const rank = (step: GatedStep): number => GATES.indexOf(step === 'perform' ? 'ship' : step);

/**
 * States of a delivery, or of a consignment of it, in which the step that an entry is needed for may still be to come: what runs out until then
 * has to be obtained anew, and what runs out later was held when it was asked for.
 */
export const statesUntil = (gate: Gate): readonly DeliveryState[] =>
  DELIVERY_STATES.filter((state) => {
    const ahead = stepAhead(state, 'goods');
    return !NEVER_ARRIVED.includes(state) && (neededBy(ahead).includes(gate) || rank(gate) > rank(ahead));
  });

/** The next step of a delivery that asks for anything. */
export function stepAhead(state: DeliveryState, kind: DeliveryKind): GatedStep {
  switch (state) {
    case 'planned':
      return 'clear';
    case 'cleared':
    case 'packed':
      return kind === 'goods' ? 'ship' : 'perform';
    case 'shipped':
    case 'arrived':
    case 'at-customs':
    case 'seized':
      return 'release';
    case 'released':
    case 'in-transit':
    case 'received':
    case 'partly-received':
      return 'hand-over';
    case 'handed-over':
    case 'verified':
    case 'lost':
    case 'returned':
    case 'cancelled':
      return 'put-in-service';
  }
}
