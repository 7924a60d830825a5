import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Language } from '../../kernel/language.ts';
import { Refusal, type RefusalCode } from '../../kernel/refusal.ts';
import type { OneByOne } from './one-by-one.ts';
import { preferredLanguage, problemOf, retryAfterOf } from './problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** What goes wrong before there is a request to answer, or in its body. Told as a problem all the same. */
export function answerClientError(error: ClientError, socket: Socket, connection: OneByOne): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const refusal = new Refusal(codeOf(error));
  const { current } = connection;
  if (current === null || current.request.complete) {
    connection.whenIdle(() => refuseOnSocket(socket, refusal, 'en', randomUUID()));
  } else if (current.response.headersSent) {
    socket.destroy();
  } else {
    refuseOnSocket(socket, refusal, languageOf(current.request), randomUUID());
  }
}

interface ClientError extends NodeJS.ErrnoException {
  /** What had come last when it could not be read on. */
  readonly rawPacket?: Buffer;
}

function codeOf({ code, rawPacket }: ClientError): RefusalCode {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request-too-slow';
  if (code !== 'HPE_HEADER_OVERFLOW') return 'malformed-request';
  return rawPacket !== undefined && isEndlessAddress(rawPacket) ? 'address-too-long' : 'headers-too-large';
}

/** Whether the first line has a method and no end: Node counts the address among the headers. */
const isEndlessAddress = (packet: Buffer): boolean => /^[A-Z]+ \/[^\r\n]{8000}/.test(packet.toString('latin1', 0, 9_000));

/** This is no proxy. Node would end the connection without a word. */
export function refuseTunnel(request: IncomingMessage, socket: Socket, connection: OneByOne): void {
  // Node has let go of the connection, and hears of its faults no more.
  socket.on('error', () => socket.destroy());
  connection.whenIdle(() => refuseOnSocket(socket, new Refusal('not-found'), languageOf(request), randomUUID()));
}

/** Ends a connection: what has come whole is answered first, and whoever has sent the half of something is told to send it again. */
export function endConnection(socket: Socket, connection: OneByOne): void {
  const { current } = connection;
  if (connection.hasHalf || (current !== null && !current.request.complete && !current.response.headersSent)) {
    const refusal = new Refusal('try-again', { facts: { retryAfterSeconds: 1 } });
    refuseOnSocket(socket, refusal, current === null ? 'en' : languageOf(current.request), randomUUID());
  } else {
    connection.whenIdle(() => socket.destroySoon());
  }
}

const languageOf = ({ headers }: IncomingMessage): Language => preferredLanguage(headers['accept-language']);

/** Says on the bare connection why it ends, and ends it. Only where no answer has begun. */
export function refuseOnSocket(socket: Socket, refusal: Refusal, language: Language, requestId: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(refusal, language, requestId);
  const body = JSON.stringify(problem);
  const retryAfter = retryAfterOf(refusal);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    ...SECURITY_HEADERS.map(([name, value]) => `${name}: ${value}`),
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Language: ${language}`,
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(retryAfter === null ? [] : [`Retry-After: ${retryAfter}`]),
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
