import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Language } from '../../kernel/language.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { OneByOne } from './one-by-one.ts';
import { preferredLanguage, problemOf } from './problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

type Code = 'request-too-slow' | 'malformed-request' | 'not-found';

/** What goes wrong before there is a request to answer, or in its body. Told as a problem all the same. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, connection: OneByOne): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const code = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request-too-slow' : 'malformed-request';
  const { current } = connection;
  if (current === null || current.request.complete) {
    connection.whenIdle(() => refuseOnSocket(socket, code, 'en', randomUUID()));
  } else if (current.response.headersSent) {
    socket.destroy();
  } else {
    refuseOnSocket(socket, code, languageOf(current.request), randomUUID());
  }
}

/** This is no proxy. Node would end the connection without a word. */
export function refuseTunnel(request: IncomingMessage, socket: Socket, connection: OneByOne): void {
  // Node has let go of the connection, and hears of its faults no more.
  socket.on('error', () => socket.destroy());
  connection.whenIdle(() => refuseOnSocket(socket, 'not-found', languageOf(request), randomUUID()));
}

const languageOf = ({ headers }: IncomingMessage): Language => preferredLanguage(headers['accept-language']);

/** Says on the bare connection why it ends, and ends it. Only where no answer has begun. */
export function refuseOnSocket(socket: Socket, code: Code, language: Language, requestId: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(new Refusal(code), language, requestId);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    ...SECURITY_HEADERS.map(([name, value]) => `${name}: ${value}`),
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Language: ${language}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
