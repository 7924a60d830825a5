import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../kernel/refusal.ts';

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
 * keep everybody else waiting for seconds while they are checked.
 */
export function registerJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    const values = Math.floor(request.routeOptions.bodyLimit / BYTES_PER_VALUE);
    if (!isWithin(text, { values, depth: DEEPEST, names: MOST_NAMES })) {
      done(new Refusal('body-too-large', { facts: { maximumValues: values, maximumDepth: DEEPEST, maximumNames: MOST_NAMES } }));
      return;
    }
    void parse(request, text, done);
  });
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

/** Where the string that opens at `start` is closed; the end of the text where it never is. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text[before] === '\\') before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  return text.length;
}
