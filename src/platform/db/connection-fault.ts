import { Refusal } from '../../kernel/refusal.ts';

/** What postgres.js and the network say when a connection can't be had or is lost. */
const CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_STREAM_DESTROYED',
  'SERVER_WITHOUT_TLS', // it had some at the start, and is being changed
]);

/** The connection to the database (or to another server that the service asks) was lost or can't be had: trying again may help. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  readonly code = 'CONNECTION_CLOSED';
}

const isOfConnection = (error: Error): boolean => CODES.has(String((error as { code?: unknown }).code));

/** Whether a fault, or what it was caused by, is of the connection and not of what was asked. */
export const isConnectionFault = (error: unknown): boolean => findCause(error, isOfConnection) !== undefined;

/** The first of a fault and its causes that is such a one; of several that came together, that one of them is. */
function findCause(error: unknown, isSuch: (cause: Error) => boolean): Error | undefined {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (isSuch(cause)) return cause;
    if (cause instanceof AggregateError && cause.errors.some((one) => findCause(one, isSuch) !== undefined)) return cause;
  }
  return undefined;
}

/** What the driver of the job library says by its words alone. */
const SAID_BY_PG = /^(?:Query read timeout|timeout e|Connection terminated|Client (?:was closed|has encountered a connection error))/;

/** The server said that it goes, or lets nobody begin a session (SQLSTATE classes 08 and 57P, or fatal): not that it has too many of them. */
function isToldByServer(error: Error): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return /^(?:08|57P)/.test(String(code)) || (severity === 'FATAL' && !String(code).startsWith('53'));
}

/** What of a fault and its causes says that the database is away, to whichever driver. */
const lossIn = (error: unknown): Error | undefined =>
  findCause(error, (cause) => isOfConnection(cause) || SAID_BY_PG.test(cause.message) || isToldByServer(cause));

/** Whether a fault says that the database is away, and nothing of what it was asked. */
export const isLossOfDatabase = (error: unknown): boolean => lossIn(error) !== undefined;

/**
 * What the log is told of a fault: of a lost database its code and words, since where in the program it was noticed helps nobody; of any
 * other all of it.
 */
export function tellFault(error: unknown): { readonly reason: string } | { readonly err: unknown } {
  if (error instanceof Refusal && error.code === 'try-again' && error.cause === undefined) return { reason: 'it did not answer in time' };
  const loss = lossIn(error);
  if (loss === undefined) return { err: error };
  const { code } = loss as NodeJS.ErrnoException;
  const words = loss.message.split('\n')[0] || 'no connection';
  return { reason: code === undefined || words.includes(code) ? words : `${words} (${code})` };
}
