import { z } from 'zod';
import { answerOf, type AnyRoute } from './route.ts';

type Json = Record<string, unknown>;

const text = { type: 'string' } as const;

/** Every header that an answer may have, but for those that all answers have. `required`: whenever the answer is one that it is documented for. */
export const SHARED_HEADERS = {
  ETag: {
    description:
      'The version and a digest of this view, to be sent back as If-Match (which judges the version) or If-None-Match (all of it); of reference data the digest alone.',
    required: true,
    schema: text,
    example: '"3.pZGm1Av0IEBKARcz"',
  },
  'Repr-Digest': {
    description: 'The SHA-256 of the file (RFC 9530), by which whoever has it sees that it came whole.',
    required: true,
    schema: text,
    example: 'sha-256=:uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=:',
  },
  Location: { description: 'Where the created record is.', required: true, schema: text },
  Link: { description: 'The next page, rel="next" (RFC 8288); absent on the last one.', schema: text },
  'Cache-Control': {
    description: 'no-store for records; private, no-cache for reference data, which is asked after each time.',
    required: true,
    schema: text,
  },
  Vary: { description: 'What the answer depends on besides its address.', required: true, schema: text },
  'Content-Encoding': { description: 'br or gzip, where the caller takes it and the answer is long.', schema: text },
  'Content-Language': { description: 'The language of the texts.', required: true, schema: text },
  'Idempotency-Replayed': { description: 'true: this Idempotency-Key had this answer already.', schema: text },
  'Set-Cookie': { description: 'The cookie of a browser: the session, or a device that is known from now on.', schema: text },
  'Content-Disposition': { description: 'attachment, with the name of the file (RFC 6266).', required: true, schema: text },
  'Content-Security-Policy': { description: 'What the page or file may load: nothing.', required: true, schema: text },
  'X-Accel-Buffering': { description: 'no: a proxy is to pass the events on as they come.', required: true, schema: text },
  'Retry-After': { description: 'Seconds to wait before asking again.', schema: { type: 'integer' } },
  'WWW-Authenticate': { description: 'How to sign in.', required: true, schema: text },
  RateLimit: {
    description: 'What is left (r) of each limit by name, and in how many seconds (t) it is whole again.',
    schema: text,
    example: '"account";r=1187;t=42',
  },
  'RateLimit-Policy': {
    description: 'The limits by name: so many requests (q) in so many seconds (w).',
    schema: text,
    example: '"account";q=1200;w=60',
  },
} as const;
type HeaderName = keyof typeof SHARED_HEADERS;

const refer = (names: readonly HeaderName[]): Json =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const COUNTED = ['RateLimit', 'RateLimit-Policy'] as const;

/** Of refusals, some of which come before anybody is counted. */
export const problemHeaders = (status: number): Json =>
  refer([
    'Content-Language',
    'Cache-Control',
    ...when(status === 429 || status === 503, 'Retry-After'),
    ...when(status === 401, 'WWW-Authenticate'),
    ...COUNTED,
  ]);

/** Of an answer that still holds. */
export const UNCHANGED_HEADERS = refer(['ETag', 'Vary', 'Cache-Control', ...COUNTED]);

export const IF_NONE_MATCH: Json = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The ETag of an answer that the caller has: 304 where it still holds.',
  schema: text,
};

/** Whether a route's answers have an ETag. */
export function hasTag(route: AnyRoute): boolean {
  const answer = answerOf(route);
  return (
    route.access === 'signed-in' &&
    answer.as === 'json' &&
    route.status !== 204 &&
    (answer.mayBeKept === true || hasVersion(route.response))
  );
}

const hasVersion = (schema: z.ZodType | undefined): boolean =>
  schema instanceof z.ZodUnion
    ? (schema.options as z.ZodType[]).some(hasVersion)
    : schema instanceof z.ZodObject && 'version' in schema.shape;

/** The headers of what is answered where nothing is refused. */
export function successHeaders(route: AnyRoute): Json {
  const answer = answerOf(route);
  const isText = answer.as === 'json' || answer.as === 'stored-json' || answer.as === 'page';
  const mayBePacked = isText && route.access === 'signed-in' && route.status !== 204 && !(answer.as === 'json' && answer.holdsSecret);
  return refer([
    'Cache-Control',
    ...when(answer.as !== 'file' && answer.as !== 'events', 'Vary'),
    ...when(hasTag(route), 'ETag'),
    ...when(answer.as === 'file', 'Repr-Digest'),
    ...when(route.response instanceof z.ZodObject && 'next' in route.response.shape, 'Link'),
    ...when(answer.as === 'json' && answer.location !== undefined, 'Location'),
    ...when(mayBePacked, 'Content-Encoding'),
    ...when(route.access === 'signed-in' && route.method === 'POST', 'Idempotency-Replayed'),
    ...when(route.access === 'open' || answer.as === 'farewell', 'Set-Cookie'),
    ...when(answer.as === 'file', 'Content-Disposition'),
    ...when(answer.as === 'file' || answer.as === 'page', 'Content-Security-Policy'),
    ...when(answer.as === 'events', 'X-Accel-Buffering'),
    ...COUNTED,
  ]);
}

const when = (isSo: boolean, name: HeaderName): readonly HeaderName[] => (isSo ? [name] : []);
