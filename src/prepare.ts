import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type driver from 'postgres';
import { plural } from './kernel/plural.ts';
import { formatLoadReport, loadReferenceData, readReferenceBundle } from './areas/reference/index.ts';
import type { DatabaseUrls } from './platform/db/connect.ts';
import { postgres } from './platform/db/driver.ts';
import { checkLogins } from './platform/db/logins.ts';
import { countMissingMigrations, isRestoreUnfinished, migrate, refuseStrange, UnfinishedRestore } from './platform/db/migrate.ts';
import { asOwner } from './platform/db/owner.ts';
import { JOB_TABLES_VERSION, prepareJobTables } from './platform/jobs/job-tables.ts';
import { type OnProgress, unheard } from './platform/progress.ts';
import { OperatorFault } from './kernel/operator-fault.ts';

const REFERENCE_LOCK = 0x5761_7265;

export interface Preparation {
  readonly migrations: number;
  /** What the loader of reference data did, for the terminal. */
  readonly report: string;
}

type Bundle = Awaited<ReturnType<typeof readReferenceBundle>>;

/** What is prepared besides the migrations, and for which version of the program. */
const preparedParts = (bundle: Bundle): Readonly<Record<string, string>> => ({
  'reference-data': createHash('sha256').update(JSON.stringify(bundle)).digest('base64url'),
  jobs: JOB_TABLES_VERSION,
});

/**
 * Brings a database to where the service can run on it, as its owner: migrations, the jobs' tables, then reference data. Any number of
 * processes may do this at once; locks in the database put them in a queue, and the later ones find nothing left to do.
 */
export async function prepareDatabase(url: string, onProgress: OnProgress = unheard): Promise<Preparation> {
  await asking(url, refuseStrange);
  const migrations = await migrate(url, onProgress);
  const bundle = await readReferenceBundle();
  const report = await asOwner(url, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${REFERENCE_LOCK})`);
    await prepareJobTables(url);
    const loaded = await loadReferenceData(tx, bundle, migrations > 0 ? onProgress : unheard);
    for (const [part, version] of Object.entries(preparedParts(bundle))) {
      await tx.execute(sql`insert into wasl.prepared (part, version) values (${part}, ${version})
        on conflict (part) do update set version = excluded.version where prepared.version <> excluded.version`);
    }
    return loaded;
  });
  return { migrations, report: formatLoadReport(report) };
}

/** A database that isn't ready for this version of the program, found by a login that may not make it so. */
export class UnpreparedDatabase extends OperatorFault {
  override readonly name = 'UnpreparedDatabase';

  constructor(reason: string) {
    super(
      'database-unprepared',
      `The database is not ready: ${reason}. Run \`wasl migrate\` with DATABASE_OWNER_URL first; it is safe to run again.`,
    );
  }
}

/** What {@link prepareDatabase} has yet to do on a database, asked by a login that may only look; null where it has done everything. */
export function whatIsUnprepared(url: string): Promise<string | null> {
  return asking(url, async (client) => {
    if (await isRestoreUnfinished(client)) throw new UnfinishedRestore();
    const missing = await countMissingMigrations(client);
    if (missing === null) return 'it has never been migrated';
    if (missing > 0) return `it lacks ${plural(missing, 'migration')}`;
    const found = await client<{ part: string; version: string }[]>`select part, version from wasl.prepared`;
    const versionOf = new Map(found.map(({ part, version }) => [part, version]));
    const otherwise = Object.entries(preparedParts(await readReferenceBundle())).find(([part, version]) => versionOf.get(part) !== version);
    return otherwise === undefined ? null : `its ${otherwise[0]} are of another version`;
  });
}

async function asking<T>(url: string, work: (client: driver.Sql) => Promise<T>): Promise<T> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(client);
  } finally {
    await client.end({ timeout: 5 });
  }
}

const ONE_LOGIN =
  'One login owns the tables and takes every role in turn, so that a statement smuggled in could become the owner: README tells how to make logins apart.';

export interface Readiness {
  /** Who owns the tables, where the service is told: the embedded database's owner, or the one login of a small installation. */
  readonly owner: string | undefined;
  /** What there is to say of it. */
  readonly remarks: readonly string[];
}

/**
 * Makes sure that the service can run: prepares the database where it is told who owns it, or else looks whether its owner did. A
 * database that was prepared by this version of the program is left as it is, as at every start but the first.
 */
export async function readyDatabase(urls: DatabaseUrls, owner: string | undefined, onProgress: OnProgress = unheard): Promise<Readiness> {
  const { owns, remarks } = owner === undefined ? await checkLogins(urls) : { owns: false, remarks: [] };
  const preparer = owner ?? (owns ? (urls.direct ?? urls.app) : undefined);
  await asking(preparer ?? urls.app, refuseStrange);
  const unprepared = await whatIsUnprepared(preparer ?? urls.app);
  if (unprepared !== null && preparer === undefined) throw new UnpreparedDatabase(unprepared);
  const report = unprepared === null || preparer === undefined ? [] : reportOf(await prepareDatabase(preparer, onProgress));
  return { owner: preparer, remarks: [...report, ...(owns ? [ONE_LOGIN] : []), ...remarks] };
}

const reportOf = ({ migrations }: Preparation): readonly string[] =>
  migrations === 0 ? [] : [`Database brought up to date: ${plural(migrations, 'migration')}.`];
