import postgres from 'postgres';
import { startServer } from './server.ts';
import { median, percentile } from './statistics.ts';
import type { NeedsWorld } from './world.ts';

const LINES = 60;

/** The candidates of single need lines among 20 thousand offer lines, one request after another. */
export async function benchCandidates(world: NeedsWorld, rounds: number, say: (line: string) => void): Promise<void> {
  const superuser = postgres(world.superuser(world.large), { max: 1 });
  const lines = await superuser<{ id: string }[]>`
    select need_lines.id from need_lines join needs on needs.id = need_lines.need_id
    where needs.state = 'published' order by md5(need_lines.id::text) limit ${LINES}`;
  await superuser.end();
  const service = await startServer('service', world.large);
  const times: number[] = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const { id } of lines) {
        const start = performance.now();
        const answer = await fetch(`${service.address}/v1/need-lines/${id}/candidates`, { headers: service.headers });
        await answer.arrayBuffer();
        if (!answer.ok) throw new Error(`candidates: ${answer.status}`);
        if (round > 0) times.push(performance.now() - start);
      }
    }
  } finally {
    await service.stop();
  }
  say(
    `candidates of a need line among 20 thousand offer lines: ${median(times).toFixed(1)} ms median, ${percentile(times, 0.95).toFixed(1)} ms p95 (goal < 30 ms)`,
  );
}
