import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TEXTS } from '../../kernel/problem-texts.ts';
import { Refusal, type RefusalCode, REFUSAL_CODES } from '../../kernel/refusal.ts';
import { refusalOf } from './fault.ts';
import { preferredLanguage, problemOf, statusOf } from './problem.ts';

/** Every error leaves as a problem; what the caller can't help is logged with its cause and sent without it. */
export function registerErrorHandling(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    if (!refusal) request.log.error({ err: error }, 'unexpected fault');
    else request.log.info({ code: refusal.code, err: refusal.cause }, 'refused');
    return sendProblem(request, reply, refusal ?? new Refusal('internal-error'));
  });
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new Refusal('not-found')));

  app.get('/problems/:code', { schema: { hide: true } }, (request, reply) => {
    const { code } = request.params as { code: string };
    if (!(REFUSAL_CODES as readonly string[]).includes(code)) return sendProblem(request, reply, new Refusal('not-found'));
    return { code, status: statusOf(code as RefusalCode), ...PROBLEM_TEXTS[code as RefusalCode] };
  });
}

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
