import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import t from 'tap';
import { mend, REPLACEMENTS } from '#src/platform/db/driver-patch.mjs';

const require = createRequire(import.meta.url);
const sources = join(dirname(dirname(dirname(require.resolve('postgres')))), 'src');

t.test('the driver as it comes still writes to a socket that is gone: once upstream guards it, the patch can go', async (t) => {
  const text = await readFile(join(sources, 'connection.js'), 'utf8');
  t.match(text, /function nextWrite\(fn\) \{\n\s+const x = socket\.write/, 'see postgres issues 1066, 1154, 1199, 1208');
});

t.test('every text that is replaced stands in the driver just once', async (t) => {
  for (const name of Object.keys(REPLACEMENTS)) {
    const text = await readFile(join(sources, name), 'utf8');
    t.not(mend(name, text), text);
  }
});

t.test('another driver than the one that the patch was written for is refused, with what to do', async (t) => {
  t.throws(() => mend('connection.js', 'function execute(q) {}'), { message: /npm ci/ });
});

t.test('the driver that serves is the mended one, and where nothing mends it the start is refused', async (t) => {
  const run = (before: string) =>
    spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', `${before}; await import('#src/platform/db/driver.ts')`],
      {
        encoding: 'utf8',
      },
    );
  t.match(run(''), { status: 0, stderr: '' });
  const unheard = `const nodeModule = await import('node:module'); nodeModule.default.register = nodeModule.default.registerHooks = () => undefined; nodeModule.syncBuiltinESMExports()`;
  t.match(run(unheard), { status: 1, stderr: /driver-patch\.mjs mends in it: start with src\/cli\/wasl\.mjs/ });
});
