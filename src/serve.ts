import { setTimeout as sleep } from 'node:timers/promises';
import type { pino } from 'pino';
import { buildApp, buildMetricsApp } from './app.ts';
import { startAllocationRunner } from './areas/allocations/index.ts';
import { findOldestContents } from './areas/documents/index.ts';
import { systemActor } from './platform/auth/actor.ts';
import { systemClock } from './platform/clock.ts';
import type { Database } from './platform/db/connect.ts';
import { asActor } from './platform/db/transaction.ts';
import type { Disk } from './platform/disk.ts';
import type { ByteStore } from './platform/files/byte-store.ts';
import { makeStore, planStart } from './platform/files/open-store.ts';
import { sweepReceived } from './platform/files/received-file.ts';
import { StoreUnavailable } from './platform/files/store-fault.ts';
import { listen, METRICS_SETTINGS, SERVICE_SETTINGS } from './platform/http/listen.ts';
import { startScheduledJobs } from './platform/jobs/scheduled-jobs.ts';
import { Metrics } from './platform/metrics.ts';
import type { Lifetime } from './platform/process/lifetime.ts';
import type { Settings } from './settings.ts';
import { fileJobs, SCHEDULED_JOBS } from './scheduled-jobs.ts';

/** What there is to serve with. */
export interface Serving {
  readonly settings: Settings;
  readonly database: Database;
  /** Where the jobs find the database: not past a pooler, since they listen. */
  readonly jobsUrl: string;
  readonly files: ByteStore;
  /** Of the database, where it is ours. */
  readonly disk: Disk | undefined;
  readonly log: pino.Logger;
  readonly life: Lifetime;
}

/**
 * Makes the store of files where nothing was stored yet, and takes over one of an earlier version. Answers what there is to mend where
 * the store is not there: the service goes on without it, since all but files can be served, and a restart for whatever reason would else
 * make of that outage a whole one.
 */
export async function readyFiles(settings: Settings, database: Database): Promise<string | undefined> {
  const ctx = { actor: systemActor('start'), now: systemClock.now(), requestId: null };
  const oldest = await asActor(database.db, ctx, findOldestContents);
  try {
    if ((await planStart(settings, oldest)) !== 'nothing') await makeStore(settings);
    return undefined;
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return `No file can be stored or read (503) while ${error.message}`;
  }
}

/** The last phases of a start, on a database that is ready: app, jobs, metrics, listen. Answers the address. */
export async function serve({ settings, database, jobsUrl, files, disk, log, life }: Serving): Promise<string> {
  await sweepReceived().catch((error: unknown) => log.warn({ err: error }, 'what killed processes left of uploads could not be swept'));
  const metrics = new Metrics();
  const { SHUTDOWN_GRACE_SECONDS, SHUTDOWN_SECONDS } = settings;
  // Nobody waits for it who was told to stop at once.
  const grace = (): Promise<void> => sleep(Math.min(SHUTDOWN_GRACE_SECONDS, SHUTDOWN_SECONDS / 2) * 1000, undefined, { ref: false });
  const app = await buildApp({ database, clock: systemClock, files, disk, log, metrics, settings, grace });
  if (settings.WASL_JOBS) {
    const scheduledJobs = startScheduledJobs([...SCHEDULED_JOBS, ...fileJobs(files)], {
      db: database.db,
      clock: systemClock,
      url: jobsUrl,
      log,
      disk,
      ending: life.ending,
      onRun: (run) => metrics.observeJob(run),
      onCount: (counts) => metrics.countJobs(counts),
    });
    life.atEnd(() => scheduledJobs.stop(), 'the scheduled jobs');
    const runner = startAllocationRunner({ database, clock: systemClock, log, disk, ending: life.ending });
    life.atEnd(() => runner.stop(), 'the work on allocations');
  }

  if (settings.METRICS_PORT !== undefined) {
    const figures = await buildMetricsApp({ log, metrics, settings });
    life.atEnd(() => figures.close(), 'the figures');
    await listen(figures, { host: settings.METRICS_HOST, port: settings.METRICS_PORT }, METRICS_SETTINGS);
  }
  life.atEnd(() => app.close(), 'requests under way');
  return listen(app, { host: settings.HOST, port: settings.PORT }, SERVICE_SETTINGS);
}
