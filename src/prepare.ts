import { sql } from 'drizzle-orm';
import { formatLoadReport, loadReferenceData, readReferenceBundle } from './areas/reference/index.ts';
import { connect } from './platform/db/connect.ts';
import { migrate } from './platform/db/migrate.ts';

const REFERENCE_LOCK = 0x5761_7265;

export interface Preparation {
  readonly migrations: number;
  /** What the loader of reference data did, for the terminal. */
  readonly report: string;
}

/**
 * Brings a database to where the service can run on it: migrations, then reference data. Any number of processes may do this
 * at once; locks in the database put them in a queue, and the later ones find nothing left to do.
 */
export async function prepareDatabase(url: string): Promise<Preparation> {
  const migrations = await migrate(url);
  const bundle = await readReferenceBundle();
  const database = connect(url, 2);
  try {
    const report = await database.db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${REFERENCE_LOCK})`);
      return loadReferenceData(tx, bundle);
    });
    return { migrations, report: formatLoadReport(report) };
  } finally {
    await database.close();
  }
}
