import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { UserId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { datesInThePast, missingForSubmission, type NeedForSubmission } from './completeness.ts';
import type { CLOSERS, NeedEvent } from './need.ts';
import { type AwaitedApprovals, awaitsApprovalOf } from './revision.ts';

/** What of a need a step rests on, besides the state that it is in. */
export interface NeedToMove extends NeedForSubmission {
  readonly authorId: UserId | null;
  readonly closingRequestedBy: (typeof CLOSERS)[number] | null;
  readonly reinstatingRequestedBy: (typeof CLOSERS)[number] | null;
  /** The revision that awaits approval, if any. */
  readonly revision: (AwaitedApprovals & { readonly proposedBy: UserId | null }) | null;
}

export interface NeedHand {
  readonly role: ActingRole;
  /** Null where the service does it by itself. */
  readonly userId: UserId | null;
}

/**
 * Why a step that the state and the role allow is refused all the same; null where it isn't. The verbs ask it, and what a need says that
 * its reader may do next. Days that are over go no further: its author puts them right once it is returned.
 */
export function refusalOfNeedStep(need: NeedToMove, event: NeedEvent, hand: NeedHand, today: CalendarDate): Refusal | null {
  const { revision } = need;
  switch (event) {
    case 'submit':
      return incomplete([...missingForSubmission(need), ...datesInThePast(need, today)]);
    case 'validate':
      return incomplete(datesInThePast(need, today)) ?? refusalOfAuthor(need.authorId, hand);
    case 'publish':
      return incomplete(datesInThePast(need, today));
    case 'close-with-gap':
      return need.closingRequestedBy === hand.role ? new Refusal('closing-awaits-other-side') : null;
    case 'reinstate':
      return need.reinstatingRequestedBy === hand.role ? new Refusal('closing-awaits-other-side') : null;
    case 'propose-revision':
      return revision === null ? null : new Refusal('revision-open');
    case 'approve-revision':
      if (revision === null) return new Refusal('no-open-revision');
      if (!awaitsApprovalOf(revision, hand.role)) return new Refusal('already-accepted');
      return hand.role === 'validator' ? refusalOfAuthor(revision.proposedBy, hand) : null;
    case 'refuse-revision':
    case 'withdraw-revision':
      return revision === null ? new Refusal('no-open-revision') : null;
    case 'recall':
    case 'discard':
    case 'return':
    case 'hold':
    case 'resume':
    case 'confirm':
    case 'revise-disclosure':
    case 'go-stale':
    case 'fulfil':
    case 're-open':
    case 'withdraw':
    case 'reject':
    case 'keep-open':
      return null;
  }
}

const incomplete = (faults: ReturnType<typeof datesInThePast>): Refusal | null =>
  faults.length === 0 ? null : new Refusal('need-incomplete', { fields: faults });

const refusalOfAuthor = (authorId: UserId | null, { userId }: NeedHand): Refusal | null =>
  userId !== null && userId === authorId ? new Refusal('author-may-not-validate') : null;
