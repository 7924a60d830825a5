import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again until something is so; fails where it takes too long. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, milliseconds = 60_000): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${milliseconds} ms: ${what}`);
    await sleep(10);
  }
}
