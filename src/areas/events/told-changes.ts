import { isDeepStrictEqual } from 'node:util';
import type { Audience, RecordType } from '../disclosure/index.ts';

/** Of a row's fields, those that the record has under another name or where the row stands, and its field that says who reads them. */
export type OtherNames = Readonly<Record<string, string>>;

/** The rows of a collection, as the record of one of them says who reads what. */
export interface ToldPart {
  readonly record: RecordType;
  readonly otherNames: OtherNames;
  /** Fields that lead to rows of which not everybody who reads the subject reads all: a row is told to whoever reads all that it names. */
  readonly leadsTo: Readonly<Record<string, object>> | null;
  /** A field by which a row leads to what a donor may see, and yet not know this of: it reads that in the record, where it may. */
  readonly untoldToDonors: string | null;
  /** Whether the donor and those who oversee read all of its rows, and only recipients their own. */
  readonly isWholeToOthers: boolean;
}

/** How the changes of a subject are told to others than auditors. */
export interface ToldSubject {
  /** Says who reads which of its fields. */
  readonly record: RecordType;
  readonly otherNames: OtherNames;
  /** The fields of its own row; what else an event holds are rows of its collections. */
  readonly fields: ReadonlySet<string>;
  /** Whose version counts what they see, and not the changes that there were. */
  readonly hidesVersionFrom: readonly Audience[];
  /** All its collections; null of one that auditors alone are told of. */
  readonly parts: Readonly<Record<string, ToldPart | null>>;
}

type Row = Readonly<Record<string, unknown>>;
type Side = Row | null;
export interface Change {
  readonly before: Side;
  readonly after: Side;
}
const UNTOLD: Change = { before: null, after: null };

export interface ChangeReader {
  readonly audience: Audience;
  /** Whether this reader reads the row of this id to which a field of a part leads. */
  readonly reads: (where: object, id: unknown) => boolean;
}

/** The fields of a change that the record lets this reader read. */
export function tellChange(reader: ChangeReader, subject: ToldSubject, { before, after }: Change): Change {
  const told = { before: tellFields(reader.audience, subject, before), after: tellFields(reader.audience, subject, after) };
  for (const [name, part] of Object.entries(subject.parts)) {
    if (part === null) continue;
    const rows = { before: tellRows(reader, part, before?.[name]), after: tellRows(reader, part, after?.[name]) };
    // A row of which this reader is told the same on both sides has changed for others alone.
    const changed = { before: without(rows.before, rows.after), after: without(rows.after, rows.before) };
    if (changed.before.length + changed.after.length === 0) continue;
    if (before && name in before) told.before[name] = changed.before;
    if (after && name in after) told.after[name] = changed.after;
  }
  return { before: orNull(told.before), after: orNull(told.after) };
}

/** What somebody is told of a subject that has no record, or that they may not read. */
export const tellNothing = (): Change => UNTOLD;

const isTold = (audience: Audience, { record, otherNames }: Pick<ToldPart, 'record' | 'otherNames'>, field: string): boolean =>
  record.isReadBy(audience, otherNames[field] ?? field);

const tellFields = (audience: Audience, subject: ToldSubject, side: Side): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(side ?? {}).filter(
      ([name]) =>
        subject.fields.has(name) && isTold(audience, subject, name) && !(name === 'version' && subject.hidesVersionFrom.includes(audience)),
    ),
  );

function tellRows(reader: ChangeReader, part: ToldPart, rows: unknown): Row[] {
  return ((rows ?? []) as Row[])
    .filter((row) => readsRow(reader, part, row))
    .map((row) => Object.fromEntries(Object.entries(row).filter(([field]) => isTold(reader.audience, part, field))))
    .filter((row) => Object.keys(row).length > 0);
}

function readsRow({ audience, reads }: ChangeReader, { leadsTo, untoldToDonors, isWholeToOthers }: ToldPart, row: Row): boolean {
  const isDonor = audience === 'donor' || audience === 'donor-party';
  if (isDonor && untoldToDonors !== null && (row[untoldToDonors] ?? null) !== null) return false;
  if (leadsTo === null || (isWholeToOthers && audience !== 'recipient')) return true;
  const named = Object.entries(leadsTo).filter(([field]) => row[field] !== undefined && row[field] !== null);
  return named.length > 0 && named.every(([field, where]) => reads(where, row[field]));
}

const without = (rows: readonly Row[], others: readonly Row[]): Row[] =>
  rows.filter((row) => !others.some((other) => isDeepStrictEqual(row, other)));

const orNull = (side: Record<string, unknown>): Side => (Object.keys(side).length === 0 ? null : side);
