import { buildApp } from '#src/app.ts';
import { systemClock } from '#src/platform/clock.ts';
import { diskStore } from '#src/platform/files/disk-store.ts';
import { connect } from '#src/platform/db/connect.ts';
import { databaseLimits } from '#src/open-database.ts';
import { readSettings } from '#src/settings.ts';
import { UNLIMITED } from '#tests/support/unlimited.ts';
import { openLog } from '#src/platform/log.ts';
import { METRICS_TOKEN } from './metrics-token.ts';
import { loginsOf } from '#src/platform/embedded-postgres/own-database.ts';
import { READER, signIn } from './sign-in.ts';

const [url = ''] = process.argv.slice(2);
const settings = readSettings({ ...(process.env['WASL_BENCH_LIMITS'] === 'usual' ? {} : UNLIMITED), METRICS_TOKEN });
const database = connect(loginsOf(url, new URL(url).pathname.slice(1)), 10, databaseLimits(settings));
const app = await buildApp({
  database,
  clock: systemClock,
  files: diskStore('none'),
  settings,
  log: openLog('silent'),
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
const logins = [READER, ...(process.env['WASL_BENCH_READERS']?.split(',') ?? [])];
const readers = await Promise.all(logins.map((login) => signIn(address, login)));
process.send?.({ address, headers: readers[0], readers });
process.once(
  'SIGTERM',
  () =>
    void app
      .close()
      .then(() => database.close())
      .then(() => process.exit(0)),
);
