import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { LONGEST_FIRST, ON_ANY_VERSION, OVER_EVERYTHING, planRuns } from './plan-runs.ts';

const root = join(import.meta.dirname, '../..');
const plan = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) => planRuns(root, args, { PATH: '', ...environment });

t.test('what the lists name is there: a file that was renamed would quietly run last, or twice', async (t) => {
  for (const file of [...LONGEST_FIRST, ...ON_ANY_VERSION]) t.ok(existsSync(join(root, file)), file);
});

t.test('without PostgreSQL 15 there is one pass, over everything', async (t) => {
  const { runs, remark } = plan([]);
  t.match(remark, /PostgreSQL 15 is not on PATH/);
  t.equal(runs.length, 1);
  t.ok((runs[0]?.files.length ?? 0) > 200);
});

t.test('options are known ones', async (t) => {
  t.match(plan(['--jobs=5', '--bail', '--grep=a need']), { jobs: 5, bail: true, grep: 'a need' });
  t.throws(() => plan(['--jbos=5']), /There is no option --jbos=5: there are --postgres, /);
  t.throws(() => plan(['--jobs=all']), /--jobs takes a number/);
});

t.test('what is random is tried in full where somebody asks for it', async (t) => {
  t.equal(plan([]).effort, 'usual');
  t.equal(plan(['--thorough']).effort, 'thorough');
});

t.test('another Node.js runs everything, and this one what goes over all of it', async (t) => {
  const { runs } = plan([], { WASL_TEST_NODE: process.execPath });
  t.strictSame(
    runs.map(({ node }) => node),
    [process.execPath, undefined],
  );
  t.strictSame(new Set(runs[1]?.files), new Set(OVER_EVERYTHING), 'none of which is misspelt or left out as needing no database');
  t.equal(plan(['tests/kernel'], { WASL_TEST_NODE: process.execPath }).runs.length, 1, 'where some of them are asked for');
  t.throws(() => plan([], { WASL_TEST_NODE: '/no/such/node' }), /WASL_TEST_NODE is no program/);
});

t.test('a thorough run tries all that use a database by the second, too', async (t) => {
  const { runs } = plan(['--thorough'], { WASL_TEST_NODE: process.execPath });
  t.ok((runs[1]?.files.length ?? 0) > 100);
});
