import { and, asc, eq } from 'drizzle-orm';
import { integer, pgTable, QueryBuilder, text } from 'drizzle-orm/pg-core';
import t from 'tap';
import { oneOf } from '#src/platform/db/one-of.ts';
import { type Ask, txOver } from '#src/platform/db/pool.ts';
import { prepareRows } from '#src/platform/db/prepared-rows.ts';

const parcels = pgTable('parcels', { id: integer('id'), label: text('label') });
const columns = { id: parcels.id, label: parcels.label };

/** What is sent, each with its values, answered with two rows. */
function listening() {
  const sent: { text: string; values: readonly unknown[] }[] = [];
  const ask = ((text: string, values: readonly unknown[]) => {
    sent.push({ text, values });
    return {
      values: async () => [
        [1, 'A'],
        [2, null],
      ],
    };
  }) as unknown as Ask;
  return { sent, tx: txOver({ ask, send: async () => [] }) };
}

let built = 0;
const selectParcels = prepareRows<
  { readonly label?: string | undefined; readonly ids?: readonly number[] | undefined; readonly limit: number },
  { readonly isSorted: boolean }
>()(columns, ({ label, ids, limit }, { isSorted }) => {
  built += 1;
  return new QueryBuilder()
    .select(columns)
    .from(parcels)
    .where(and(label && eq(parcels.label, label), ids && oneOf(parcels.id, ids)))
    .orderBy(...(isSorted ? [asc(parcels.id)] : []))
    .limit(limit);
});

t.test('a text is built once for the values that are given and their shape, and holds none of the values', async (t) => {
  const { sent, tx } = listening();
  for (const label of ['secret', 'other', '']) await selectParcels(tx, { label, limit: 7 }, { isSorted: false });
  t.equal(built, 1);
  t.equal(new Set(sent.map(({ text }) => text)).size, 1);
  t.notMatch(sent[0]?.text, /secret|7/);
  t.strictSame(
    sent.map(({ values }) => values),
    [
      ['secret', 7],
      ['other', 7],
      ['', 7],
    ],
  );

  await selectParcels(tx, { label: 'secret', limit: 7 }, { isSorted: true });
  await selectParcels(tx, { label: undefined, ids: [1, 2], limit: 7 }, { isSorted: true });
  t.equal(built, 3);
  t.match(sent.at(-1), { text: /any\(\$1\)/, values: [[1, 2], 7] });
});

t.test('rows are what their columns decode', async (t) => {
  const { tx } = listening();
  t.strictSame(await selectParcels(tx, { limit: 2 }, { isSorted: true }), [
    { id: 1, label: 'A' },
    { id: 2, label: null },
  ]);
});
