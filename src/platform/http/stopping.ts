import type { FastifyInstance } from 'fastify';
import type { OpenConnections } from './open-connections.ts';

/** Whether the service has begun to stop. */
export interface Stopping {
  readonly hasBegun: boolean;
}

/**
 * How a service stops listening.
 *
 *   serving ──close()──▶ grace: all that comes is answered, as the last of its connection; not ready for more ──▶ no new connections:
 *   what has come whole is answered, what has come half is told to come again, and the others end ──▶ closed
 *
 * Whoever passes requests on needs a moment to hear that none are wanted; what arrived meanwhile would find its connection reset. After
 * that nobody is waited for who has not finished asking. A browser keeps connections open for what it may ask later, and opens some
 * ahead: without an end of ours they would last for minutes.
 */
export function registerStopping(app: FastifyInstance, connections: OpenConnections, grace: () => Promise<unknown>): Stopping {
  const stopping = { hasBegun: false };
  app.addHook('preClose', async () => {
    stopping.hasBegun = true;
    if (app.server.listening) await grace();
    connections.end();
  });
  app.addHook('onSend', async (_request, reply) => {
    if (stopping.hasBegun) void reply.header('connection', 'close');
  });
  return stopping;
}
