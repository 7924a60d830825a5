import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { MeetingId, NeedLineId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { CourseTerms } from '../../training/domain/course-terms.ts';
import type { Priority } from './need.ts';
import type { Specification } from './specification.ts';

/** A revision of a published need is open until it takes effect, is refused, or is taken back (by its author, or with the need's end). */
export const NEED_REVISION_STATES = ['open', 'in-force', 'refused', 'withdrawn'] as const;

/** What a draft says and no revision changes, and why that is. Whatever else a draft says, a revision may change. */
export const NEVER_REVISED = {
  unitId: 'whose need it is decides who reads it, where it lies and which gap it cites: withdraw it, and draft one for the other unit',
} as const;

/** What a line of a need asks for. Quantities are those of the item's unit, as they were said. */
export interface AskedNeedLine {
  readonly itemType: string;
  readonly quantityRequested: number;
  readonly specifications: readonly Specification[];
  /** Any quantity where absent. */
  readonly minimumLot?: number | undefined;
  readonly acceptedSubstitutes: readonly string[];
  readonly note?: LocalText | null | undefined;
  readonly course?: CourseTerms | null | undefined;
}

/** One line of a published need as it should read, or read before; what isn't named is the same in both. */
export interface RevisedNeedLine {
  readonly lineId: NeedLineId;
  readonly itemType?: string | undefined;
  readonly quantityRequested?: number | undefined;
  readonly specifications?: readonly Specification[] | undefined;
  readonly minimumLot?: number | undefined;
  readonly acceptedSubstitutes?: readonly string[] | undefined;
  readonly note?: LocalText | null | undefined;
  readonly course?: CourseTerms | null | undefined;
  /** Left out, a line asks for nothing; taken in again, for what it asked before. */
  readonly leftOut?: boolean | undefined;
}

/** What of a published need is to read otherwise, or how it read before: what isn't named is the same in both. */
export interface RevisedNeed {
  readonly priority?: Priority | undefined;
  readonly justification?: LocalText | undefined;
  readonly summary?: LocalText | undefined;
  readonly neededBy?: CalendarDate | undefined;
  readonly respondBy?: CalendarDate | undefined;
  readonly fulfilTogether?: boolean | undefined;
  readonly citedMeetingId?: MeetingId | null | undefined;
  readonly lines?: readonly RevisedNeedLine[] | undefined;
  readonly addedLines?: readonly AskedNeedLine[] | undefined;
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
export function concernsDonors({ justification, respondBy, citedMeetingId, lines = [], ...rest }: RevisedNeed): boolean {
  return Object.keys(rest).length > 0 || lines.some(({ lineId, note, ...line }) => Object.keys(line).length > 0);
}

/**
 * The lines whose date or quantity a donor accepted as it was and is no more, or whose course is of other terms: all of them where the day by
 * which they are needed changes. `null` stands for all.
 */
export function linesToAskAgain({ neededBy, lines = [] }: RevisedNeed): readonly NeedLineId[] | null {
  if (neededBy !== undefined) return null;
  return lines.flatMap(({ lineId, quantityRequested, course }) =>
    quantityRequested === undefined && course === undefined ? [] : [lineId],
  );
}
