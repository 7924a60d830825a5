import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { countTap, failedTests } from './count-tap.ts';
import { type EndedProgram, runPrograms, toldFailures } from './run-programs.ts';
import { isAlive } from '#src/platform/process/is-alive.ts';
import { until } from './until.ts';

const TAP = JSON.stringify(import.meta.resolve('tap'));

interface Options {
  readonly jobs?: number;
  readonly bail?: boolean;
  readonly interruption?: AbortSignal;
}

/** Runs programs of these texts, by their names, and answers what became of them, in the order in which they ended. */
async function run(t: Test, texts: Readonly<Record<string, string>>, options: Options = {}): Promise<EndedProgram[]> {
  const directory = t.testdir({});
  const ended: EndedProgram[] = [];
  const programs = Object.entries(texts).map(([name, text]) => {
    const path = join(directory, `${name}.mjs`);
    writeFileSync(path, text);
    return { name, path };
  });
  await runPrograms(programs, {
    node: process.execPath,
    directory,
    environment: { SAID: 'to all' },
    jobs: 1,
    bail: false,
    interruption: new AbortController().signal,
    onEnd: (one) => ended.push(one),
    ...options,
  });
  return ended;
}

const passing = `import t from ${TAP}; t.test('adds', async (t) => { t.equal(1 + 1, 2); t.equal(process.env.SAID, 'to all'); });`;
const failing = `import t from ${TAP}; t.test('a suite', async (t) => { t.test('subtracts', async (t) => t.equal(3 - 1, 1, 'what is left')); });`;
const crashing = `import t from ${TAP}; t.test('goes well', async (t) => t.pass()); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50); setInterval(() => undefined, 1000);`;

t.test('what programs tell is one TAP, counted as it is; what failed is told with its reason', async (t) => {
  const ended = await run(t, { 'a.test.ts': passing, 'b.test.ts': failing, 'c.test.ts': crashing });
  t.strictSame(
    ended.map(({ name, ok }) => [name, ok]),
    [
      ['a.test.ts', true],
      ['b.test.ts', false],
      ['c.test.ts', false],
    ],
  );
  const tap = ended.map((one) => one.tap).join('');
  t.strictSame(countTap(tap), { passed: 2, failed: 2, skipped: 0 });
  t.strictSame(failedTests(tap), ['b.test.ts › a suite › subtracts: what is left', 'c.test.ts']);
  t.match(toldFailures(ended[1]?.tap ?? ''), /not ok 1 - what is left\n {2}---\n[^]*\+2[^]*\.\.\./);
  t.match(toldFailures(ended[2]?.tap ?? ''), /ended: SIGKILL/);
});

t.test('an error that nobody catches fails its program, which tells it', async (t) => {
  const late = (what: string): string =>
    `import t from ${TAP}; t.test('goes well', async (t) => { t.pass(); ${what}; await new Promise((over) => setTimeout(over, 1000)); });`;
  const ended = await run(t, {
    thrown: late("setTimeout(() => { throw new Error('from a timer'); }, 10)"),
    rejected: late("void (async () => { await null; throw new Error('from nobody’s promise'); })()"),
  });
  t.strictSame(
    ended.map(({ name, ok }) => [name, ok]),
    [
      ['thrown', false],
      ['rejected', false],
    ],
  );
  t.match(ended[0]?.stderr, /Error: from a timer/);
  t.match(toldFailures(ended[1]?.tap ?? ''), /tapCaught: unhandledRejection/);
});

t.test('a program that leaves early has failed, whatever its exit code', async (t) => {
  const leaving = `import t from ${TAP}; t.test('goes well', async (t) => t.pass()); t.test('comes too late', async () => process.exit(0));`;
  const ended = await run(t, {
    silent: '',
    early: 'process.exit(0);',
    midway: leaving,
    nothing: `import t from ${TAP}; t.plan(0, 'nothing here');`,
  });
  t.strictSame(
    ended.map(({ name, ok }) => [name, ok]),
    [
      ['silent', false],
      ['early', false],
      ['midway', false],
      ['nothing', true],
    ],
  );
  t.equal(countTap(ended.map(({ tap }) => tap).join('')).failed, 3);
});

t.test('what a program starts finds what it would find where people run it: nothing is loaded before it', async (t) => {
  const [ended] = await run(t, { a: 'console.error(JSON.stringify([process.execArgv, process.env.NODE_OPTIONS ?? null]));' });
  t.strictSame(JSON.parse(ended?.stderr ?? ''), [['--enable-source-maps'], process.env['NODE_OPTIONS'] ?? null]);
});

t.test('none begins once one has failed, where that is wished', async (t) => {
  const ended = await run(t, { first: failing, second: passing }, { bail: true });
  t.strictSame(
    ended.map(({ name }) => name),
    ['first'],
  );
});

t.test('an interruption ends what runs, with all that it started, and begins no more', async (t) => {
  const interruption = new AbortController();
  const directory = t.testdir({});
  const note = join(directory, 'started');
  const starting = `
    import { spawn } from 'node:child_process';
    import { writeFileSync } from 'node:fs';
    process.on('SIGINT', () => process.exit(9));
    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    writeFileSync(${JSON.stringify(note)}, String(other.pid));
    setInterval(() => undefined, 1000);`;
  const running = run(t, { first: starting, second: passing }, { interruption: interruption.signal });
  await until(() => readNote(note) !== '', 'it has started another');
  const started = Number(readNote(note));
  interruption.abort('SIGINT');
  const ended = await running;
  t.strictSame(
    ended.map(({ name, ok }) => [name, ok]),
    [['first', false]],
  );
  t.match(ended[0]?.tap, /ended: exit code 9/);
  await until(() => !isAlive(started), 'what it started has ended');
});

function readNote(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
