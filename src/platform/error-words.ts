import { Refusal } from '../kernel/refusal.ts';

/** No chain of causes that anybody reads is longer; one that leads round to itself ends here. */
const MOST_CAUSES = 10;

/** An error and what it comes from, the outermost first. */
export function causesOf(error: Error): readonly Error[] {
  const chain: Error[] = [];
  for (let cause: unknown = error; cause instanceof Error && chain.length < MOST_CAUSES && !chain.includes(cause); cause = cause.cause) {
    chain.push(cause);
  }
  return chain;
}

/** What an error says, without what people wrote: neither what was bound to a statement, nor the value that could not be read. */
export function wordsOf(error: Error): string {
  // Drizzle repeats the parameters of the statement that failed.
  if ('query' in error && 'params' in error) return `a query failed: ${String(error.query)}`;
  return quotesContent(error) ? error.message.replaceAll(/"[^]*"/g, '"…"') : error.message;
}

/** What can't be read is quoted by PostgreSQL (class 22, data exceptions) and by V8 (`Unexpected token in "…"`). */
const quotesContent = (error: Error): boolean =>
  error instanceof SyntaxError || ('severity' in error && 'code' in error && String(error.code).startsWith('22'));

/** Where an error and its causes came about, with their words. Of a refusal that is of no use: it isn't a fault of the program. */
export function stackOf(error: Error): string {
  return causesOf(error)
    .map((cause) => `${cause.name}: ${wordsOf(cause)}${cause instanceof Refusal ? '' : framesOf(cause)}`)
    .join('\ncaused by: ');
}

function framesOf({ stack = '' }: Error): string {
  const start = stack.search(/\n\s+at /);
  return start < 0 ? '' : stack.slice(start);
}
