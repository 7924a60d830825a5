import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';
import { ensureOwnDatabase } from '#src/platform/embedded-postgres/own-database.ts';
import { prepareDatabase } from '#src/prepare.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { findPostgres15 } from '#tests/support/plan-runs.ts';

const run = promisify(execFile);
const AS_README_SAYS = ['--enable-row-security', '--exclude-schema=graphile_worker'];

// pg_dump dumps only from servers that are no newer than itself: so a server of its version goes with it.
const binaries = findPostgres15(['/usr/lib/postgresql/15/bin', process.env['PATH']].join(delimiter));
const pgDump = binaries === undefined ? undefined : join(binaries, 'pg_dump');
const skip =
  pgDump !== undefined && existsSync(pgDump) ? false : 'PostgreSQL 15 with pg_dump is neither on PATH nor in /usr/lib/postgresql/15/bin';

t.test('pg_dump as wasl_backup dumps every table’s rows with row security on, and stops without it', { skip }, async (t) => {
  const server = await startEmbeddedPostgres({ directory: await temporaryDirectory(t), binaries: must(binaries, 'PostgreSQL 15') });
  t.teardown(() => server.stop());
  const logins = await ensureOwnDatabase(server.url);
  await prepareDatabase(logins.owner);
  const dump = (options: readonly string[]) => run(must(pgDump, 'pg_dump'), [...options, logins.backup], { maxBuffer: 256 * 1024 * 1024 });

  const { stdout } = await dump(AS_README_SAYS);
  t.match(stdout, /^COPY public\.needs /m);
  t.match(stdout, /^COPY public\.organisations .*\n(?:.+\n)+?.*unsmil/m, 'rows are in it');
  t.match(stdout, /^CREATE POLICY backup ON public\.needs FOR SELECT TO wasl_backup USING \(true\);$/m);
  t.match(stdout, /^ALTER TABLE ONLY public\.needs FORCE ROW LEVEL SECURITY;$/m);
  t.match(stdout, /^GRANT SELECT ON TABLE public\.needs TO wasl_backup;$/m);
  t.match(stdout, /PostgreSQL database dump complete/);
  await t.rejects(dump(['--exclude-schema=graphile_worker']), /row-level security policy/);
});
