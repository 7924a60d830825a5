import postgres from 'postgres';
import { ensureOwnDatabase, loginsOf } from '#src/platform/embedded-postgres/own-database.ts';
import { prepareDatabase } from '#src/prepare.ts';

/** The template databases that test files copy: `CREATE DATABASE … TEMPLATE` takes some 40 ms, migrating a second. */
export const TEMPLATES = ['migrated', 'scenario'] as const;
export type Template = (typeof TEMPLATES)[number];

/** The superuser's URL of another database of the server. */
export const databaseUrl = (serverUrl: string, database: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
};

/**
 * Makes the templates on a fresh server and says, as environment variables, where they are. With the logins of the embedded database:
 * the tests run under the same as the service.
 */
export async function prepareTemplates(serverUrl: string): Promise<Record<string, string>> {
  const { owner } = await ensureOwnDatabase(serverUrl, 'migrated');
  await prepareDatabase(owner);

  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  await server.unsafe('create database scenario owner wasl_owner template migrated');
  await server.end();
  const { loadScenarioForTests } = await import('./scenario.ts');
  await loadScenarioForTests(loginsOf(serverUrl, 'scenario'));
  return { WASL_TEST_SERVER: serverUrl };
}
