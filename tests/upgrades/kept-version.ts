import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import postgres from 'postgres';
import type { Migration } from '#src/platform/db/migrations.ts';
import { LOGIN_OF } from '#tests/support/api.ts';
import { dumpDatabase, WRITTEN_ALIKE } from './dump-database.ts';

/** Where the database of each tagged version is kept, from the root: never changed again, since nobody can make it anew. */
export const KEPT = 'tests/upgrades/kept';

/** What is kept of a version beside its database, in a file that people can read. */
interface Label {
  readonly version: string;
  /** When it was filled: what is read of it depends on the day. */
  readonly filledAt: string;
  /** In order; `hash` is the SHA-256 of the file, as the migrator writes it down. */
  readonly migrations: readonly Pick<Migration, 'name' | 'hash'>[];
  /** One account of each role. */
  readonly logins: Readonly<Record<string, string>>;
  readonly password: string;
}

export interface KeptVersion extends Label {
  /** What makes its database again (dump-database.ts). */
  readonly sql: string;
}

/** The two files of a version. */
export const filesOf = (version: string): { readonly label: string; readonly sql: string } => ({
  label: `${version}.json`,
  sql: `${version}.sql.br`,
});

/** Half as large as by gzip, since what repeats itself in a dump is far apart; a higher quality takes a minute for a tenth less. */
const COMPRESSION = { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };

/** A superuser's client that writes values as a dump does. */
export const openForDump = (superuserUrl: string): postgres.Sql =>
  postgres(superuserUrl, { max: 1, onnotice: () => undefined, connection: WRITTEN_ALIKE });

/** Keeps a filled database of this version in a directory. Answers the size of what is kept, in bytes. */
export async function keepVersion(
  directory: string,
  { superuserUrl, migrations, ...label }: Omit<Label, 'migrations' | 'logins'> & { superuserUrl: string; migrations: readonly Migration[] },
): Promise<number> {
  const client = openForDump(superuserUrl);
  try {
    const sql = brotliCompressSync(await dumpDatabase(client, migrations), { params: COMPRESSION });
    const whole: Label = { ...label, logins: LOGIN_OF, migrations: migrations.map(({ name, hash }) => ({ name, hash })) };
    const files = filesOf(label.version);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, files.sql), sql);
    writeFileSync(join(directory, files.label), `${JSON.stringify(whole, null, 2)}\n`);
    return sql.length;
  } finally {
    await client.end();
  }
}

/** The versions that a directory keeps; none where there is no such directory yet. */
export function readKept(directory: string): readonly KeptVersion[] {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const label = JSON.parse(readFileSync(join(directory, name), 'utf8')) as Label;
      return { ...label, sql: brotliDecompressSync(readFileSync(join(directory, filesOf(label.version).sql))).toString('utf8') };
    });
}

/** Makes the database of a kept version again in an empty one that `wasl_owner` owns. */
export async function restoreKept({ sql }: KeptVersion, superuserUrl: string): Promise<void> {
  const client = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(sql);
  } finally {
    await client.end();
  }
}

/** Which migrations are no longer what they were in a version that people run: their databases have the old ones for good. */
export function changedSince(
  kept: Pick<KeptVersion, 'migrations' | 'version'>,
  migrations: readonly Pick<Migration, 'name' | 'hash'>[],
): readonly string[] {
  return kept.migrations.flatMap(({ name, hash }, place) => {
    const now = migrations[place];
    if (now?.name === name && now.hash === hash) return [];
    const what = migrations.every((one) => one.name !== name) ? 'is gone' : now?.name === name ? 'has changed' : 'has another place';
    return [`${name} ${what} since ${kept.version}: write a new migration instead`];
  });
}
