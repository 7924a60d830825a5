import type { EngineExchange } from '#src/areas/allocations/engine-thread.ts';
import type { ThreadWork } from '#src/platform/jobs/run-in-thread.ts';

/** An engine that never ends and never yields, as a hard instance would. */
export const work: ThreadWork<EngineExchange> = (_snapshot, tell) => {
  for (let done = 0; ; done += 1) if (done % 50_000_000 === 0) tell({ stage: 'parts', done: done / 50_000_000, total: 1_000_000 });
};
