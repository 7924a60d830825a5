import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DocumentId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import type { EntryState } from './entry.ts';

/** What was recorded of an entry, as far as it can be put right. */
export interface EntryValues {
  readonly state: EntryState;
  readonly outcome: string | null;
  readonly issuedBy: string | null;
  readonly referenceNumber: string | null;
  readonly evidence: string | null;
  readonly documentId: DocumentId | null;
  readonly validFrom: CalendarDate | null;
  readonly validUntil: CalendarDate | null;
  /** Of a human-rights file. */
  readonly finding: LocalText | null;
}
