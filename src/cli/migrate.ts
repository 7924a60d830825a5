import { openDatabase } from '../main.ts';
import { prepareDatabase } from '../prepare.ts';
import type { Settings } from '../settings.ts';

export async function migrateCommand(settings: Settings, say: (line: string) => void): Promise<number> {
  const opened = await openDatabase(settings);
  try {
    const { migrations, report } = await prepareDatabase(opened.url);
    say(migrations === 0 ? 'The database was up to date.' : `Ran ${migrations} migrations.`);
    say(report);
    return 0;
  } finally {
    await opened.close();
  }
}
