import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

const api = await startTestApi(t, { tuned: { HEAVY_REQUESTS: 2, HEAVY_REQUESTS_PER_ACCOUNT: 1, HEAVY_WAIT_SECONDS: 0.3 } });
const superuser = connectAsSuperuser(t, api.database);

async function headersOf(login: string): Promise<Record<string, string>> {
  const { body } = await api.nobody('POST', '/v1/sessions', { body: { login, password: DEMO_PASSWORD } });
  return { authorization: `Bearer ${String(body['token'])}`, 'accept-language': 'it' };
}
const facilitator = await headersOf('facilitator@unsmil.demo');
const auditor = await headersOf('auditor@un-panel-of-experts-libya.demo');

const HEAVY = '/v1/statistics/obstacles';
const ask = (headers: Record<string, string>, path = HEAVY, signal: AbortSignal | null = null) =>
  fetch(api.address + path, { headers, signal });

/** Runs with a table locked, so that whoever reads it stands still; answers how many do. */
async function withObstaclesLocked(work: (standing: (count: number) => Promise<void>) => Promise<void>): Promise<void> {
  await superuser.begin(async (tx) => {
    await tx`lock table obstacle_periods in access exclusive mode`;
    await work(async (count) => {
      for (;;) {
        const [row] = await tx<{ waiting: number }[]>`
          select count(*)::int as waiting from pg_locks where not granted and relation = 'obstacle_periods'::regclass`;
        if (row?.waiting === count) return;
      }
    });
  });
}

t.test('heavy requests of one account wait for each other, are told to come again, and keep nobody else from theirs', async (t) => {
  const held: Promise<Response>[] = [];
  await withObstaclesLocked(async (standing) => {
    held.push(ask(facilitator));
    await standing(1);
    const late = await ask(facilitator);
    t.equal(late.status, 503);
    t.match(late.headers.get('retry-after'), /^[1-9]\d*$/);
    t.match(await late.json(), {
      code: 'try-again',
      detail: 'Si prega di attendere un momento e di inviare di nuovo la stessa richiesta.',
    });

    const many = await Promise.all(Array.from({ length: 12 }, () => ask(facilitator)));
    t.ok(many.every(({ status }) => status === 503));
    t.ok(many.every(({ headers }) => headers.get('retry-after') !== null));

    t.equal((await ask(facilitator, '/v1/needs')).status, 200, 'what is light goes on');
    held.push(ask(auditor));
    await standing(2);
  });
  for (const answer of await Promise.all(held)) t.equal(answer.status, 200);
});

t.test('whoever goes away has its statement cancelled, and gives its turn back', async (t) => {
  const held: Promise<Response>[] = [];
  await withObstaclesLocked(async (standing) => {
    const gone = new AbortController();
    const left = ask(facilitator, HEAVY, gone.signal).catch(() => null);
    await standing(1);
    gone.abort();
    t.equal(await left, null);
    await standing(0);
    const next = ask(facilitator);
    await standing(1);
    held.push(next);
  });
  for (const answer of await Promise.all(held)) t.equal(answer.status, 200);
});

t.test('an account follows no more than a few things at once', async (t) => {
  const made = await fetch(`${api.address}/v1/allocations`, {
    method: 'POST',
    headers: { ...facilitator, 'content-type': 'application/json', 'idempotency-key': 'follow' },
    body: JSON.stringify({ settings: { tiers: 'strict' } }),
  });
  const { id } = (await made.json()) as { id: string };
  const gone = new AbortController();
  const follow = () => ask(facilitator, `/v1/allocations/${id}/progress`, gone.signal);
  const streams = await Promise.all([1, 2, 3, 4].map(follow));
  t.ok(streams.every(({ status }) => status === 200));
  const fifth = await follow();
  t.equal(fifth.status, 503);
  t.ok(fifth.headers.get('retry-after'));
  gone.abort();
  for (;;) {
    const again = new AbortController();
    const next = await ask(facilitator, `/v1/allocations/${id}/progress`, again.signal);
    again.abort();
    if (next.status === 200) break;
  }
  t.pass('and again when those have ended');
});
