import { TIMERS } from '#src/timers.ts';
import { connect } from '#src/platform/db/connect.ts';
import { PATIENT_LIMITS } from '#tests/support/unlimited.ts';
import { runTimer } from '#src/platform/jobs/timers.ts';

/** Runs every timer once over a database, as it would on that day, and says after each batch what it has done. To be killed. */
const [app = '', gate = '', now = ''] = process.argv.slice(2);
const database = connect({ app, gate }, 2, PATIENT_LIMITS);
for (const timer of TIMERS) {
  const work: typeof timer.work = async (tx, act) => {
    const handled = await timer.work(tx, act);
    process.send?.(timer.name);
    return handled;
  };
  await runTimer({ ...timer, work }, { db: database.db, clock: { now: () => new Date(now) } });
}
await database.close();
process.disconnect?.();
