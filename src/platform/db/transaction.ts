import { must } from '../../kernel/assert.ts';
import { type ActorContext, type Actor, systemActor } from '../auth/actor.ts';
import type { Cancellation } from '../cancellation.ts';
import type { Db } from './connect.ts';
import { isUnsealed, keyOf, SEAL_KEY, type Sealer, type SealKey, type Speaker } from './identity-seal.ts';
import { askWithin, type Opening, SPEAKER, sendAhead, type Settings, type Tx } from './pool.ts';
import { withRetries } from './retry.ts';

export type { Db } from './connect.ts';
export type { Tx } from './pool.ts';

/** What says in a transaction who is asking: read by policies through `wasl.reader_*`, for as long as the seal is right. */
export function readerSettings(sealer: Sealer, ctx: ActorContext): Settings {
  const { identity, seal } = sealer.seal(ctx);
  return [
    ['role', 'wasl_app'],
    ['wasl.identity', identity],
    ['wasl.seal', seal],
  ];
}

/** Whose turn it is to have a connection, where many want one. */
export const ownerOf = (actor: Actor): string => (actor.kind === 'system' ? actor.job : actor.userId);

/**
 * The only way to an organisation's rows: one transaction under the unprivileged role `wasl_app`, with the reader's sealed identity
 * set for this transaction alone. The whole of `work` is run again after a deadlock or a serialisation failure, so it may
 * touch nothing but the database. When it is cancelled what runs is ended, and nothing of it stays.
 */
export function asActor<T>(db: Db, ctx: ActorContext, work: (tx: Tx) => Promise<T>, cancellation?: Cancellation): Promise<T> {
  const { actor } = ctx;
  const kind = actor.kind === 'system' ? 'jobs' : 'people';
  const attempt = async (): Promise<T> => {
    const sealer = await sealerOf(db, kind);
    const opening: Opening = { settings: readerSettings(sealer, ctx), admission: 'wasl.admit()' };
    return db[kind].transaction(opening, { owner: ownerOf(actor), cancellation }, (tx) => work(spokenBy(tx, { sealer, ctx })));
  };
  return withRetries(() =>
    attempt().catch((error: unknown) => {
      if (!isUnsealed(error)) throw error;
      // Another key than at the start, or another clock: the database was restored, say. Nothing of the transaction was done.
      db.seals.forget();
      return attempt();
    }),
  );
}

const sealerOf = (db: Db, pool: 'people' | 'jobs'): Promise<Sealer> =>
  db.seals.forPool(pool, async () => keyOf(await askAuthenticator<SealKey>(db, 'seal', SEAL_KEY, [])));

const spokenBy = (tx: Tx, speaker: Speaker): Tx => Object.assign(tx, { [SPEAKER]: speaker });

const IDENTITY = `set_config('wasl.identity', $1, true), set_config('wasl.seal', $2, true)`;
const IDENTITY_OF_APP = `select set_config('role', 'wasl_app', true), ${IDENTITY}`;
const IDENTITY_ALONE = `select ${IDENTITY}`;

/** Goes on as somebody else in the same transaction: what follows from a change, or the many people of the scenario. Each has a seal of its own. */
export function switchTo(tx: Tx, ctx: ActorContext): void {
  sendIdentity(tx, IDENTITY_OF_APP, ctx);
}

/** Runs what is to be told of somebody else than whoever asks, with the rights as they are; at the authenticator it is told of somebody only so. */
export async function speakingFor<T>(tx: Tx, ctx: ActorContext, work: () => Promise<T>): Promise<T> {
  const { ctx: before } = speakerOf(tx);
  if (before !== null && isSame(before, ctx)) return work();
  sendIdentity(tx, IDENTITY_ALONE, ctx);
  const result = await work();
  if (before !== null) sendIdentity(tx, IDENTITY_ALONE, before);
  return result;
}

const isSame = (one: ActorContext, other: ActorContext): boolean =>
  one.actor === other.actor && one.now.getTime() === other.now.getTime() && one.requestId === other.requestId;

const speakerOf = (tx: Tx): Speaker => must(tx[SPEAKER], 'a transaction of somebody has what seals who it is');

function sendIdentity(tx: Tx, text: string, ctx: ActorContext): void {
  const speaker = speakerOf(tx);
  const { identity, seal } = speaker.sealer.seal(ctx);
  speaker.ctx = ctx;
  sendAhead(tx, { text, values: [identity, seal] });
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

const AS_AUTHENTICATOR: Opening = { settings: [['role', 'wasl_authenticator']] };

/**
 * Identity's own door: the role `wasl_authenticator` reaches accounts, sessions, keys and throttles, and nothing else. Whoever comes often waits
 * behind themselves: the owner is an account or a credential, or the network where nobody has signed in.
 */
export function asAuthenticator<T>(db: Db, owner: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withRetries(async () => {
    const sealer = await sealerOf(db, 'people');
    return db.authenticator.transaction(AS_AUTHENTICATOR, { owner }, (tx) => work(spokenBy(tx, { sealer, ctx: null })));
  });
}

/** One question at identity's door. */
export function askAuthenticator<Row>(db: Db, owner: string, text: string, values: readonly string[]): Promise<readonly Row[]> {
  return withRetries(() =>
    db.authenticatorIsItsLogin
      ? db.authenticator.query<Row>({ text, values }, owner)
      : db.authenticator.transaction(AS_AUTHENTICATOR, { owner }, (tx) => askWithin<Row>(tx, { text, values })),
  );
}
