import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { cpuSecondsOfTree } from './process-tree.ts';

/** From `npm start` to the line that says where it is: into an empty data directory, and again. */
export async function benchStart(say: (line: string) => void): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'wasl-start-'));
  try {
    for (const which of ['first', 'second']) {
      const start = performance.now();
      const server = await startOwnServer({ WASL_DATA: directory });
      const seconds = (performance.now() - start) / 1000;
      const cpu = await cpuSecondsOfTree(server.pid);
      await server.stop();
      const effort = cpu === null ? '' : `, ${cpu.toFixed(1)} s of processor time, PostgreSQL included`;
      say(`start to ready, ${which} time: ${seconds.toFixed(1)} s${effort} (load ${loadavg()[0]?.toFixed(1)})`);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
