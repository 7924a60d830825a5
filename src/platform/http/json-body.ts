import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { must } from '../../kernel/assert.ts';
import { isKeptExactly } from '../../kernel/decimal-text.ts';
import { pointerTo } from '../../kernel/json-pointer.ts';
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

export interface Bounds {
  readonly values: number;
  readonly depth: number;
  /** Of one object. */
  readonly names: number;
}

/** Whether a JSON text stays within bounds. Counts signs outside strings, and builds nothing. */
export function isWithin(text: string, { values, depth, names }: Bounds): boolean {
  let seen = 1;
  /** For each object or list that is open, the names seen in it; a list has none, however long it is. */
  const open: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') {
      at = endOfString(text, at);
    } else if (sign === '{' || sign === '[') {
      seen += 1;
      open.push(sign === '{' ? 1 : Number.NEGATIVE_INFINITY);
      if (open.length > depth || seen > values) return false;
    } else if (sign === '}' || sign === ']') {
      open.pop();
    } else if (sign === ',') {
      seen += 1;
      const inThis = (open.pop() ?? 0) + 1;
      open.push(inThis);
      if (seen > values || inThis > names) return false;
    }
  }
  return true;
}

interface OpenObject {
  /** Null in a list, whose elements have no names. */
  readonly names: Set<string> | null;
  /** The name, or the place in a list, that is being read. */
  at: string | number;
}

/** What building values of a JSON text would lose, and where. */
export interface Loss {
  readonly pointer: string;
  readonly code: 'named-twice' | 'not-kept-exactly';
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * The first place where a parser would keep something else than was sent: a name that an object has twice, of which it would drop one, or
 * a number that it would round. Null where there is none. The text is valid JSON.
 */
export function findLoss(text: string): Loss | null {
  const open: OpenObject[] = [];
  const here = (): string => pointerTo(...open.map((one) => one.at));
  let isName = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string;
    const inside = open.at(-1);
    if (sign === '"') {
      const end = endOfString(text, at);
      if (isName && inside?.names) {
        inside.at = JSON.parse(text.slice(at, end + 1)) as string;
        if (inside.names.has(inside.at)) return { pointer: here(), code: 'named-twice' };
        inside.names.add(inside.at);
      }
      isName = false;
      at = end;
    } else if (sign === '{' || sign === '[') {
      isName = sign === '{';
      open.push(isName ? { names: new Set(), at: '' } : { names: null, at: 0 });
    } else if (sign === '}' || sign === ']') {
      open.pop();
    } else if (sign === ',' && inside) {
      isName = true;
      if (typeof inside.at === 'number') inside.at += 1;
    } else if (sign === '-' || (sign >= '0' && sign <= '9')) {
      NUMBER.lastIndex = at;
      const [number] = must(NUMBER.exec(text), 'valid JSON has a number where one begins');
      if (!isKeptExactly(number)) return { pointer: here(), code: 'not-kept-exactly' };
      at += number.length - 1;
    }
  }
  return null;
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

/** Where the string that opens at `start` is closed; the end of the text where it never is. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text[before] === '\\') before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  return text.length;
}
