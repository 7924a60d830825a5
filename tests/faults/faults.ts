import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from './dice.ts';
import type { Findings } from './findings.ts';
import type { Fleet, Slot } from './fleet.ts';
import { waitUntilServing } from './knock.ts';
import { DATABASE, type OwnCluster, OWNER } from './own-cluster.ts';
import type { Proxy } from './proxy.ts';

/** Everything that can be hurt. */
export interface Target {
  readonly cluster: OwnCluster;
  readonly proxy: Proxy;
  readonly fleet: Fleet;
  readonly findings: Findings;
}

/** Does it, and answers when the database was there again for whoever comes through the proxy; null where it was never away. */
type Fault = (target: Target, dice: Dice) => Promise<number | null>;

export const FAULTS: Readonly<Record<string, Fault>> = {
  'some sessions terminated': async ({ cluster, proxy }, dice) => {
    const sessions = await cluster.sessions();
    await cluster.terminate(sessions.filter(() => dice.chance(0.5)));
    return backAt(proxy);
  },
  'all sessions terminated, three times': async ({ cluster, proxy }) => {
    for (let again = 0; again < 3; again += 1) {
      await cluster.terminate(await cluster.sessions());
      await sleep(100);
    }
    return backAt(proxy);
  },
  'sessions of jobs terminated again and again': (target, dice) => stormOfTerminations(target, dice, { of: 'wasl-jobs', pauseMs: 60 }),
  'sessions of all kinds terminated again and again': (target, dice) => stormOfTerminations(target, dice, { pauseMs: 120 }),
  'PostgreSQL restarted, fast': (target) => restart(target, 'fast'),
  'PostgreSQL restarted, immediate': (target) => restart(target, 'immediate'),
  'a session’s process killed': async ({ cluster, proxy }, dice) => {
    const sessions = await cluster.sessions();
    if (sessions.length > 0) await cluster.crash(dice.one(sessions));
    return backAt(proxy);
  },
  'connections cut with a reset': async ({ proxy }) => {
    proxy.cut('without-a-word');
    return backAt(proxy);
  },
  'connections cut with a FIN': async ({ proxy }) => {
    proxy.cut('with-a-word');
    return backAt(proxy);
  },
  'the network stalled': async ({ proxy }, dice) => {
    proxy.stall();
    await sleep(dice.between(1_000, 3_000));
    proxy.goOn();
    return backAt(proxy);
  },
  'the network stalled, then cut': async ({ proxy }, dice) => {
    proxy.stall();
    await sleep(dice.between(1_000, 2_000));
    proxy.cut('without-a-word');
    proxy.goOn();
    return backAt(proxy);
  },
  'connections forgotten, reset later': async ({ proxy }, dice) => {
    proxy.forget();
    await sleep(dice.between(1_500, 3_000));
    proxy.resetForgotten();
    return backAt(proxy);
  },
  'nobody there for two seconds': async ({ proxy, fleet, findings }) => {
    const running = fleet.up();
    await proxy.refuse();
    await sleep(1_000);
    await Promise.all(running.map((slot) => expectNotReady(slot, fleet, findings)));
    await sleep(500);
    await proxy.accept();
    return backAt(proxy);
  },
  'a server process killed': async ({ fleet }, dice) => {
    await endOne(fleet, dice, 'SIGKILL');
    return null;
  },
  'a server process asked to stop': async ({ fleet }, dice) => {
    await endOne(fleet, dice, 'SIGTERM');
    return null;
  },
};

/** For two seconds now two in five of the sessions go, now others: what begins again is hit while it does. */
async function stormOfTerminations({ cluster, proxy }: Target, dice: Dice, { of, pauseMs }: Storm): Promise<number> {
  const end = Date.now() + 2_000;
  while (Date.now() < end) {
    const sessions = await cluster.sessions(of);
    await cluster.terminate(sessions.filter(() => dice.chance(0.4)));
    await sleep(pauseMs);
  }
  return backAt(proxy);
}

interface Storm {
  /** By the name that the sessions give themselves; all without. */
  readonly of?: string;
  readonly pauseMs: number;
}

async function restart({ cluster, proxy }: Target, manner: 'fast' | 'immediate'): Promise<number> {
  await cluster.restart(manner);
  proxy.leadTo(cluster.port);
  return backAt(proxy);
}

const backAt = (proxy: Proxy): Promise<number> => waitUntilServing(proxy.port, OWNER, DATABASE);

async function endOne(fleet: Fleet, dice: Dice, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const patience = Date.now() + 20_000;
  while (fleet.up().length < 2 && Date.now() < patience) await sleep(50);
  const up = fleet.up();
  if (up.length > 0) fleet.end(dice.one(up), signal);
}

async function expectNotReady(slot: Slot, fleet: Fleet, findings: Findings): Promise<void> {
  const begunAt = Date.now();
  const status = await statusOf(slot, '/readyz', 5_000);
  if (status !== 503 && !fleet.wasAway(slot, begunAt, Date.now())) {
    findings.add(`GET /readyz: ${status ?? 'no answer within 5 s'} while there is no database`);
  }
}

export async function statusOf(slot: Slot, path: string, patienceMs: number, token?: string): Promise<number | null> {
  try {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(slot.address + path, { headers, signal: AbortSignal.timeout(patienceMs) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}
