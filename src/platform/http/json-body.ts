import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { pointerTo } from '../../kernel/json-pointer.ts';
import { findLoss, isWithin } from '../../kernel/json-text.ts';
import { isPrintable } from '../../kernel/printable.ts';
import { refuseField, Refusal } from '../../kernel/refusal.ts';

const KILOBYTE = 1024;

/** How large a body may be, in bytes: what nobody has signed for and what says nothing is kept small. */
export const BODY_BYTES = { empty: KILOBYTE, open: 8 * KILOBYTE, usual: 256 * KILOBYTE, bulk: 1024 * KILOBYTE } as const;

/** No body of ours is nested half as deep. */
const DEEPEST = 32;
/** Nor has any object of ours half as many names; each that is unknown is a fault to be told. */
const MOST_NAMES = 200;
/** Checking takes its time by the value, not by the byte: of the tiniest ones a body may hold fewer than would fit. */
const BYTES_PER_VALUE = 32;

/**
 * Reads JSON bodies, and looks at their shape before anything is built of it: seventy thousand unknown names in one megabyte would
 * keep everybody else waiting for seconds while they are checked. What can't be kept as it was sent is refused.
 */
export function registerJsonBodies(app: FastifyInstance): void {
  // A name such as `__proto__` becomes a field like any other (ECMA-262, 25.5.1), which the schemas then don't know.
  const parse = app.getDefaultJsonParser('ignore', 'ignore');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    const fault = faultOfCoding(request.headers, bytes);
    if (fault !== null) return done(fault);
    const text = bytes.toString('utf8');
    const values = Math.floor(request.routeOptions.bodyLimit / BYTES_PER_VALUE);
    if (!isWithin(text, { values, depth: DEEPEST, names: MOST_NAMES })) {
      return done(new Refusal('body-too-large', { facts: { maximumValues: values, maximumDepth: DEEPEST, maximumNames: MOST_NAMES } }));
    }
    return void parse(request, text, (error, body) => done(error ?? faultOfContent(text, body), body));
  });
}

/** JSON is UTF-8 (RFC 8259, 8.1): what is not would be kept as something else than was sent. */
function faultOfCoding(headers: IncomingHttpHeaders, bytes: Buffer): Refusal | null {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  const coding = headers['content-encoding'] ?? 'identity';
  if (!/^(?:utf-?8|us-ascii)$/i.test(charset) || !/^identity$/i.test(coding)) return new Refusal('unsupported-media-type');
  return isUtf8(bytes) ? null : refuseField('malformed-request', '', 'not-utf-8');
}

function faultOfContent(text: string, body: unknown): Refusal | null {
  const lost = findLoss(text);
  if (lost !== null) return refuseField(lost.code === 'named-twice' ? 'malformed-request' : 'invalid-field', lost.pointer, lost.code);
  if (!text.includes(String.raw`\u`) && isPrintable(text)) return null;
  const unprintable = findUnprintable(body);
  return unprintable === null ? null : refuseField('invalid-field', unprintable, 'unprintable');
}

/** The pointer to a text or a name in which something stands that no text may hold; null where nothing does. */
export function findUnprintable(value: unknown, pointer = ''): string | null {
  if (typeof value === 'string') return isPrintable(value) ? null : pointer;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, held] of Object.entries(value)) {
    const found = isPrintable(name) ? findUnprintable(held, pointer + pointerTo(name)) : pointer;
    if (found !== null) return found;
  }
  return null;
}
