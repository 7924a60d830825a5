import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../kernel/refusal.ts';

export interface PressureLimits {
  /** How late the event loop may be on average, in milliseconds; 0 for never too late. */
  readonly delayMilliseconds: number;
  /** How much of the heap may be used, in hundredths; 0 for never too much. */
  readonly heapPercent: number;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a route answers under pressure; the others turn away. */
    underPressure?: 'as-ever' | 'not-ready';
  }
}

const SAMPLE_MILLISECONDS = 500;
const RESOLUTION_MILLISECONDS = 10;
export const RETRY_AFTER_SECONDS = 2;

interface Pressure {
  readonly of: 'event-loop-delay' | 'heap-used';
  readonly value: number;
}

/**
 * Turns requests away while the process can't keep up, rather than answer all of them late and then none. How busy the loop is says
 * nothing: a loop that is used to the full and on time is a good one. Being late is what people feel.
 *
 * It looks at nothing that needs a file: `process.memoryUsage()`, which @fastify/under-pressure asks, does, and fails in a process that
 * has as many open as it may.
 */
export function registerPressure(app: FastifyInstance, limits: PressureLimits): void {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
  delays.enable();
  let pressure: Pressure | null = null;
  // Once for each look: whoever is turned away may come back at once, and a line for each would be more to do.
  let isTold = false;
  const look = setInterval(() => {
    // Of a loop that stood still all the time there is no figure.
    const delay = Number.isNaN(delays.mean) ? Infinity : Math.max(0, delays.mean / 1e6 - RESOLUTION_MILLISECONDS);
    delays.reset();
    pressure = pressureOf(delay, limits);
    isTold = false;
  }, SAMPLE_MILLISECONDS).unref();
  app.addHook('onClose', async () => {
    clearInterval(look);
    delays.disable();
  });
  app.addHook('onRequest', (request, _reply, done) => {
    const answer = pressure === null ? 'as-ever' : request.routeOptions.config.underPressure;
    if (answer === 'as-ever') return done();
    if (!isTold) app.log.warn({ pressure: pressure?.of, value: pressure?.value }, 'turning requests away under pressure');
    isTold = true;
    const code = answer === 'not-ready' ? 'not-ready' : 'try-again';
    done(new Refusal(code, { facts: { retryAfterSeconds: RETRY_AFTER_SECONDS } }));
  });
}

function pressureOf(delay: number, { delayMilliseconds, heapPercent }: PressureLimits): Pressure | null {
  if (delayMilliseconds > 0 && delay > delayMilliseconds) return { of: 'event-loop-delay', value: delay };
  const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
  if (heapPercent > 0 && used > (most * heapPercent) / 100) return { of: 'heap-used', value: used };
  return null;
}

/** For routes that say how the process is: they answer whatever the pressure. */
export const ANSWERED_UNDER_PRESSURE = { underPressure: 'as-ever' } as const;

/** For the route that says whether to send work here: not now. */
export const NOT_READY_UNDER_PRESSURE = { underPressure: 'not-ready' } as const;
