import { printableLines } from './printable.ts';

/** What is read of an entry of the log. */
interface Entry {
  readonly level: number;
  readonly time: number;
  readonly msg?: string;
  readonly reqId?: string;
  readonly req?: { readonly method: string; readonly url: string };
  readonly res?: { readonly statusCode: number };
  readonly responseTime?: number;
  readonly code?: string;
  /** Why, in a line. */
  readonly reason?: string;
  readonly err?: { readonly message?: string };
}

const WARNING = 40;
const ERROR = 50;

/**
 * The log for a person who watches it on a terminal: one line for a request, when it is answered, and one for whatever else is told. What
 * the greeting has said already is left out, and that all is as it should be.
 */
export function readableLog(say: (line: string) => void): { write(line: string): void } {
  const underWay = new Map<string, { readonly asked: string; refused?: string }>();

  function textOf({ msg = '', reqId = '', req, res, responseTime = 0, code, reason, err, level }: Entry): string | undefined {
    if (req !== undefined) {
      underWay.set(reqId, { asked: `${req.method} ${req.url}` });
      return undefined;
    }
    const request = underWay.get(reqId);
    if (res !== undefined) {
      underWay.delete(reqId);
      return `${[request?.asked, res.statusCode, request?.refused].filter((part) => part !== undefined).join(' ')}, ${Math.round(responseTime)} ms`;
    }
    if (request !== undefined && code !== undefined && level < WARNING) {
      request.refused = code;
      return undefined;
    }
    return msg.startsWith('Server listening at ') || msg === 'the scheduled jobs run'
      ? undefined
      : [msg, reason ?? err?.message].filter(Boolean).join(': ');
  }

  return {
    write(line) {
      const entry = JSON.parse(line) as Entry;
      const text = textOf(entry);
      if (text === undefined) return;
      const kind = entry.level >= ERROR ? 'error: ' : entry.level >= WARNING ? 'warning: ' : '';
      say(`${new Date(entry.time).toTimeString().slice(0, 8)}  ${kind}${printableLines(text)}`);
    },
  };
}
