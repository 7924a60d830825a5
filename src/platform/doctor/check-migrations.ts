import { UNFINISHED_RESTORE } from '../db/migrate.ts';
import { readMigrations } from '../db/migrations.ts';
import { type Finding, ok, wrong } from './finding.ts';
import { look } from './look.ts';

const ABOUT = 'migrations';

/** Whether the database is at the level of this program. `whatIsUnprepared` says what the program itself would refuse to start for. */
export function checkMigrations(url: string, whatIsUnprepared: () => Promise<string | null>): Promise<readonly Finding[]> {
  return look(url, async (tx) => {
    const [restore] = await tx<{ unfinished: boolean }[]>`select to_regnamespace(${UNFINISHED_RESTORE}) is not null as unfinished`;
    if (restore?.unfinished) {
      return [wrong(ABOUT, 'a restore into this database broke off', 'run wasl restore again, which clears away what the first one left')];
    }
    const unprepared = await whatIsUnprepared();
    if (unprepared !== null) {
      return [
        wrong(
          ABOUT,
          `the database is not ready for this version: ${unprepared}`,
          'run wasl migrate with DATABASE_OWNER_URL; it is safe to run again',
        ),
      ];
    }
    const [last] = await tx<{ at: string | null }[]>`select max(created_at) as at from drizzle.__drizzle_migrations`;
    const known = readMigrations();
    if (Number(last?.at) > Math.max(...known.map(({ writtenAt }) => writtenAt))) {
      return [
        wrong(
          ABOUT,
          'the database was migrated by a newer version than this one',
          'run that version, or restore a backup that this one made',
        ),
      ];
    }
    return [ok(ABOUT, `all ${known.length} have run, and the reference data are this version's`)];
  });
}
