import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { must } from '../../kernel/assert.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { AccountActor } from '../auth/actor.ts';
import { Cancellation } from '../cancellation.ts';
import { Turnstile } from '../turnstile.ts';
import type { RateLimits } from './rate-limits.ts';

export interface DoorBounds {
  /** Requests that are worked on at once. */
  readonly perAccount: number;
  /** Requests that wait before it is looked up whose they are, of everybody. */
  readonly waiting: number;
  readonly waitMs: number;
}

export interface Doorkeeping {
  /** The secret that a request shows, whosoever it is; known without asking anybody. */
  readonly credentialOf: (request: FastifyRequest) => string | undefined;
  /** Who holds these credentials; null for nobody. Refuses a cookie on a change that lacks its CSRF token. */
  readonly authenticate: (request: FastifyRequest) => Promise<AccountActor | null>;
  readonly limits: RateLimits;
}

/** What is known of whoever asks, on the request itself: maps beside it, weak as they are, cost a list of needs a tenth of its time. */
export class Visit {
  actor: AccountActor | null = null;
  /** Comes when the caller goes away before it has its answer. */
  readonly gone = new Cancellation();
  readonly waysOut: (() => void)[] = [];

  constructor({ raw }: FastifyReply) {
    if (raw.closed) this.#goneAway();
    raw.once('close', () => {
      this.leave();
      if (!raw.writableFinished) this.#goneAway();
    });
  }

  leave(): void {
    for (const leave of this.waysOut.splice(0)) leave();
  }

  #goneAway(): void {
    this.gone.cancel(new Refusal('try-again'));
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null until its turn at the door, and on open routes. */
    visit: Visit | null;
  }
}

/** Gives requests the place in which a {@link Door} writes. */
export function prepareVisits(app: FastifyInstance): void {
  app.decorateRequest('visit', null);
}

const MOST_REMEMBERED = 1_000;

/**
 * Lets in who is signed in, and of each no more at once than one may have: sixty connections of one account would otherwise have
 * sixty turns at everything for the one turn of another. The bound on what is shown comes first, since it costs no database; the one
 * on the account holds together what comes under several sessions and keys. A place is held until the answer is made, not until it
 * is read: a slow reader, or one who is told on and on, keeps nobody waiting.
 */
export class Door {
  readonly #keeping: Doorkeeping;
  readonly #ofCredential: Turnstile;
  readonly #ofAccount: Turnstile;
  readonly #aside: Turnstile;
  /** Who was refused one request too many, by the credential, until a request is within the limit again. */
  readonly #limited = new Map<string, AccountActor>();

  constructor(keeping: Doorkeeping, { perAccount, waiting, waitMs }: DoorBounds) {
    const bounds = { places: Infinity, placesPerOwner: perAccount, waiting, waitMs };
    this.#keeping = keeping;
    this.#ofCredential = new Turnstile({ ...bounds, waitingPerOwner: waiting });
    // What waits here has been let in by its credential, so there are few of each.
    this.#ofAccount = new Turnstile({ ...bounds, waitingPerOwner: perAccount });
    this.#aside = new Turnstile({ ...bounds, waitingPerOwner: waiting });
  }

  /** With nothing of the body read yet: what a stranger sends is neither parsed nor checked. */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<AccountActor> {
    const { credentialOf, authenticate, limits } = this.#keeping;
    const { gone } = (request.visit = new Visit(reply));
    const credential = credentialOf(request);
    if (credential !== undefined) {
      await this.#refuseIfLimited(credential, request, reply);
      this.#hold(request, reply, await this.#ofCredential.enter(credential, gone));
    }
    const actor = await authenticate(request);
    if (!actor) {
      await limits.countStranger(request, reply);
      throw new Refusal('not-signed-in');
    }
    request.visit.actor = actor;
    await limits.countHolder(request, reply).catch((refusal: unknown) => {
      if (credential !== undefined) this.#rememberLimited(credential, actor);
      throw refusal;
    });
    this.#hold(request, reply, await this.#ofAccount.enter(actor.userId, gone));
    return actor;
  }

  /** While a file comes over a slow line nothing is worked on. */
  leave(request: FastifyRequest): void {
    request.visit?.leave();
  }

  /**
   * Gives the place back for one aside, of which an account has as many again: what waits there, for something other than the database,
   * keeps nothing else waiting that the account asks.
   */
  async stepAside(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { actor, gone } = must(request.visit, 'whoever steps aside came in by the door');
    this.leave(request);
    this.#hold(request, reply, await this.#aside.enter(must(actor, 'and was let in there').userId, gone));
  }

  /** Whoever has asked too much, and asks on, costs no look at the database: whose it was is known, and all that is done is to count. */
  async #refuseIfLimited(credential: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const actor = this.#limited.get(credential);
    if (actor === undefined || request.visit === null) return;
    request.visit.actor = actor;
    await this.#keeping.limits.countHolder(request, reply);
    request.visit.actor = null;
    this.#limited.delete(credential);
  }

  #rememberLimited(credential: string, actor: AccountActor): void {
    const [oldest] = this.#limited.keys();
    if (oldest !== undefined && this.#limited.size >= MOST_REMEMBERED) this.#limited.delete(oldest);
    this.#limited.set(credential, actor);
  }

  #hold(request: FastifyRequest, { raw }: FastifyReply, leave: () => void): void {
    // Whoever has gone away already says so no more.
    if (raw.closed) return leave();
    request.visit?.waysOut.push(leave);
  }
}
