import { plural } from '../kernel/plural.ts';
import { checkOwner } from '../platform/db/logins.ts';
import { prepareDatabase } from '../prepare.ts';
import type { Settings } from '../settings.ts';
import { settingsOfOwner } from './as-login.ts';
import type { Caller } from './caller.ts';
import { withDatabase } from './with-database.ts';

/** Done by the owner of the database: by its own login, or by the one that owns everything in a small installation. */
export function migrateCommand(settings: Settings, caller: Caller): Promise<number> {
  const { say, progress } = caller.terminal;
  return withDatabase(settingsOfOwner(settings), caller, async ({ urls, owner }) => {
    const url = owner ?? urls.direct ?? urls.app;
    await checkOwner(url, settings.DATABASE_OWNER_URL === undefined ? 'DATABASE_URL' : 'DATABASE_OWNER_URL');
    const { migrations, report } = await prepareDatabase(url, progress);
    say(migrations === 0 ? 'The database was up to date.' : `Ran ${plural(migrations, 'migration')}.`);
    say(report);
    return 0;
  });
}
