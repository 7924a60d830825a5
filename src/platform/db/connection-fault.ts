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

/** Whether a fault, or what it was caused by, is of the connection and not of what was asked. */
export function isConnectionFault(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (CODES.has(String((cause as { code?: unknown }).code))) return true;
    if (cause instanceof AggregateError && cause.errors.some(isConnectionFault)) return true;
  }
  return false;
}
