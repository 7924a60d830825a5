import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp, ROUTES } from '../app.ts';
import { startAllocationRunner } from '../areas/allocations/index.ts';
import { recordExamples } from '../demo/examples/record-examples.ts';
import { loadDemoWhereEmpty } from '../demo/load-demo.ts';
import { REFERENCE_DAY } from '../demo/scenario-file.ts';
import { databaseLimits } from '../open-database.ts';
import { connect } from '../platform/db/connect.ts';
import { ensureOwnDatabase } from '../platform/embedded-postgres/own-database.ts';
import { onPassingPostgres } from './on-passing-postgres.ts';
import { diskStore } from '../platform/files/disk-store.ts';
import { makeStoreDirectory } from '../platform/files/store-directory.ts';
import { openLog } from '../platform/log.ts';
import { prepareDatabase } from '../prepare.ts';
import { readSettings } from '../settings.ts';

/**
 * Writes openapi/examples.json, of which `npm run openapi` makes the examples of the API document: starts the service on a PostgreSQL of its
 * own with the illustrative scenario in it, and keeps what it is asked and answers. tests/api/examples.test.ts says whether the committed ones
 * still are that.
 */
const FILE = fileURLToPath(new URL('../../openapi/examples.json', import.meta.url));

const clock = { now: () => new Date(`${REFERENCE_DAY}T09:00:00.000Z`) };
await onPassingPostgres('examples', async ({ url, directory }) => {
  const logins = await ensureOwnDatabase(url);
  await prepareDatabase(logins.owner);
  // One player asks more in a minute than the people of a day, whatever else the machine does.
  const settings = readSettings({
    RATE_LIMIT_ACCOUNT: '100000',
    RATE_LIMIT_ADDRESS: '100000',
    PRESSURE_MILLISECONDS: '0',
    PRESSURE_HEAP_PERCENT: '0',
  });
  const database = connect(logins, 10, databaseLimits(settings));
  await loadDemoWhereEmpty(database.db, logins.owner, clock);
  const files = join(directory, 'files');
  await makeStoreDirectory(files);
  const log = openLog('silent');
  const app = await buildApp({ database, clock, files: diskStore(files), log, settings });
  const runner = startAllocationRunner({ database, clock, log });
  const examples = await recordExamples(await app.listen({ host: '127.0.0.1', port: 0 }), ROUTES);
  await runner.stop();
  await app.close();
  await database.close();
  await writeFile(FILE, `${JSON.stringify(examples, null, 2)}\n`);
});
