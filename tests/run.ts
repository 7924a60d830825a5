/**
 * The test command: starts a PostgreSQL of its own, runs the tests against it, and closes with one line of counts.
 *
 *   npm test                                      everything, and what goes over all of it again on PostgreSQL 15 where that is on PATH
 *   npm test -- --postgres=18                     on the embedded PostgreSQL 18 only (or WASL_TEST_POSTGRES=18)
 *   npm test -- tests/api tests/jobs/mail.test.ts these files and directories
 *   npm test -- --thorough                        what is random five times as often, and all database suites on PostgreSQL 15
 *   WASL_TEST_NODE=/path/to/node npm test         everything by another Node.js, and the second pass by this one
 *
 * Other options go to tap as they are (--name=value). What failed is named once more above the last line, and the last line is the
 * truth: "0 failed" is only ever written when every test file ran to its end.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect, stripVTControlCharacters } from 'node:util';
import { bundleTests } from './support/bundle-tests.ts';
import { addCounts, closingLine, countTap, failedTests, NONE, withRunner, type Counts } from './support/count-tap.ts';
import { type Ground, startGround } from './support/ground.ts';
import { LONGEST_FIRST, planRuns, type TestRun } from './support/plan-runs.ts';
import { findTestServer } from './support/test-server.ts';
import { digestOfMaking } from './support/what-makes-templates.ts';

const isUnix = process.platform !== 'win32';
const root = join(import.meta.dirname, '..');
const tapProgram = join(dirname(createRequire(import.meta.url).resolve('tap/package.json')), 'dist/esm/run.mjs');

/** How long the tests get to end by themselves after Ctrl-C. */
const PATIENCE_MS = 5_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let interruptedBy: (typeof SIGNALS)[number] | undefined;
for (const signal of SIGNALS) process.on(signal, () => (interruptedBy ??= signal));

const failures: string[] = [];
const counts = await runAll(process.argv.slice(2));
for (const failure of failures) say(`failed: ${failure}`);
say(closingLine(counts));
process.exitCode = interruptedBy ? 128 + constants.signals[interruptedBy] : counts.failed > 0 ? 1 : 0;

async function runAll(args: string[]): Promise<Counts> {
  let total = NONE;
  try {
    const { runs: planned, effort, tapOptions, remark } = planRuns(root, args, process.env);
    if (remark !== undefined) say(remark);
    const files = new Set(planned.flatMap((run) => run.files));
    const [{ programOf, usesDatabase, remove }] = await Promise.all([bundleTests(root, files, LONGEST_FIRST), prepareTap()]);
    // On the oldest PostgreSQL, those that use no database show nothing new.
    const runs = planned
      .map((run) => (run.postgres === '15' ? { ...run, files: run.files.filter(usesDatabase) } : run))
      .filter((run) => run.files.length > 0);
    try {
      await onGrounds(runs, async (run, environment) => {
        if (interruptedBy) return;
        say(run.announcement);
        total = addCounts(total, await runOn(run, run.files.map(programOf), tapOptions, { ...environment, WASL_TEST_EFFORT: effort }));
      });
    } finally {
      await remove();
    }
  } catch (error) {
    say(inspect(error));
    total = addCounts(total, withRunner(NONE, { failed: true }));
  }
  return withRunner(total, { failed: interruptedBy !== undefined });
}

/** The environment in which test files find their server. */
type Environment = Readonly<Record<string, string>>;

/** Does something on a server with templates for each run, one after the other, and takes the servers away in any case. */
async function onGrounds(runs: readonly TestRun[], work: (run: TestRun, environment: Environment) => Promise<void>): Promise<void> {
  const making = await digestOfMaking(root);
  // At once: whoever fills a database waits for it half of the time.
  const grounds = await Promise.allSettled(
    runs.map(async (run): Promise<Ground> => findTestServer(root, run.postgres, making) ?? startGround(root, run, making)),
  );
  try {
    for (const [index, run] of runs.entries()) {
      const ground = grounds[index];
      if (ground?.status !== 'fulfilled') throw ground?.reason;
      await work(run, { WASL_TEST_SERVER: ground.value.url, WASL_TEST_POSTGRES: run.postgres });
    }
  } finally {
    for (const ground of grounds) if (ground.status === 'fulfilled') await ground.value.leave();
  }
}

/** Runs test programs to their end and counts what they tell. */
async function runOn(
  { node }: TestRun,
  programs: readonly string[],
  tapOptions: readonly string[],
  environment: Environment,
): Promise<Counts> {
  const workshop = mkdtempSync(join(tmpdir(), 'wasl-tests-'));
  try {
    const tapFile = join(workshop, 'run.tap');
    const jobs = tapOptions.some((option) => option.startsWith('--jobs')) ? [] : [`--jobs=${Math.max(2, availableParallelism())}`];
    const failed = await runTap(node ?? process.execPath, [`--output-file=${tapFile}`, ...jobs, ...tapOptions, ...programs], environment);
    const tap = existsSync(tapFile) ? readFileSync(tapFile, 'utf8') : '';
    failures.push(...failedTests(tap).map((test) => `${test} (PostgreSQL ${environment['WASL_TEST_POSTGRES']})`));
    return withRunner(countTap(tap), { failed });
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/**
 * tap builds itself from its plugins, which takes it some seconds: again only for other plugins, or another tap. What it has built is
 * within its package, so that an installation takes this note away with it.
 */
async function prepareTap(): Promise<void> {
  const note = join(dirname(createRequire(tapProgram).resolve('@tapjs/test/package.json')), 'test-built/.made-for');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, '.taprc')))
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted) return;
  const building = spawn(process.execPath, [tapProgram, 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise<number | null>((resolve, reject) => building.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`tap build ended with ${code}`);
  writeFileSync(note, wanted);
}

/** Runs tap to its end and tells whether it failed. */
async function runTap(node: string, args: readonly string[], environment: Environment): Promise<boolean> {
  if (interruptedBy) return true;
  // Where nobody watches, a reporter that redraws the screen would fill the log with escape codes; each one gives the cursor back at
  // its end, which a log must not show either.
  const isWatched = process.stdout.isTTY;
  const reporter = isWatched ? 'terse' : 'min';
  const tap = spawn(node, [tapProgram, 'run', `--reporter=${reporter}`, ...args], {
    cwd: root,
    stdio: isWatched ? 'inherit' : ['inherit', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    detached: isUnix,
  });
  tap.stdout?.setEncoding('utf8').on('data', (text: string) => process.stdout.write(stripVTControlCharacters(text)));
  tap.stderr?.setEncoding('utf8').on('data', (text: string) => process.stderr.write(stripVTControlCharacters(text)));
  const ended = new Promise<number | null>((resolve, reject) => tap.on('error', reject).on('close', resolve));
  let patience: NodeJS.Timeout | undefined;
  const interrupt = () => {
    signalAll(tap, 'SIGINT');
    patience ??= setTimeout(() => signalAll(tap, 'SIGKILL'), PATIENCE_MS);
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  const code = await ended;
  clearTimeout(patience);
  for (const signal of SIGNALS) process.off(signal, interrupt);
  return code !== 0;
}

/** tap and its test files are a process group of their own, so that no test goes on without us when tap is gone. */
function signalAll(tap: ChildProcess, signal: 'SIGINT' | 'SIGKILL'): void {
  if (tap.exitCode !== null || tap.signalCode !== null) return;
  if (isUnix && tap.pid !== undefined) process.kill(-tap.pid, signal);
  else tap.kill(signal);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
