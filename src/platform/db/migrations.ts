import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';

const FOLDER = fileURLToPath(new URL('../../../drizzle', import.meta.url));

export interface Migration {
  /** Such as `0019_documents`: its file, without the ending. */
  readonly name: string;
  readonly statements: readonly string[];
  /** Of its file; a migration that has run somewhere is never edited. */
  readonly hash: string;
  /** When it was written, which orders them: milliseconds since 1970. */
  readonly writtenAt: number;
}

/** Every migration of this program, in order. */
export function readMigrations(folder = FOLDER): readonly Migration[] {
  const journal: { entries: readonly { when: number; tag: string }[] } = JSON.parse(
    readFileSync(join(folder, 'meta/_journal.json'), 'utf8'),
  );
  const names = new Map(journal.entries.map(({ when, tag }) => [when, tag]));
  return readMigrationFiles({ migrationsFolder: folder }).map(({ sql, hash, folderMillis }) => ({
    name: names.get(folderMillis) ?? String(folderMillis),
    statements: sql,
    hash,
    writtenAt: folderMillis,
  }));
}
