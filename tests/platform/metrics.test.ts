import { request } from 'node:http';
import t, { type Test } from 'tap';
import { buildMetricsApp } from '#src/app.ts';
import { listen } from '#src/platform/http/listen.ts';
import { openLog } from '#src/platform/log.ts';
import { readSettings } from '#src/settings.ts';
import { type Figure, Metrics } from '#src/platform/metrics.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';

const TOKEN = 'a-token-for-this-test';
const read = (address: string, token?: string) =>
  fetch(`${address}/metrics`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

/** A request with any method at all, which fetch would not send. */
const knock = (address: string, method: string, path: string): Promise<number | undefined> =>
  new Promise((answered) => {
    const asked = request(address + path, { method }, (response) => response.resume().on('end', () => answered(response.statusCode)));
    asked.on('error', () => answered(undefined)).end();
  });

const figuresApp = (settings: Record<string, string>) =>
  buildMetricsApp({ log: openLog('silent'), metrics: new Metrics(), settings: readSettings(settings) });

/** The figures at an address of their own. */
async function serveFigures(t: Test, settings: Record<string, string>) {
  const app = await figuresApp(settings);
  t.teardown(() => app.close());
  return { app, address: await app.listen({ host: '127.0.0.1', port: 0 }) };
}

t.test('nobody reads the metrics without the token, and without one there are none', async (t) => {
  const closed = await startTestApi(t, { template: 'migrated' });
  t.equal((await read(closed.address)).status, 404);
  const guarded = await startTestApi(t, { template: 'migrated', settings: { METRICS_TOKEN: TOKEN } });
  t.equal((await read(guarded.address)).status, 401);
  t.equal((await read(guarded.address, `${TOKEN}x`)).status, 401);
  t.equal((await read(guarded.address, TOKEN)).status, 200);
  for (const open of ['/openapi.json', '/problems/not-found']) t.equal((await fetch(guarded.address + open)).status, 200, open);
});

t.test('an address of its own answers the metrics and nothing else, and the main one has none then', async (t) => {
  const main = await startTestApi(t, { template: 'migrated', settings: { METRICS_TOKEN: TOKEN, METRICS_PORT: '9464' } });
  t.equal((await read(main.address, TOKEN)).status, 404);
  const { address } = await serveFigures(t, { METRICS_TOKEN: TOKEN });
  t.match(await (await read(address, TOKEN)).text(), /wasl_info\{version="\d/);
  for (const path of ['/v1/needs', '/healthz', '/', '/reference']) t.equal((await fetch(address + path)).status, 404, path);
});

t.test('at an address of its own refusals are problems, strangers are counted, and the headers are those of every answer', async (t) => {
  const { address } = await serveFigures(t, { METRICS_TOKEN: TOKEN, RATE_LIMIT_ADDRESS: '3', RATE_LIMIT_HOLD_SECONDS: '0' });
  const refused = await fetch(`${address}/metrics`, { headers: { 'accept-language': 'fr' } });
  t.equal(refused.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  t.equal(refused.headers.get('content-language'), 'fr');
  t.equal(refused.headers.get('x-content-type-options'), 'nosniff');
  t.match(await refused.json(), { status: 401, code: 'not-signed-in' });
  t.match(await (await fetch(`${address}/nowhere`)).json(), { status: 404, code: 'not-found' });
  t.equal(await knock(address, 'POST', '/metrics'), 405);
  t.equal((await read(address)).status, 429);
  t.equal((await read(address, TOKEN)).status, 200);
});

t.test('an address of its own without a token answers whoever reaches it', async (t) => {
  const { address } = await serveFigures(t, {});
  t.equal((await read(address)).status, 200);
});

t.test('an address of its own that is taken is told by its setting', async (t) => {
  const { app, address } = await serveFigures(t, {});
  const place = { host: '127.0.0.1', port: Number(new URL(address).port) };
  const second = await figuresApp({});
  t.teardown(() => second.close());
  await t.rejects(listen(second, place, { host: 'METRICS_HOST', port: 'METRICS_PORT' }), {
    message: /^Port \d+ of 127\.0\.0\.1 is taken.*set METRICS_PORT to another one/,
  });
  t.ok(app.server.listening);
});

t.test('however many look within a second, the figures are put into words once', async (t) => {
  let now = 0;
  const metrics = new Metrics(() => now);
  let made = 0;
  metrics.watchPools(() => {
    made += 1;
    return {};
  });
  await Promise.all(Array.from({ length: 50 }, () => metrics.text()));
  now = 999;
  await metrics.text();
  t.equal(made, 1);
  now = 1_000;
  await Promise.all([metrics.text(), metrics.text()]);
  t.equal(made, 2);
});

t.test('whatever strangers send, the metrics stay as small as they were', async (t) => {
  const api = await startTestApi(t, { template: 'migrated', settings: { METRICS_TOKEN: TOKEN } });
  const text = async () => (await read(api.address, TOKEN)).text();
  const methods = ['GET', 'POST', 'PROPFIND', 'SEARCH', 'MKCOL', 'PURGE', 'LOCK', 'M-SEARCH'];
  for (let turn = 0; turn < 400; turn += 1) {
    await knock(api.address, methods[turn % methods.length] ?? 'GET', `/made-up-${turn}/${turn}?n=${turn}`);
  }
  const seen = await text();
  t.notMatch(seen, /made-up|PROPFIND|M-SEARCH/);
  t.match(seen, /wasl_http_requests_total\{method="other",route="unknown",status="4xx"\}/);
  t.ok(seen.length < 60_000, `${seen.length} bytes`);
});

t.test('the figures of the business, the pools and the scheduled jobs are there, as numbers alone', async (t) => {
  const api = await startTestApi(t, { settings: { METRICS_TOKEN: TOKEN } });
  await (
    await api.signIn(LOGIN_OF.facilitator)
  )('GET', '/v1/obstacles');
  const text = await (await read(api.address, TOKEN)).text();
  const bands = [...text.matchAll(/^wasl_open_obstacles\{age="[a-z-]+"\} (\d+)$/gm)].map(([, number]) => Number(number));
  t.equal(bands.length, 4);
  t.ok(bands.reduce((sum, number) => sum + number, 0) > 0, 'the scenario has open obstacles');
  for (const name of ['silent_needs', 'late_deliveries', 'matches_lapsing_soon']) t.match(text, new RegExp(`^wasl_${name} \\d+$`, 'm'));
  t.match(text, /wasl_database_connections\{pool="people",state="in-use"\} \d/);
  t.match(text, /nodejs_eventloop_lag_seconds/);
  t.match(text, /process_start_time_seconds/);
});

t.test('the figures of the database are asked once in a while, and one that fails costs the others nothing', async (t) => {
  const metrics = new Metrics();
  let asked = 0;
  let figures: () => Promise<readonly Figure[]> = async () => [{ name: 'wasl_probe', help: 'A probe.', values: { all: 7 } }];
  metrics.watchFigures(() => {
    asked += 1;
    return figures();
  });
  for (const text of await Promise.all(Array.from({ length: 20 }, () => metrics.text()))) t.match(text, /^wasl_probe 7$/m);
  t.equal(asked, 1);
  figures = () => Promise.reject(new Error('the database is away'));
  const other = new Metrics();
  other.watchFigures(figures);
  t.match(await other.text(), /^wasl_figures_read_timestamp_seconds 0$/m);
});

t.test('runs of scheduled jobs and the queue are counted', async (t) => {
  const metrics = new Metrics();
  const at = new Date(0);
  metrics.observeJob({ name: 'expire-offers', at, durationMs: 500, error: null });
  metrics.observeJob({ name: 'expire-offers', at, durationMs: 500, error: 'a fault' });
  metrics.countJobs({ waiting: 3, running: 1, givenUp: 2, takenOver: 4 });
  const text = await metrics.text();
  t.match(text, 'wasl_scheduled_job_runs_total{job="expire-offers",outcome="failed"} 1');
  t.match(text, 'wasl_scheduled_job_seconds_total{job="expire-offers"} 1');
  t.match(text, 'wasl_jobs{state="given-up"} 2');
  t.match(text, 'wasl_jobs_taken_over_total 4');
});
