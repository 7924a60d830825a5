/**
 * `npm run test:server`: keeps a PostgreSQL with the templates ready while one works, so that a test file that uses a database takes a
 * second or two: `node --import tsx tests/areas/needs/lifecycle.test.ts`, or `npm test -- --postgres=18 <files>`. What the templates are
 * made of is watched: they are made anew when it changes. `--postgres=15` keeps that one ready instead.
 */
import { spawnSync } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGround } from './support/ground.ts';
import { planRuns } from './support/plan-runs.ts';
import { announceTestServer, withdrawTestServer } from './support/test-server.ts';
import { digestOfMaking } from './support/what-makes-templates.ts';

const root = join(import.meta.dirname, '..');
/** An editor writes several files at once, and some of them twice. */
const SETTLED_MS = 300;

const wanted = process.argv.slice(2).find((arg) => arg.startsWith('--postgres=')) ?? '--postgres=18';
const [run] = planRuns(root, [wanted, 'tests/platform'], process.env).runs;
if (run === undefined) throw new Error('--postgres takes 18 or 15.');

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
let making = await digestOfMaking(root);
const { url, leave } = await startGround(root, run, making);
try {
  announceTestServer(root, run.postgres, { url, making });
  say(`PostgreSQL ${run.postgres} is ready for tests: node --import tsx tests/<file>.test.ts, or npm test -- <files>. Ctrl-C ends it.`);
  let isChanged = false;
  for (const directory of ['src', 'drizzle', 'tests/support']) {
    watch(join(root, directory), { recursive: true, signal: stopping.signal }, () => (isChanged = true)).on('error', () => undefined);
  }
  while (!stopping.signal.aborted) {
    await sleep(SETTLED_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    if (!isChanged || stopping.signal.aborted) continue;
    isChanged = false;
    await followChange().catch((error: unknown) => say(`The templates are not made: ${String(error)}`));
  }
} finally {
  withdrawTestServer(root, run.postgres);
  await leave();
}

/** A file half-written by an editor is no reason to end: the next change mends it. */
async function followChange(): Promise<void> {
  const now = await digestOfMaking(root);
  if (now === making || run === undefined) return;
  withdrawTestServer(root, run.postgres);
  const began = performance.now();
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'tests/support/remake-templates.ts')], {
    cwd: root,
    env: { ...process.env, WASL_TEST_SERVER: url },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('see above');
  making = now;
  announceTestServer(root, run.postgres, { url, making });
  say(`The templates are made anew, in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
