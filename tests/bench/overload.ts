import { Agent } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { LOGIN_OF } from '#tests/support/api.ts';
import { ask, type Caller, type OpenLoad, offerLoad } from './open-load.ts';
import { type BenchServer, startServer } from './server.ts';
import { METRICS_TOKEN } from './metrics-token.ts';
import { signIn } from './sign-in.ts';
import { median } from './statistics.ts';
import type { BenchDatabases } from './world.ts';
import { fillNeeds } from './fill.ts';

const PATH = '/v1/needs?limit=50';
const NEEDS = 1_000;
/** Of each account: together as many as keep a process busy, and fewer than one account may have. */
const CONNECTIONS_EACH = 3;
const HEAVY_CONNECTIONS = 60;
const HEAVY_PATHS = ['/v1/needs?limit=200', '/v1/obstacles/ranking', '/v1/statistics/obstacles'];
const LIGHT_REQUESTS = 40;
const AGAIN_MS = 100;

export interface OverloadPlan {
  readonly seconds: number;
  /** How long the service is watched for growth. */
  readonly minutes: number;
}

/** What a process does with as much, and twice as much, as it can do; what a heavy user does to a light one; and whether it grows. */
export async function benchOverload(databases: BenchDatabases, plan: OverloadPlan, say: (line: string) => void): Promise<void> {
  const url = await databases.makeDatabase('overload', (superuser) => fillNeeds(superuser, NEEDS));
  const service = await startServer('service', url);
  try {
    const callers = await signInEverybody(service);
    await answersPerSecond(callers, plan.seconds);
    const capacity = await answersPerSecond(callers, plan.seconds);
    say(`one process answers ${capacity.toFixed(0)} lists of 50 needs a second to ${callers.length} accounts`);
    say('| offered | requests/s | median | p99 | answered | 503 | failed | not answered | memory (heap) |');
    say('|---|---|---|---|---|---|---|---|---|');
    for (const share of [0.5, 1, 2]) {
      const load = await offerLoad(callers, PATH, capacity * share, plan.seconds);
      say(rowOf(`${share} times`, capacity * share, load, await memoryOf(service)));
    }
    await watchGrowth(service, callers, capacity / 2, plan.minutes, say);
  } finally {
    await service.stop();
  }
  const asItComes = await startServer('service', url, { WASL_BENCH_LIMITS: 'usual' });
  try {
    await benchNeighbours(asItComes, say);
  } finally {
    await asItComes.stop();
  }
}

/** One account of every role that may read needs. */
const ACCOUNTS = [LOGIN_OF.requester, LOGIN_OF.validator, LOGIN_OF.donor, LOGIN_OF.facilitator, LOGIN_OF.auditor];

const signInEverybody = ({ address }: BenchServer): Promise<Caller[]> =>
  Promise.all(ACCOUNTS.map(async (login) => ({ address, headers: await signIn(address, login) })));

/** What is answered where each account asks one thing after the other on a few connections, and never more than it gets. */
async function answersPerSecond(callers: readonly Caller[], seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const begun = performance.now();
  const end = begun + seconds * 1000;
  let answered = 0;
  const askOnAndOn = async ({ address, headers }: Caller): Promise<void> => {
    while (performance.now() < end) if ((await ask(agent, address + PATH, headers)) === 200) answered += 1;
  };
  await Promise.all(callers.flatMap((caller) => Array.from({ length: CONNECTIONS_EACH }, () => askOnAndOn(caller))));
  const took = (performance.now() - begun) / 1000;
  agent.destroy();
  return answered / took;
}

const share = (part: number, { offered }: OpenLoad): string => `${((100 * part) / offered).toFixed(1)} %`;

function rowOf(what: string, perSecond: number, load: OpenLoad, { rss, heap }: Memory): string {
  const times = [`${load.medianMs.toFixed(0)} ms`, `${load.p99Ms.toFixed(0)} ms`];
  const shares = [load.answered, load.turnedAway, load.failed, load.unanswered].map((part) => share(part, load));
  return `| ${[what, perSecond.toFixed(0), ...times, ...shares, `${rss} MB (${heap} MB)`].join(' | ')} |`;
}

interface Memory {
  readonly rss: number;
  readonly heap: number;
}

/** As the service itself says it, in megabytes. */
async function memoryOf({ address }: BenchServer): Promise<Memory> {
  const text = await (await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })).text();
  const read = (name: string): number => Math.round(Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN) / 1024 ** 2);
  return { rss: read('process_resident_memory_bytes'), heap: read('nodejs_heap_size_used_bytes') };
}

/** The median of a light user who asks one thing after the other, alone and beside one who keeps sixty connections busy. */
async function benchNeighbours(service: BenchServer, say: (line: string) => void): Promise<void> {
  const light = await signIn(service.address, LOGIN_OF.auditor);
  await medianOf(service, light);
  const alone = await medianOf(service, light);
  const agent = new Agent({ keepAlive: true, maxSockets: HEAVY_CONNECTIONS });
  const heavy = { answered: 0, busy: 0, limited: 0 };
  const round = { isOver: false };
  const hammer = async (index: number): Promise<void> => {
    for (let turn = index; !round.isOver; turn += 1) {
      const status = await ask(agent, service.address + (HEAVY_PATHS[turn % HEAVY_PATHS.length] ?? PATH), service.headers);
      if (status === 200) heavy.answered += 1;
      else if (status === 503) heavy.busy += 1;
      else if (status === 429) heavy.limited += 1;
    }
  };
  const hammering = Array.from({ length: HEAVY_CONNECTIONS }, (_, index) => hammer(index));
  const tell = async (when: string): Promise<void> => {
    const before = { ...heavy };
    const began = performance.now();
    const beside = await medianOf(service, light);
    const perSecond = (now: number, then: number): string => (((now - then) * 1000) / (performance.now() - began)).toFixed(0);
    const figures = [
      `${beside.toFixed(0)} ms, ${(beside / alone).toFixed(1)} times`,
      perSecond(heavy.answered, before.answered),
      perSecond(heavy.busy, before.busy),
      perSecond(heavy.limited, before.limited),
    ];
    say(`| ${when} | ${figures.join(' | ')} |`);
  };
  say(`a light user alone: ${alone.toFixed(0)} ms median; beside one on ${HEAVY_CONNECTIONS} connections (goal ≤ 3 times):`);
  say('| the heavy one | the light one’s median | answered to the heavy one a second | 503 | 429 |');
  say('|---|---|---|---|---|');
  await tell('within its limit');
  while (heavy.limited === 0) await setTimeout(AGAIN_MS);
  await tell('beyond its limit');
  round.isOver = true;
  await Promise.all(hammering);
  agent.destroy();
}

/** Until it is answered, however often it is turned away: that is what its user waits. */
async function medianOf(service: BenchServer, headers: Record<string, string>): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const times: number[] = [];
  for (let count = 0; count < LIGHT_REQUESTS; count += 1) {
    const start = performance.now();
    for (;;) {
      const status = await ask(agent, service.address + PATH, headers);
      if (status === 200) break;
      if (status !== 503) throw new Error(`the light user was answered ${status}`);
      await setTimeout(AGAIN_MS);
    }
    times.push(performance.now() - start);
  }
  agent.destroy();
  return median(times);
}

/** Half of what it can do, for minutes: the memory over time, which must not grow without end. */
async function watchGrowth(
  service: BenchServer,
  callers: readonly Caller[],
  perSecond: number,
  minutes: number,
  say: (line: string) => void,
): Promise<void> {
  const looks = 10;
  say('| minute | rss | heap |');
  say('|---|---|---|');
  for (let look = 1; look <= looks; look += 1) {
    await offerLoad(callers, PATH, perSecond, (minutes * 60) / looks);
    const { rss, heap } = await memoryOf(service);
    say(`| ${((minutes * look) / looks).toFixed(2)} | ${rss} MB | ${heap} MB |`);
  }
}
