import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../demo/accounts.ts';
import { loadDemoWhereEmpty } from '../demo/load-demo.ts';
import { openDatabase } from '../main.ts';
import { systemClock } from '../platform/clock.ts';
import { connect } from '../platform/db/connect.ts';
import { prepareDatabase } from '../prepare.ts';
import type { Settings } from '../settings.ts';

/** Asked for by name, so it also fills an own PostgreSQL; a database that holds needs is left as it is. */
export async function demoCommand(settings: Settings, say: (line: string) => void): Promise<number> {
  const opened = await openDatabase(settings);
  const database = connect(opened.url, 4);
  try {
    await prepareDatabase(opened.url);
    const loaded = await loadDemoWhereEmpty(database.db, systemClock);
    if (loaded === null) {
      say('This database already holds needs: nothing was loaded.');
      return 1;
    }
    say(loaded);
    say(`Password of every demo account: ${DEMO_PASSWORD}`);
    for (const { role, login } of DEMO_ACCOUNTS) say(`  ${role.padEnd(14)} ${login}`);
    return 0;
  } finally {
    await database.close();
    await opened.close();
  }
}
