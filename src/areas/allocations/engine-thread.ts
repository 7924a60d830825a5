import type { ThreadWork } from '../../platform/jobs/run-in-thread.ts';
import type { Progress } from './domain/allocation.ts';
import type { EngineRequest } from './domain/instance.ts';
import { type EngineAnswer, failureOf, runEngine } from './engine.ts';

/** What the engine's thread answers: the result, or why there is none. */
export type EngineOutcome = EngineAnswer | (ReturnType<typeof failureOf> & { readonly message: string });

export interface EngineExchange {
  readonly task: string;
  readonly progress: Progress;
  readonly answer: EngineOutcome;
}

/** The engine in a thread of its own, put before it the snapshot as it is stored. */
export const work: ThreadWork<EngineExchange> = async (snapshot, tell) => {
  try {
    return await runEngine(JSON.parse(snapshot) as EngineRequest, tell);
  } catch (error) {
    return { ...failureOf(error), message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};
