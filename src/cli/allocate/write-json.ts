import type { ToldTotal } from '../../allocation/index.ts';

/** A piece is written once it is as long as this. */
const PIECE_CHARACTERS = 2 ** 18;

/** Lists and records are taken apart down to here: the lines of a plan, the prices of a certificate, the reasons of a line. */
const DEEPEST = 3;

/** As JSON with an indent of one; numbers beyond what a JSON number holds exactly are written as texts of digits. */
export const writeJson = (content: unknown): string => [...writeJsonPieces(content)].join('\n');

/** The same in pieces of whole lines, without the line breaks between them: of a large plan the text takes more room than the plan. */
export function* writeJsonPieces(content: unknown): Generator<string> {
  let lines: string[] = [];
  let size = 0;
  for (const line of linesOf(content, 0)) {
    lines.push(line);
    size += line.length;
    if (size < PIECE_CHARACTERS) continue;
    yield lines.join('\n');
    lines = [];
    size = 0;
  }
  if (lines.length > 0) yield lines.join('\n');
}

function* linesOf(value: unknown, depth: number, before = '', after = ''): Generator<string> {
  const indent = ' '.repeat(depth);
  const members = depth < DEEPEST ? membersOf(value) : [];
  if (members.length === 0) {
    yield `${indent}${before}${stringify(value).replaceAll('\n', `\n${indent}`)}${after}`;
    return;
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  yield `${indent}${before}${open}`;
  for (const [place, [name, member]] of members.entries()) {
    yield* linesOf(member, depth + 1, name, place + 1 < members.length ? ',' : '');
  }
  yield `${indent}${close}${after}`;
}

/** What a list or a record holds, and what stands before each. */
function membersOf(value: unknown): readonly (readonly [before: string, member: unknown])[] {
  if (Array.isArray(value)) return value.map((member: unknown) => ['', member]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[`${JSON.stringify(name)}: `, member] as const]));
}

const stringify = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? exact(inner) : inner), 1);

/** A total as a number where that holds it exactly, else as a text of digits. */
export const exact = (value: ToldTotal): number | string => (isExact(Number(value), value) ? Number(value) : String(value));

const isExact = (number: number, value: ToldTotal): boolean =>
  typeof value === 'bigint' ? Number.isSafeInteger(number) : String(number) === value;
