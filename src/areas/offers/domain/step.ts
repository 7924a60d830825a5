import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { type FieldFault, Refusal } from '../../../kernel/refusal.ts';
import { isEditable, type OfferEvent, type OfferState } from './offer.ts';

/** What of an offer a step rests on, besides the state that it is in. */
export interface OfferToMove {
  readonly validUntil: CalendarDate;
  /** The state that it was withdrawn from. */
  readonly endedFrom: OfferState | null;
  readonly lineCount: number;
  readonly hasOpenRevision: boolean;
}

/**
 * Why a step that the state and the role allow is refused all the same; null where it isn't. The verbs ask it, and what an offer says that
 * its reader may do next. An offer whose last day has passed goes no further than back to its donor.
 */
export function refusalOfOfferStep(offer: OfferToMove, event: OfferEvent, today: CalendarDate): Refusal | null {
  switch (event) {
    case 'submit':
      return incomplete([
        ...(offer.lineCount > 0 ? [] : [{ pointer: '/lines', code: 'missing' as const }]),
        ...faultsOfLastDay(offer, today),
      ]);
    case 'make-available':
      return incomplete(faultsOfLastDay(offer, today));
    case 'reinstate':
      return offer.endedFrom !== null && isEditable(offer.endedFrom) ? null : incomplete(faultsOfLastDay(offer, today));
    case 'propose-revision':
      return offer.hasOpenRevision ? new Refusal('revision-open') : null;
    case 'approve-revision':
    case 'refuse-revision':
    case 'withdraw-revision':
      return offer.hasOpenRevision ? null : new Refusal('no-open-revision');
    case 'recall':
    case 'discard':
    case 'return':
    case 'suspend':
    case 'resume':
    case 'withdraw':
    case 'expire':
      return null;
  }
}

const incomplete = (faults: readonly FieldFault[]): Refusal | null =>
  faults.length === 0 ? null : new Refusal('offer-incomplete', { fields: faults });

const faultsOfLastDay = ({ validUntil }: OfferToMove, today: CalendarDate): FieldFault[] =>
  validUntil < today ? [{ pointer: '/validUntil', code: 'in-the-past' }] : [];
