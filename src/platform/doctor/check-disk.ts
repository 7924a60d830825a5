import { statfs } from 'node:fs/promises';
import { fileSystemCalls } from '../files/store-calls.ts';
import { StoreUnavailable } from '../files/store-fault.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

const MIB = 1024 * 1024;
const LITTLE = 2048 * MIB;
const TOO_LITTLE = 256 * MIB;

/** How much room there is where something of the service is kept. */
export async function checkDisk(path: string, whatIsThere: string): Promise<readonly Finding[]> {
  try {
    return await lookAtRoom(path, whatIsThere);
  } catch (error) {
    if (error instanceof StoreUnavailable) return [wrong('disk', error.fault, error.remedy)];
    throw error;
  }
}

async function lookAtRoom(path: string, whatIsThere: string): Promise<readonly Finding[]> {
  const { bavail, bsize } = await fileSystemCalls.ask(() => statfs(path));
  const free = bavail * bsize;
  const what = `${Math.floor(free / MIB)} MiB free for ${whatIsThere} (${path})`;
  const remedy = `make room there or give it a larger disk: below ${TOO_LITTLE / MIB} MiB writing may fail at any moment`;
  if (free < TOO_LITTLE) return [wrong('disk', what, remedy)];
  return [free < LITTLE ? warning('disk', what, remedy) : ok('disk', what)];
}
