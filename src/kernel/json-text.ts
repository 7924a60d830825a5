import { must } from './assert.ts';
import { isKeptExactly } from './decimal-text.ts';
import { pointerTo } from './json-pointer.ts';

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

/** Where the string that opens at `start` is closed; the end of the text where it never is. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text[before] === '\\') before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  return text.length;
}
