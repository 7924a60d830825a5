import { createHmac } from 'node:crypto';
import { assert, must } from '../../kernel/assert.ts';
import type { ActorContext } from '../auth/actor.ts';
import { postgresErrorOf } from './postgres-error.ts';

/**
 * Who asks, as the policies read it, sealed: an HMAC under a key that the login serving people can't read, so that a statement smuggled into
 * a person's transaction can't become somebody else. It may show the seal that it finds there again, which is that person's own, for this clock,
 * until it runs out. PostgreSQL holds it against the same key (`wasl.sealed`, drizzle/0000_foundation.sql).
 */
export interface SealedIdentity {
  readonly identity: string;
  readonly seal: string;
}

/** What a seal is made with, as the database tells it; `now` is its clock, in seconds, by which seals run out. */
export interface SealKey {
  readonly key: Uint8Array;
  readonly now: number;
}

/** A clock that went wrong by less changes nothing. */
const CLOCKS_APART_SECONDS = 60;

/** The parts in this order, which `wasl.reader_*` know. None of them has a line in it that another wrote. */
function partsOf({ actor, now, requestId }: ActorContext, until: number): readonly string[] {
  const account = actor.kind === 'system' ? null : actor;
  return [
    until.toFixed(3),
    actor.role,
    account?.userId ?? '',
    account?.organisationId ?? '',
    account?.unitId ?? '',
    account ? `{${account.scope.join(',')}}` : '{}',
    now.toISOString(),
    actor.kind,
    actor.kind === 'system' ? actor.job : '',
    requestId ?? '',
  ];
}

/** Seals identities with the key of one database, each for as long as its transaction may take. */
export class Sealer {
  readonly #key: Uint8Array;
  readonly #aheadSeconds: number;
  readonly #validSeconds: number;

  constructor({ key, now }: SealKey, validSeconds: number) {
    this.#key = key;
    this.#aheadSeconds = now - Date.now() / 1000;
    this.#validSeconds = validSeconds + CLOCKS_APART_SECONDS;
  }

  seal(ctx: ActorContext): SealedIdentity {
    const parts = partsOf(ctx, Date.now() / 1000 + this.#aheadSeconds + this.#validSeconds);
    assert(!parts.some((part) => part.includes('\n')), 'no part of an identity has a line break');
    const identity = parts.join('\n');
    return { identity, seal: createHmac('sha256', this.#key).update(identity).digest('hex') };
  }
}

/** As whom a transaction goes on at this moment, null where it is the authenticator's and nobody's; and what seals whom it goes on as. */
export interface Speaker {
  readonly sealer: Sealer;
  ctx: ActorContext | null;
}

/** How long a transaction of each kind may take, in seconds. */
export interface SealTimes {
  readonly people: number;
  readonly jobs: number;
}

/** The sealers of a process. The key is asked for once, and again where PostgreSQL takes no seal: another key or another clock is there. */
export class Seals {
  readonly #times: SealTimes;
  #sealers: Promise<Readonly<Record<keyof SealTimes, Sealer>>> | null = null;

  constructor(times: SealTimes) {
    this.#times = times;
  }

  async forPool(pool: keyof SealTimes, readKey: () => Promise<SealKey>): Promise<Sealer> {
    this.#sealers ??= this.#make(readKey);
    const asked = this.#sealers;
    try {
      return (await asked)[pool];
    } catch (error) {
      if (this.#sealers === asked) this.#sealers = null; // the next transaction asks again
      throw error;
    }
  }

  forget(): void {
    this.#sealers = null;
  }

  async #make(readKey: () => Promise<SealKey>) {
    const key = await readKey();
    return { people: new Sealer(key, this.#times.people), jobs: new Sealer(key, this.#times.jobs) };
  }
}

/** What gives the key to whoever is the authenticator. */
export const SEAL_KEY = 'select key, extract(epoch from clock_timestamp())::float8 as now from wasl.seal_key';

export const keyOf = (rows: readonly SealKey[]): SealKey => must(rows[0], 'the migrations have made a key');

/** Raised by `wasl.admit` and `wasl.record_events`. */
export const isUnsealed = (error: unknown): boolean => postgresErrorOf(error)?.code === 'WA001';
