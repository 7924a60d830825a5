import { buildApp } from '#src/app.ts';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { systemClock } from '#src/platform/clock.ts';
import { diskStore } from '#src/platform/files/disk-store.ts';
import { connect } from '#src/platform/db/connect.ts';

const [url = ''] = process.argv.slice(2);
const database = connect(url, 10);
const app = await buildApp({
  database,
  clock: systemClock,
  files: diskStore('none'),
  settings: { LOG_LEVEL: 'silent', TRUST_PROXY: false },
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
const answer = await fetch(`${address}/v1/sessions`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ login: 'facilitator@unsmil.demo', password: DEMO_PASSWORD }),
});
const { token } = (await answer.json()) as { token: string };
process.send?.({ address, headers: { authorization: `Bearer ${token}` } });
process.once(
  'SIGTERM',
  () =>
    void app
      .close()
      .then(() => database.close())
      .then(() => process.exit(0)),
);
