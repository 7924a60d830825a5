import t from 'tap';
import { startTestApi } from '#tests/support/api.ts';

const TOKEN = 'a-token-for-this-test';

/** Asks until the answer is the one that is waited for. */
async function until(ask: () => Promise<Response>, status: number): Promise<Response> {
  for (;;) {
    const answer = await ask();
    if (answer.status === status) return answer;
    await answer.arrayBuffer();
  }
}

t.test('a process that is late turns requests away with a problem that says when to come again', async (t) => {
  // Any process is later than this: it stands for one that can't keep up.
  const api = await startTestApi(t, {
    template: 'migrated',
    tuned: { PRESSURE_MILLISECONDS: 0.000_01 },
    settings: { METRICS_TOKEN: TOKEN },
  });
  const answer = await until(() => fetch(`${api.address}/v1/needs`, { headers: { 'accept-language': 'fr' } }), 503);
  t.match(answer.headers.get('retry-after'), /^[1-9]\d*$/);
  t.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  t.match(await answer.json(), { code: 'try-again', title: 'L’action n’a pas pu être menée à bien pour le moment' });

  const ready = await until(() => fetch(`${api.address}/readyz`), 503);
  t.match(await ready.json(), { code: 'not-ready' });
  t.ok(ready.headers.get('retry-after'));
  for (const path of ['/healthz', '/metrics']) {
    const answer = await fetch(api.address + path, { headers: { authorization: `Bearer ${TOKEN}` } });
    t.equal(answer.status, 200, `${path} always answers`);
  }
});

t.test('so does one whose memory is nearly used up', async (t) => {
  const api = await startTestApi(t, { template: 'migrated', tuned: { PRESSURE_HEAP_PERCENT: 0.01 } });
  t.match(await (await until(() => fetch(`${api.address}/v1/needs`), 503)).json(), { code: 'try-again' });
});

t.test('a process at ease is ready', async (t) => {
  const api = await startTestApi(t, { template: 'migrated' });
  t.equal((await fetch(`${api.address}/readyz`)).status, 200);
});

t.test('a process that may open no more files goes on', async (t) => {
  const api = await startTestApi(t, { template: 'migrated', tuned: { PRESSURE_MILLISECONDS: 250, PRESSURE_HEAP_PERCENT: 0.01 } });
  // What Node does then: it reads from a file how much memory is used.
  const { memoryUsage } = process;
  t.teardown(() => Object.assign(process, { memoryUsage }));
  const fails = (): never => {
    throw new Error('EMFILE: too many open files');
  };
  Object.assign(process, { memoryUsage: fails });
  t.equal((await until(() => fetch(`${api.address}/v1/needs`), 503)).status, 503);
});
