import type { DatabaseChoice } from '../open-database.ts';
import { UnusableLogin } from '../platform/db/logins.ts';
import { waitForDatabase } from '../platform/db/wait-for-database.ts';
import type { Settings } from '../settings.ts';

/** The settings of a command that changes tables: on the database that they name, by its owner instead of the service's logins. */
export const settingsOfOwner = (settings: Settings): DatabaseChoice =>
  withLogin(
    settings,
    'DATABASE_OWNER_URL',
    'where the service has logins of its own, only the owner of the database may change its tables.',
  );

/** The settings of a command that reads everything and changes nothing: on the database that they name, as who may read all of it. */
export const settingsOfBackup = (settings: Settings): DatabaseChoice =>
  withLogin(
    settings,
    'DATABASE_BACKUP_URL',
    'where the service has logins of its own, none of them may read everything. Set it to the login wasl_backup.',
  );

/** The owner's address for what is done beside the service's logins, once it lets us in; undefined where none is given. */
export async function reachOwner(
  { DATABASE_OWNER_URL: url, DATABASE_WAIT_SECONDS: seconds }: Settings,
  say: (line: string) => void,
  unwanted?: AbortSignal,
) {
  if (url === undefined) return undefined;
  await waitForDatabase({ url, setting: 'DATABASE_OWNER_URL' }, { seconds, say, unwanted });
  return url;
}

/** A small installation has one login for everything; where logins are apart the right one has to be named. */
function withLogin(settings: Settings, login: 'DATABASE_OWNER_URL' | 'DATABASE_BACKUP_URL', whyNeeded: string): DatabaseChoice {
  const url = settings[login];
  if (url !== undefined) {
    return { ...settings, DATABASE_URL: url, DATABASE_AUTHENTICATOR_URL: undefined, DATABASE_DIRECT_URL: undefined, login };
  }
  if (settings.DATABASE_AUTHENTICATOR_URL === undefined) return settings;
  throw new UnusableLogin(`${login} is missing: ${whyNeeded}`);
}
