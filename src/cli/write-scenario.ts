import postgres from 'postgres';
import { playScenario } from '../demo/play-scenario.ts';
import { formatRows, readRowFile, writeRowFile } from '../demo/rows/row-file.ts';
import { filledTables, takeRows } from '../demo/rows/take-rows.ts';
import { REFERENCE_DAY, trueDaysOfScenario } from '../demo/scenario-file.ts';
import { databaseLimits } from '../open-database.ts';
import { connect } from '../platform/db/connect.ts';
import { ensureOwnDatabase } from '../platform/embedded-postgres/own-database.ts';
import { onPassingPostgres } from './on-passing-postgres.ts';
import { prepareDatabase } from '../prepare.ts';
import { readSettings } from '../settings.ts';

/**
 * Plays the scenario on a PostgreSQL of its own and keeps the rows that the verbs leave, or with --check says whether the committed rows
 * are still those. `--on=2026-12-04` plays it on another day, which leads to the same rows.
 */
const today = process.argv.find((argument) => argument.startsWith('--on='))?.slice('--on='.length) ?? REFERENCE_DAY;
await onPassingPostgres('scenario', async ({ url }) => {
  const logins = await ensureOwnDatabase(url);
  await prepareDatabase(logins.owner);
  const asSuperuser = new URL(url);
  asSuperuser.pathname = new URL(logins.owner).pathname;
  const onlooker = postgres(asSuperuser.href, { max: 1, onnotice: () => undefined, connection: { timezone: 'UTC' } });
  const without = new Set(await filledTables(onlooker));
  const database = connect(logins, 4, databaseLimits(readSettings({})));
  await playScenario(database.db, { now: () => new Date(`${today}T09:00:00.000Z`) });
  await database.close();
  const rows = await takeRows(onlooker, { without, today, trueDays: await trueDaysOfScenario() });
  await onlooker.end();
  if (process.argv.includes('--check')) {
    const made = formatRows(rows).split('\n');
    const kept = formatRows(await readRowFile()).split('\n');
    const differs = made.findIndex((line, index) => line !== kept[index]);
    if (differs >= 0 || made.length !== kept.length) {
      process.stderr.write(`The rows of the scenario are not what the verbs make of it: npm run scenario\n`);
      process.stderr.write(`kept: ${kept[differs] ?? 'nothing'}\nmade: ${made[differs] ?? 'nothing'}\n`);
      process.exitCode = 1;
    }
  } else {
    await writeRowFile(rows);
  }
});
