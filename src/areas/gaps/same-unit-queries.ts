import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { UnitId } from '../../kernel/id.ts';
import type { Names } from '../../kernel/language.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { units } from './tables.ts';

/** Other units of the type at the site that go by the same name in some language, however it is spelled; of those that the reader sees. */
export function selectSameUnits(
  tx: Tx,
  { id, names, site, unitType }: { readonly id: UnitId; readonly names: Names; readonly site: string; readonly unitType: string },
) {
  return tx
    .select({ id: units.id, slug: units.slug, names: units.names })
    .from(units)
    .where(
      and(
        eq(units.site, site),
        eq(units.unitType, unitType),
        eq(units.state, 'active'),
        ne(units.id, id),
        sql`exists (select from jsonb_each_text(${units.names}) as own
          join jsonb_each_text(${JSON.stringify(names)}::jsonb) as given on given.key = own.key
          where wasl.fold(own.value) = wasl.fold(given.value) and wasl.fold(own.value) <> '')`,
      ),
    )
    .orderBy(asc(units.slug));
}
