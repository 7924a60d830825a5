import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';
import { databaseUrl, prepareTemplates } from '#tests/support/templates.ts';
import { fillNeeds, fillOfferLines } from './fill.ts';

export interface BenchWorld {
  /** Databases of the same scenario, filled up to so many needs and offer lines. */
  readonly small: string;
  readonly large: string;
  readonly superuser: (url: string) => string;
  stop(): Promise<void>;
}

export const SMALL = 1_000;
export const LARGE = 200_000;
export const OFFER_LINES = 20_000;

/** An embedded PostgreSQL with two databases: one thousand needs, and two hundred thousand with twenty thousand offer lines. */
export async function startBench(say: (line: string) => void): Promise<BenchWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'wasl-bench-'));
  const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  await prepareTemplates(server.url);
  const admin = postgres(server.url, { max: 1, onnotice: () => undefined });
  for (const name of ['small', 'large']) await admin.unsafe(`create database ${name} owner wasl_owner template scenario`);
  await admin.end();
  await fillNeeds(databaseUrl(server.url, 'small'), SMALL);
  await fillNeeds(databaseUrl(server.url, 'large'), LARGE);
  await fillOfferLines(databaseUrl(server.url, 'large'), OFFER_LINES);
  say(`Databases with ${SMALL} and ${LARGE} needs, and ${OFFER_LINES} offer lines, are ready.`);
  return {
    small: databaseUrl(server.url, 'small', 'wasl_owner'),
    large: databaseUrl(server.url, 'large', 'wasl_owner'),
    superuser: (url) => databaseUrl(server.url, new URL(url).pathname.slice(1)),
    stop: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
