import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { z } from 'zod';
import { connectionsWithin } from '#src/platform/open-files.ts';
import { readSettings, settingsSchema } from '#src/settings.ts';
import { must } from '#src/kernel/assert.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { blocksOf, DEPLOYMENT } from '#tests/support/readme-blocks.ts';

const deploy = (name: string): Promise<string> => readFile(`src/deploy/${name}`, 'utf8');
const { SHUTDOWN_SECONDS, CONNECTIONS } = readSettings({});

/** What a unit says, by section; a key may stand several times. */
function readUnit(text: string): Map<string, Map<string, string[]>> {
  const sections = new Map<string, Map<string, string[]>>();
  let section: Map<string, string[]> | undefined;
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const name = /^\[(\w+)\]$/.exec(line)?.[1];
    if (name !== undefined) sections.set(name, (section = new Map()));
    else {
      const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
      if (key === '' || section === undefined) throw new Error(`not a line of a unit: ${line}`);
      section.set(key, [...(section.get(key) ?? []), value]);
    }
  }
  return sections;
}

t.test('the unit restarts after a failure, waits for requests in flight, and holds no secret', async (t) => {
  const unit = readUnit(await deploy('wasl.service'));
  t.strictSame([...unit.keys()], ['Unit', 'Service', 'Install']);
  const said = (key: string): string | undefined => unit.get('Service')?.get(key)?.join(' ');
  t.equal(said('Restart'), 'on-failure');
  t.equal(said('ExecStart'), '/usr/bin/node src/cli/wasl.mjs serve');
  t.ok(Number(said('TimeoutStopSec')) > SHUTDOWN_SECONDS, 'longer than the service takes');
  const openFiles = Number(said('LimitNOFILE'));
  t.equal(connectionsWithin(CONNECTIONS, openFiles), CONNECTIONS, 'as many open files as connections need');
  t.match(said('EnvironmentFile'), /^\/etc\/wasl\/wasl\.env$/);
  t.notMatch(said('Environment'), /postgres|password|secret/i);
  t.equal(said('NoNewPrivileges'), 'yes');
  t.equal(said('ProtectSystem'), 'strict');
});

const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;
t.test('systemd takes the unit', { skip: analyze ? false : 'there is no systemd-analyze here' }, async (t) => {
  // With this machine's Node: systemd asks whether the program is there.
  const unit = (await deploy('wasl.service')).replace('/usr/bin/node', process.execPath);
  const path = join(await temporaryDirectory(t), 'wasl.service');
  await writeFile(path, unit);
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
  t.equal(status, 0, stderr);
  t.notMatch(stderr, /wasl\.service/);
});

const passwords = z.record(z.string(), z.string());
/** The parts of the Compose specification that the example may use; anything else is a slip of the pen. */
const service = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  profiles: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).optional(),
  environment: passwords,
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^[./\w-]+:\/[\w./-]+(:ro)?$/)).optional(),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD')], z.string()),
      interval: z.string().regex(/^\d+s$/),
      timeout: z.string().regex(/^\d+s$/),
      retries: z.int(),
    })
    .optional(),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']) }))
    .optional(),
  stop_grace_period: z
    .string()
    .regex(/^\d+[sm]$/)
    .optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.literal('ALL')).optional(),
  security_opt: z.array(z.string()).optional(),
});
const compose = z.strictObject({ name: z.string(), services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) });

t.test('the containers are well described, and only the one that migrates knows the owner’s password', async (t) => {
  const { services, volumes } = compose.parse(parse(await deploy('compose.yaml')));
  for (const [name, { depends_on = {}, volumes: mounts = [], environment, image }] of Object.entries(services)) {
    for (const other of Object.keys(depends_on)) t.ok(other in services, `${name} depends on ${other}`);
    for (const [source = ''] of mounts.map((mount) => mount.split(':'))) {
      t.ok(source.startsWith('./') ? existsSync(join('src/deploy', source)) : source in volumes, `${name} mounts ${source}`);
    }
    if (image === 'wasl') for (const key of Object.keys(environment)) t.ok(key in settingsSchema.shape, `${key} is a setting`);
    t.notMatch(
      Object.values(environment)
        .join(' ')
        .replaceAll(/\$\{[^}]*\}/g, ''),
      /:[^@/]+@/,
      'no password is written down',
    );
  }
  const serving = must(services['wasl'], 'the service');
  t.notOk('DATABASE_OWNER_URL' in serving.environment);
  t.ok('DATABASE_AUTHENTICATOR_URL' in serving.environment);
  t.ok(Number.parseInt(serving.stop_grace_period ?? '', 10) > SHUTDOWN_SECONDS);
});

const docker = spawnSync('docker', ['compose', 'version']).status === 0;
t.test('docker takes the example', { skip: docker ? false : 'there is no docker compose here' }, async (t) => {
  const env = Object.fromEntries(['POSTGRES', 'OWNER', 'APP', 'GATE', 'BACKUP'].map((name) => [`${name}_PASSWORD`, 'secret']));
  const { status, stderr } = spawnSync('docker', ['compose', '--file', 'src/deploy/compose.yaml', 'config', '--quiet'], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  t.equal(status, 0, stderr);
});

t.test('the containers’ roles are README’s', async (t) => {
  const script = await deploy('make-roles.sh');
  const ofScript = script.split('\n').filter((line) => /^(create|grant)/.test(line));
  const [roles] = (await blocksOf('Deploy on an own PostgreSQL', DEPLOYMENT)).filter(({ language }) => language === 'sql');
  const ofReadme = roles?.text.trim().split('\n') ?? [];
  const bare = (line: string): string => line.replace(/password .*;$/, 'password;');
  t.ok(ofReadme.length > 6);
  t.strictSame(ofScript.map(bare), ofReadme.map(bare));
  t.equal(spawnSync('sh', ['-n', 'src/deploy/make-roles.sh']).status, 0);
});

t.test('the image is made of what is there, and runs as nobody in particular', async (t) => {
  const lines = (await readFile('Dockerfile', 'utf8')).split('\n');
  const ignored = await readFile('.dockerignore', 'utf8');
  const sources = lines
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
    .flatMap((line) => line.split(' ').slice(1, -1));
  t.ok(sources.length > 4);
  for (const source of sources) {
    t.ok(existsSync(source), source);
    t.ok(ignored.includes(`!${source.replace('./', '')}\n`), `${source} is let into the build`);
  }
  t.ok(lines.indexOf('USER node') > lines.findLastIndex((line) => line.startsWith('FROM')));
  t.ok(lines.includes('STOPSIGNAL SIGTERM'));
  t.ok(lines.includes('CMD ["node", "src/cli/wasl.mjs", "serve"]'), 'node itself hears the signal, not a shell');
});
