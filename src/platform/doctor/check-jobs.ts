import type driver from 'postgres';
import { plural } from '../../kernel/plural.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';
import { look, lookAsSystem, type ServiceLogins } from './look.ts';

const ABOUT = 'jobs';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A failure may pass; this many in a row don't by themselves. */
const MANY_FAILURES = 3;
const NAMED_AT_MOST = 5;
/** What comes less often is made up as soon as a process starts. */
const LONGEST_FIRST_WAIT_MS = 5 * MINUTE_MS;

const START_JOBS = 'see that a process of the service runs with WASL_JOBS=true, and what its log says of the scheduled jobs';

export interface Schedule {
  readonly name: string;
  readonly schedule: string;
}

/** Work that was given up, scheduled jobs that fail or don't come, jobs that nobody will end, and whether anybody works at all. */
export async function checkJobs(service: ServiceLogins, scheduledJobs: readonly Schedule[], now: Date): Promise<readonly Finding[]> {
  const atWorkMs = await longestAtWorkMs(service.app);
  return lookAsSystem(service, now, async (tx) => {
    const isNew = !(await haveRunHere(tx));
    const findings = [
      ...(await findGivenUp(tx)),
      ...(await findFailing(tx)),
      ...(isNew ? [] : await findLate(tx, scheduledJobs, now, atWorkMs)),
      ...(await findAbandoned(tx)),
      await (isNew ? tellNew(tx) : countWorkers(tx)),
    ];
    const isWell = findings.every(({ level }) => level === 'ok');
    return isWell
      ? [ok(ABOUT, `${scheduledJobs.length} scheduled jobs have run when they should, and no job was given up`), ...findings]
      : findings;
  });
}

async function findGivenUp(tx: driver.Sql): Promise<Finding[]> {
  const jobs = await tx<{ id: string; task: string; attempts: number; error: string | null }[]>`
    select id::text, task_identifier as task, attempts, last_error as error from graphile_worker.jobs
    where attempts >= max_attempts and locked_at is null order by id limit 20`;
  return jobs.map(({ id, task, attempts, error }) =>
    wrong(
      ABOUT,
      `job ${id} (${task}) was given up after ${plural(attempts, 'attempt')}: ${firstLine(error)}`,
      `mend what the error tells of, then as the service's login: select graphile_worker.reschedule_jobs(array[${id}], attempts := 0);`,
    ),
  );
}

async function findFailing(tx: driver.Sql): Promise<Finding[]> {
  const scheduledJobs = await tx<{ name: string; failures: number; error: string | null }[]>`
    select name, failures_in_a_row as failures, last_error as error from public.scheduled_job_runs where failures_in_a_row > 0 order by name`;
  return scheduledJobs.map(({ name, failures, error }) =>
    (failures < MANY_FAILURES ? warning : wrong)(
      ABOUT,
      `scheduled job ${name} has failed ${failures === 1 ? 'once' : `${failures} times in a row`}: ${firstLine(error)}`,
      'mend what the error tells of (the log has all of it); the scheduled job is tried again by itself',
    ),
  );
}

/** Whether any scheduled job has ever run on a database. */
export const haveScheduledJobsRun = (service: ServiceLogins, now: Date): Promise<boolean> => lookAsSystem(service, now, haveRunHere);

/** The job library remembers which scheduled jobs it has come to know; a restored database doesn't know those of where it came from. */
async function haveRunHere(tx: driver.Sql): Promise<boolean> {
  const [known] = await tx<{ any: boolean }[]>`select exists (select from graphile_worker._private_known_crontabs) as any`;
  return known?.any ?? false;
}

/** Of a database on which no scheduled job has run. */
async function tellNew(tx: driver.Sql): Promise<Finding> {
  const running = (await workersAlive(tx)) > 0;
  return warning(
    ABOUT,
    running ? 'no scheduled job has run here yet' : 'no scheduled job has run here yet, and no process runs them now',
    START_JOBS,
  );
}

/** For how long the first of the processes that run the jobs has had its connections; known to the login that they share. */
const longestAtWorkMs = (url: string): Promise<number | undefined> =>
  look(url, async (tx) => {
    const [first] = await tx<{ milliseconds: number | null }[]>`
      select extract(epoch from clock_timestamp() - min(backend_start))::float8 * 1000 as milliseconds from pg_stat_activity
      where datname = current_database() and application_name = 'wasl-jobs'`;
    return first?.milliseconds ?? undefined;
  });

/**
 * Late is what should have succeeded twice since it last did, or since it was first known; after a time when nobody ran the scheduled jobs, no
 * sooner than they have come round once.
 */
async function findLate(tx: driver.Sql, scheduledJobs: readonly Schedule[], now: Date, atWorkMs: number | undefined): Promise<Finding[]> {
  const rows = await tx<{ name: string; since: Date | null }[]>`
    select name, coalesce(succeeded_at, known_since) as since
    from unnest(${scheduledJobs.map(({ name }) => name)}::text[]) as name
    left join public.scheduled_job_runs using (name)
    left join graphile_worker._private_known_crontabs on identifier = name`;
  const sinceOf = new Map(rows.map(({ name, since }) => [name, since]));
  const late = scheduledJobs.filter(({ name, schedule }) => {
    const since = sinceOf.get(name);
    return since == null || now.getTime() - since.getTime() > 2 * periodMs(schedule) + 10 * MINUTE_MS;
  });
  if (late.length === 0) return [];
  const names = late.slice(0, NAMED_AT_MOST).map(({ name }) => {
    const since = sinceOf.get(name);
    return since == null ? `${name} (never)` : `${name} (last ${since.toISOString()})`;
  });
  const more = late.length > NAMED_AT_MOST ? ` and ${late.length - NAMED_AT_MOST} more` : '';
  const mayYetCome = ({ schedule }: Schedule): boolean =>
    atWorkMs !== undefined && atWorkMs < Math.min(periodMs(schedule), LONGEST_FIRST_WAIT_MS) + MINUTE_MS;
  if (late.every(mayYetCome)) {
    const what = `a process that runs the jobs has just started, and scheduled jobs that were missed before are not made up yet: ${names.join(', ')}${more}`;
    return [warning(ABOUT, what, 'look again in a minute; those of every five minutes need that long')];
  }
  return [wrong(ABOUT, `scheduled jobs haven't succeeded for much longer than their schedule: ${names.join(', ')}${more}`, START_JOBS)];
}

/** How long lies between two times of a schedule in cron's notation; ours come by the minute, by minutes, by the hour or by the day. */
function periodMs(schedule: string): number {
  const [minute = '*', hour = '*'] = schedule.split(' ');
  if (hour !== '*') return 24 * HOUR_MS;
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (step !== undefined) return Number(step) * MINUTE_MS;
  return minute === '*' ? MINUTE_MS : HOUR_MS;
}

async function findAbandoned(tx: driver.Sql): Promise<Finding[]> {
  const workers = await tx<{ worker: string; jobs: number; tasks: string }[]>`
    select locked_by as worker, count(*)::int as jobs, string_agg(distinct task_identifier, ', ') as tasks
    from graphile_worker.jobs
    where locked_at < clock_timestamp() - interval '2 minutes'
      and not exists (select from public.job_workers where id = locked_by and seen_at > clock_timestamp() - interval '1 minute')
    group by locked_by order by 1`;
  return workers.map(({ worker, jobs, tasks }) =>
    wrong(
      ABOUT,
      `worker ${worker} holds ${plural(jobs, 'job')} (${tasks}) and gives no sign of life`,
      `any other process with WASL_JOBS=true takes them over within a minute: ${START_JOBS}`,
    ),
  );
}

async function workersAlive(tx: driver.Sql): Promise<number> {
  const [alive] = await tx<{ workers: number }[]>`
    select count(*)::int as workers from public.job_workers where seen_at > clock_timestamp() - interval '1 minute'`;
  return alive?.workers ?? 0;
}

async function countWorkers(tx: driver.Sql): Promise<Finding> {
  const workers = await workersAlive(tx);
  return workers > 0
    ? ok(ABOUT, `${plural(workers, 'process runs', 'processes run')} them now`)
    : warning(ABOUT, 'no process runs them now', START_JOBS);
}

const firstLine = (error: string | null): string => (error ?? 'no error was kept').split('\n')[0]?.slice(0, 200) ?? '';
