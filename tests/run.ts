/**
 * The test command: starts a PostgreSQL of its own, runs the tests against it, and closes with one line of counts.
 *
 *   npm test                                      everything, and what goes over all of it again on PostgreSQL 15 where that is on PATH
 *   npm test -- --postgres=18                     on the embedded PostgreSQL 18 only (or WASL_TEST_POSTGRES=18)
 *   npm test -- tests/api tests/jobs/mail.test.ts these files and directories
 *   npm test -- --thorough                        what is random five times as often, and all database suites on PostgreSQL 15
 *   WASL_TEST_NODE=/path/to/node npm test         everything by another Node.js, and the second pass by this one
 *
 * --jobs=4 runs so many files at a time, --bail begins no more once one has failed, and --grep=words runs the tests whose names have them. What
 * each file told stands below .tap/results-18 and -15. What failed is named once more above the last line, and the last line is the
 * truth: "0 failed" is only ever written when every test file ran to its end.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { bundleTests } from './support/bundle-tests.ts';
import { addCounts, closingLine, countTap, failedTests, NONE, withRunner, type Counts } from './support/count-tap.ts';
import { type Ground, startGround } from './support/ground.ts';
import { planRuns, type Plan, type TestRun } from './support/plan-runs.ts';
import { type EndedProgram, runPrograms, type TestProgram, toldFailures } from './support/run-programs.ts';
import { findTestServer } from './support/test-server.ts';
import { digestOfMaking } from './support/what-makes-templates.ts';

const root = join(import.meta.dirname, '..');
const tapProgram = join(dirname(createRequire(import.meta.url).resolve('tap/package.json')), 'dist/esm/run.mjs');

/** How many of those that took longest are named, for whoever wants the whole to take less. */
const LONGEST_TOLD = 5;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let interruptedBy: (typeof SIGNALS)[number] | undefined;
const interruption = new AbortController();
for (const signal of SIGNALS) {
  process.on(signal, () => {
    interruptedBy ??= signal;
    interruption.abort(interruptedBy);
  });
}

const failures: string[] = [];
const counts = await runAll(process.argv.slice(2));
for (const failure of failures) say(`failed: ${failure}`);
say(closingLine(counts));
process.exitCode = interruptedBy ? 128 + constants.signals[interruptedBy] : counts.failed > 0 ? 1 : 0;

async function runAll(args: string[]): Promise<Counts> {
  let total = NONE;
  try {
    const plan = planRuns(root, args, process.env);
    const { runs: planned, remark } = plan;
    if (remark !== undefined) say(remark);
    const files = new Set(planned.flatMap((run) => run.files));
    const [{ programOf, usesDatabase, remove }] = await Promise.all([bundleTests(root, files), prepareTap()]);
    // On the oldest PostgreSQL, those that use no database show nothing new.
    const runs = planned
      .map((run) => (run.postgres === '15' ? { ...run, files: run.files.filter(usesDatabase) } : run))
      .filter((run) => run.files.length > 0);
    try {
      await onGrounds(runs, async (run, environment) => {
        if (interruptedBy) return;
        say(run.announcement);
        const programs = run.files.map((file): TestProgram => ({ name: file, path: programOf(file) }));
        total = addCounts(total, await runOn(run, programs, plan, environment));
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

/** Runs test programs to their end, keeps what they tell below .tap, and counts it. */
async function runOn(
  { postgres, node }: TestRun,
  programs: readonly TestProgram[],
  { jobs, bail, effort, grep }: Plan,
  environment: Environment,
): Promise<Counts> {
  const told = new Map<string, EndedProgram>();
  const place = join(root, '.tap', `results-${postgres}`);
  await runPrograms(programs, {
    node: node ?? process.execPath,
    directory: root,
    environment: { ...environment, WASL_TEST_EFFORT: effort, ...(grep === undefined ? {} : { TAP_GREP: grep }) },
    jobs,
    bail,
    interruption: interruption.signal,
    onEnd: (ended) => {
      told.set(ended.name, ended);
      const file = join(place, `${ended.name}.tap`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, ended.tap);
      if (!ended.ok) say(`\n── ${ended.name} failed\n${toldFailures(ended.tap)}\n${ended.stderr}`);
      if (process.stdout.isTTY) process.stdout.write(`\r${told.size} of ${programs.length} files\u001b[K`);
    },
  });
  if (process.stdout.isTTY) say('');
  const longest = [...told.values()].sort((one, other) => other.seconds - one.seconds).slice(0, LONGEST_TOLD);
  say(`Longest: ${longest.map(({ name, seconds }) => `${name} ${seconds.toFixed(0)} s`).join(', ')}.`);
  const tap = [...told.values()].map((ended) => ended.tap).join('');
  failures.push(...failedTests(tap).map((test) => `${test} (PostgreSQL ${postgres})`));
  return withRunner(countTap(tap), { failed: told.size < programs.length });
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
