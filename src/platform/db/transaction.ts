import { type ActorContext, type Actor, systemActor } from '../auth/actor.ts';
import type { Cancellation } from '../cancellation.ts';
import type { Db } from './connect.ts';
import { askWithin, sendAhead, type Settings, type Tx } from './pool.ts';
import { withRetries } from './retry.ts';

export type { Db } from './connect.ts';
export type { Tx } from './pool.ts';

/** The names under which the policies of the database read who is asking; see drizzle/ for the functions `wasl.reader_*`. */
export function readerSettings({ actor, now, requestId }: ActorContext): Settings {
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

/** Whose turn it is to have a connection, where many want one. */
export const ownerOf = (actor: Actor): string => (actor.kind === 'system' ? actor.job : actor.userId);

/**
 * The only way to an organisation's rows: one transaction under the unprivileged role `wasl_app`, with the reader's identity
 * set for this transaction alone. The whole of `work` is run again after a deadlock or a serialisation failure, so it may
 * touch nothing but the database. When it is cancelled what runs is ended, and nothing of it stays.
 */
export function asActor<T>(db: Db, ctx: ActorContext, work: (tx: Tx) => Promise<T>, cancellation?: Cancellation): Promise<T> {
  const { actor } = ctx;
  const pool = actor.kind === 'system' ? db.jobs : db.people;
  return withRetries(() => pool.transaction(readerSettings(ctx), { owner: ownerOf(actor), cancellation }, work));
}

const IDENTITY = `select ${readerSettings({ actor: systemActor(''), now: new Date(0), requestId: null })
  .map((_, index) => `set_config($${index * 2 + 1}, $${index * 2 + 2}, true)`)
  .join(', ')}`;

/** Goes on as somebody else in the same transaction: what follows from a change, or the many people of the scenario. */
export function switchTo(tx: Tx, ctx: ActorContext): void {
  sendAhead(tx, { text: IDENTITY, values: readerSettings(ctx).flat() });
}

/**
 * Runs what follows from a change (a derived state, a release) as the system inside the same transaction, then gives the
 * identity back. On an error nothing is given back: the transaction is lost with it.
 */
export async function asConsequence<T>(tx: Tx, ctx: ActorContext, job: string, work: (ctx: ActorContext) => Promise<T>): Promise<T> {
  if (ctx.actor.kind === 'system' && ctx.actor.job === job) return work(ctx);
  const consequence: ActorContext = { ...ctx, actor: systemActor(job) };
  switchTo(tx, consequence);
  const result = await work(consequence);
  switchTo(tx, ctx);
  return result;
}

const AS_AUTHENTICATOR: Settings = [['role', 'wasl_authenticator']];

/**
 * Identity's own door: the role `wasl_authenticator` reaches accounts, sessions, keys and throttles, and nothing else. Whoever comes often waits
 * behind themselves: the owner is an account or a credential, or the network where nobody has signed in.
 */
export function asAuthenticator<T>(db: Db, owner: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withRetries(() => db.authenticator.transaction(AS_AUTHENTICATOR, { owner }, work));
}

/** One question at identity's door. */
export function askAuthenticator<Row>(db: Db, owner: string, text: string, values: readonly string[]): Promise<readonly Row[]> {
  return withRetries(() =>
    db.authenticatorIsItsLogin
      ? db.authenticator.query<Row>({ text, values }, owner)
      : db.authenticator.transaction(AS_AUTHENTICATOR, { owner }, (tx) => askWithin<Row>(tx, { text, values })),
  );
}
