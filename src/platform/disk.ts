import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const MIB = 1024 * 1024;
/** What is left free: what PostgreSQL's log may grow by in a while, or on a small disk a part of it. */
const FLOOR_BYTES = 256 * MIB;
const FLOOR_SHARE = 0.1;
/** Room that comes and goes about the floor changes nothing until there is clearly more. */
const CLEARLY_MORE = 1.1;
const LOOK_MS = 1000;

/** How much room there is where the database is kept. */
export interface Disk {
  readonly isFull: () => boolean;
  readonly freeBytes: () => number;
}

/** What asks whether there is room before it writes by itself. */
export type Room = Pick<Disk, 'isFull'>;

interface Measured {
  readonly bavail: number;
  readonly bsize: number;
  readonly blocks: number;
}

export interface Watching {
  /** Hears when there is too little room. */
  readonly complain: (line: string) => void;
  /** Hears when there is enough again. */
  readonly say: (line: string) => void;
  readonly unwanted: AbortSignal;
  readonly look?: (directory: string) => Promise<Measured>;
}

/**
 * Looks every second how much room a directory's disk has. It counts as full while there is still some: PostgreSQL refuses what needs a
 * longer table, but where its log has to grow it ends, and takes the reading with it.
 */
export async function watchDisk(directory: string, { complain, say, unwanted, look = statfs }: Watching): Promise<Disk> {
  let isFull = false;
  let freeBytes = Infinity;

  async function lookAgain(): Promise<void> {
    const measured = await look(directory);
    const floor = floorOf(measured);
    const wasFull = isFull;
    freeBytes = measured.bavail * measured.bsize;
    isFull = freeBytes < floor * (wasFull ? CLEARLY_MORE : 1);
    const free = freeFor(directory, freeBytes);
    const enough = Math.round((floor * CLEARLY_MORE) / MIB);
    if (isFull && !wasFull) complain(`${free}: changes are refused (507) until there are ${enough}. Make room.`);
    if (wasFull && !isFull) say(`${free}: changes are taken again.`);
  }

  async function keepLooking(): Promise<void> {
    for (;;) {
      await sleep(LOOK_MS, undefined, { signal: unwanted, ref: false });
      await lookAgain().catch(() => undefined); // what can't be seen now is seen later; the last look holds
    }
  }

  await lookAgain();
  keepLooking().catch(() => undefined); // ends with the process
  return { isFull: () => isFull, freeBytes: () => freeBytes };
}

/** Refuses what would write much into a database of ours whose disk has no room for it, as people's changes are refused. */
export async function requireRoom(directory: string, what: string): Promise<void> {
  const measured = await statfs(directory);
  const freeBytes = measured.bavail * measured.bsize;
  if (freeBytes < floorOf(measured)) throw new Error(`${freeFor(directory, freeBytes)}: ${what} needs more. Make room, and run it again.`);
}

const floorOf = ({ blocks, bsize }: Measured): number => Math.min(FLOOR_BYTES, blocks * bsize * FLOOR_SHARE);

const freeFor = (directory: string, bytes: number): string => `${Math.floor(bytes / MIB)} MiB free for the database in ${directory}`;
