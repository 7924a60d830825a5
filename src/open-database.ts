import { join, resolve } from 'node:path';
import type { DatabaseLimits, DatabaseUrls } from './platform/db/connect.ts';
import { UnusableLogin } from './platform/db/logins.ts';
import { findPoolerFaults, isShared, pooled, type PoolerFault } from './platform/db/pooler.ts';
import { throughLosses } from './platform/db/through-losses.ts';
import { waitForDatabase } from './platform/db/wait-for-database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './platform/embedded-postgres/index.ts';
import { ensureOwnDatabase } from './platform/embedded-postgres/own-database.ts';
import { assertUsable, makeHome } from './platform/files/data-directory.ts';
import type { Lifetime } from './platform/process/lifetime.ts';
import { type Settings, UnusableSetting } from './settings.ts';

/** The settings of whoever opens a database, which may be another than the service. */
export interface DatabaseChoice extends Settings {
  /** The setting that DATABASE_URL was taken from, where it is another. */
  readonly login?: 'DATABASE_OWNER_URL' | 'DATABASE_BACKUP_URL';
  /** For doctor, which tells of a pooler among what else is wrong. */
  readonly evenPooled?: boolean;
}

type Say = (line: string) => void;

export interface OpenedDatabase {
  readonly urls: DatabaseUrls;
  /** Who may prepare it, where the service is told: the embedded database's own. */
  readonly owner: string | undefined;
  /** Who reads all of it for a backup: the embedded database's own. */
  readonly backup: string | undefined;
  readonly embedded: boolean;
  /** Where the embedded one is kept. */
  readonly directory: string | undefined;
}

/**
 * The database that the settings name, waited for, or the embedded one, started if it doesn't run yet. What the embedded server
 * has to tell (it was gone and runs again, say) goes to `say` for as long as the process lives, and what somebody has to mend to `complain`.
 */
export async function openDatabase(settings: DatabaseChoice, life: Lifetime, say: Say, complain = say): Promise<OpenedDatabase> {
  const {
    DATABASE_URL: app,
    DATABASE_AUTHENTICATOR_URL: authenticator,
    DATABASE_DIRECT_URL: direct,
    DATABASE_WAIT_SECONDS: seconds,
  } = settings;
  const patience = { seconds, say, unwanted: life.ending };
  if (app !== undefined) {
    const { login = 'DATABASE_URL' } = settings;
    for (const [setting, url] of Object.entries({ [login]: app, DATABASE_AUTHENTICATOR_URL: authenticator, DATABASE_DIRECT_URL: direct })) {
      if (url !== undefined) await waitForDatabase({ url, setting }, patience);
    }
    if (settings.evenPooled !== true) await throughLosses({ url: app, setting: login }, patience, () => refusePooler(settings, app));
    return { urls: { app, authenticator, direct }, owner: undefined, backup: undefined, embedded: false, directory: undefined };
  }
  if (settings.DATABASE_OWNER_URL !== undefined) {
    throw new UnusableLogin('DATABASE_URL is missing: DATABASE_OWNER_URL is for what changes tables, not for what serves people.');
  }
  let starting: Promise<EmbeddedPostgres> | undefined;
  life.surelyAtEnd(async () => (await starting?.catch(() => undefined))?.stop());
  const directory = resolve(join(settings.WASL_DATA, 'postgres'));
  await assertUsable(resolve(settings.WASL_DATA), ['postgres', 'postgres/cluster', 'postgres/password', 'postgres/server.log', 'files']);
  await makeHome(resolve(settings.WASL_DATA));
  life.ending.throwIfAborted();
  starting = startEmbeddedPostgres({ directory, log: say, complain, unwanted: life.ending });
  const server = await starting;
  const {
    owner,
    app: reader,
    authenticator: keeper,
    backup,
  } = await throughLosses({ url: server.url, setting: 'WASL_DATA' }, patience, () => ensureOwnDatabase(server.url));
  return { urls: { app: reader, authenticator: keeper }, owner, backup, embedded: true, directory: server.clusterDirectory };
}

/** A pooler in transaction mode is served through where the settings say so; a backup is one transaction and goes through any. */
async function refusePooler(settings: DatabaseChoice, app: string): Promise<void> {
  const {
    login,
    DATABASE_AUTHENTICATOR_URL: authenticator,
    DATABASE_DIRECT_URL: direct,
    DATABASE_PREPARED_STATEMENTS: preparedStatements,
  } = settings;
  if (login === 'DATABASE_BACKUP_URL') return;
  const ofOwner = async (name: string): Promise<readonly PoolerFault[]> => ((await isShared(app)) ? [pooled(name)] : []);
  const faults = await (login === undefined ? findPoolerFaults({ app, authenticator, direct }, { preparedStatements }) : ofOwner(login));
  if (faults.length === 0) return;
  throw new UnusableSetting(faults.map(({ name, words, remedy }) => ({ name, words: `${words}: ${remedy}` })));
}

/** How long the database may take, and how many may wait for it. */
export const databaseLimits = (settings: Settings): DatabaseLimits => ({
  statementSeconds: settings.DATABASE_STATEMENT_SECONDS,
  lockSeconds: settings.DATABASE_LOCK_SECONDS,
  idleInTransactionSeconds: settings.DATABASE_IDLE_SECONDS,
  transactionSeconds: settings.DATABASE_TRANSACTION_SECONDS,
  connectionsPerAccount: settings.DATABASE_CONNECTIONS_PER_ACCOUNT,
  queue: settings.DATABASE_QUEUE,
  queueSeconds: settings.DATABASE_QUEUE_SECONDS,
  preparedStatements: settings.DATABASE_PREPARED_STATEMENTS,
});
