import { SCHEDULED_JOBS } from '#src/scheduled-jobs.ts';
import { connect } from '#src/platform/db/connect.ts';
import { PATIENT_LIMITS } from '#tests/support/unlimited.ts';
import { runScheduledJob } from '#src/platform/jobs/scheduled-jobs.ts';

/** Runs every scheduled job once over a database, as it would on that day, and says after each batch what it has done. To be killed. */
const [app = '', authenticator = '', now = ''] = process.argv.slice(2);
const database = connect({ app, authenticator }, 2, PATIENT_LIMITS);
for (const job of SCHEDULED_JOBS) {
  const work: typeof job.work = async (tx, ctx) => {
    const handled = await job.work(tx, ctx);
    process.send?.(job.name);
    return handled;
  };
  await runScheduledJob({ ...job, work }, { db: database.db, clock: { now: () => new Date(now) } });
}
await database.close();
process.disconnect?.();
