import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryLineId, DocumentId, ReceiptId, VerificationId, ConsignmentId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import { type Decimals, parseSteps, type Steps } from '../../../kernel/quantity.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { type DeliveryKind, type DeliveryState, SIGNED_STATES } from './delivery.ts';
import { milestoneEffectOf } from './milestones.ts';
import type { ReasonCode, ReasonOf } from '../../../kernel/reason.ts';

/** What of a delivery can be put right once others rest on it. */
export const DELIVERY_CORRECTION_KINDS = ['receipt', 'shipment', 'release', 'handover', 'use', 'milestone', 'verification'] as const;
export type DeliveryCorrectionKind = (typeof DELIVERY_CORRECTION_KINDS)[number];

/** Who puts it right: whoever may record it in the first place. */
export const CORRECTION_RIGHTS = {
  receipt: ['requester'],
  shipment: ['donor'],
  release: ['validator'],
  handover: ['requester'],
  use: ['requester'],
  milestone: ['donor', 'validator', 'facilitator'],
  verification: ['donor', 'facilitator'],
} as const satisfies Record<DeliveryCorrectionKind, readonly Role[]>;

export const CORRECTING_ROLES = ['requester', 'validator', 'donor', 'facilitator'] as const satisfies readonly Role[];

export const mayCorrect = (kind: DeliveryCorrectionKind, role: ActingRole): boolean =>
  (CORRECTION_RIGHTS[kind] as readonly ActingRole[]).includes(role);

/** What a receipt says of one line, as people say it: in units of measure. */
export interface ReceiptLineValues {
  readonly lineId: DeliveryLineId;
  readonly accepted: number;
  readonly rejected: number;
  readonly lost: number;
  readonly surplus: number;
  readonly rejectionReason: ReasonOf<'rejection'> | null;
  readonly lossReason: ReasonCode | null;
  readonly acceptedSerials: readonly string[];
  readonly rejectedSerials: readonly string[];
  readonly lostSerials: readonly string[];
}

/** A part of a delivery as it stands, or as it should have been recorded. */
export type DeliveryCorrection =
  | {
      readonly kind: 'receipt';
      readonly receiptId: ReceiptId;
      readonly receivedOn: CalendarDate;
      readonly evidence: string | null;
      readonly lines: readonly ReceiptLineValues[];
    }
  | {
      readonly kind: 'shipment';
      readonly consignmentId: ConsignmentId;
      readonly shippedOn: CalendarDate | null;
      readonly lines: readonly { readonly lineId: DeliveryLineId; readonly shipped: number }[];
    }
  | {
      readonly kind: 'release';
      readonly consignmentId: ConsignmentId;
      readonly releasedOn: CalendarDate | null;
      readonly evidence: string | null;
    }
  | {
      readonly kind: 'handover';
      readonly handedOverOn: CalendarDate | null;
      readonly handedOverBy: string | null;
      readonly takenOverBy: string | null;
      readonly document: string | null;
      readonly documentId: DocumentId | null;
    }
  | {
      readonly kind: 'use';
      readonly inServiceOn: CalendarDate | null;
      readonly evidence: string | null;
      readonly lines: readonly { readonly lineId: DeliveryLineId; readonly inService: number }[];
    }
  | { readonly kind: 'milestone'; readonly milestone: string; readonly actualOn: CalendarDate | null; readonly evidence: string | null }
  | {
      readonly kind: 'verification';
      readonly verificationId: VerificationId;
      readonly verifiedOn: CalendarDate;
      readonly inUse: boolean;
      readonly finding: LocalText | null;
    };
export type CorrectionOf<Kind extends DeliveryCorrectionKind> = Extract<DeliveryCorrection, { readonly kind: Kind }>;

/** What a correction of a kind says: the values as they stand, and as they should have been. */
export interface BothValues<Kind extends DeliveryCorrectionKind> {
  readonly before: CorrectionOf<Kind>;
  readonly after: CorrectionOf<Kind>;
}

/**
 * Whether another side has to agree, as it had to what is put right. A receipt is one hand's until both have signed for the goods; but
 * one that takes a loss back lifts what the loss has frozen, and that is no hand's alone. What was sent is the donor's word until some of
 * it has been received. A day of the way is both sides' record of who was late.
 */
export function needsOtherSide(before: DeliveryCorrection, after: DeliveryCorrection, state: DeliveryState, isReceived: boolean): boolean {
  if (before.kind === 'receipt' && after.kind === 'receipt') {
    const lostBefore = before.lines.reduce((sum, { lost }) => sum + lost, 0);
    const lostAfter = after.lines.reduce((sum, { lost }) => sum + lost, 0);
    return SIGNED_STATES.includes(state) || lostAfter < lostBefore;
  }
  if (before.kind === 'shipment') return isReceived;
  return before.kind !== 'verification';
}

/** A step that the gate is asked for, and the day on which it says to have been taken. */
export interface GatedDay {
  readonly step: 'ship' | 'perform' | 'release' | 'hand-over' | 'put-in-service';
  readonly on: CalendarDate;
}

/** What a correction says to have happened on a day on which the gate has to have let it; null where it says nothing of the kind anew. */
export function gatedDayOf(before: DeliveryCorrection, after: DeliveryCorrection, kind: DeliveryKind): GatedDay | null {
  if (before.kind === 'shipment' && after.kind === 'shipment' && after.shippedOn !== null) {
    const was = new Map(before.lines.map(({ lineId, shipped }) => [lineId, shipped]));
    const isMore = after.lines.some(({ lineId, shipped }) => shipped > (was.get(lineId) ?? 0));
    const step = kind === 'goods' ? 'ship' : 'perform';
    return isMore || before.shippedOn !== after.shippedOn ? { step, on: after.shippedOn } : null;
  }
  if (after.kind === 'release' && after.releasedOn !== null) return { step: 'release', on: after.releasedOn };
  if (before.kind === 'handover' && after.kind === 'handover' && after.handedOverOn !== null) {
    return before.handedOverOn === after.handedOverOn ? null : { step: 'hand-over', on: after.handedOverOn };
  }
  if (after.kind === 'use' && after.inServiceOn !== null) return { step: 'put-in-service', on: after.inServiceOn };
  if (before.kind === 'milestone' && after.kind === 'milestone' && after.actualOn !== null) {
    if (before.actualOn === after.actualOn) return null;
    const step = (['ship', 'release', 'put-in-service'] as const).find((one) => milestoneEffectOf(one, kind)?.sets === after.milestone);
    return step === undefined ? null : { step, on: after.actualOn };
  }
  return null;
}

/**
 * Whether what is put right is that something had passed the gate and nobody said so. Each kind of it takes the same way: the step is booked as its
 * verb books it, once the other side agrees, and marked. What could still be recorded by the step itself isn't put right but recorded.
 */
export function isUnrecorded(before: DeliveryCorrection): boolean {
  switch (before.kind) {
    case 'shipment':
      return before.shippedOn === null;
    case 'release':
      return before.releasedOn === null;
    case 'handover':
      return before.handedOverOn === null;
    case 'use':
      return before.inServiceOn === null;
    case 'receipt':
    case 'milestone':
    case 'verification':
      return false;
  }
}

/** A quantity of a correction in steps; it was judged when it was proposed, so it has no more places than the unit. */
export const inSteps = (quantity: number, decimals: Decimals): Steps =>
  must(parseSteps(quantity, decimals), 'a quantity that was judged fits its unit');
