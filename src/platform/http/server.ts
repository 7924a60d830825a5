import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { answerClientError, refuseTunnel } from './client-errors.ts';
import { OneByOne } from './one-by-one.ts';
import type { OpenConnections } from './open-connections.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** Times in milliseconds, as Node has them. */
export interface ServerLimits {
  /** Connections at once; what comes beyond is closed, since one file too many is a fault of the whole process. */
  readonly connections: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  readonly connectionsCheckingInterval: number;
  /** How long nothing may move on a connection. */
  readonly idleTimeout: number;
}

/**
 * The HTTP server under Fastify. Whatever Node would answer by itself, with an empty body or none, is handed on to be answered as a
 * problem; every answer has the same headers; and no connection has more than one request answered at a time.
 */
export function makeServer(
  answer: RequestListener,
  { connections: most, idleTimeout, ...times }: ServerLimits,
  open: OpenConnections,
): Server {
  // A request without a host is refused where all others are: error-handling.ts.
  const options: ServerOptions = { ...times, requireHostHeader: false };
  const serve: RequestListener = (request, response) => {
    for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
    answer(request, response);
  };
  const take: RequestListener = (request, response) => open.of(request.socket).take(request, response);
  const server = createServer(options, take);
  server.maxConnections = most;
  return server
    .setTimeout(idleTimeout)
    .on('connection', (socket) => open.add(socket, new OneByOne(socket, serve)))
    .on('checkExpectation', take)
    .on('connect', (request, socket) => refuseTunnel(request, socket as Socket, open.of(socket as Socket)))
    .on('clientError', (error, socket) => answerClientError(error, socket as Socket, open.of(socket as Socket)));
}
