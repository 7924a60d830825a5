import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { must } from '../../kernel/assert.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { AccountActor } from '../auth/actor.ts';
import { HeldRefusals } from './held-refusals.ts';

const MINUTE = 60_000;

/** Requests a minute. */
export interface Bounds {
  readonly account: number;
  readonly apiKey: number;
  readonly address: number;
  /** How long a refusal is held back from whoever asks on. */
  readonly holdSeconds: number;
}

/** So many refusals a minute are given at once: those of requests that were under way, and of a program that looks whether it may. */
const REFUSED_AT_ONCE = 10;
/** Each is a connection that stays open; of a caller with more than that each request has to open its own. */
const MOST_HELD = 1_000;

/** Counts a request, says in its answer what is left, and refuses one too many. */
export interface RateLimits {
  /** One that nobody has signed for, by where it comes from. */
  readonly countStranger: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  /** One of somebody signed in: by the account, with all its sessions and keys, and by the API key. Never by the address. */
  readonly countHolder: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  /**
   * For a refusal that a rule of its own gave because of how much was asked: comes when it may be answered, which is late for whoever
   * was given more than ten such within a minute, by account or, where nobody has signed for it, by address.
   */
  readonly holdRefusal: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

/**
 * Counted in each process by itself: what is protected is the process, and a shared count would cost every read a write. Guesses at
 * passwords are another matter, and are counted in the database (areas/identity).
 */
export async function makeRateLimits(app: FastifyInstance, bounds: Bounds): Promise<RateLimits> {
  await app.register(rateLimit, { global: false });
  const held = new HeldRefusals(bounds.holdSeconds * 1000, MOST_HELD);
  app.addHook('preClose', async () => held.end());
  const limit = (name: string, max: number, keyGenerator?: (request: FastifyRequest) => string): Limit => ({
    name,
    count: app.createRateLimit({ max, timeWindow: MINUTE, ban: REFUSED_AT_ONCE, ...(keyGenerator ? { keyGenerator } : {}) }),
  });
  const byAddress = limit('address', bounds.address); // IPv6 by its first 64 bits
  const byAccount = limit('account', bounds.account, (request) => holderOf(request).userId);
  const byApiKey = limit('api-key', bounds.apiKey, (request) => keyIdOf(holderOf(request)));
  const refusalsByAddress = limit('refusals', REFUSED_AT_ONCE);
  const refusalsByAccount = limit('refusals', REFUSED_AT_ONCE, (request) => holderOf(request).userId);

  return {
    countStranger: (request, reply) => count(request, reply, [byAddress], held),
    countHolder: (request, reply) =>
      count(request, reply, holderOf(request).kind === 'api-key' ? [byAccount, byApiKey] : [byAccount], held),
    holdRefusal: async (request, reply) => {
      const counted = await (request.visit?.actor ? refusalsByAccount : refusalsByAddress).count(request);
      if (!counted.isAllowed && counted.isExceeded) await hold(request, reply, held);
    },
  };
}

interface Limit {
  readonly name: string;
  readonly count: ReturnType<FastifyInstance['createRateLimit']>;
}

const holderOf = ({ visit }: FastifyRequest): AccountActor => must(visit?.actor ?? undefined, 'whose request is counted is known');

const keyIdOf = (actor: AccountActor): string => (actor.kind === 'api-key' ? actor.apiKeyId : '');

/** The fields are those of draft-ietf-httpapi-ratelimit-headers: a policy and what is left of it, by name. */
async function count(request: FastifyRequest, reply: FastifyReply, limits: readonly Limit[], held: HeldRefusals): Promise<void> {
  const policies: string[] = [];
  const left: string[] = [];
  let wait = 0;
  let asksOn = false;
  for (const { name, count: countOne } of limits) {
    const counted = await countOne(request);
    if (counted.isAllowed) continue;
    policies.push(`"${name}";q=${counted.max};w=${counted.timeWindow / 1000}`);
    left.push(`"${name}";r=${counted.remaining};t=${counted.ttlInSeconds}`);
    asksOn ||= counted.isBanned;
    if (counted.isExceeded) wait = Math.max(wait, counted.ttlInSeconds);
  }
  void reply.headers({ 'ratelimit-policy': policies.join(', '), ratelimit: left.join(', ') });
  if (wait === 0) return;
  if (asksOn) await hold(request, reply, held);
  throw new Refusal('too-many-requests', { facts: { retryAfterSeconds: wait } });
}

async function hold(request: FastifyRequest, reply: FastifyReply, held: HeldRefusals): Promise<void> {
  request.visit?.leave();
  if (!(await held.hold(reply.raw))) void reply.header('connection', 'close');
}
