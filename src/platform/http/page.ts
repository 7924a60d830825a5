import { z } from 'zod';
import { Refusal } from '../../kernel/refusal.ts';

export const DEFAULT_LIMIT = 50;
export const MAXIMUM_LIMIT = 200;

/** The paging part of every list's query. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAXIMUM_LIMIT)
    .default(DEFAULT_LIMIT)
    .meta({
      description: `How many records a page holds, at most ${MAXIMUM_LIMIT}.`,
      example: DEFAULT_LIMIT,
    }),
  cursor: z.string().max(500).optional().meta({
    description: 'Where the page starts: the `next` of the page before, as it was given.',
  }),
};

/** A page of a list in keyset order: `next` continues it and is null on the last page. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

export function pageOf<T extends z.ZodType>(item: T, name: string) {
  return z
    .object({
      items: z.array(item),
      next: z.string().nullable().meta({ description: 'Cursor of the following page; null on the last one.' }),
    })
    .meta({ id: name, description: 'One page of a list, in keyset order.' });
}

/** The sort key of the last row of a page, opaque to the caller. */
export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The key inside a cursor; a cursor that isn't one of ours for this order is refused as a field, never a fault of ours. */
export function decodeCursor<K extends z.ZodType>(cursor: string | undefined, key: K): z.output<K> | null {
  if (cursor === undefined) return null;
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new Refusal('invalid-field', { fields: [{ pointer: 'query/cursor', code: 'not-a-cursor' }] }, { cause });
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

/** The key of lists in the order of creation, newest first. */
export const idKey = z.tuple([z.uuid()]);
