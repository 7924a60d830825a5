import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { migrate } from '#src/platform/db/migrate.ts';
import { type Migration, readMigrations } from '#src/platform/db/migrations.ts';
import { prepareJobTables } from '#src/platform/jobs/job-tables.ts';
import { unheard } from '#src/platform/progress.ts';
import { ROLES } from '#src/kernel/role.ts';
import { must } from '#src/kernel/assert.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { askEverything } from './ask-api.ts';
import { fillDatabase } from './fill-database.ts';
import { changedSince, keepVersion, readKept, restoreKept } from './kept-version.ts';
import { differences, type LaterVersion, upgradeKept } from './upgrade-kept.ts';

/*
 * That an upgrade that loses something would be found, shown on the version that there is: it is kept in a directory of the test's, and
 * upgraded by migrations that do well and by some that don't.
 */
const original = await createTestDatabase(t, { template: 'scenario' });
const { password } = await fillDatabase(original.environment);
const directory = await temporaryDirectory(t);
const size = await keepVersion(directory, {
  version: '0.1.0',
  filledAt: new Date().toISOString(),
  superuserUrl: original.superuserUrl,
  migrations: readMigrations(),
  password,
});
const kept = must(readKept(directory)[0], 'the version that was kept');

/** The migrations in a folder of their own, with one more, or with a file that was edited. */
async function migrationsWith({ added, edited }: { added?: string; edited?: string }): Promise<readonly Migration[]> {
  const folder = join(await temporaryDirectory(t), 'drizzle');
  cpSync('drizzle', folder, { recursive: true });
  if (edited !== undefined) writeFileSync(join(folder, edited), `${readFileSync(join(folder, edited), 'utf8')}\n-- Edited.\n`);
  if (added !== undefined) {
    const journal = join(folder, 'meta/_journal.json');
    const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: { idx: number; when: number }[] };
    const last = must(entries.at(-1), 'a migration');
    const entry = { ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_added' };
    writeFileSync(journal, JSON.stringify({ ...rest, entries: [...entries, entry] }));
    writeFileSync(join(folder, '9999_added.sql'), added);
  }
  return readMigrations(folder);
}

const laterVersion = (migrations: readonly Migration[], meant: LaterVersion['meant'] = []): LaterVersion => ({
  migrations,
  meant,
  prepare: async (ownerUrl) => {
    await migrate(ownerUrl, unheard, { migrations });
    await prepareJobTables(ownerUrl);
  },
});

t.test('a kept version is small, holds what only people make, and makes the same database again', async (t) => {
  t.ok(size < 1_000_000, `${size} bytes`);
  const superuser = connectAsSuperuser(t, original);
  for (const table of ['events', 'documents', 'deliveries', 'allocations', 'idempotency_keys', 'users']) {
    t.not((await superuser`select from ${superuser(table)}`).length, 0, table);
  }
  const again = await createTestDatabase(t, { template: 'empty' });
  await restoreKept(kept, again.superuserUrl);
  t.strictSame(await differences(original, again), []);
});

t.test('a migration that adds a column and fills it upgrades a kept version, and every role reads all that it may', async (t) => {
  const added = `alter table needs add column season text not null default 'dry';--> statement-breakpoint
    update needs set season = 'wet' where priority = 'urgent';`;
  const { database, faults } = await upgradeKept(t, kept, laterVersion(await migrationsWith({ added })));
  t.strictSame(faults, []);
  const seasons = await connectAsSuperuser(t, database)<{ season: string }[]>`select distinct season from needs order by season`;
  t.strictSame(
    seasons.map(({ season }) => season),
    ['dry', 'wet'],
  );
  const { answered, faults: refused } = await askEverything(t, database, kept);
  t.strictSame(refused, []);
  for (const role of ROLES) t.ok((answered[role] ?? 0) > 10, `${role} reads ${answered[role]} answers`);
});

t.test('a migration that was edited, is gone or stands elsewhere is refused before anything is upgraded', async (t) => {
  const edited = laterVersion(await migrationsWith({ edited: '0007_needs.sql' }));
  t.strictSame((await upgradeKept(t, kept, edited)).faults, ['0007_needs has changed since 0.1.0: write a new migration instead']);
  const migrations = readMigrations();
  t.strictSame(changedSince(kept, migrations), []);
  t.strictSame(changedSince(kept, migrations.slice(0, -1)), [
    `${migrations.at(-1)?.name} is gone since 0.1.0: write a new migration instead`,
  ]);
  const [first, ...others] = migrations;
  t.equal(changedSince(kept, [...others, must(first, 'a migration')]).length, migrations.length, 'each stands elsewhere');
});

/** Rows are held fast by triggers and policies, which whoever loses some has lifted. */
const freely = (table: string, ...statements: string[]): string =>
  [
    `alter table ${table} disable trigger user, no force row level security`,
    ...statements,
    `alter table ${table} enable trigger user, force row level security`,
  ].join(';--> statement-breakpoint\n');

const LOSSES = [
  freely('events', 'delete from events where creation_order = (select max(creation_order) from events)'),
  freely('documents', `update documents set sha256 = repeat('0', 64)`),
  freely('delivery_forecasts', 'delete from delivery_forecasts'),
  freely('offers', `update offers set created_at = created_at + interval '1 second' where id = (select min(id::text)::uuid from offers)`),
  'alter table recommendations drop column recommends cascade',
  'drop table follow_up_links cascade',
].join(';--> statement-breakpoint\n');
const WHAT_IS_LOST = [
  /^public\.delivery_forecasts: (\d+) of \1 rows are gone, such as /,
  /^public\.documents\.sha256: another value in (\d+) of \1 rows, such as /,
  /^public\.events: 1 of \d+ rows are gone, such as /,
  /^public\.follow_up_links is gone, with \d+ rows$/,
  /^public\.offers\.created_at: another value in 1 of \d+ rows, such as /,
  /^public\.recommendations\.recommends is gone$/,
];

t.test('a lost row, a changed value, a column and a table that are gone are found', async (t) => {
  const { faults } = await upgradeKept(t, kept, laterVersion(await migrationsWith({ added: LOSSES })));
  t.match(faults, WHAT_IS_LOST);
  t.equal(faults.length, WHAT_IS_LOST.length);
});

t.test('what a migration means to change is let through, but of events and documents nothing, and of no other migration', async (t) => {
  const meantBy = (by: string, ...places: string[]) => places.map((place) => ({ place, by, why: 'Shown here.' }));
  const meant = [
    ...meantBy('9999_added', 'public.delivery_forecasts', 'public.documents.sha256', 'public.events', 'public.follow_up_links'),
    ...meantBy('0007_needs', 'public.offers.created_at'),
  ];
  const { faults } = await upgradeKept(t, kept, laterVersion(await migrationsWith({ added: LOSSES }), meant));
  t.match(faults, [WHAT_IS_LOST[1], WHAT_IS_LOST[2], WHAT_IS_LOST[4], WHAT_IS_LOST[5]]);
  t.equal(faults.length, 4);
});

t.test('an upgraded database that is made otherwise than a new one is found', async (t) => {
  const added = `do $$ begin if exists (select from needs) then create index needs_of_old on needs (created_at); end if; end $$`;
  const { faults } = await upgradeKept(t, kept, laterVersion(await migrationsWith({ added: freely('needs', added) })));
  t.strictSame(faults, ['index needs_of_old is there and should not be']);
});
