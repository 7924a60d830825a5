import { once } from 'node:events';
import { request } from 'node:http';
import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

const AT_ONCE = 2;
const WAITING = 3;
const api = await startTestApi(t, { tuned: { REQUESTS_PER_ACCOUNT: AT_ONCE, REQUEST_QUEUE: WAITING, REQUEST_QUEUE_SECONDS: 60 } });
const superuser = connectAsSuperuser(t, api.database);

type Credentials = Record<string, string>;

async function signIn(login: string): Promise<Credentials> {
  const { body } = await api.nobody('POST', '/v1/sessions', { body: { login, password: DEMO_PASSWORD } });
  return { authorization: `Bearer ${String(body['token'])}`, 'accept-language': 'it' };
}
const facilitator = await signIn(LOGIN_OF.facilitator);
const auditor = await signIn(LOGIN_OF.auditor);
const donor = await signIn(LOGIN_OF.donor);

const SLOW = '/v1/sites';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function ask(headers: Credentials, path = SLOW, signal: AbortSignal | null = null): Promise<Answer> {
  const answer = await fetch(api.address + path, { headers, signal });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}
const askOften = (count: number, headers: Credentials, signal: AbortSignal | null = null) =>
  Array.from({ length: count }, () => ask(headers, SLOW, signal));
const statuses = async (answers: readonly Promise<Answer>[]) => (await Promise.all(answers)).map(({ status }) => status);

/** Runs with the sites locked, so that whoever reads them stands still; `standing` waits until so many do. */
async function withSitesLocked(work: (standing: (count: number) => Promise<void>) => Promise<void>): Promise<void> {
  await superuser.begin(async (tx) => {
    await tx`lock table sites in access exclusive mode`;
    await work(async (count) => {
      for (;;) {
        const [row] = await tx<{ waiting: number }[]>`
          select count(*)::int as waiting from pg_locks where not granted and relation = 'sites'::regclass`;
        if (row?.waiting === count) return;
      }
    });
  });
}

t.test('an account that asks much at once keeps nobody else waiting, and is told in its language when to come again', async (t) => {
  const held: Promise<Answer>[] = [];
  await withSitesLocked(async (standing) => {
    const answers = askOften(12, facilitator);
    await standing(AT_ONCE);
    const refused = new Set<Answer>();
    for (const answer of answers) void answer.then((response) => response.status === 503 && refused.add(response));
    while (refused.size < 12 - AT_ONCE - WAITING) await ask(auditor, '/v1/session');
    for (const response of refused) {
      t.match(response.headers.get('retry-after'), /^[1-9]\d*$/);
      t.match(JSON.parse(response.text), {
        code: 'try-again',
        detail: 'Si prega di attendere un momento e di inviare di nuovo la stessa richiesta.',
      });
    }
    t.equal((await ask(auditor, '/v1/session')).status, 200, 'another is served');
    held.push(...askOften(AT_ONCE + 1, auditor));
    await standing(2 * AT_ONCE);
    while (refused.size < 12 - AT_ONCE - WAITING + 1) await ask(donor, '/v1/session');
    t.pass('one more makes room for another’s in the queue');
    held.push(...answers);
  });
  const counted = await statuses(held);
  t.equal(counted.filter((status) => status === 200).length, AT_ONCE + 1 + AT_ONCE + WAITING - 1);
});

t.test('all sessions of an account together have no more at once', async (t) => {
  const sessions = [facilitator, await signIn(LOGIN_OF.facilitator), await signIn(LOGIN_OF.facilitator)];
  const held: Promise<Answer>[] = [];
  await withSitesLocked(async (standing) => {
    held.push(...askOften(AT_ONCE, sessions[0] ?? {}));
    await standing(AT_ONCE);
    held.push(...askOften(AT_ONCE, sessions[1] ?? {}));
    // Whichever of them comes last to the account's queue is one too many.
    held.push(ask(sessions[2] ?? {}));
    t.equal((await Promise.race(held)).status, 503);
    await standing(AT_ONCE);
  });
  t.strictSame(
    (await statuses(held)).toSorted((a, b) => a - b),
    [200, 200, 200, 200, 503],
  );
});

t.test('places are given back by whoever goes away, and with refusals', async (t) => {
  const held: Promise<Answer>[] = [];
  await withSitesLocked(async (standing) => {
    const gone = new AbortController();
    const left = askOften(AT_ONCE + WAITING, facilitator, gone.signal).map((answer) => answer.catch(() => null));
    await standing(AT_ONCE);
    gone.abort();
    t.ok((await Promise.all(left)).every((answer) => answer === null));
    await standing(0);
    held.push(...askOften(AT_ONCE, facilitator));
    await standing(AT_ONCE);
  });
  t.strictSame(await statuses(held), [200, 200]);
  for (let count = 0; count <= AT_ONCE; count += 1) {
    t.equal((await ask(facilitator, '/v1/needs?limit=x')).status, 400);
    t.equal((await ask(facilitator, '/v1/users')).status, 403);
    t.equal((await ask({ authorization: 'Bearer wasl_s_of-nobody-at-all-anywhere' })).status, 401);
  }
  t.equal((await ask(facilitator)).status, 200);
});

t.test('a stream that goes on, or a file that comes slowly, takes nobody’s place', async (t) => {
  const made = await api.nobody('POST', '/v1/allocations', { headers: facilitator, body: { settings: { tiers: 'strict' } } });
  const gone = new AbortController();
  for (let count = 0; count <= AT_ONCE; count += 1) {
    const address = `${api.address}/v1/allocations/${String(made.body['id'])}/progress`;
    const stream = await fetch(address, { headers: facilitator, signal: gone.signal });
    t.equal(stream.status, 200);
  }
  const uploads = Array.from({ length: AT_ONCE }, () =>
    request(`${api.address}/v1/documents`, {
      method: 'POST',
      headers: { ...facilitator, 'idempotency-key': 'slow', 'content-type': 'multipart/form-data; boundary=x', 'content-length': 1000 },
    }),
  );
  for (const upload of uploads) {
    const arrived = once(api.app.server, 'request');
    upload.on('error', () => undefined).write('--x\r\n');
    await arrived;
  }
  t.equal((await ask(facilitator)).status, 200);
  gone.abort();
  for (const upload of uploads) upload.destroy();
});
