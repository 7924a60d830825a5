import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { PROGRAMS } from './main-job-programs.ts';

const root = process.cwd();
const api = await startTestApi(t);
const place = await temporaryDirectory(t);
await symlink(join(root, 'node_modules'), join(place, 'node_modules'));
await writeFile(join(place, 'package.json'), JSON.stringify({ type: 'module' }));
const document = join(root, 'openapi/openapi.json');

/** Runs a program of a package. */
async function run(program: string, ...args: readonly string[]): Promise<string> {
  const command = [join(root, 'node_modules', program), ...args];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd: place }).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  return stdout + stderr;
}

const GENERATE: Readonly<Record<keyof typeof PROGRAMS, (target: string) => Promise<string>>> = {
  // What has a default may be left out of a request: left to itself, this one takes it for always there.
  'openapi-typescript': (target) => run('openapi-typescript/bin/cli.js', document, '-o', target, '--default-non-nullable=false'),
  'hey-api': (target) => run('@hey-api/openapi-ts/bin/run.js', '-i', document, '-o', target, '-c', '@hey-api/client-fetch'),
  orval: async (target) => {
    const output = { target, client: 'fetch', baseUrl: api.address };
    await writeFile(join(place, 'orval.config.cjs'), `module.exports = ${JSON.stringify({ wasl: { input: document, output } })};`);
    return run('orval/dist/bin/orval.js', '--config', join(place, 'orval.config.cjs'));
  },
};

const COMPILER_OPTIONS = {
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: [],
  module: 'esnext',
  moduleResolution: 'bundler',
};

type Play = (baseUrl: string, logins: Readonly<Record<string, string>>, password: string) => Promise<unknown>;

for (const generator of ['openapi-typescript', 'hey-api', 'orval'] as const) {
  t.test(`a client made by ${generator} compiles, and does the main job`, async (t) => {
    const own = join(place, generator);
    const { client, text } = PROGRAMS[generator];
    await mkdir(own);
    const said = await GENERATE[generator](join(own, client));
    await writeFile(join(own, 'main-job.ts'), text);
    await writeFile(join(own, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['.'] }));
    t.equal(await run('ts7/bin/tsc', '-p', own), '', `no complaint of the compiler; the generator said: ${said}`);
    const outfile = join(own, 'main-job.mjs');
    await build({ entryPoints: [join(own, 'main-job.ts')], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'silent' });
    const { play } = (await import(pathToFileURL(outfile).href)) as { play: Play };
    t.strictSame(await play(api.address, LOGIN_OF, DEMO_PASSWORD), { state: 'published', played: 2 });
  });
}
