import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TEXTS } from '../../kernel/problem-texts.ts';
import { Refusal, type RefusalCode, REFUSAL_CODES } from '../../kernel/refusal.ts';
import { refusalOf } from './fault.ts';
import { preferredLanguage, problemOf, statusOf } from './problem.ts';

/** Every error leaves as a problem; what the caller can't help is logged with its cause and sent without it. */
export function registerErrorHandling(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
  // What is sent to nowhere is not read.
  app.addHook('onRequest', async (request) => {
    if (lacksItsHost(request) || expectsMore(request)) throw new Refusal('malformed-request');
    if (request.is404) throw new Refusal('not-found');
  });
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new Refusal('not-found')));

  app.get('/problems/:code', { schema: { hide: true } }, (request, reply) => {
    const { code } = request.params as { code: string };
    if (!(REFUSAL_CODES as readonly string[]).includes(code)) return sendProblem(request, reply, new Refusal('not-found'));
    return { code, status: statusOf(code as RefusalCode), ...PROBLEM_TEXTS[code as RefusalCode] };
  });
}

/** Answers an error; those of finding a route are handed to it too, which comes before any hook. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(request, reply, refusalToTell(error, request));
}

/** What the caller is told of an error, and the log of what was refused or failed. */
export function refusalToTell(error: unknown, { log }: FastifyRequest): Refusal {
  const refusal = refusalOf(error);
  if (!refusal) log.error({ err: error }, 'unexpected fault');
  else if (refusal.code === 'storage-full') log.error({ code: refusal.code, err: refusal.cause }, 'there is no room left');
  else log.info({ code: refusal.code, err: refusal.cause }, 'refused');
  return refusal ?? new Refusal('internal-error');
}

/** RFC 9112, 3.2. */
const lacksItsHost = ({ raw }: FastifyRequest): boolean => raw.headers.host === undefined && raw.httpVersion === '1.1';

/** RFC 9110, 10.1.1: that of being told to go on is met by Node, and there is no other. */
const expectsMore = ({ headers: { expect } }: FastifyRequest): boolean => expect !== undefined && !/^100-continue$/i.test(expect);

function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal) {
  const language = preferredLanguage(request.headers['accept-language']);
  const problem = problemOf(refusal, language, request.id);
  const retryAfter = refusal.details.facts?.['retryAfterSeconds'];
  if (typeof retryAfter === 'number') void reply.header('retry-after', String(retryAfter));
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}
