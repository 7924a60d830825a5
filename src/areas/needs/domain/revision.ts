import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { NeedLineId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { Priority } from './need.ts';
import type { Specification } from './specification.ts';

/** A revision of a published need is open until it takes effect, is refused, or is taken back (by its author, or with the need's end). */
export const NEED_REVISION_STATES = ['open', 'in-force', 'refused', 'withdrawn'] as const;

/** One line of a published need as it should read. Quantities are those of the item's unit, as they were said. */
export interface RevisedNeedLine {
  readonly lineId: NeedLineId;
  readonly quantityRequested?: number | undefined;
  readonly specifications?: readonly Specification[] | undefined;
  readonly minimumLot?: number | undefined;
  readonly acceptedSubstitutes?: readonly string[] | undefined;
  readonly note?: LocalText | null | undefined;
}

/** What of a published need is to read otherwise, or how it read before: what isn't named is the same in both. */
export interface RevisedNeed {
  readonly priority?: Priority | undefined;
  readonly justification?: LocalText | undefined;
  readonly summary?: LocalText | undefined;
  readonly neededBy?: CalendarDate | undefined;
  readonly respondBy?: CalendarDate | undefined;
  readonly fulfilTogether?: boolean | undefined;
  readonly lines?: readonly RevisedNeedLine[] | undefined;
}

/** Who must approve a revision, and who has: the validator always, the facilitator where what donors read changes. */
export interface AwaitedApprovals {
  readonly changes: RevisedNeed;
  readonly validatorApprovedAt: Date | null;
  readonly facilitatorApprovedAt: Date | null;
}

/** Whether a revision still awaits the approval of whoever acts in this role. */
export function awaitsApprovalOf(revision: AwaitedApprovals, role: ActingRole): boolean {
  if (role === 'validator') return revision.validatorApprovedAt === null;
  return role === 'facilitator' && revision.changes.summary !== undefined && revision.facilitatorApprovedAt === null;
}

/** Everybody whose approval a revision needs has given it. */
export const isApproved = (revision: AwaitedApprovals): boolean =>
  !awaitsApprovalOf(revision, 'validator') && !awaitsApprovalOf(revision, 'facilitator');

/** Whether the approval of whoever acts in this role is the last that a revision needs. */
export function isLastToApprove(revision: AwaitedApprovals, role: ActingRole): boolean {
  const other = role === 'validator' ? 'facilitator' : 'validator';
  return awaitsApprovalOf(revision, role) && !awaitsApprovalOf(revision, other);
}

/** Whether a revision changes anything that a donor may read of the need. */
export function concernsDonors({ justification, respondBy, lines = [], ...rest }: RevisedNeed): boolean {
  return Object.keys(rest).length > 0 || lines.some(({ lineId, note, ...line }) => Object.keys(line).length > 0);
}

/**
 * The lines whose date or quantity a donor accepted as it was and is no more: all of them where the day by which they are needed changes.
 * `null` stands for all.
 */
export function linesToAskAgain({ neededBy, lines = [] }: RevisedNeed): readonly NeedLineId[] | null {
  if (neededBy !== undefined) return null;
  return lines.flatMap(({ lineId, quantityRequested }) => (quantityRequested === undefined ? [] : [lineId]));
}
