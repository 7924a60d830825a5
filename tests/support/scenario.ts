import { loadDemoWhereEmpty } from '#src/demo/load-demo.ts';
import { connect } from '#src/platform/db/connect.ts';
import type { OwnLogins } from '#src/platform/embedded-postgres/own-database.ts';
import { REFERENCE_INSTANT } from './people.ts';
import { PATIENT_LIMITS } from './unlimited.ts';

/** Fills a migrated database with the illustrative scenario, as it stands on its own reference date. */
export async function loadScenarioForTests(logins: OwnLogins): Promise<void> {
  const database = connect(logins, 8, PATIENT_LIMITS);
  try {
    await loadDemoWhereEmpty(database.db, logins.owner, { now: () => REFERENCE_INSTANT });
  } finally {
    await database.close();
  }
}
