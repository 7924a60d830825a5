import { plural } from '../../kernel/plural.ts';
import type { Clock } from '../clock.ts';
import { type Finding, ok, wrong } from './finding.ts';
import { look } from './look.ts';

const ABOUT = 'server';
const OLDEST = 150000;
const MOST_SKEW_MS = 2_000;

const OTHER_DATABASE =
  "make a database with: create database … owner … encoding 'UTF8' template template0; then wasl backup of this one and wasl restore into that";

/** What PostgreSQL is and how its database was made. */
export function checkServer(url: string): Promise<readonly Finding[]> {
  return look(url, async (tx) => {
    const [server] = await tx<{ version: number; name: string; encoding: string; plpgsql: boolean }[]>`
      select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
        pg_encoding_to_char(encoding) as encoding,
        exists (select from pg_extension where extname = 'plpgsql') as plpgsql
      from pg_database where datname = current_database()`;
    if (!server) return [];
    const { version, name, encoding, plpgsql } = server;
    const findings = [
      version >= OLDEST
        ? ok(ABOUT, `PostgreSQL ${name} answers`)
        : wrong(ABOUT, `PostgreSQL ${name} is too old`, 'move to PostgreSQL 15 or newer'),
      plpgsql
        ? ok(ABOUT, 'the extension plpgsql is there; no other is needed')
        : wrong(ABOUT, 'the extension plpgsql is missing', 'as a superuser in this database: create extension plpgsql;'),
    ];
    if (encoding !== 'UTF8') return [...findings, wrong(ABOUT, `the encoding is ${encoding} and not UTF8`, OTHER_DATABASE)];
    return [...findings, ok(ABOUT, 'UTF8')];
  });
}

/** How far this machine's clock and the database's are apart. Expiries are counted by this one, workers' signs of life by that one. */
export function checkClock(url: string, clock: Clock): Promise<readonly Finding[]> {
  return look(url, async (tx) => {
    const before = clock.now().getTime();
    const [database] = await tx<{ now: Date }[]>`select clock_timestamp() as now`;
    const after = clock.now().getTime();
    const skewMs = Math.abs((database?.now.getTime() ?? before) - (before + after) / 2);
    if (skewMs <= MOST_SKEW_MS + (after - before) / 2) return [ok('clock', 'this machine and the database agree on the time within 2 s')];
    const seconds = (skewMs / 1000).toFixed(1);
    return [
      wrong(
        'clock',
        `this machine and the database are ${seconds} s apart`,
        'let both follow the same time servers (timedatectl set-ntp true)',
      ),
    ];
  });
}

/** Whether the server lets in what a process may want of it. */
export function checkConnections(url: string, perProcess: number): Promise<readonly Finding[]> {
  return look(url, async (tx) => {
    const [limits] = await tx<{ free: number; role: number; database: number }[]>`
      select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
          - coalesce(current_setting('reserved_connections', true)::int, 0) as free,
        rolconnlimit as role, datconnlimit as database
      from pg_roles, pg_database where rolname = current_user and datname = current_database()`;
    if (!limits) return [];
    const most = Math.min(limits.free, ...[limits.role, limits.database].filter((limit) => limit >= 0));
    const processes = Math.floor(most / perProcess);
    const what = `PostgreSQL lets ${plural(most, 'connection')} in, and a process of the service may use ${perProcess}`;
    if (processes > 0) return [ok('server', `${what}: enough for ${processes}`)];
    return [wrong('server', what, 'raise max_connections (or the limit of the role or the database), or lower DATABASE_CONNECTIONS')];
  });
}
