import { type LoggerOptions, pino } from 'pino';
import { Refusal } from '../kernel/refusal.ts';
import { isLossOfDatabase } from './db/connection-fault.ts';
import { causesOf, stackOf, wordsOf } from './error-words.ts';
import { type LogOutput, logOutput } from './log-output.ts';

/** What the parts of the service write their entries to; each is one line of JSON. */
export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>;

const OPTIONS: LoggerOptions = {
  // A credential stands in headers and in bodies; bodies are never logged.
  redact: ['*.headers.authorization', '*.headers.cookie', '*.headers["x-csrf-token"]'],
  serializers: {
    // Without its query: what people look for is theirs, and a token that somebody puts there by mistake must not stay.
    req: (request: { method: string; url: string; host?: string; ip?: string }) => ({
      method: request.method,
      url: withoutQuery(request.url),
      host: request.host,
      remoteAddress: request.ip,
    }),
    err: describeError,
  },
};

/** Opens the log of the process: JSON lines on standard output, or where a test wants them. */
export function openLog(level: string, output: LogOutput = logOutput()): pino.Logger {
  return pino({ ...OPTIONS, level }, output);
}

const withoutQuery = (url: string): string => url.split('?', 1)[0] ?? url;

/**
 * What an error says of itself: its words, those of its causes in its stack, and its plain properties. Never the things that it holds:
 * a socket leads round to itself, which can't be written as JSON, and a client knows the key by which others may cancel its work. The
 * driver's errors carry the address of the database, and a fault of the address is told with it. Nothing of a record is told: neither the
 * parameters of a statement, nor the row that the server shows (`detail`, `where`).
 */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error, message: hidePasswords(String(error)) };
  const plain = Object.entries(error).flatMap(([name, value]): [string, unknown][] => {
    if (OF_CONTENT.has(name)) return [];
    if (typeof value === 'string') return [[name, hidePasswords(value)]];
    return typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
  });
  const several = error instanceof AggregateError ? { aggregateErrors: error.errors.map(describeError) } : {};
  return {
    ...Object.fromEntries(plain),
    type: error.constructor.name,
    message: hidePasswords(causesOf(error).map(wordsOf).join(': ')),
    ...(error instanceof Refusal ? {} : { stack: hidePasswords(stackOf(error)) }),
    ...several,
  };
}

/** What of an error repeats what was sent or is kept; its words are told without that. */
const OF_CONTENT: ReadonlySet<string> = new Set(
  'message stack cause query params parameters args detail hint where internal_query internalQuery input body'.split(' '),
);

/** A text in which no address has a password any more. */
export const hidePasswords = (text: string): string => text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*):[^\s@/"]+@/gi, '$1:***@');

/** Everything else that the process would write becomes an entry of the log too: warnings of the runtime and what libraries print. */
export function captureProcess(log: pino.Logger): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: warning }, 'a warning of the runtime'));
  for (const [method, level] of CONSOLE) {
    // oxlint-disable-next-line no-console -- libraries print; here it becomes entries
    console[method] = (...values: unknown[]) => {
      // Whoever has lost the database says so in words: what a library prints of it besides is for whoever debugs.
      const entered = values.some(isLossOfDatabase) ? 'debug' : level;
      log[entered]({ from: 'console' }, values.map(textOf).join(' '));
    };
  }
}

const CONSOLE = [
  ['log', 'info'],
  ['info', 'info'],
  ['debug', 'debug'],
  ['warn', 'warn'],
  ['error', 'error'],
  ['trace', 'error'],
] as const;

const textOf = (value: unknown): string => hidePasswords(value instanceof Error ? stackOf(value) : String(value));
