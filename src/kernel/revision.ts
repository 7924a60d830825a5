import { canonicalJson } from './canonical-json.ts';

/** The fields of what is wanted that read otherwise now: as wanted, and as they read. What isn't wanted to change is undefined. */
export function differences<Wanted extends object>(wanted: Wanted, reads: Readonly<Partial<Wanted>>): [Partial<Wanted>, Partial<Wanted>] {
  const fields = (Object.keys(wanted) as (keyof Wanted)[]).filter(
    (field) => wanted[field] !== undefined && canonicalJson(wanted[field]) !== canonicalJson(reads[field] ?? null),
  );
  const of = (whole: Readonly<Partial<Wanted>>) => Object.fromEntries(fields.map((field) => [field, whole[field]])) as Partial<Wanted>;
  return [of(wanted), of(reads)];
}

/** What a revision of a record with lines changes, and how that reads now; a line that stays as it is is no part of it. */
interface Revision<Header, Line> {
  readonly changes: Partial<Header> & { readonly lines?: readonly Line[] };
  readonly before: Partial<Header> & { readonly lines?: readonly Line[] };
}

/** Holds how a record and its lines should read against how they do. */
export function compareRevision<Header extends object, Line extends { readonly lineId: unknown }>(
  wanted: { readonly header: Header; readonly lines: readonly Line[] },
  readsNow: Readonly<Partial<Header>>,
  lineReadsNow: (line: Line, index: number) => Readonly<Partial<Line>>,
): Revision<Header, Line> {
  const [changes, before] = differences(wanted.header, readsNow);
  const lines = wanted.lines.flatMap((line, index) => {
    const { lineId } = line;
    const [changed, was] = differences(line, { ...lineReadsNow(line, index), lineId });
    return Object.keys(changed).length === 0 ? [] : [{ changed: { ...changed, lineId } as Line, was: { ...was, lineId } as Line }];
  });
  if (lines.length === 0) return { changes, before };
  return {
    changes: { ...changes, lines: lines.map(({ changed }) => changed) },
    before: { ...before, lines: lines.map(({ was }) => was) },
  };
}
