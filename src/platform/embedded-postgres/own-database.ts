import { createHmac } from 'node:crypto';
import type driver from 'postgres';
import { postgres } from '../db/driver.ts';

const DATABASE = 'wasl';
/** Two processes that start at once would alter the same roles at the same moment, which PostgreSQL refuses one of them. */
const LOCK = 0x5761_726f;

/** A database of the embedded server as each of the service's logins. */
export interface OwnLogins {
  /** Migrates; is no superuser, and creates no roles. */
  readonly owner: string;
  readonly app: string;
  readonly authenticator: string;
  /** Reads everything and changes nothing. */
  readonly backup: string;
}

/**
 * The logins' URLs. Their passwords come from the superuser's, which is random and kept in a private file: one secret to keep, and
 * none of the others leads to it or to a third.
 */
export function loginsOf(superuserUrl: string, database: string): OwnLogins {
  const urlOf = (login: string): string => {
    const url = new URL(superuserUrl);
    url.password = createHmac('sha256', decodeURIComponent(url.password)).update(login).digest('base64url');
    url.username = login;
    url.pathname = `/${database}`;
    return url.href;
  };
  return { owner: urlOf('wasl_owner'), app: urlOf('wasl_app'), authenticator: urlOf('wasl_authenticator'), backup: urlOf('wasl_backup') };
}

/**
 * The service's own database on the embedded server, with the logins that README advises for any other: none is a superuser, who would
 * walk past row-level security, and none is a member of a stronger one. Made at the first start, found again at every other.
 */
export async function ensureOwnDatabase(superuserUrl: string, name = DATABASE): Promise<OwnLogins> {
  const logins = loginsOf(superuserUrl, name);
  const server = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  try {
    await server`select pg_advisory_lock(${LOCK})`;
    for (const { username, password } of Object.values(logins).map((url) => new URL(url))) {
      await ensureRole(server, username, `login password '${password}'`);
    }
    await ensureRole(server, 'wasl_ledger', 'nologin');
    await server.unsafe('grant wasl_ledger to wasl_owner');
    // An earlier version worked as its owner, who took these roles by turns.
    await server.unsafe('revoke wasl_app, wasl_authenticator, wasl_backup from wasl_owner');
    const [database] = await server`select from pg_database where datname = ${name}`;
    if (!database) await server.unsafe(`create database ${name} owner wasl_owner`);
  } finally {
    await server.end({ timeout: 5 });
  }
  return logins;
}

async function ensureRole(server: driver.Sql, name: string, options: string): Promise<void> {
  const [role] = await server`select from pg_roles where rolname = ${name}`;
  await server.unsafe(`${role ? 'alter' : 'create'} role ${name} ${options} nosuperuser nobypassrls nocreaterole nocreatedb`);
}
