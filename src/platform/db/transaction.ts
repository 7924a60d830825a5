import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { type Act, systemActor } from '../auth/actor.ts';
import { pipelined, pipelinedQuery, sendAhead } from './pipelined-transaction.ts';
import { withRetries } from './retry.ts';

export type Db = PostgresJsDatabase;
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

/** The names under which the policies of the database read who is asking; see drizzle/ for the functions `wasl.reader_*`. */
export function readerSettings({ actor, now, requestId }: Act): readonly [name: string, value: string][] {
  const account = actor.kind === 'system' ? null : actor;
  return [
    ['role', 'wasl_app'],
    ['wasl.role', actor.role],
    ['wasl.user_id', account?.userId ?? ''],
    ['wasl.organisation_id', account?.organisationId ?? ''],
    ['wasl.unit_id', account?.unitId ?? ''],
    ['wasl.scope', account ? `{${account.scope.join(',')}}` : '{}'],
    ['wasl.now', now.toISOString()],
    ['wasl.request_id', requestId ?? ''],
  ];
}

/**
 * The only way to an organisation's rows: one transaction under the unprivileged role `wasl_app`, with the reader's identity
 * set for this transaction alone. The whole of `work` is run again after a deadlock or a serialisation failure, so it may
 * touch nothing but the database.
 */
export function asActor<T>(db: Db, act: Act, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withRetries(() => pipelined(db, identityStatement(act), work));
}

const IDENTITY = `select ${readerSettings({ actor: systemActor(''), now: new Date(0), requestId: null })
  .map((_, index) => `set_config($${index * 2 + 1}, $${index * 2 + 2}, true)`)
  .join(', ')}`;

const identityStatement = (act: Act) => ({ text: IDENTITY, values: readerSettings(act).flat() });

/** Goes on as somebody else in the same transaction: what follows from a change, or the many people of the scenario. */
export function switchTo(tx: Tx, act: Act): void {
  sendAhead(tx, identityStatement(act));
}

/**
 * Runs what follows from a change (a derived state, a release) as the system inside the same transaction, then gives the
 * identity back. On an error nothing is given back: the transaction is lost with it.
 */
export async function asConsequence<T>(tx: Tx, act: Act, job: string, work: (act: Act) => Promise<T>): Promise<T> {
  if (act.actor.kind === 'system' && act.actor.job === job) return work(act);
  const consequence: Act = { ...act, actor: systemActor(job) };
  switchTo(tx, consequence);
  const result = await work(consequence);
  switchTo(tx, act);
  return result;
}

/** A moment at identity's door inside a transaction of a person's own: changing a password reads what `wasl_app` may not. */
export async function withinGate<T>(tx: Tx, act: Act, work: () => Promise<T>): Promise<T> {
  sendAhead(tx, GATE);
  const result = await work();
  switchTo(tx, act);
  return result;
}

const GATE = { text: `select set_config('role', 'wasl_gate', true)`, values: [] };

/** Identity's own door: the role `wasl_gate` reaches accounts, sessions, keys and throttles, and nothing else. */
export function asGatekeeper<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withRetries(() => pipelined(db, GATE, work));
}

/** One question at identity's door, answered in a single trip to the database. */
export function askGatekeeper<Row>(db: Db, text: string, values: readonly string[]): Promise<readonly Row[]> {
  return withRetries(() => pipelinedQuery<Row>(db, GATE, { text, values }));
}
