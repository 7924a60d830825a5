import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../demo/accounts.ts';
import { loadDemoWhereEmpty } from '../demo/load-demo.ts';
import { databaseLimits } from '../open-database.ts';
import { systemClock } from '../platform/clock.ts';
import { connect } from '../platform/db/connect.ts';
import { UnusableLogin } from '../platform/db/logins.ts';
import { throughLosses } from '../platform/db/through-losses.ts';
import { requireRoom } from '../platform/disk.ts';
import { readyDatabase } from '../prepare.ts';
import type { Settings } from '../settings.ts';
import { reachOwner } from './as-login.ts';
import type { Caller } from './caller.ts';
import { withDatabase } from './with-database.ts';

/** Asked for by name, so it also fills an own PostgreSQL; a database that holds needs is left as it is. */
export function demoCommand(settings: Settings, caller: Caller): Promise<number> {
  const { complain, terminal } = caller;
  const { say, progress } = terminal;
  return withDatabase(settings, caller, async (opened, life) => {
    if (opened.directory !== undefined) await requireRoom(opened.directory, 'the illustrative scenario');
    const patience = { seconds: settings.DATABASE_WAIT_SECONDS, say: complain, unwanted: life.ending };
    const unlessLost = <T>(work: () => Promise<T>): Promise<T> =>
      throughLosses({ url: opened.urls.app, setting: 'DATABASE_URL' }, patience, work);
    const ready = await unlessLost(() => readyDatabase(opened.urls, opened.owner, progress));
    const owner = ready.owner ?? (await reachOwner(settings, complain, life.ending));
    if (owner === undefined) throw new UnusableLogin('DATABASE_OWNER_URL is missing: the scenario is loaded by the owner of the tables.');
    const database = connect(opened.urls, 4, databaseLimits(settings));
    life.atEnd(() => database.close());
    const loaded = await unlessLost(() => loadDemoWhereEmpty(database.db, owner, systemClock, progress));
    if (loaded === null) {
      say('This database already holds needs: nothing was loaded.');
      return 1;
    }
    say(loaded);
    say(`Password of every demo account: ${DEMO_PASSWORD}`);
    for (const { role, login } of DEMO_ACCOUNTS) say(`  ${role.padEnd(14)} ${login}`);
    return 0;
  });
}
