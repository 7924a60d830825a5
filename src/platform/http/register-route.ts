import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { AccountActor, Act } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import { asActor, type Db, type Tx } from '../db/transaction.ts';
import type { ByteStore } from '../files/byte-store.ts';
import { claimKey, hashRequest, storeAnswer, type StoredAnswer } from './idempotency.ts';
import { preferredLanguage } from './problem.ts';
import { discardUpload, receiveUpload } from './receive-upload.ts';
import type { AnyRoute, Followed, OpenRoute, Route } from './route.ts';
import { type Download, sendDownload } from './send-download.ts';
import { sendEvents } from './server-events.ts';

/** What the routes of every area are served with. */
export interface Served {
  readonly db: Db;
  readonly clock: Clock;
  readonly files: ByteStore;
  /** Who holds these credentials; null for nobody. Refuses a cookie on a change that lacks its CSRF token. */
  readonly authenticate: (request: FastifyRequest) => Promise<AccountActor | null>;
}

const nothing = z.undefined().or(z.null()).or(z.strictObject({}));

/** Hangs one route of an area into the server, with everything that all routes share. */
export function registerRoute(app: FastifyInstance, served: Served, route: AnyRoute): void {
  const closing = new AbortController();
  if (route.access === 'signed-in' && route.follow) {
    app.addHook('preClose', (done) => {
      closing.abort();
      done();
    });
  }
  app.route({
    method: route.method,
    url: route.url,
    ...(route.access === 'signed-in' && route.upload ? uploadHooks(served, route, route.upload.maximumBytes) : {}),
    ...(route.access === 'signed-in' && route.isProven ? { serializerCompiler: () => (data: unknown) => JSON.stringify(data) } : {}),
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
      await (route.access === 'open'
        ? serveOpen(served, route, request, reply)
        : serveSignedIn(served, route, request, reply, closing.signal));
      return reply;
    },
  });
}

/** A file is taken in only from who may send it here, and under a key: what would be refused anyway is refused before it is read. */
function uploadHooks(served: Served, route: Route, maximumBytes: number) {
  return {
    preValidation: async (request: FastifyRequest, reply: FastifyReply) => {
      checkAccess(route, await whoAsks(served, request));
      keyOf(request);
      await receiveUpload(request, reply, maximumBytes);
    },
    onResponse: discardUpload,
    onRequestAbort: discardUpload,
  };
}

async function whoAsks(served: Served, request: FastifyRequest): Promise<AccountActor> {
  const actor = await served.authenticate(request);
  if (!actor) throw new Refusal('not-signed-in');
  return actor;
}

async function serveOpen({ db, clock }: Served, route: OpenRoute, request: FastifyRequest, reply: FastifyReply) {
  const answer = await route.handle({
    db,
    clock,
    requestId: request.id,
    query: request.query,
    body: request.body,
    address: request.ip,
    setCookie: (name, value, maxAge) => {
      void reply.setCookie(name, value, { httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https', path: '/', maxAge });
    },
  });
  return reply.code(route.status).send(answer ?? null);
}

async function serveSignedIn(served: Served, route: Route, request: FastifyRequest, reply: FastifyReply, closing: AbortSignal) {
  const actor = await whoAsks(served, request);
  checkAccess(route, actor);
  const version = route.ifMatch ? versionOf(request.headers['if-match']) : 0;
  const act: Act<AccountActor> = { actor, now: served.clock.now(), requestId: request.id };

  const language = preferredLanguage(request.headers['accept-language']);
  const work = async (tx: Tx): Promise<StoredAnswer | Refusal> => {
    const { params, query, body } = request;
    const value: unknown = await route.handle({ tx, act, files: served.files, params, query, body, version, language });
    if (value instanceof Refusal) return value;
    return { status: route.status, headers: headersOf(route, request, value), body: value ?? null };
  };
  const key = route.method === 'POST' ? keyOf(request) : null;
  const answer = await asActor(served.db, act, (tx) => (key === null ? work(tx) : once(tx, act, key, request, work)));
  if (answer instanceof Refusal) throw answer;
  if (route.clearsCookie !== undefined) void reply.clearCookie(route.clearsCookie, { path: '/' });
  if (route.download) return sendDownload(reply, served.files, answer.body as Download);
  if (route.follow) {
    const look: Followed<unknown, unknown>['look'] = (ask) => {
      const now: Act<AccountActor> = { ...act, now: served.clock.now() };
      return asActor(served.db, now, (tx) => ask(tx, now));
    };
    return sendEvents(reply, route.follow({ first: answer.body, params: request.params, look, closing }));
  }
  return reply.code(answer.status).headers(answer.headers).send(answer.body);
}

async function once(
  tx: Tx,
  { actor }: Act<AccountActor>,
  key: string,
  request: FastifyRequest,
  work: (tx: Tx) => Promise<StoredAnswer | Refusal>,
): Promise<StoredAnswer> {
  const earlier = await claimKey(tx, actor, key, hashRequest(request.method, request.url, request.headers['if-match'], request.body));
  if (earlier) return { ...earlier, headers: { ...earlier.headers, 'idempotency-replayed': 'true' } };
  const answer = await work(tx);
  if (answer instanceof Refusal) throw answer;
  await storeAnswer(tx, actor, key, { ...answer, body: withoutSecret(answer.body) });
  return answer;
}

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
}

/** A strong ETag is the version in quotes; a weak one or a list can't guard a change. */
function versionOf(ifMatch: string | undefined): number {
  if (ifMatch === undefined) throw new Refusal('precondition-required');
  const version = /^"(\d{1,9})"$/.exec(ifMatch.trim())?.[1];
  if (version === undefined) throw refuseField('invalid-field', 'header/if-match', 'not-an-etag');
  return Number(version);
}

function keyOf(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (key === undefined) throw new Refusal('idempotency-key-required');
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw refuseField('invalid-field', 'header/idempotency-key', 'invalid-format');
  }
  return key;
}

/** A page holds what its reader alone may see, so nobody keeps a copy on the way; its style is inline and it has no scripts. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'cache-control': 'private, no-store',
} as const;

function headersOf(route: Route, request: FastifyRequest, value: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  const { version, next } = (value ?? {}) as { version?: unknown; next?: unknown };
  if (route.isText) headers['content-type'] = 'application/json; charset=utf-8';
  if (route.isPage) Object.assign(headers, PAGE_HEADERS);
  if (typeof version === 'number') headers['etag'] = `"${version}"`;
  if (route.location) headers['location'] = route.location(value);
  if (typeof next === 'string') headers['link'] = `<${withCursor(request.url, next)}>; rel="next"`;
  return headers;
}

function withCursor(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}
