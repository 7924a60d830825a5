import tap from 'tap';
import { addCounts, closingLine, countTap, failedTests, NONE, withRunner } from './count-tap.ts';

/*
 * The samples are what tap 21 writes to its output file (without a plan for the whole run), shortened: `|` marks the
 * left edge.
 */
const sample = (text: string) => text.replaceAll(/^ *\|/gm, '').trimStart();

tap.test('counts named tests and not assertions', async (t) => {
  const counts = countTap(
    sample(`
      |# Subtest: tests/a.test.ts
      |    # Subtest: adds
      |        ok 1 - should be equal
      |        ok 2 - should be equal
      |        1..2
      |    ok 1 - adds # time=5ms
      |    # Subtest: subtracts
      |        not ok 1 - should be equal
      |          ---
      |          found: 3
      |          wanted: 2
      |          ...
      |        1..1
      |    not ok 2 - subtracts # time=2ms
      |    1..2
      |not ok 1 - tests/a.test.ts # time=90ms
      |# { total: 3, pass: 2, fail: 1 }`),
  );
  t.same(counts, { passed: 1, failed: 1, skipped: 0 });
});

tap.test('counts the innermost of nested tests, whether indented or in braces', async (t) => {
  const counts = countTap(
    sample(`
      |# Subtest: tests/a.test.ts
      |    # Subtest: a suite
      |        ok 1 - an assertion beside the tests
      |        # Subtest: one
      |            ok 1 - yes
      |            1..1
      |        ok 2 - one
      |        # Subtest: two
      |            not ok 1 - no
      |            1..1
      |        not ok 3 - two
      |        1..3
      |    not ok 1 - a suite # time=9ms
      |    1..1
      |not ok 1 - tests/a.test.ts
      |ok 2 - tests/b.test.ts # time=9ms {
      |    ok 1 - at once # time=1ms {
      |        ok 1 - yes
      |        1..1
      |    }
      |    1..1
      |}`),
  );
  t.same(counts, { passed: 2, failed: 1, skipped: 0 });
});

tap.test('counts as skipped what was declared and not run, in each of the ways to say so', async (t) => {
  const counts = countTap(
    sample(`
      |# Subtest: tests/a.test.ts
      |    ok 1 - with a reason # SKIP no browser
      |    ok 2 - some day # TODO
      |    # Subtest: found out inside
      |        ok 1 - no browser # SKIP
      |        1..1
      |    ok 3 - found out inside
      |    # Subtest: by an empty plan
      |        1..0 # no browser
      |    ok 4 - by an empty plan # SKIP no browser
      |    # Subtest: only in part
      |        ok 1 - no colours here # SKIP
      |        ok 2 - should be equal
      |        1..2
      |    ok 5 - only in part
      |    1..5
      |ok 1 - tests/a.test.ts
      |# Subtest: tests/empty.test.ts
      |    1..0 # no tests found
      |ok 2 - tests/empty.test.ts # SKIP no tests found`),
  );
  t.same(counts, { passed: 1, failed: 0, skipped: 5 });
});

tap.test('counts a file without named tests as one', async (t) => {
  const counts = countTap(
    sample(`
      |# Subtest: tests/a.test.ts
      |    ok 1 - should be equal
      |    ok 2 - should be equal
      |    1..2
      |ok 1 - tests/a.test.ts`),
  );
  t.same(counts, { passed: 1, failed: 0, skipped: 0 });
});

tap.test('counts one fault once, however often it is reported', async (suite) => {
  suite.test('a crash inside a named test', async (t) => {
    const counts = countTap(
      sample(`
        |# Subtest: tests/a.test.ts
        |    # Subtest: crashes
        |        not ok 1 - boom
        |          ---
        |          tapCaught: returnedPromiseRejection
        |          ...
        |        1..1
        |    not ok 1 - crashes # time=21ms
        |    # Subtest: runs all the same
        |        ok 1 - should be equal
        |        1..1
        |    ok 2 - runs all the same
        |    1..2
        |not ok 1 - tests/a.test.ts
        |  ---
        |  exitCode: 1
        |  ...`),
    );
    t.same(counts, { passed: 1, failed: 1, skipped: 0 });
  });

  suite.test('a rejection that nobody handled, which tap repeats beside the test', async (t) => {
    const counts = countTap(
      sample(`
        |# Subtest: tests/a.test.ts
        |    # Subtest: leaves a promise behind
        |        ok 1 - expect truthy value
        |        not ok 2 - late
        |          ---
        |          tapCaught: unhandledRejection
        |          ...
        |        1..2
        |    not ok 1 - leaves a promise behind # time=42ms
        |    not ok 2 - leaves a promise behind # time=42ms
        |    1..2
        |not ok 1 - tests/a.test.ts`),
    );
    t.same(counts, { passed: 0, failed: 1, skipped: 0 });
  });

  suite.test('a test that took too long', async (t) => {
    const counts = countTap(
      sample(`
        |# Subtest: tests/a.test.ts
        |    # Subtest: slow
        |        ok 1 - expect truthy value
        |        not ok 2 - timeout!
        |          ---
        |          signal: SIGALRM
        |          expired: TAP
        |          ...
        |        1..2
        |    not ok 1 - slow # time=5996ms
        |    1..1
        |not ok 1 - timeout!
        |  ---
        |  expired: tests/a.test.ts
        |  ...`),
    );
    t.same(counts, { passed: 0, failed: 1, skipped: 0 });
  });

  suite.test('a process killed in the middle of a test', async (t) => {
    const counts = countTap(
      sample(`
        |# Subtest: tests/a.test.ts
        |    # Subtest: fine
        |        ok 1 - should be equal
        |        1..1
        |    ok 1 - fine
        |    # Subtest: killed
        |        ok 1 - should be equal
        |    # test count(1) != plan(null)
        |not ok 1 - tests/a.test.ts # time=769ms
        |  ---
        |  signal: SIGKILL
        |  ...`),
    );
    t.same(counts, { passed: 1, failed: 1, skipped: 0 });
  });
});

tap.test('a file that fails although all its tests pass adds one', async (t) => {
  const counts = countTap(
    sample(`
      |# Subtest: tests/a.test.ts
      |    # Subtest: fine
      |        ok 1 - should be equal
      |        1..1
      |    ok 1 - fine
      |    1..1
      |not ok 1 - tests/a.test.ts
      |  ---
      |  exitCode: 3
      |  ...`),
  );
  t.same(counts, { passed: 1, failed: 1, skipped: 0 });
});

tap.test('a file that crashes before its first test is one failure', async (t) => {
  const counts = countTap(
    sample(`
      |# Subtest: tests/a.test.ts
      |    1..0 # no tests found
      |not ok 1 - tests/a.test.ts # time=779ms
      |  ---
      |  exitCode: 1
      |  ...`),
  );
  t.same(counts, { passed: 0, failed: 1, skipped: 0 });
});

tap.test('a bail-out is one failure', async (t) => {
  const inside = countTap(
    sample(`
      |# Subtest: tests/a.test.ts
      |    # Subtest: fine
      |        ok 1 - should be equal
      |        1..1
      |    ok 1 - fine
      |    # Subtest: gives up
      |        ok 1 - should be equal
      |    Bail out! no database
      |Bail out! no database`),
  );
  t.same(inside, { passed: 1, failed: 1, skipped: 0 });
  t.same(countTap('Bail out! no database\n'), { passed: 0, failed: 1, skipped: 0 });
});

tap.test('output that breaks off is a failure', async (t) => {
  const counts = countTap(
    sample(`
      |# Subtest: tests/a.test.ts
      |    # Subtest: fine
      |        ok 1 - should be equal
      |        1..1
      |    ok 1 - fine`),
  );
  t.same(counts, { passed: 1, failed: 1, skipped: 0 });
});

tap.test('the closing line never says 0 failed of a run that failed or ran nothing', async (t) => {
  t.same(countTap(''), NONE);
  t.equal(closingLine(withRunner(countTap(''), { failed: false })), '0 passed, 1 failed');
  t.equal(closingLine(withRunner({ ...NONE, passed: 7 }, { failed: true })), '7 passed, 1 failed');
  t.equal(closingLine(withRunner({ ...NONE, passed: 7, failed: 2 }, { failed: true })), '7 passed, 2 failed');
  t.equal(closingLine(withRunner({ ...NONE, passed: 7 }, { failed: false })), '7 passed, 0 failed');
  const both = addCounts({ passed: 1, failed: 0, skipped: 2 }, { passed: 3, failed: 0, skipped: 1 });
  t.equal(closingLine(both), '4 passed, 0 failed, 3 skipped');
});

tap.test('names what it counts as failed, by file and suite, and what failed first in it', async (t) => {
  const failed = failedTests(
    sample(`
      |# Subtest: tests/a.test.ts
      |    # Subtest: a suite
      |        # Subtest: one
      |            ok 1 - yes
      |            1..1
      |        ok 1 - one
      |        # Subtest: two
      |            not ok 1 - Property failed { seed: 7,   path: "1" }
      |            1..1
      |        not ok 2 - two
      |        1..2
      |    not ok 1 - a suite # time=9ms
      |    1..1
      |not ok 1 - tests/a.test.ts
      |# Subtest: tests/b.test.ts
      |    # Subtest: done before the crash
      |        ok 1 - yes
      |        1..1
      |    ok 1 - done before the crash
      |    1..1
      |not ok 2 - tests/b.test.ts # time=9ms
      |  ---
      |  exitCode: 1
      |  ...`),
  );
  t.same(failed, ['tests/a.test.ts › a suite › two: Property failed { seed: 7, path: "1" }', 'tests/b.test.ts']);
});
