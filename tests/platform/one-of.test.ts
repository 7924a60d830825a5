import t from 'tap';
import { organisations, regions } from '#src/areas/reference/tables.ts';
import { oneOf } from '#src/platform/db/one-of.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { organisationIdOf, theSystem } from '#tests/support/people.ts';

const database = await createTestDatabase(t, { template: 'migrated' });

t.test('one statement finds any number of values, none at all and awkward ones included', async (t) => {
  const found = (values: readonly string[]) =>
    asActor(database.db, theSystem(), async (tx) =>
      (await tx.select({ slug: regions.slug }).from(regions).where(oneOf(regions.slug, values)).orderBy(regions.slug)).map(
        ({ slug }) => slug,
      ),
    );
  t.strictSame(await found([]), []);
  t.strictSame(await found(['fezzan']), ['fezzan']);
  t.strictSame(await found(['tripolitania', 'fezzan', 'fezzan', 'a,b', '{"c"}', "it's", 'NULL', '']), ['fezzan', 'tripolitania']);
  const id = await organisationIdOf(database, 'ly-gasbcp');
  const named = await asActor(database.db, theSystem(), (tx) =>
    tx
      .select({ slug: organisations.slug })
      .from(organisations)
      .where(oneOf(organisations.id, [id])),
  );
  t.strictSame(named, [{ slug: 'ly-gasbcp' }]);
});
