import { z } from 'zod';
import { Refusal } from '../../kernel/refusal.ts';
import { integerInAddress } from './schemas.ts';

export const DEFAULT_LIMIT = 50;
export const MAXIMUM_LIMIT = 200;

/** Twice what the longest keys of lists take. */
const LONGEST_CURSOR = 500;

/** The paging part of every list's query. */
export const pageQuery = {
  limit: integerInAddress(1, MAXIMUM_LIMIT)
    .prefault(DEFAULT_LIMIT)
    .meta({
      description: `How many records a page holds, at most ${MAXIMUM_LIMIT}.`,
      example: DEFAULT_LIMIT,
    }),
  cursor: z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_-]{1,${LONGEST_CURSOR}}$`), { error: 'not-a-cursor' })
    .optional()
    .meta({
      description:
        'Where the page starts: the `next` of the page before, as it was given. It is sealed, and good for the same reader, list and filters; the limit may change.',
    }),
};

/**
 * A page of a list in keyset order: `next` continues it and is null on the last page. Here it is the open place, which nobody is told:
 * routes seal it on its way out, and open what comes in (cursor-seal.ts).
 */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

/** As an answer has it. */
export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: `Cursor of the following page, at most ${LONGEST_CURSOR} letters, digits, \`-\` and \`_\`; null on the last one.` });

export function pageOf<T extends z.ZodType>(item: T, name: string) {
  return z
    .object({
      items: z.array(item),
      next: nextCursor,
    })
    .meta({ id: name, description: 'One page of a list, in keyset order.' });
}

/** What a cursor that isn't one of ours for this list is refused with: a field's fault, never one of ours. */
export const notACursor = (cause?: unknown): Refusal =>
  new Refusal('invalid-field', { fields: [{ pointer: 'query/cursor', code: 'not-a-cursor' }] }, { cause });

/** The sort key of the last row of a page. */
export const encodeCursor = (key: readonly (string | number | null)[]): string => JSON.stringify(key);

/** The key of the last row of the page before; what isn't one for this order is refused (`not-a-cursor`). */
export function decodeCursor<K extends z.ZodType>(cursor: string | undefined, key: K): z.output<K> | null {
  if (cursor === undefined) return null;
  try {
    return key.parse(JSON.parse(cursor));
  } catch (cause) {
    throw notACursor(cause);
  }
}

/** Cuts the one row too many that tells whether another page follows. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number | null)[],
  view: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  };
}

/** The key of lists in the order of creation. */
export const orderKey = z.tuple([z.int()]);
