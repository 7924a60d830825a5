import { Parser, type Result } from 'tap-parser';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts the tests in a run's TAP.
 *
 * A test is a leaf: a named test without named tests inside. A file without any is a leaf itself, so that one that
 * crashes while loading counts. A test that was declared but not run (skip, todo) counts as skipped.
 *
 * One fault is counted once, however often TAP repeats it. A crash shows as a failing test, again as a failing point
 * beside it, and again as the failing file; so what contains a failing test adds nothing, and what fails with no
 * failing test inside (a file that was killed, an exit code, a broken plan) adds one.
 */
export function countTap(tap: string): Counts {
  const run = readRun(tap);
  return run.ok && run.subtests.length === 0 ? NONE : count(run);
}

/**
 * The tests that countTap counts as failed, each as "file › suite › test: what failed first in it", so that a log cut short still names
 * them, and a random one's seed.
 */
export function failedTests(tap: string): string[] {
  return namesOfFailed(readRun(tap), []);
}

export function addCounts(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** The counts of a run whose runner may have failed for a reason of its own: then something failed, whatever TAP says. */
export function withRunner(counts: Counts, runner: { readonly failed: boolean }): Counts {
  const nothingRan = counts.passed + counts.failed === 0;
  return counts.failed === 0 && (runner.failed || nothingRan) ? { ...counts, failed: 1 } : counts;
}

/** The closing line of the test command. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };
const PASSED: Counts = { ...NONE, passed: 1 };
const FAILED: Counts = { ...NONE, failed: 1 };
const SKIPPED: Counts = { ...NONE, skipped: 1 };

/** What TAP tells about one test, a file, or the whole run. */
interface TestReport {
  readonly name: string;
  readonly subtests: TestReport[];
  /** Points that stand for no subtest: assertions, and tests that were declared but not run. */
  readonly points: Result[];
  /** Not ok until its end is seen: a test whose process was killed never gets there. */
  ok: boolean;
  isSkipped: boolean;
}

function readRun(tap: string): TestReport {
  const parser = new Parser();
  const run = watch(parser);
  parser.end(tap);
  // Not by its plan: tap opens its output file when the plan has gone past. The runner's exit status covers the rest.
  run.ok = parser.bailedOut === false && run.points.every(isOk) && run.subtests.every(({ ok }) => ok);
  return run;
}

function watch(parser: Parser): TestReport {
  const report: TestReport = { name: parser.name, subtests: [], points: [], ok: false, isSkipped: false };
  parser.on('child', (child: Parser) => report.subtests.push(watch(child)));
  parser.on('assert', (point: Result) => {
    const closed = point.closingTestPoint ? report.subtests.at(-1) : undefined;
    if (closed === undefined) {
      report.points.push(point);
    } else {
      closed.ok = isOk(point);
      closed.isSkipped = isNotRun(point);
    }
  });
  return report;
}

function count(test: TestReport): Counts {
  if (test.subtests.length === 0) return countLeaf(test);
  const notRun = { ...NONE, skipped: test.points.filter(isNotRun).length };
  const inside = test.subtests.map(count).reduce(addCounts, notRun);
  return !test.ok && inside.failed === 0 ? addCounts(inside, FAILED) : inside;
}

function countLeaf(test: TestReport): Counts {
  if (!test.ok) return FAILED;
  const assertsNothing = test.points.length > 0 && test.points.every(isNotRun);
  return test.isSkipped || assertsNothing ? SKIPPED : PASSED;
}

function namesOfFailed(test: TestReport, within: readonly string[]): string[] {
  const path = test.name === '' ? within : [...within, test.name];
  const inside = test.subtests.flatMap((subtest) => namesOfFailed(subtest, path));
  if (inside.length > 0 || test.ok) return inside;
  const broken = test.points.find((point) => !isOk(point));
  return [`${path.length === 0 ? 'the run itself' : path.join(' › ')}${broken === undefined ? '' : `: ${inOneLine(broken.name)}`}`];
}

/** A counterexample may go on for pages. */
const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 1_000);

function isOk(point: Result): boolean {
  return point.ok || isNotRun(point);
}

function isNotRun(point: Result): boolean {
  return point.skip !== false || point.todo !== false;
}
