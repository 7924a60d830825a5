/**
 * `npm run keep-version`, before a version is tagged: fills a database with the illustrative scenario and the walkthrough on a PostgreSQL of
 * its own, and keeps it for the tests of later versions (kept-versions.test.ts). What has been tagged is never kept a second time.
 */
import { readMigrations } from '#src/platform/db/migrations.ts';
import { loginsOf } from '#src/platform/embedded-postgres/own-database.ts';
import { onPassingPostgres } from '#src/cli/on-passing-postgres.ts';
import { PROGRAM_VERSION } from '#src/platform/version.ts';
import { databaseUrl, prepareTemplates } from '#tests/support/templates.ts';
import { fillDatabase } from './fill-database.ts';
import { filesOf, KEPT, keepVersion } from './kept-version.ts';
import { readTags } from './tags.ts';

if (readTags('.')?.includes(`v${PROGRAM_VERSION}`)) {
  process.stderr.write(
    `v${PROGRAM_VERSION} is tagged: its database stays as it was kept then. Set the next version in package.json first.\n`,
  );
  process.exit(1);
}

await onPassingPostgres('keep', async ({ url }) => {
  await prepareTemplates(url);
  const { app, authenticator, owner } = loginsOf(url, 'scenario');
  const { password } = await fillDatabase({ DATABASE_URL: app, DATABASE_AUTHENTICATOR_URL: authenticator, DATABASE_OWNER_URL: owner });
  const size = await keepVersion(KEPT, {
    version: PROGRAM_VERSION,
    filledAt: new Date().toISOString(),
    superuserUrl: databaseUrl(url, 'scenario'),
    migrations: readMigrations(),
    password,
  });
  const { label, sql } = filesOf(PROGRAM_VERSION);
  process.stdout.write(
    `Kept ${PROGRAM_VERSION}: ${KEPT}/${label} and ${KEPT}/${sql} (${Math.ceil(size / 1000)} kB). Commit both, then tag.\n`,
  );
});
