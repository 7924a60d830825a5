import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperatorFault } from '../../kernel/operator-fault.ts';
import { Refusal, REFUSAL_CODES } from '../../kernel/refusal.ts';
import { inEveryLanguage } from '../../locales/format-message.ts';
import { formatProblemNext, formatProblemTitle } from '../../locales/format-problem.ts';
import { tellFault } from '../db/connection-fault.ts';
import { causesOf, wordsOf } from '../error-words.ts';
import { StoreUnavailable } from '../files/store-fault.ts';
import { refusalOf } from './fault.ts';
import { KnownAddresses } from './known-addresses.ts';
import { isOneTooMany } from './one-by-one.ts';
import { preferredLanguage, problemOf, retryAfterOf, statusOf } from './problem.ts';
import type { RateLimits } from './rate-limits.ts';

/** Every error leaves as a problem; what the caller can't help is logged with its cause and sent without it. */
export function registerErrorHandling(app: FastifyInstance, { countStranger }: Pick<RateLimits, 'countStranger'>): void {
  app.setErrorHandler(answerError);
  const addresses = new KnownAddresses(app);
  // What is sent to nowhere is not read, and counted by address even if a credential comes with it: nobody looks whose that is.
  app.addHook('onRequest', async (request, reply) => {
    const fault = faultOfSending(request);
    if (fault === null && !request.is404) return undefined;
    await countStranger(request, reply);
    if (fault !== null) throw fault;
    return answerNowhere(request, reply, addresses.methodsAt(pathOf(request)));
  });
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new Refusal('not-found')));

  app.get('/problems/:code', { schema: { hide: true }, onRequest: countStranger }, (request, reply) => {
    const asked = (request.params as { code: string }).code;
    const code = REFUSAL_CODES.find((one) => one === asked);
    if (code === undefined) return sendProblem(request, reply, new Refusal('not-found'));
    const title = inEveryLanguage((language) => formatProblemTitle(code, language));
    return { code, status: statusOf(code), title, next: inEveryLanguage((language) => formatProblemNext(code, language)) };
  });
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(request, reply, refusalToTell(error, request));
}

const NOWHERE = '/nowhere';
/** Why no route could be looked for. */
const unreadable = new WeakMap<IncomingMessage, Error>();

/**
 * Sends a request whose address can't be read to where all are answered that lead nowhere. Fastify hands such a one over before any
 * hook, and as one that knows of no proxy.
 */
export function sendNowhere(error: Error, { raw, server }: FastifyRequest, reply: FastifyReply): void {
  unreadable.set(raw, error);
  raw.url = NOWHERE;
  server.routing(raw, reply.raw);
}

/** What is wrong with a request whatever it asks for, or null. */
function faultOfSending(request: FastifyRequest): Error | null {
  if (isOneTooMany(request.raw)) return new Refusal('too-many-requests', { facts: { retryAfterSeconds: 1 } });
  if (!hasOneHost(request) || expectsMore(request)) return new Refusal('malformed-request');
  if (request.url.length > LONGEST_ADDRESS) return new Refusal('address-too-long', { facts: { maximumLength: LONGEST_ADDRESS } });
  if (!IN_ADDRESSES.test(request.url)) return new Refusal('malformed-request');
  return unreadable.get(request.raw) ?? null;
}

/** Everything else is escaped (RFC 3986, 2): Node reads other bytes as Latin-1, which nobody sends. */
const IN_ADDRESSES = /^[\x21-\x7e]*$/;

/** As much as every server should take (RFC 9112, 3); no list has as many filters. */
const LONGEST_ADDRESS = 8_000;

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? url;

/** Tells which methods an address takes; what leads to none is not found. */
function answerNowhere(request: FastifyRequest, reply: FastifyReply, methods: readonly string[]): FastifyReply {
  if (methods.length === 0) throw new Refusal('not-found');
  void reply.header('allow', methods.join(', '));
  if (request.method !== 'OPTIONS') throw new Refusal('method-not-allowed', { facts: { allowed: methods } });
  return reply.code(204).header('cache-control', 'no-store').send();
}

/** What the caller is told of an error, and the log of what was refused or failed. */
export function refusalToTell(error: unknown, request: FastifyRequest): Refusal {
  const { log } = request;
  const refusal = refusalOf(error, request);
  if (refusal === null) {
    if (error instanceof OperatorFault) log.error({ code: error.code }, error.message);
    else log.error({ err: error }, 'unexpected fault');
    return new Refusal('internal-error');
  }
  const { code, cause } = refusal;
  // What an operator has to mend, since whoever asked can't.
  if (cause instanceof StoreUnavailable) log.error({ code: cause.code }, `no file can be stored or read: ${cause.message}`);
  else if (code === 'storage-full') log.error({ code, ...whyRefused(refusal) }, 'there is no room left');
  else if (code === 'stored-file-damaged') log.error({ code, ...whyRefused(refusal) }, 'a stored file is damaged');
  else log.info({ code, ...whyRefused(refusal) }, 'refused');
  return refusal;
}

/**
 * Of what the caller has done wrong by its name alone: where in the program it was found helps nobody, and its words may repeat what
 * was sent, a password with it. Of what only passes, its words: the same for each who asks, and a stack with each fills a disk.
 */
function whyRefused({ code, cause, details }: Refusal): object {
  if (statusOf(code) >= 500) return cause === undefined ? {} : { reason: reasonOf(cause) };
  const fields = details.fields?.map((fault) => fault.code);
  return fields === undefined ? {} : { faults: [...new Set(fields)] };
}

function reasonOf(cause: unknown): string {
  const told = tellFault(cause);
  if ('reason' in told) return told.reason;
  return cause instanceof Error ? causesOf(cause).map(wordsOf).join(': ') : String(cause);
}

/** RFC 9112, section 3.2: none, or two of them, is no request of HTTP/1.1. Node keeps the first of several among its headers. */
function hasOneHost({ raw }: FastifyRequest): boolean {
  const hosts = raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  return hosts === 1 || (hosts === 0 && raw.httpVersion === '1.0');
}

/** RFC 9110, 10.1.1: that of being told to go on is met by Node, and there is no other. */
const expectsMore = ({ headers: { expect } }: FastifyRequest): boolean => expect !== undefined && !/^100-continue$/i.test(expect);

function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal) {
  const language = preferredLanguage(request.headers['accept-language']);
  const problem = problemOf(refusal, language, request.id);
  const retryAfter = retryAfterOf(refusal);
  if (retryAfter !== null) void reply.header('retry-after', String(retryAfter));
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .header('cache-control', 'no-store')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}
