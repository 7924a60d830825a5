import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/**
 * Asks drizzle-kit for the migration that the tables still need, in a copy of the migrations; any answer but "none" means that
 * somebody changed a table or a policy of it and forgot the migration. Snapshots know tables with their policies, not the functions, triggers
 * and grants of files written by hand.
 */
const copy = mkdtempSync(join(tmpdir(), 'wasl-migrations-'));
try {
  cpSync('drizzle', copy, { recursive: true });
  const config = join(copy, 'config.json');
  const schema = ['./src/areas/*/tables.ts', './src/areas/*/*-tables.ts', './src/platform/*/tables.ts'];
  writeFileSync(config, JSON.stringify({ dialect: 'postgresql', schema, out: relative('.', copy) }));
  const before = readdirSync(copy).length;
  execFileSync(
    process.execPath,
    ['node_modules/drizzle-kit/bin.cjs', 'generate', `--config=${relative('.', config)}`, '--name=forgotten'],
    { stdio: 'pipe' },
  );
  const forgotten = readdirSync(copy).length - before;
  if (forgotten > 0) {
    process.stderr.write(
      'The tables or their policies have changed without a migration: npx drizzle-kit generate --config drizzle/config.ts\n',
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
