import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Test } from 'tap';
import postgres from 'postgres';
import { connect, type Database } from '#src/platform/db/connect.ts';
import { loginsOf, type OwnLogins } from '#src/platform/embedded-postgres/own-database.ts';
import { COPYING_LOCK, databaseUrl, type Template } from './templates.ts';
import { findTestServer } from './test-server.ts';
import { PATIENT_LIMITS } from './unlimited.ts';
import { WHOLE_NUMBER } from '#src/platform/db/whole-number.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The server that `npm test` has started, or that `npm run test:server` keeps ready for a file that is run by itself. */
export function testServer(): string {
  const url = process.env['WASL_TEST_SERVER'] ?? findTestServer(ROOT, '18')?.url;
  if (!url) throw new Error('start the tests with: npm test -- <files>, or keep a server ready for them: npm run test:server');
  return url;
}

export interface TestDatabase extends Database {
  /** As each of the service's logins, none of which is a superuser. */
  readonly logins: OwnLogins;
  /** The settings of a service that serves it. */
  readonly environment: Record<string, string>;
  /** As the superuser, whom no policy holds back: for looking behind them in a test. */
  readonly superuserUrl: string;
}

/** Locales of the C library that every server of the tests has: of the first every sign beyond ASCII is a letter and none has a capital. */
export const LOCALES = ['C', 'C.UTF-8'] as const;

/**
 * A database of its own for one test file, copied from a template, or empty, and dropped when the file is done. Of the locale in which the
 * service makes its own, unless an empty one is to be of another.
 */
export async function createTestDatabase(
  t: Pick<Test, 'teardown'>,
  { template, locale }: { template: Template | 'empty'; locale?: (typeof LOCALES)[number] },
): Promise<TestDatabase> {
  const serverUrl = testServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  const made = locale === undefined ? '' : `template template0 locale_provider libc locale '${locale}'`;
  if (template === 'empty') await server.unsafe(`create database ${name} owner wasl_owner ${made}`);
  else await copyInTurn(server, name, template);
  return open(t, server, serverUrl, name);
}

/**
 * Two databases that hold the same: a copy of a template, made ready, and a copy of that. What is opened while it is made ready is closed before
 * it is copied.
 */
export async function createTwins(
  t: Pick<Test, 'teardown'>,
  template: Template,
  makeReady: (database: TestDatabase) => Promise<void>,
): Promise<readonly [TestDatabase, TestDatabase]> {
  const serverUrl = testServer();
  const names = [randomBytes(6), randomBytes(6)].map((bytes) => `test_${bytes.toString('hex')}`) as [string, string];
  const server = () => postgres(serverUrl, { max: 1, onnotice: () => undefined });
  const maker = server();
  await copyInTurn(maker, names[0], template);
  const logins = loginsOf(serverUrl, names[0]);
  const first = connect(logins, 10, PATIENT_LIMITS);
  await makeReady({ ...first, logins, environment: {}, superuserUrl: databaseUrl(serverUrl, names[0]) });
  await first.close();
  await maker.unsafe(`create database ${names[1]} owner wasl_owner template ${names[0]}`);
  await maker.end();
  return [open(t, server(), serverUrl, names[0]), open(t, server(), serverUrl, names[1])];
}

function open(t: Pick<Test, 'teardown'>, server: postgres.Sql, serverUrl: string, name: string): TestDatabase {
  const logins = loginsOf(serverUrl, name);
  const database = connect(logins, 10, PATIENT_LIMITS);
  t.teardown(async () => {
    await database.close();
    await server.unsafe(`drop database if exists ${name} with (force)`);
    await server.end();
  });
  const environment = { DATABASE_URL: logins.app, DATABASE_AUTHENTICATOR_URL: logins.authenticator, DATABASE_OWNER_URL: logins.owner };
  return { ...database, logins, environment, superuserUrl: databaseUrl(serverUrl, name) };
}

async function copyInTurn(server: postgres.Sql, name: string, template: Template): Promise<void> {
  await server`select pg_advisory_lock(${COPYING_LOCK})`;
  try {
    await server.unsafe(`create database ${name} owner wasl_owner template ${template}`);
  } finally {
    await server`select pg_advisory_unlock(${COPYING_LOCK})`;
  }
}

/** A client that no policy holds back, closed when the file is done. */
export function connectAsSuperuser(t: Pick<Test, 'teardown'>, database: TestDatabase): postgres.Sql {
  const client = postgres(database.superuserUrl, { max: 2, onnotice: () => undefined, types: { wholeNumber: WHOLE_NUMBER } });
  t.teardown(() => client.end());
  return client;
}
