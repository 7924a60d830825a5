import { setTimeout as sleep } from 'node:timers/promises';

/** How long calls into a file system may still take that are under way at the very end. */
const LAST_CALLS_MS = 1_000;
const LOOK_MS = 20;

/**
 * How many calls into a file system are under way that don't return, as those to one that hangs. To exit, Node waits for them: a process that
 * has such has to be killed.
 */
export async function countStuckCalls(): Promise<number> {
  const deadline = performance.now() + LAST_CALLS_MS;
  while (countCalls() > 0 && performance.now() < deadline) await sleep(LOOK_MS);
  return countCalls();
}

/** What `fs` has asked the system and not heard of. */
const countCalls = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith('FSReq')).length;
