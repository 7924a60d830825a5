import { readdirSync } from 'node:fs';
import { is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';

/** Relative, and by pattern, so that the bundler of the tests finds them. */
const MODULES: readonly (readonly [RegExp, (...parts: string[]) => Promise<unknown>])[] = [
  [/^areas\/([^/]+)\/tables\.ts$/, (area) => import(`../../src/areas/${area}/tables.ts`)],
  [/^areas\/([^/]+)\/([^/]+)-tables\.ts$/, (area, name) => import(`../../src/areas/${area}/${name}-tables.ts`)],
  [/^platform\/([^/]+)\/tables\.ts$/, (adapter) => import(`../../src/platform/${adapter}/tables.ts`)],
];

/** Every table that a file of tables declares: those of which drizzle/config.ts makes migrations. */
export async function declaredTables(): Promise<readonly PgTable[]> {
  const sources = readdirSync('src', { recursive: true }) as string[];
  const loading = MODULES.flatMap(([pattern, load]) =>
    sources.flatMap((file) => {
      const found = pattern.exec(file);
      return found ? [load(...found.slice(1))] : [];
    }),
  );
  const modules = (await Promise.all(loading)) as Record<string, unknown>[];
  return modules.flatMap((module) => Object.values(module)).filter((value): value is PgTable => is(value, PgTable));
}
