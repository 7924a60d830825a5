import { Agent, request } from 'node:http';
import type { BenchServer } from './server.ts';
import { median, percentile } from './statistics.ts';

/** What became of requests that were offered at a rate, whether or not earlier ones had been answered. */
export interface OpenLoad {
  readonly offered: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly answered: number;
  /** Turned away with 503 or 429. */
  readonly turnedAway: number;
  readonly failed: number;
  readonly unanswered: number;
}

/** Somebody signed in at a server. */
export type Caller = Pick<BenchServer, 'address' | 'headers'>;

/** How long after the last was sent an answer counts. */
const PATIENCE_MS = 10_000;

/**
 * Sends requests on schedule (open model), of each caller in turn: arrivals don't wait for answers, as people don't. A generator that waits for its answers
 * sends less the slower they are, and hides the very collapse that it looks for (Schroeder et al., "Open versus closed", NSDI 2006).
 * Times run from when a request was due, not from when it was sent.
 */
export async function offerLoad(callers: readonly Caller[], path: string, perSecond: number, seconds: number): Promise<OpenLoad> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const total = Math.max(1, Math.round(perSecond * seconds));
  const times: number[] = [];
  const counts = { turnedAway: 0, failed: 0 };
  const begun = performance.now();
  const pending = new Set<Promise<void>>();
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * perSecond) + 1);
    for (; sent < due; sent += 1) {
      const dueAt = begun + (sent / perSecond) * 1000;
      const { address, headers } = callers[sent % callers.length] as Caller;
      const answer = (async () => {
        const status = await ask(agent, address + path, headers);
        if (status === 200) times.push(performance.now() - dueAt);
        else if (status === 503 || status === 429) counts.turnedAway += 1;
        else counts.failed += 1;
      })();
      pending.add(answer);
      void answer.finally(() => pending.delete(answer));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.race([Promise.all(pending), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())]);
  const result: OpenLoad = {
    offered: total,
    medianMs: median(times),
    p99Ms: percentile(times, 0.99),
    answered: times.length,
    ...counts,
    unanswered: total - times.length - counts.turnedAway - counts.failed,
  };
  agent.destroy();
  return result;
}

/** The status of an answer once all of it is there; 0 where the connection broke. */
export function ask(agent: Agent, url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(url, { agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
      answer.once('error', () => resolve(0));
    });
    sent.once('error', () => resolve(0));
    sent.end();
  });
}
