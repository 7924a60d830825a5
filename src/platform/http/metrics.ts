import { timingSafeEqual, createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../kernel/refusal.ts';
import type { Metrics } from '../metrics.ts';
import { ANSWERED_UNDER_PRESSURE } from './pressure.ts';
import type { RateLimits } from './rate-limits.ts';

/** Counts the requests that are answered. */
export function countRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? undefined : request.routeOptions.url;
    metrics.observeRequest({ method: request.method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
  });
}

/**
 * Answers `/metrics` in the Prometheus text format: to whoever shows the token, or to all where there is none. Whoever shows none is
 * counted as a stranger.
 */
export function serveMetrics(app: FastifyInstance, metrics: Metrics, { countStranger }: RateLimits, token: string | undefined): void {
  app.get(
    '/metrics',
    {
      schema: { hide: true },
      logLevel: 'warn',
      config: ANSWERED_UNDER_PRESSURE,
      onRequest: async (request, reply) => {
        if (token !== undefined && showsToken(request.headers.authorization, token)) return;
        await countStranger(request, reply);
        if (token !== undefined) throw new Refusal('not-signed-in');
      },
    },
    async (_request, reply) =>
      reply
        .type(metrics.contentType)
        .header('cache-control', 'no-store')
        .send(await metrics.text()),
  );
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compared by their sums, so that how long it takes tells nothing. */
const showsToken = (header: string | undefined, token: string): boolean => timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
