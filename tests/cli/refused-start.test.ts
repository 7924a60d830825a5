import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { spawnCommandLine } from '#tests/support/command-line.ts';
import { temporaryDirectory } from '#tests/support/files.ts';

const neighbour = createServer().listen(0, '127.0.0.1');
await once(neighbour, 'listening');
t.teardown(() => neighbour.close());
const taken = String((neighbour.address() as AddressInfo).port);

/** A start that is refused, with a directory for data that is not there yet. */
async function start(settings: Readonly<Record<string, string>>) {
  const data = join(await temporaryDirectory(t), 'data');
  const ended = spawnCommandLine(['serve'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], WASL_DATA: data, ...settings },
  });
  t.equal(ended.status, settings['PORT'] === 'http' ? 2 : 1);
  t.notOk(existsSync(data), 'nothing was made');
  return ended;
}

t.test('where nobody may listen is told before anything is made', async (t) => {
  for (const [settings, said] of [
    [{ PORT: taken }, `wasl: Port ${taken} of 127.0.0.1 is taken, perhaps by a Wasl that runs already: set PORT to another one`],
    [{ HOST: '192.0.2.1', PORT: '0' }, 'wasl: 192.0.2.1 is no address of this machine: set HOST to one that is'],
    [{ PORT: '0', METRICS_PORT: taken }, `wasl: Port ${taken} of 127.0.0.1 is taken, .* set METRICS_PORT to another one`],
  ] as const) {
    const { stderr } = await start({ ...settings, S3_BUKET: 'files' });
    const [warned = '', refused = '', ...more] = stderr.trim().split('\n');
    t.match(warned, /^wasl: S3_BUKET is no setting of Wasl and does nothing: S3_BUCKET is perhaps meant/);
    t.match(refused, new RegExp(`^${said}`));
    t.strictSame(more, []);
  }
});

t.test(
  'in production each mistake of the operator is one entry of the log, with its code and what to do, and without a stack',
  async (t) => {
    for (const [settings, code, message] of [
      [{ PORT: taken }, 'address-unusable', /is taken, .*: set PORT to another one/],
      [{ PORT: 'http' }, 'setting-unusable', /^PORT is not usable: "http" is no number\. Port to listen on/],
      [
        { PORT: '0', DATABASE_URL: 'postgres://wasl_app:hush@127.0.0.1:1/wasl', DATABASE_WAIT_SECONDS: '0' },
        'database-unreachable',
        /^The database at 127\.0\.0\.1:1 let nobody in .* See that PostgreSQL runs there and that DATABASE_URL is right/,
      ],
    ] as const) {
      const { stdout, stderr } = await start({ NODE_ENV: 'production', ...settings });
      t.equal(stderr, '');
      const entries = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { level: number; code?: string; msg: string; err?: unknown });
      t.match(entries.at(-1), { level: 60, code, msg: message });
      t.equal(entries.filter(({ level }) => level > 40).length, 1);
      t.notMatch(stdout, /"stack"|"err"|hush/);
    }
  },
);

t.test('in production a wrong call is an entry of the log too, and elsewhere a line for whoever typed it', (t) => {
  const serve = (settings: Readonly<Record<string, string>>) =>
    spawnCommandLine(['serve', '--foo'], { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings } });
  const { status, stdout, stderr } = serve({ NODE_ENV: 'production' });
  t.equal(status, 2);
  t.equal(stderr, '');
  t.match(JSON.parse(stdout), { level: 60, code: 'called-wrongly', msg: /no option --foo here; see wasl serve --help$/ });
  t.match(serve({}), { status: 2, stdout: '', stderr: /^wasl: there is no option --foo here/ });
  t.end();
});
