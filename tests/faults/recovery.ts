import { setTimeout as sleep } from 'node:timers/promises';
import type { Slot } from './fleet.ts';
import { statusOf } from './faults.ts';

/** How long a server process took to answer again, once the database was back. */
export interface Recovery {
  readonly fault: string;
  readonly slot: number;
  /** To the first 2xx that needs the database; null where none came. */
  readonly milliseconds: number | null;
}

/** What the service promises is a second. A slow machine may take longer without failing the run; this is ten times that. */
export const PROMISED_MS = 1_000;
export const TOLERATED_MS = 10_000;
const GIVEN_UP_MS = 20_000;
const EVERY_MS = 50;

/**
 * Asks one process again and again, without waiting for what hangs, until something that needs the database is answered. Gives up
 * early where the process has ended.
 */
export async function timeToAnswer(slot: Slot, token: string, backAt: number): Promise<number | null> {
  const answers: number[] = [];
  const ask = async (): Promise<void> => {
    if ((await statusOf(slot, '/v1/units?limit=1', GIVEN_UP_MS, token)) === 200) answers.push(Date.now());
  };
  const { upSince } = slot;
  while (answers.length === 0 && slot.upSince === upSince && Date.now() - backAt < GIVEN_UP_MS) {
    void ask();
    await sleep(EVERY_MS);
  }
  const [first] = answers;
  return first === undefined ? null : first - backAt;
}

/** Whether a process calls itself ready within a time. */
export async function becomesReady(slot: Slot, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    if ((await statusOf(slot, '/readyz', patienceMs)) === 200) return true;
    await sleep(EVERY_MS);
  }
  return false;
}
