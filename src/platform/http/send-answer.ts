import type { FastifyReply, FastifyRequest } from 'fastify';
import { isKnown, quoteTag, tagOf } from './entity-tag.ts';
import type { StoredAnswer } from './idempotency.ts';
import { jsonBytes } from './json-bytes.ts';
import { encodingFor, pack } from './negotiation.ts';
import { type Answer, answerOf, type Route } from './route.ts';

/** Who asks decides what is seen, and how it is written; what keeps copies is told so. */
export const VARY = 'Authorization, Cookie, Accept-Language, Accept-Encoding';

/** A record is kept by nobody; of reference data the reader may keep a copy, and asks each time whether it still holds. */
const CACHE = { record: 'no-store', reference: 'private, no-cache' } as const;

const JSON_TYPE = 'application/json; charset=utf-8';
const UNCHANGED = 304;

/** Its style is inline and it has no scripts. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
} as const;

/** Sends what is text: with its validator, or only that it is the one that the caller has; packed where that is safe and worth it. */
export async function sendAnswer(route: Route, request: FastifyRequest, reply: FastifyReply, stored: StoredAnswer): Promise<FastifyReply> {
  const answer = answerOf(route);
  const { status, headers, body } = stored;
  void reply
    .code(status)
    .headers(headers)
    .headers({ 'cache-control': cacheOf(answer), vary: VARY });
  if (answer.as === 'farewell') void reply.clearCookie(answer.clearsCookie, { path: '/' });
  if (status === NOTHING || !isWritten(body)) return reply.send(null);
  const text = textOf(answer, reply, body);
  const encoding = isPackable(answer) ? encodingFor(request.raw, Buffer.byteLength(text)) : null;
  const tag = tagFor(answer, body, text);
  if (tag !== null) {
    void reply.header('etag', quoteTag(tag, encoding));
    if (isRead(request) && isKnown(request.headers['if-none-match'], tag)) {
      return reply.code(UNCHANGED).removeHeader('link').send(); // null would be counted as JSON
    }
  }
  if (answer.as === 'page') void reply.headers(PAGE_HEADERS);
  else void reply.header('content-type', JSON_TYPE);
  if (encoding === null) return reply.send(text);
  return reply.header('content-encoding', encoding).send(await pack(text, encoding));
}

const NOTHING = 204;
const isWritten = (body: unknown): body is object | string => typeof body === 'string' || (typeof body === 'object' && body !== null);
const isRead = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';

const cacheOf = (answer: Answer): string => (answer.as === 'json' && answer.mayBeKept ? CACHE.reference : CACHE.record);

/** What holds a secret isn't packed: beside what a caller chose, its length would tell of it (BREACH). */
const isPackable = (answer: Answer): boolean => !(answer.as === 'json' && answer.holdsSecret);

function textOf(answer: Answer, reply: FastifyReply, body: object | string): string | Buffer {
  if (typeof body === 'string') return body;
  if (answer.as === 'json' && answer.skipResponseValidation) return jsonBytes(body);
  return reply.serialize(body) as string;
}

/** A list of records has no tag: to count one costs more than a reader saves who may not keep the list. */
function tagFor(answer: Answer, body: object | string, text: string | Buffer): string | null {
  if (answer.as !== 'json') return null;
  const { version } = body as { version?: unknown };
  return typeof version === 'number' || answer.mayBeKept ? tagOf(version, text) : null;
}
