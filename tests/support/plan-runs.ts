import { existsSync, readdirSync, statSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { delimiter, join, relative, resolve, sep } from 'node:path';

/** One pass of tap over some files on one PostgreSQL. */
export interface TestRun {
  readonly postgres: '18' | '15';
  readonly announcement: string;
  /** A bin directory; the embedded programs without one. */
  readonly binaries?: string;
  readonly files: readonly string[];
  /** The Node.js that runs them; the one that runs us without one. */
  readonly node?: string;
}

export interface Plan {
  readonly runs: readonly TestRun[];
  /** How much of what is random is tried (effort.ts). */
  readonly effort: 'usual' | 'thorough';
  /** How many files at a time. */
  readonly jobs: number;
  /** Whether no more begin once one has failed. */
  readonly bail: boolean;
  /** Only tests whose names have this. */
  readonly grep?: string;
  /** Why the plan is smaller than somebody might think. */
  readonly remark?: string;
}

/** The suites that talk to a database: they have to hold on the oldest PostgreSQL that is supported, too. */
const DATABASE_SUITES = ['api', 'areas', 'platform', 'acceptance', 'jobs', 'cli', 'lifecycles', 'upgrades'].map((name) => `tests/${name}/`);

/** What these show doesn't hang on the version: they start servers of their own, kill processes, read commands, or solve plans. */
export const ON_ANY_VERSION: readonly string[] = [
  'tests/platform/embedded-postgres.test.ts',
  'tests/platform/shared-server.test.ts',
  'tests/platform/lifetime.test.ts',
  'tests/acceptance/stopping.test.ts',
  'tests/acceptance/embedded-backup.test.ts',
  'tests/api/document-names.test.ts',
  'tests/api/document-shape.test.ts',
  'tests/api/generated-clients.test.ts',
  'tests/api/killed-server.test.ts',
  'tests/cli/allocate.test.ts',
  'tests/cli/command-line.test.ts',
  'tests/jobs/killed-jobs.test.ts',
  ...['analyses', 'killed-server', 'runs', 'scenarios'].map((name) => `tests/areas/allocations/${name}.test.ts`),
];

/**
 * Those of them that a usual run tries on the oldest PostgreSQL and Node.js: every operation is asked there with all its parameters, the
 * main job is done, scheduled jobs run, and records go through every state. A thorough run tries all.
 */
export const OVER_EVERYTHING: readonly string[] = [
  'tests/acceptance/walkthrough.test.ts',
  'tests/api/examples.test.ts',
  'tests/api/fuzz.test.ts',
  'tests/jobs/scheduled-jobs.test.ts',
  'tests/lifecycles/compliance-entries.test.ts',
  'tests/lifecycles/deliveries-and-their-papers.test.ts',
  'tests/lifecycles/matches.test.ts',
  'tests/lifecycles/obstacles.test.ts',
  'tests/platform/backup/backup-and-restore.test.ts',
  'tests/platform/db/driver.test.ts',
  'tests/platform/db/lost-connections.test.ts',
  'tests/platform/db/transaction.test.ts',
  'tests/platform/migrate.test.ts',
  'tests/platform/row-level-security.test.ts',
  'tests/upgrades/kept-versions.test.ts',
];

/** What takes longest, begun first: else one of these would run alone at the end, while the other cores have nothing to do. */
export const LONGEST_FIRST: readonly string[] = [
  'tests/deploy/readme.test.ts',
  'tests/lifecycles/histories.test.ts',
  'tests/upgrades/machinery.test.ts',
  'tests/api/two-worlds.test.ts',
  'tests/api/two-sidedness.test.ts',
  'tests/allocation/large-wholes.test.ts',
  'tests/faults/faults.test.ts',
  'tests/lifecycles/deliveries-and-their-papers.test.ts',
  'tests/areas/deliveries/conservation.test.ts',
  'tests/cli/logins-and-states.test.ts',
  ...['lots', 'shares', 'mixed', 'money'].map((name) => `tests/allocation/large-${name}.test.ts`),
  'tests/allocation/side-conditions.test.ts',
  'tests/api/fuzz.test.ts',
  'tests/cli/command-line.test.ts',
  'tests/lifecycles/deliveries-on-their-way.test.ts',
  'tests/lifecycles/deliveries-of-training.test.ts',
  'tests/jobs/killed-jobs.test.ts',
  'tests/api/redaction.test.ts',
  'tests/cli/doctor.test.ts',
  'tests/deploy/pgbouncer.test.ts',
];

/**
 * Reads the command line and the environment of the test command. Another Node.js (`WASL_TEST_NODE`) runs the first pass, over everything;
 * the one that runs us does the second, on the oldest PostgreSQL where it is at hand.
 */
export function planRuns(root: string, args: readonly string[], environment: NodeJS.ProcessEnv): Plan {
  const options = readOptions(args);
  const wanted = options.get('postgres') ?? environment['WASL_TEST_POSTGRES'] ?? 'both';
  if (!['18', '15', 'both'].includes(wanted)) {
    throw new Error(`--postgres and WASL_TEST_POSTGRES take 18, 15 or both, not ${JSON.stringify(wanted)}.`);
  }
  const effort = options.has('thorough') || environment['WASL_TEST_EFFORT'] === 'thorough' ? 'thorough' : 'usual';
  // One more than there are processors: many wait for a database or for a process of theirs.
  const jobs = Number(options.get('jobs') ?? availableParallelism() + 1);
  if (!Number.isInteger(jobs) || jobs < 1) throw new Error(`--jobs takes a number of files at a time, not ${options.get('jobs')}.`);
  const how = { effort, jobs, bail: options.has('bail'), ...(options.has('grep') ? { grep: options.get('grep') ?? '' } : {}) } as const;
  const named = args.filter((arg) => !arg.startsWith('-'));
  const missing = named.filter((path) => !existsSync(resolve(root, path)));
  if (missing.length > 0) throw new Error(`There is no ${missing.join(', ')}; options are written --name=value.`);
  const files = (named.length > 0 ? named : ['tests']).flatMap((path) => testFilesIn(root, path));
  if (files.length === 0) throw new Error(`There are no tests in ${named.join(', ')}.`);
  const node = environment['WASL_TEST_NODE'];
  if (node !== undefined && !existsSync(node)) throw new Error(`WASL_TEST_NODE is no program: there is no ${node}.`);

  const first: TestRun = {
    postgres: '18',
    announcement: `Running the tests on PostgreSQL 18${node === undefined ? '' : `, by ${node}`}.`,
    files,
    ...(node === undefined ? {} : { node }),
  };
  if (wanted === '18') return { runs: [first], ...how };

  const onDatabase = files.filter((file) => DATABASE_SUITES.some((suite) => file.startsWith(suite)) && !ON_ANY_VERSION.includes(file));
  const isUsual = wanted === 'both' && named.length === 0 && effort === 'usual';
  const again = isUsual ? onDatabase.filter((file) => OVER_EVERYTHING.includes(file)) : onDatabase;
  const binaries = findPostgres15(environment['PATH'] ?? '');
  if (binaries === undefined) {
    if (wanted === '15') throw new Error('There is no initdb of PostgreSQL 15 on PATH.');
    const announcement = `Running tests that use a database on PostgreSQL 18, by ${process.execPath}.`;
    const second: TestRun[] = node === undefined || again.length === 0 ? [] : [{ postgres: '18', announcement, files: again }];
    return { runs: [first, ...second], ...how, remark: 'PostgreSQL 15 is not on PATH: the tests run on 18 only.' };
  }
  const announcement = `Running tests that use a database on PostgreSQL 15${node === undefined ? '' : `, by ${process.execPath}`}.`;
  const second: TestRun[] = again.length === 0 ? [] : [{ postgres: '15', announcement, binaries, files: again }];
  return { runs: wanted === '15' ? second : [first, ...second], ...how };
}

const OPTIONS = ['postgres', 'thorough', 'jobs', 'bail', 'grep'];

function readOptions(args: readonly string[]): ReadonlyMap<string, string> {
  const given = args.filter((arg) => arg.startsWith('-')).map((arg) => /^--([a-z]+)(?:=(.*))?$/.exec(arg) ?? [arg, arg]);
  const unknown = given.filter(([, name = '']) => !OPTIONS.includes(name)).map(([arg]) => arg);
  if (unknown.length > 0) throw new Error(`There is no option ${unknown.join(', ')}: there are --${OPTIONS.join(', --')}.`);
  return new Map(given.map(([, name = '', value = '']) => [name, value]));
}

/** The test files at or below a path, from the root, with forward slashes, those first that take longest. */
function testFilesIn(root: string, path: string): string[] {
  const absolute = resolve(root, path);
  const found = statSync(absolute).isDirectory()
    ? readdirSync(absolute, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => join(absolute, name))
    : [absolute];
  const files = found.map((file) => relative(root, file).split(sep).join('/')).toSorted();
  return [...LONGEST_FIRST.filter((file) => files.includes(file)), ...files.filter((file) => !LONGEST_FIRST.includes(file))];
}

/** The programs of PostgreSQL 15, where they are on PATH. */
export function findPostgres15(path: string): string | undefined {
  const bin = path.split(delimiter).find((directory) => existsSync(join(directory, 'initdb')));
  if (bin === undefined) return undefined;
  const { stdout } = spawnSync(join(bin, 'initdb'), ['--version'], { encoding: 'utf8' });
  return /\(PostgreSQL\) 15\b/.test(stdout) ? bin : undefined;
}
