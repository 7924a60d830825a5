import { UNFINISHED_RESTORE, whatIsStrange } from '../db/migrate.ts';
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
    const strange = await whatIsStrange(tx);
    if (strange !== undefined) return [wrong(ABOUT, strange.what, strange.remedy)];
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
    return [ok(ABOUT, `all ${readMigrations().length} have run, and the reference data are this version's`)];
  });
}
