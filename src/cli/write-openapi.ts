import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildApp } from '../app.ts';
import { databaseLimits } from '../open-database.ts';
import { systemClock } from '../platform/clock.ts';
import { openLog } from '../platform/log.ts';
import { connect } from '../platform/db/connect.ts';
import { diskStore } from '../platform/files/disk-store.ts';
import { readSettings } from '../settings.ts';

/** Writes openapi/openapi.json from the routes, or with --check says whether the committed one still is what they make. */
const FILE = fileURLToPath(new URL('../../openapi/openapi.json', import.meta.url));

// Pools connect at the first query, and describing the routes asks none.
const settings = readSettings({});
const database = connect('postgres://nobody@127.0.0.1:1/none', 2, databaseLimits(settings));
const files = diskStore('none'); // describing the routes stores nothing
const app = await buildApp({ database, clock: systemClock, files, log: openLog('silent'), settings });
const document = `${JSON.stringify(app.swagger(), null, 2)}\n`;
await app.close();
await database.close();

if (process.argv.includes('--check')) {
  const committed = await readFile(FILE, 'utf8').catch(() => '');
  if (committed !== document) {
    process.stderr.write('openapi/openapi.json is not what the routes make: npm run openapi\n');
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, document);
}
