import { buildApp } from '#src/app.ts';
import { systemClock } from '#src/platform/clock.ts';
import { diskStore } from '#src/platform/files/disk-store.ts';
import { connect } from '#src/platform/db/connect.ts';
import { signIn } from './sign-in.ts';

const [url = ''] = process.argv.slice(2);
const database = connect(url, 10);
const app = await buildApp({
  database,
  clock: systemClock,
  files: diskStore('none'),
  settings: { LOG_LEVEL: 'silent', TRUST_PROXY: false },
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ address, headers: await signIn(address, 'facilitator@unsmil.demo') });
process.once(
  'SIGTERM',
  () =>
    void app
      .close()
      .then(() => database.close())
      .then(() => process.exit(0)),
);
