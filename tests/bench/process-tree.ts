import { readdir, readFile } from 'node:fs/promises';

/** What Linux counts a process's time in, on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;

interface Process {
  readonly parent: number;
  readonly seconds: number;
}

/**
 * Seconds of processor time that a process and all below it have used so far, children that have ended included; null where the
 * system has no /proc. On a machine that others use too, this says more than the clock on the wall.
 */
export async function cpuSecondsOfTree(root: number): Promise<number | null> {
  const names = await readdir('/proc').catch(() => []);
  if (names.length === 0) return null;
  const processes = new Map<number, Process>();
  for (const pid of names.map(Number).filter(Number.isInteger)) {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null); // it has ended meanwhile
    if (line !== null) processes.set(pid, parse(line));
  }
  const isBelow = (pid: number): boolean => pid === root || (processes.has(pid) && isBelow(processes.get(pid)?.parent ?? 0));
  return [...processes].reduce((sum, [pid, { seconds }]) => (isBelow(pid) ? sum + seconds : sum), 0);
}

/** See proc(5): after the name, which may hold anything, the parent is the second field, and four times stand from the twelfth on. */
function parse(line: string): Process {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), seconds: ticks / TICKS_PER_SECOND };
}
