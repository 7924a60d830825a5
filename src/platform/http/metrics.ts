import { timingSafeEqual, createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../kernel/refusal.ts';
import type { Metrics } from '../metrics.ts';
import { withAdvice } from './listen.ts';
import { ANSWERED_UNDER_PRESSURE } from './pressure.ts';

export interface MetricsAccess {
  /** What whoever reads the figures has to show, as a bearer token. */
  readonly token: string | undefined;
  /** The figures have an address of their own, and none beside the service's. */
  readonly port: number | undefined;
}

/**
 * Counts requests, and answers `/metrics` in the Prometheus text format: to whoever has the token. Without a token, or where the figures
 * have an address of their own, there is no such route here: behind a proxy nobody can be told from the world by where they come from.
 */
export function registerMetrics(app: FastifyInstance, metrics: Metrics, { token, port }: MetricsAccess): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? undefined : request.routeOptions.url;
    metrics.observeRequest({ method: request.method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
  });
  if (token === undefined || port !== undefined) return;
  app.get('/metrics', { schema: { hide: true }, logLevel: 'warn', config: ANSWERED_UNDER_PRESSURE }, async (request, reply) => {
    if (!showsToken(request.headers.authorization, token)) throw new Refusal('not-signed-in');
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

/** Answers the figures at an address of their own, and nothing else. */
export async function serveMetrics(metrics: Metrics, host: string, { token, port }: MetricsAccess): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, text: string, type = 'text/plain; charset=utf-8'): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
    };
    request.resume();
    if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== '/metrics') return answer(404, 'not found\n');
    if (token !== undefined && !showsToken(request.headers.authorization, token)) return answer(401, 'a token is needed\n');
    metrics.text().then(
      (text) => answer(200, text, metrics.contentType),
      () => answer(500, 'the figures could not be read\n'),
    );
  });
  server.requestTimeout = 10_000;
  server.unref();
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(port, host, listening);
  }).catch((error: unknown) => {
    throw withAdvice(error, { host, port: port ?? 0 }, { host: 'METRICS_HOST', port: 'METRICS_PORT' });
  });
  return server;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compared by their sums, so that how long it takes tells nothing. */
const showsToken = (header: string | undefined, token: string): boolean => timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
