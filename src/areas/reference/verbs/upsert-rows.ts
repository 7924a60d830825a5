import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import { must } from '../../../kernel/assert.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { TableReport } from '../domain/load-report.ts';

/** What a row holds, by property. */
type Row = Readonly<Record<string, unknown>>;

/**
 * Brings a table to the rows given, in one statement: a row that is new is inserted, one that differs is updated, one that is the
 * same is not touched, so a second run writes nothing and wakes no trigger. Rows that the list no longer has stay and are named.
 *
 * One statement also means that rows may refer to each other in any order: PostgreSQL checks foreign keys at its end. It binds
 * at most 65,535 values, 28 times what the largest list (item types) needs.
 *
 * @param key the columns that find a row again, as the table's properties; by default its primary key. Neither is ever updated.
 */
export async function upsertRows<Table extends PgTable>(
  tx: Tx,
  table: Table,
  rows: readonly Table['$inferInsert'][],
  key: readonly string[] = primaryKeyOf(table),
): Promise<TableReport> {
  const columns = getTableColumns(table);
  const keyColumns = Object.fromEntries(
    key.map((property) => [property, must(columns[property], `${getTableName(table)} has no ${property}`)]),
  );
  const fixed = new Set([...key, ...primaryKeyOf(table)]);
  const changing = Object.entries(columns).filter(([property]) => !fixed.has(property));
  const current = sql.join(
    changing.map(([, column]) => sql`${column}`),
    sql`, `,
  );
  const wanted = sql.join(
    changing.map(([, column]) => excluded(column)),
    sql`, `,
  );
  const touched =
    rows.length === 0
      ? []
      : await tx
          .insert(table)
          .values([...rows])
          .onConflictDoUpdate({
            target: Object.values(keyColumns),
            set: Object.fromEntries(changing.map(([property, column]) => [property, excluded(column)])) as never,
            setWhere: sql`(${current}) is distinct from (${wanted})`,
          })
          // A row version that was just inserted has no transaction that replaced it.
          .returning({ isNew: sql<boolean>`xmax = 0` });
  const inserted = touched.filter(({ isNew }) => isNew).length;
  const listed: readonly Row[] = rows;
  const isListed = (row: Row): boolean => listed.some((one) => key.every((property) => one[property] === row[property]));
  const present = await selectKeys(tx, table, keyColumns);
  return {
    table: getTableName(table),
    inserted,
    updated: touched.length - inserted,
    unchanged: rows.length - touched.length,
    orphaned: present.filter((row) => !isListed(row)).map((row) => key.map((property) => row[property]).join('/')),
  };
}

const excluded = (column: PgColumn) => sql`excluded.${sql.identifier(column.name)}`;

/** The properties of a table's primary key, be it one column or several. */
function primaryKeyOf(table: PgTable): string[] {
  const { columns, primaryKeys } = getTableConfig(table);
  const names = new Set((primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary)).map(({ name }) => name));
  return Object.entries(getTableColumns(table)).flatMap(([property, { name }]) => (names.has(name) ? [property] : []));
}

const selectKeys = (tx: Tx, table: PgTable, columns: Readonly<Record<string, PgColumn>>): Promise<readonly Row[]> =>
  tx
    .select(columns)
    .from(table)
    .orderBy(...Object.values(columns));
