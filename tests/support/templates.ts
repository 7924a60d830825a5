import postgres from 'postgres';
import { ensureOwnDatabase, loginsOf } from '#src/platform/embedded-postgres/own-database.ts';
import { prepareDatabase } from '#src/prepare.ts';
import { loadScenarioForTests } from './scenario.ts';

/** The template databases that test files copy: `CREATE DATABASE … TEMPLATE` takes some 40 ms, migrating a second. */
export const TEMPLATES = ['migrated', 'scenario'] as const;
/** Two copies of one template at once may refuse each other; this lock on the server puts those who copy in a queue. */
export const COPYING_LOCK = 1;

export type Template = (typeof TEMPLATES)[number];

/** The superuser's URL of another database of the server. */
export const databaseUrl = (serverUrl: string, database: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
};

/** Makes the templates on a fresh server, with the logins of the embedded database: the tests run under the same as the service. */
export async function prepareTemplates(serverUrl: string): Promise<void> {
  const { owner } = await ensureOwnDatabase(serverUrl, 'migrated');
  await prepareDatabase(owner);

  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  await server.unsafe('create database scenario owner wasl_owner template migrated');
  await server.end();
  await loadScenarioForTests(loginsOf(serverUrl, 'scenario'));
}
