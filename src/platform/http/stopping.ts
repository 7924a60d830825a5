import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { OpenConnections } from './open-connections.ts';

/** Whether the service has begun to stop. */
export interface Stopping {
  readonly hasBegun: boolean;
}

/**
 * How a service stops listening.
 *
 *   serving ──close()──▶ grace: all that comes is answered, as the last of its connection; not ready for more ──▶ last call: what comes
 *   now waits for its answer, until nobody comes any more ──▶ no new connections: what has come whole is answered, what has come half is
 *   told to come again, and the others end ──▶ closed
 *
 * Whoever passes requests on needs a moment to hear that none are wanted; what arrived meanwhile would find its connection reset. After
 * that nobody is waited for who has not finished asking. A browser keeps connections open for what it may ask later, and opens some
 * ahead: without an end of ours they would last for minutes.
 *
 * The kernel takes connections in before the process does, which lets in one at a turn of its loop; what it has not let in when it listens
 * no more, or let in and not yet read, is reset by the kernel. Hence the last call. Whoever asks again as soon as they are answered waits,
 * and comes to an end so; whoever asks without waiting for answers doesn't, and after a while is left to the kernel. Nor is anything known
 * of a request that is still under way in the network when its connection ends: on a kept connection, that is for the caller to ask again.
 */
export function registerStopping(app: FastifyInstance, connections: OpenConnections, grace: () => Promise<unknown>): Stopping {
  const stopping = { hasBegun: false };
  let held: Promise<undefined> | null = null;
  app.addHook('preClose', async () => {
    stopping.hasBegun = true;
    if (app.server.listening) {
      await grace();
      let letGo = (): void => undefined;
      held = new Promise((resolve) => (letGo = () => resolve(undefined)));
      await untilNobodyComes(app);
      setImmediate(letGo); // when it listens no more
    }
    connections.end();
  });
  app.addHook('onRequest', (_request, _reply, proceed) => {
    if (held === null) proceed();
    else void held.then(proceed);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (stopping.hasBegun) void reply.header('connection', 'close');
  });
  return stopping;
}

/** Between two looks the loop has turned, and let in one who waited, if there was one. */
const LOOK_MS = 5;
const QUIET_LOOKS = 4;
const MOST_LOOKS = 100;

async function untilNobodyComes({ server }: FastifyInstance): Promise<void> {
  let quiet = 0;
  const hear = (): void => void (quiet = 0);
  server.on('connection', hear).on('request', hear);
  for (let looks = 0; quiet < QUIET_LOOKS && looks < MOST_LOOKS; looks += 1) {
    quiet += 1;
    await sleep(LOOK_MS);
  }
  server.off('connection', hear).off('request', hear);
}
