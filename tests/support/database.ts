import { randomBytes } from 'node:crypto';
import type { Test } from 'tap';
import postgres from 'postgres';
import { connect, type Database } from '#src/platform/db/connect.ts';
import { databaseUrl, type Template } from './templates.ts';

/** The server that `npm test` has started; a test file is not run without it. */
export function testServer(): string {
  const url = process.env['WASL_TEST_SERVER'];
  if (!url) throw new Error('start the tests with: npm test -- <files>');
  return url;
}

export interface TestDatabase extends Database {
  /** As the owner, who is subject to row-level security. */
  readonly url: string;
  /** As the superuser, who isn't: for looking behind the policies in a test. */
  readonly superuserUrl: string;
}

/** A database of its own for one test file, copied from a template and dropped when the file is done. */
export async function createTestDatabase(t: Pick<Test, 'teardown'>, { template }: { template: Template }): Promise<TestDatabase> {
  const serverUrl = testServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  await copyInTurn(server, name, template);
  const url = databaseUrl(serverUrl, name, process.env['WASL_TEST_OWNER'] ?? 'wasl_owner');
  const database = connect(url, 10);
  t.teardown(async () => {
    await database.close();
    await server.unsafe(`drop database if exists ${name} with (force)`);
    await server.end();
  });
  return { ...database, url, superuserUrl: databaseUrl(serverUrl, name) };
}

/** Two copies of one template at once may refuse each other; a lock on the server puts the files in a queue. */
async function copyInTurn(server: postgres.Sql, name: string, template: Template): Promise<void> {
  await server`select pg_advisory_lock(1)`;
  try {
    await server.unsafe(`create database ${name} owner ${process.env['WASL_TEST_OWNER'] ?? 'wasl_owner'} template ${template}`);
  } finally {
    await server`select pg_advisory_unlock(1)`;
  }
}

/** A client that no policy holds back, closed when the file is done. */
export function connectAsSuperuser(t: Pick<Test, 'teardown'>, database: TestDatabase): postgres.Sql {
  const client = postgres(database.superuserUrl, { max: 2, onnotice: () => undefined });
  t.teardown(() => client.end());
  return client;
}
