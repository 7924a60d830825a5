import postgres from 'postgres';
import { loadReferenceData, readReferenceBundle } from '#src/areas/reference/index.ts';
import { connect } from '#src/platform/db/connect.ts';
import { migrate } from '#src/platform/db/migrate.ts';

/** The template databases that test files copy: `CREATE DATABASE … TEMPLATE` takes some 40 ms, migrating a second. */
export const TEMPLATES = ['migrated', 'scenario'] as const;
export type Template = (typeof TEMPLATES)[number];

const OWNER = 'wasl_owner';

export const databaseUrl = (serverUrl: string, database: string, user?: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  if (user !== undefined) url.username = user;
  return url.href;
};

/**
 * Makes the templates on a fresh server and says, as environment variables, where they are. The owner of the databases is no
 * superuser: superusers walk past row-level security, and the tests must not.
 */
export async function prepareTemplates(serverUrl: string): Promise<Record<string, string>> {
  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  const password = new URL(serverUrl).password;
  await server.unsafe(`create role ${OWNER} login createrole createdb password '${password || 'wasl'}'`);
  await server.unsafe(`create database migrated owner ${OWNER}`);
  const migrated = databaseUrl(serverUrl, 'migrated', OWNER);
  await migrate(migrated);
  const database = connect(migrated, 2);
  const bundle = await readReferenceBundle();
  await database.db.transaction((tx) => loadReferenceData(tx, bundle));
  await database.close();

  await server.unsafe(`create database scenario owner ${OWNER} template migrated`);
  const { loadScenarioForTests } = await import('./scenario.ts');
  await loadScenarioForTests(databaseUrl(serverUrl, 'scenario', OWNER));
  await server.end();
  return { WASL_TEST_OWNER: OWNER };
}
