import type driver from 'postgres';
import { hashPassword, hashSecret, newSecret } from '../../areas/identity/index.ts';
import { must } from '../../kernel/assert.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { dayAt } from '../../platform/clock.ts';
import { postgres } from '../../platform/db/driver.ts';
import { withRetries } from '../../platform/db/retry.ts';
import type { OnProgress } from '../../platform/progress.ts';
import { DEMO_PASSWORD } from '../accounts.ts';
import { settledId } from '../settled-id.ts';
import { fillMarks, type Meaning } from './marks.ts';
import type { TableRows } from './row-file.ts';
import { MISSION_ZONE } from '../../kernel/time-zone.ts';

const DEMO_LOCK = 0x5761_7364;
/** Few enough that somebody who watches sees it go on. */
const ROWS_AT_ONCE = 1000;

/**
 * Writes the rows of the scenario into a database that holds no need yet, all or nothing, and tells whether it did.
 *
 * The rows are what verbs and triggers have left behind, counters included, so nothing may derive or refuse them a second time. For the
 * length of this transaction the tables do without their triggers and without their policies for the owner; foreign keys, checks and
 * unique keys hold throughout. Only the owner can ask for that, it locks the tables against everybody else until both are back, and a
 * failure brings them back as well: nobody ever meets a table without.
 */
export async function loadRows(
  ownerUrl: string,
  ctx: ActorContext,
  tables: readonly TableRows[],
  onProgress: OnProgress,
): Promise<boolean> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const client = postgres(ownerUrl, { max: 1, onnotice: () => undefined, connection: { application_name: 'wasl', timezone: 'UTC' } });
  try {
    return await withRetries(() => client.begin((tx) => load(tx, ctx, tables, passwordHash, onProgress)));
  } finally {
    await client.end({ timeout: 5 });
  }
}

async function load(
  tx: driver.TransactionSql,
  ctx: ActorContext,
  tables: readonly TableRows[],
  passwordHash: string,
  onProgress: OnProgress,
): Promise<boolean> {
  // Several processes may find it empty at once; the second waits here, and then finds it filled.
  await tx`select pg_advisory_xact_lock(${DEMO_LOCK})`;
  await alterAll(tx, tables, 'no force row level security, disable trigger user');
  // Until now the owner, too, was shown no row: no policy is for it.
  const [needs] = await tx<{ none: boolean }[]>`select not exists (select from needs) as none`;
  if (needs?.none === true) await insertAll(tx, ctx, tables, passwordHash, onProgress);
  await alterAll(tx, tables, 'force row level security, enable trigger user');
  return needs?.none === true;
}

async function insertAll(
  tx: driver.TransactionSql,
  ctx: ActorContext,
  tables: readonly TableRows[],
  passwordHash: string,
  onProgress: OnProgress,
): Promise<void> {
  const organisations = await tx<{ id: string; slug: string }[]>`select id, slug from organisations`;
  const joined = await tx<{ id: string; login: string }[]>`select id, login from users`;
  const meaning: Meaning = {
    now: ctx.now,
    today: dayAt(MISSION_ZONE, ctx.now),
    id: numberedIds(tables, new Map(joined.map(({ id, login }) => [login, id]))),
    organisation: lookUp(new Map(organisations.map(({ id, slug }) => [slug, id]))),
    passwordHash,
    newSecretHash: () => hashSecret(newSecret('invitation')),
  };
  const total = tables.reduce((sum, { rows }) => sum + rows.length, 0);
  let done = 0;
  for (const { table, columns, rows } of tables) {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      const some = rows.slice(from, from + ROWS_AT_ONCE);
      await insertRows(tx, table, columns, fillMarks(`[${some.join(',')}]`, meaning));
      done += some.length;
      onProgress(done, total, 'Illustrative scenario');
    }
  }
  await indexForSearch(tx);
}

async function alterAll(tx: driver.TransactionSql, tables: readonly TableRows[], change: string): Promise<void> {
  await tx.unsafe(tables.map(({ table }) => `alter table ${table} ${change}`).join(';\n'));
}

/** The same ids in each database, by the order in which the verbs made the records; whoever of the demo accounts has joined already keeps theirs. */
function numberedIds(tables: readonly TableRows[], joined: ReadonlyMap<string, string>): (number: number) => string {
  const ids = new Map<number, string>();
  let count = 0;
  for (const { table, columns, rows } of tables) {
    if (!columns.includes('id')) continue;
    for (const row of rows) {
      count += 1;
      const login = table === 'users' ? (JSON.parse(row) as { login: string }).login : '';
      ids.set(count, joined.get(login) ?? settledId(count));
    }
  }
  return lookUp(ids);
}

const lookUp =
  <Key>(values: ReadonlyMap<Key, string>) =>
  (key: Key): string =>
    must(values.get(key), `the scenario names ${String(key)}`);

async function insertRows(tx: driver.TransactionSql, table: string, columns: readonly string[], rows: string): Promise<void> {
  const names = columns.join(', ');
  const passOver = table === 'users' ? 'on conflict (login) do nothing' : '';
  await tx.unsafe(
    `insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, $1::text::json) ${passOver}`,
    [rows],
  );
}

/** Search vectors are not in the file: each PostgreSQL makes its own, by the triggers that always make them. */
async function indexForSearch(tx: driver.TransactionSql): Promise<void> {
  await tx.unsafe(`
    alter table needs enable trigger index_need;
    alter table offers enable trigger index_offer;
    update needs set justification = justification;
    update offers set note = note`);
}
