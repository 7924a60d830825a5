import { sql } from 'drizzle-orm';
import { plural } from '../kernel/plural.ts';
import { type ActorContext, systemActor } from '../platform/auth/actor.ts';
import type { Clock } from '../platform/clock.ts';
import { asActor, type Db } from '../platform/db/transaction.ts';
import { type OnProgress, unheard } from '../platform/progress.ts';
import { DEMO_ACCOUNTS } from './accounts.ts';
import { loadRows } from './rows/load-rows.ts';
import { readRowFile, type TableRows } from './rows/row-file.ts';
import { accountExists } from './stage.ts';

/**
 * Fills a database that holds no need yet with the illustrative scenario and demo accounts, as the verbs made them (play-scenario.ts),
 * with every day moved so that the scenario's reference date is today. `ownerUrl` is for the owner of the tables. All of it in one transaction:
 * a start that is killed leaves nothing half. Answers what it did, or null where there were needs already.
 */
export async function loadDemoWhereEmpty(db: Db, ownerUrl: string, clock: Clock, onProgress: OnProgress = unheard): Promise<string | null> {
  const ctx: ActorContext = { actor: systemActor('scenario'), now: clock.now(), requestId: null };
  const isEmpty = await asActor(db, ctx, async (tx) => {
    const [found] = await tx.execute<{ empty: boolean }>(sql`select not exists (select from needs) as empty`);
    return found?.empty ?? false;
  });
  if (!isEmpty) return null;
  const tables = await readRowFile();
  return (await loadRows(ownerUrl, ctx, tables, onProgress)) ? whatIsIn(tables) : null;
}

const MANY: Readonly<Record<string, string>> = { match: 'matches', delivery: 'deliveries' };

function whatIsIn(tables: readonly TableRows[]): string {
  const count = (one: string, many = `${one}s`): string => plural(tables.find(({ table }) => table === many)?.rows.length ?? 0, one, many);
  const things = ['unit', 'need', 'offer', 'match', 'delivery', 'obstacle', 'package', 'meeting', 'recommendation', 'agreement'];
  const counted = things.map((one) => count(one, MANY[one]));
  return `Loaded the illustrative scenario: ${counted.join(', ')}. Everything in it is invented.`;
}

/** Whether the demo accounts are here, so that the greeting may name them. */
export function hasDemoAccounts(db: Db): Promise<boolean> {
  const ctx: ActorContext = { actor: systemActor('greeting'), now: new Date(0), requestId: null };
  return asActor(db, ctx, (tx) => accountExists(tx, DEMO_ACCOUNTS[0]?.login ?? ''));
}
