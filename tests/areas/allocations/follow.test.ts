import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { LOGIN_OF } from '#tests/support/api.ts';
import { openConnection } from '#tests/support/connection.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { until } from '#tests/support/until.ts';
import { makeAllocationWorld } from './allocation-world.ts';

const { api, request } = await makeAllocationWorld(t, { engine: null });
const { body: session } = await api.nobody('POST', '/v1/sessions', { body: { login: LOGIN_OF.facilitator, password: DEMO_PASSWORD } });

/** Follows a run that nobody works on, so that its stream doesn't end by itself. */
async function follow() {
  const { body } = await request();
  const following = await openConnection(t, api.address);
  following.socket.write(
    `GET /v1/allocations/${String(body['id'])}/progress HTTP/1.1\r\nHost: wasl\r\nAccept-Language: fr\r\nAuthorization: Bearer ${String(session['token'])}\r\n\r\n`,
  );
  await until(() => following.text().includes('event: progress'), 'the stream has begun');
  return following;
}

/** The last message says when to come back and why, in the reader's language; the last chunk says that nothing is missing. */
const PROPER_END =
  /retry: 1000\n[^]*event: problem\ndata: \{[^\n]*"title":"L’action n’a pas pu[^\n]*"code":"try-again"[^\n]*\}\n\n\r\n0\r\n\r\n$/;

t.test('a stream whose database goes away ends with the problem that it is, and says when to come back', async (t) => {
  const superuser = connectAsSuperuser(t, api.database);
  const name = new URL(api.database.superuserUrl).pathname.slice(1);
  const { ended } = await follow();
  await superuser.unsafe(`alter database ${name} connection limit 0`);
  await superuser`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name} and usename <> current_user`;
  t.match(await ended, PROPER_END);
  await superuser.unsafe(`alter database ${name} connection limit -1`);
});

t.test('nobody is told on and on who asks for the headers of a stream alone', async (t) => {
  const { body } = await request();
  const headers = { authorization: `Bearer ${String(session['token'])}` };
  t.equal((await fetch(`${api.address}/v1/allocations/${String(body['id'])}/progress`, { method: 'HEAD', headers })).status, 405);
});

t.test('so does one whose service stops', async (t) => {
  const { ended } = await follow();
  await api.app.close();
  t.match(await ended, PROPER_END);
});
