import { Refusal, type RefusalCode, type RefusalDetails } from '../../kernel/refusal.ts';
import { problemHeaders } from './openapi-headers.ts';
import { problemOf, statusOf } from './problem.ts';
import { answerOf, type AnyRoute } from './route.ts';

type Json = Record<string, unknown>;

/** A refusal as it may be: what its example is made of. */
type Example = readonly [code: RefusalCode, details?: RefusalDetails];

const tooSmall = { pointer: '/lines/0/quantityRequested', code: 'too-small', limit: '1' } as const;
const comeAgain = (seconds: number): RefusalDetails => ({ facts: { retryAfterSeconds: seconds } });

/** Every status that a refusal may have: what its answer is called in the API document, what it says, and one that it may be. */
const ANSWERS: Readonly<Record<number, readonly [name: string, description: string, ...example: Example]>> = {
  400: [
    'BadRequest',
    'The request can’t be read, or a field of it is not as described; `fields` say which.',
    'invalid-field',
    { fields: [tooSmall] },
  ],
  401: ['NotSignedIn', 'Nobody is signed in by these credentials.', 'not-signed-in'],
  403: [
    'NotAllowed',
    'Not for this role, this API key, or whoever did what came before; the code says why.',
    'role-not-allowed',
    { facts: { role: 'donor', allowed: ['requester'] } },
  ],
  404: ['NotFound', 'There is no such record, or none that the reader may see.', 'not-found'],
  406: [
    'NotAcceptable',
    'There is no answer of a media type that the caller takes.',
    'not-acceptable',
    { facts: { offered: ['application/json'] } },
  ],
  408: ['TooSlow', 'The request didn’t come whole in time.', 'request-too-slow'],
  409: [
    'Conflict',
    'The rules don’t allow it as things stand; the code says why.',
    'transition-not-allowed',
    { facts: { state: 'submitted', event: 'publish', allowed: ['return', 'reject'] } },
  ],
  410: ['Gone', 'It was there, and is no more.', 'document-withdrawn'],
  412: ['StaleVersion', 'Someone else changed the record; the answer has it as it is now, and what changed it.', 'stale-version'],
  413: ['BodyTooLarge', 'The body is larger, or holds more, than is taken here.', 'body-too-large'],
  414: ['AddressTooLong', 'The address is longer than is taken here.', 'address-too-long'],
  415: ['UnsupportedMediaType', 'The body is of a media type or a coding that is not taken here.', 'unsupported-media-type'],
  422: [
    'Unprocessable',
    'All fields are as described, and what they say can’t be; the code says why.',
    'date-order',
    { fields: [{ pointer: '/validUntil', code: 'date-order' }] },
  ],
  428: ['PreconditionRequired', 'A change names the version that it is based on, as `If-Match`.', 'precondition-required'],
  429: [
    'TooManyRequests',
    'Too many requests in a short time: of this account, this API key, or this address where nobody is signed in.',
    'too-many-requests',
    comeAgain(12),
  ],
  431: ['HeadersTooLarge', 'The headers are longer than are taken here.', 'headers-too-large'],
  500: ['Failed', 'The service failed; nothing was written.', 'internal-error'],
  503: ['NotReady', 'The service is busy, or can’t answer just now; nothing was written.', 'try-again', comeAgain(5)],
  507: ['StorageFull', 'There is no room left to write; nothing was written.', 'storage-full'],
};

/** What refuses whatever is asked. */
const ALWAYS = [400, 406, 414, 429, 431, 500, 503] as const;

/** The answers of all refusals, which operations refer to; `recorded` has an example of some. */
export const refusalAnswers = (recorded: Readonly<Record<string, unknown>>): Json =>
  Object.fromEntries(
    Object.entries(ANSWERS).map(([status, [name, description, code, details]]) => {
      const example = recorded[name] ?? problemOf(new Refusal(code, details), 'en', EXAMPLE_REQUEST);
      const media = { schema: { $ref: '#/components/schemas/Problem' }, example };
      return [name, { description, headers: problemHeaders(Number(status)), content: { 'application/problem+json': media } }];
    }),
  );

const EXAMPLE_REQUEST = 'b0a7d0c2-6f6e-4b0e-9c57-0d1f0c8f7a35';

/** How a route may refuse, by status: what follows from what it asks for, and what it says of itself. */
export function refusalsOf(route: AnyRoute): Json {
  const statuses = new Set<number>([...ALWAYS, ...ofAccess(route), ...ofChange(route), ...(route.refusals ?? []).map(statusOf)]);
  return Object.fromEntries(
    [...statuses]
      .toSorted((one, other) => one - other)
      .map((status) => [String(status), { $ref: `#/components/responses/${nameOf(status)}` }]),
  );
}

function ofAccess(route: AnyRoute): readonly number[] {
  if (route.access === 'open') return [];
  // A body names records as well, which may be none that its sender sees.
  const namesRecords = route.params !== undefined || route.body !== undefined;
  return [401, 403, ...(namesRecords ? [404] : []), ...(route.ifMatch ? [412, 428] : []), ...(answerOf(route).as === 'file' ? [507] : [])];
}

function ofChange(route: AnyRoute): readonly number[] {
  if (route.method === 'GET') return [];
  const hasKey = route.access === 'signed-in' && route.method === 'POST';
  return [408, 409, 413, 415, ...(hasKey || route.body !== undefined ? [422] : []), 507];
}

function nameOf(status: number): string {
  const [name] = ANSWERS[status] ?? [];
  if (name === undefined) throw new Error(`the API document has no answer for refusals of status ${status}`);
  return name;
}
