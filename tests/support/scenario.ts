import { loadDemoWhereEmpty } from '#src/demo/load-demo.ts';
import { connect } from '#src/platform/db/connect.ts';
import { REFERENCE_INSTANT } from './people.ts';

/** Fills a migrated database with the illustrative scenario, as it stands on its own reference date. */
export async function loadScenarioForTests(url: string): Promise<void> {
  const database = connect(url, 8);
  try {
    await loadDemoWhereEmpty(database.db, { now: () => REFERENCE_INSTANT });
  } finally {
    await database.close();
  }
}
