import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { must } from '../../kernel/assert.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../auth/actor.ts';
import type { Cancellation } from '../cancellation.ts';
import type { Clock } from '../clock.ts';
import { asActor, type Db, type Tx } from '../db/transaction.ts';
import type { Disk } from '../disk.ts';
import type { ByteStore } from '../files/byte-store.ts';
import type { Turnstile } from '../turnstile.ts';
import { checkAddress } from './check-address.ts';
import type { CursorSeal } from './cursor-seal.ts';
import type { Door } from './door.ts';
import { versionOf } from './entity-tag.ts';
import { claimKey, findAnswer, hashRequest, type Retriable, storeAnswer, type StoredAnswer } from './idempotency.ts';
import { BODY_BYTES } from './json-body.ts';
import { acceptsOneOf, mediaTypesOf } from './negotiation.ts';
import { preferredLanguage, statusOf } from './problem.ts';
import type { RateLimits } from './rate-limits.ts';
import { receiveUpload } from './receive-upload.ts';
import { type Answer, answerOf, type AnyRoute, type Look, type OpenRoute, type Route } from './route.ts';
import { sendAnswer, VARY } from './send-answer.ts';
import { type Download, sendDownload } from './send-download.ts';
import { continued, sealOf, withCursor, withPlace } from './sealed-pages.ts';
import { sendEvents } from './server-events.ts';
import { type ChangesSince, withCurrent } from './stale-version.ts';

/** What the routes of every area are served with. */
export interface RouteDependencies {
  readonly db: Db;
  /** Turns at the routes that are heavy. */
  readonly heavy: Turnstile;
  /** Turns at being told on and on: each holds a connection, and asks the database again and again. */
  readonly streams: Turnstile;
  readonly cursors: CursorSeal;
  readonly clock: Clock;
  readonly files: ByteStore;
  readonly disk?: Disk | undefined;
  readonly door: Door;
  readonly limits: RateLimits;
  readonly changesSince: ChangesSince;
}

/** The body of an operation that takes none: what isn't even a record is told that nothing is expected, not that no form of nothing fits. */
const nothing = z.preprocess((sent, context) => {
  if (sent === undefined || (typeof sent === 'object' && !Array.isArray(sent))) return sent;
  context.issues.push({ code: 'invalid_type', expected: 'null', input: sent });
  return z.NEVER;
}, z.strictObject({}).nullish());

/** Hangs one route of an area into the server, with everything that all routes share. */
export function registerRoute(app: FastifyInstance, served: RouteDependencies, route: AnyRoute): void {
  const closing = new AbortController();
  const answer = answerOf(route);
  if (answer.as === 'events') {
    app.addHook('preClose', (done) => {
      closing.abort();
      done();
    });
  }
  const mediaTypes = mediaTypesOf(route);
  app.route({
    method: route.method,
    url: route.url,
    bodyLimit: BODY_BYTES[bodySizeOf(route)],
    // Of what goes on telling, or is recorded as given out, the headers alone are not to be had: it would be told on to nobody.
    exposeHeadRoute: answer.as !== 'events' && answer.as !== 'file',
    onRequest: async (request, reply) => {
      await (route.access === 'open' ? served.limits.countStranger(request, reply) : admit(served, route, request, reply));
      checkAddress(request);
      if (!acceptsOneOf(request.raw, mediaTypes)) throw new Refusal('not-acceptable', { facts: { offered: mediaTypes } });
    },
    // The answer is made, and only to be sent.
    onSend: (request, _reply, payload, done) => {
      served.door.leave(request);
      done(null, payload);
    },
    ...(route.access === 'signed-in' && route.upload ? uploadHooks(route.upload.maximumBytes) : {}),
    schema: {
      operationId: route.operationId,
      summary: route.summary,
      ...(route.description ? { description: route.description } : {}),
      tags: [route.tag],
      ...(route.access === 'signed-in' && route.upload ? { consumes: ['multipart/form-data'] } : {}),
      ...(route.params ? { params: route.params } : {}),
      querystring: route.query ?? z.strictObject({}),
      ...(route.body ? { body: route.body } : route.method === 'GET' || route.method === 'DELETE' ? {} : { body: nothing }),
      response: { [route.status]: route.response ?? z.null().meta({ description: 'Done; nothing to say.' }) },
    },
    handler: async (request, reply) => {
      try {
        await (route.access === 'open'
          ? serveOpen(served, route, request, reply)
          : serveSignedIn(served, route, request, reply, closing.signal));
      } catch (error) {
        if (error instanceof Refusal && statusOf(error.code) === TOO_MANY) await served.limits.holdRefusal(request, reply);
        throw error;
      }
      return reply;
    },
  });
}

/** RFC 6585: too much was asked, here by a rule of the route's own. */
const TOO_MANY = 429;

function bodySizeOf(route: AnyRoute): keyof typeof BODY_BYTES {
  if (!route.body) return 'empty';
  if (route.access === 'open') return 'open';
  return route.isBulk ? 'bulk' : 'usual';
}

/** To sign in, to sign out and to take a key back takes next to no room, and people are to be able to. */
const WRITING: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

async function admit({ door, disk }: RouteDependencies, route: Route, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  checkAccess(route, await door.admit(request, reply));
  if (WRITING.has(route.method) && disk?.isFull()) throw new Refusal('storage-full');
  if (route.upload) door.leave(request);
}

/** A file is taken in only under a key: what would be refused anyway is refused before it is read. */
function uploadHooks(maximumBytes: number) {
  return {
    preValidation: async (request: FastifyRequest, reply: FastifyReply) => {
      keyOf(request);
      await receiveUpload(request, reply, maximumBytes);
    },
  };
}

async function serveOpen({ db, clock }: RouteDependencies, route: OpenRoute, request: FastifyRequest, reply: FastifyReply) {
  const answer = await route.handle({
    db,
    clock,
    requestId: request.id,
    query: request.query,
    body: request.body,
    address: request.ip,
    cookies: request.cookies,
    setCookie: (name, value, maxAge) => {
      void reply.setCookie(name, value, { httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https', path: '/', maxAge });
    },
  });
  return reply
    .code(route.status)
    .headers({ 'cache-control': 'no-store', vary: VARY })
    .send(answer ?? null);
}

async function serveSignedIn(served: RouteDependencies, route: Route, request: FastifyRequest, reply: FastifyReply, closing: AbortSignal) {
  const { actor: admitted, gone } = must(request.visit, 'whoever is served came in by the door');
  const actor = must(admitted, 'and was let in there');
  const version = route.ifMatch ? versionOf(request.headers['if-match']) : 0;
  if (route.method === 'PATCH' && changesNothing(request.body)) throw refuseField('invalid-field', '', 'nothing-to-change');
  const retriable = route.method === 'POST' ? retriableOf(request, version) : null;
  const look = lookAs(served, actor, request, gone);

  const begun = served.clock.now();
  const earlier = await goAhead(served, route, request, reply, look, retriable);
  if (earlier) return sendAnswer(route, request, reply, earlier);

  const seal = await sealOf(served.cursors, route, request, actor.userId);
  const query = withPlace(request.query, seal);
  const language = preferredLanguage(request.headers['accept-language']);
  const work = async (tx: Tx, ctx: ActorContext<AccountActor>): Promise<StoredAnswer | Refusal> => {
    if (route.ahead && served.clock.now().getTime() - begun.getTime() > AHEAD_HOLDS_MS) throw new Refusal('try-again');
    const { params, body } = request;
    const found: unknown = await route.handle({ tx, db: served.db, ctx, params, query, body, version, language });
    if (found instanceof Refusal) return found;
    await route.shows?.(tx, ctx, found, params);
    const value = withCursor(found, seal);
    return { status: route.status, headers: headersOf(answerOf(route), request, value), body: value ?? null };
  };
  const leave = route.isHeavy ? await served.heavy.enter(actor.userId, gone) : null;
  let answer: StoredAnswer | Refusal;
  try {
    answer = await look((tx, ctx) => (retriable === null ? work(tx, ctx) : once(tx, ctx, retriable, work)));
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'stale-version' || !route.ifMatch) throw error;
    throw await withCurrent(served, route.ifMatch, request, look, { version, refusal: error });
  } finally {
    leave?.();
  }
  if (answer instanceof Refusal) throw answer;
  const sending = answerOf(route);
  if (sending.as === 'file') return sendDownload(reply, served.files, answer.body as Download);
  if (sending.as === 'events') {
    reply.raw.once('close', await served.streams.enter(actor.userId, gone));
    const { params } = request;
    return sendEvents(request, reply, sending.follow({ first: answer.body, params, look: lookAs(served, actor, request), closing }));
  }
  return sendAnswer(route, request, reply, answer);
}

/** Looks as this reader, each time at the time that it is then. */
const lookAs =
  ({ db, clock }: RouteDependencies, actor: AccountActor, { id }: FastifyRequest, gone?: Cancellation): Look =>
  (work) => {
    const ctx: ActorContext<AccountActor> = { actor, now: clock.now(), requestId: id };
    return asActor(db, ctx, (tx) => work(tx, ctx), gone);
  };

/** Whether a body names nothing to change: a reason says why, and changes nothing by itself. */
const changesNothing = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && Object.keys(body).every((field) => field === 'reason');

/**
 * How long what was done ahead may be relied upon. It takes as long only where the process or its machine stood still; what was kept for
 * the request is cleared away after longer than this.
 */
const AHEAD_HOLDS_MS = 3_600_000;

/** Does what the route does ahead of its transaction, unless there is an answer already: then gives that. */
async function goAhead(
  { door, files }: RouteDependencies,
  { ahead }: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  look: Look,
  retriable: Retriable | null,
): Promise<StoredAnswer | null> {
  if (!ahead) return null;
  const earlier = retriable && (await look((tx, { actor }) => findAnswer(tx, actor, retriable)));
  if (earlier) return replayed(earlier);
  await door.stepAside(request, reply);
  await ahead({ look, files, params: request.params, body: request.body });
  return null;
}

async function once(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  retriable: Retriable,
  work: (tx: Tx, ctx: ActorContext<AccountActor>) => Promise<StoredAnswer | Refusal>,
): Promise<StoredAnswer> {
  const { actor } = ctx;
  const earlier = await claimKey(tx, actor, retriable);
  if (earlier) return replayed(earlier);
  const answer = await work(tx, ctx);
  if (answer instanceof Refusal) throw answer;
  await storeAnswer(tx, actor, retriable.key, { ...answer, body: withoutSecret(answer.body) });
  return answer;
}

const replayed = (earlier: StoredAnswer): StoredAnswer => ({
  ...earlier,
  headers: { ...earlier.headers, 'idempotency-replayed': 'true' },
});

/** A token is shown once: it is not kept for a retry, which gets the same answer without it. */
function withoutSecret(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('token' in body)) return body;
  const { token: _token, ...rest } = body;
  return rest;
}

function checkAccess(route: Route, actor: AccountActor): void {
  if (!route.roles.includes(actor.role)) throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: route.roles } });
  if (actor.kind === 'api-key' && !actor.scopes.includes(route.scope)) {
    throw new Refusal('scope-not-allowed', { facts: { needed: route.scope } });
  }
  if (route.personsOnly && actor.kind === 'api-key') throw new Refusal('person-required');
}

/** Of what it is based on the version counts alone: whoever reads anew before a retry may have another view of it. */
const retriableOf = (request: FastifyRequest, basedOn: number): Retriable => ({
  key: keyOf(request),
  requestHash: hashRequest(request.method, request.url, basedOn === 0 ? undefined : `"${basedOn}"`, request.body),
});

/** As the API document has it. */
const KEY = /^[\x21-\x7e]{1,200}$/;

function keyOf(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (key === undefined) throw new Refusal('idempotency-key-required');
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new Refusal('invalid-field', { fields: [{ pointer: 'header/idempotency-key', code: 'invalid-format', limit: KEY.source }] });
  }
  return key;
}

/** What an answer tells besides itself; a retry is told the same. */
function headersOf(answer: Answer, request: FastifyRequest, value: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  const { next } = (value ?? {}) as { next?: unknown };
  if (answer.as === 'json' && answer.location) headers['location'] = answer.location(value);
  if (typeof next === 'string') headers['link'] = `<${continued(request.url, next)}>; rel="next"`;
  return headers;
}
