import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { postgres } from '../db/driver.ts';
import { startEmbeddedPostgres } from '../embedded-postgres/index.ts';
import { ensureOwnDatabase } from '../embedded-postgres/own-database.ts';

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
  return onAServerOfItsOwn(parent, work);
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

async function onTheSameServer<T>(ownerUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `wasl_scratch_${randomBytes(6).toString('hex')}`;
  const server = postgres(ownerUrl, { max: 1, onnotice: () => undefined, connect_timeout: 15 });
  try {
    await server.unsafe(`create database ${name} template template0`);
    const url = new URL(ownerUrl);
    url.pathname = `/${name}`;
    return await work(url.href);
  } finally {
    await server.unsafe(`drop database if exists ${name} with (force)`);
    await server.end({ timeout: 5 });
  }
}

async function onAServerOfItsOwn<T>(parent: string, work: (url: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(parent, '.wasl-scratch-'));
  try {
    const server = await startEmbeddedPostgres({ directory, extraSettings: FAST_AND_UNSAFE });
    try {
      return await work((await ensureOwnDatabase(server.url)).owner);
    } finally {
      await server.stop();
      // Outside the directory where that one is closed to the account that runs the server.
      const home = dirname(server.clusterDirectory);
      if (home !== directory) await rm(home, { recursive: true, force: true });
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
