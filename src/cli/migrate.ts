import { plural } from '../kernel/plural.ts';
import { checkOwner } from '../platform/db/logins.ts';
import { throughLosses } from '../platform/db/through-losses.ts';
import { prepareDatabase } from '../prepare.ts';
import type { Settings } from '../settings.ts';
import { settingsOfOwner } from './as-login.ts';
import type { Caller } from './caller.ts';
import { withDatabase } from './with-database.ts';

/**
 * Done by the owner of the database: by its own login, or by the one that owns everything in a small installation. A database that goes
 * in the midst of it is waited for as at a start, and what was under way begins anew.
 */
export function migrateCommand(settings: Settings, caller: Caller): Promise<number> {
  const { say, progress } = caller.terminal;
  return withDatabase(settingsOfOwner(settings), caller, async ({ urls, owner }, life) => {
    const url = owner ?? urls.direct ?? urls.app;
    const setting = settings.DATABASE_OWNER_URL === undefined ? 'DATABASE_URL' : 'DATABASE_OWNER_URL';
    const patience = { seconds: settings.DATABASE_WAIT_SECONDS, say: caller.complain, unwanted: life.ending };
    const { migrations, report } = await throughLosses({ url, setting }, patience, async () => {
      await checkOwner(url, setting);
      return prepareDatabase(url, progress);
    });
    say(migrations === 0 ? 'The database was up to date.' : `Ran ${plural(migrations, 'migration')}.`);
    say(report);
    return 0;
  });
}
