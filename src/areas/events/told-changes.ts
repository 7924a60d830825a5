import type { ActingRole } from '../../kernel/role.ts';
import { type Audience, audienceOf, type RecordType } from '../disclosure/index.ts';

/** How the changes of a subject are told to others than auditors. */
export interface ToldSubject {
  /** Says who reads which of its fields. */
  readonly record: RecordType;
  /** The fields of its own row; what else an event holds are rows of its collections. */
  readonly fields: ReadonlySet<string>;
  /** Its collections that whoever reads the subject reads whole, each with the record of its rows. */
  readonly parts: Readonly<Record<string, RecordType>>;
  /** Whether a donor who reads its events is the one who owns it. */
  readonly isDonorsOwn: boolean;
}

type Side = Readonly<Record<string, unknown>> | null;
export interface Change {
  readonly before: Side;
  readonly after: Side;
}
const UNTOLD: Change = { before: null, after: null };

/**
 * What a reader is told of a change: the fields that the record lets this reader read. The rest is told to auditors alone, and so is all
 * of a subject that has no record, or that the reader may not read (null). A donor reads as one whom no match has brought to the need yet,
 * since an event may be older than the match.
 */
export function tellChange(role: ActingRole, subject: ToldSubject | null, change: Change): Change {
  if (role === 'auditor') return change;
  if (subject === null) return UNTOLD;
  const audience = audienceOf(role, subject.isDonorsOwn);
  return { before: tellSide(audience, subject, change.before), after: tellSide(audience, subject, change.after) };
}

function tellSide(audience: Audience, { record, fields, parts }: ToldSubject, side: Side): Side {
  if (side === null) return null;
  const told: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(side)) {
    const part = parts[name];
    if (fields.has(name) && record.isReadBy(audience, name)) told[name] = value;
    else if (part) told[name] = (value as Record<string, unknown>[]).map((row) => tellRow(audience, part, row));
  }
  return Object.keys(told).length === 0 ? null : told;
}

const tellRow = (audience: Audience, record: RecordType, row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([field]) => record.isReadBy(audience, field)));
