import postgres from 'postgres';
import { onPassingPostgres } from '#src/cli/on-passing-postgres.ts';
import { databaseUrl, prepareTemplates } from '#tests/support/templates.ts';
import { fillNeeds, fillOfferLines, fillReaders } from './fill.ts';
import { READER } from './sign-in.ts';

/** An embedded PostgreSQL that makes databases of the scenario, each filled up as it is asked. */
export interface BenchDatabases {
  /** The superuser's URL of the new database, which `fill` gets too. */
  makeDatabase(name: string, fill: (superuserUrl: string) => Promise<void>): Promise<string>;
  readonly superuser: (url: string) => string;
}

/** Does something with databases on a server as it is by default, which goes afterwards. */
export function overDatabases(work: (databases: BenchDatabases) => Promise<void>): Promise<void> {
  return onPassingPostgres(
    'bench',
    async ({ url }) => {
      await prepareTemplates(url);
      await work({
        makeDatabase: async (name, fill) => {
          const admin = postgres(url, { max: 1, onnotice: () => undefined });
          await admin.unsafe(`create database ${name} owner wasl_owner template scenario`);
          await admin.end();
          await fill(databaseUrl(url, name));
          return databaseUrl(url, name);
        },
        superuser: (other) => databaseUrl(url, new URL(other).pathname.slice(1)),
      });
    },
    {},
  );
}

/** Two databases of the scenario, filled up to so many needs and offer lines. */
export interface NeedsWorld {
  readonly small: string;
  readonly large: string;
  /** Logins of people who all see the same, of whom each has a share of the connections of their own. */
  readonly readers: readonly string[];
  readonly superuser: (url: string) => string;
}

export const SMALL = 1_000;
const LARGE = 200_000;
const OFFER_LINES = 20_000;
export const MORE_READERS = 9;

/** One thousand needs, and two hundred thousand with twenty thousand offer lines. */
export async function makeNeedsWorld(databases: BenchDatabases, say: (line: string) => void): Promise<NeedsWorld> {
  let readers: readonly string[] = [];
  const fill = async (url: string, needs: number): Promise<void> => {
    readers = await fillReaders(url, READER, MORE_READERS);
    await fillNeeds(url, needs);
  };
  const small = await databases.makeDatabase('small', (url) => fill(url, SMALL));
  const large = await databases.makeDatabase('large', async (url) => {
    await fill(url, LARGE);
    await fillOfferLines(url, OFFER_LINES);
  });
  say(`Databases with ${SMALL} and ${LARGE} needs, and ${OFFER_LINES} offer lines, are ready.`);
  return { small, large, readers, superuser: databases.superuser };
}
