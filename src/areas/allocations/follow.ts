import { setTimeout } from 'node:timers/promises';
import { Refusal } from '../../kernel/refusal.ts';
import type { StreamContext, ServerEvent } from '../../platform/http/route.ts';
import { hasEnded } from './domain/allocation.ts';
import { findAllocation } from './queries.ts';
import type { AllocationView } from './record.ts';

const LOOK_MS = 300;
/** A connection on which nothing is sent is cut by proxies. */
const SILENT_LOOKS = 50;
/** A reader whose rights end must not be told for ever; browsers connect anew by themselves. */
const MOST_LOOKS = 2_000;

/** Tells how far a run has come each time that it has, and at last how it ended. */
export async function* followAllocation({ first, look, closing }: StreamContext<unknown, AllocationView>): AsyncIterable<ServerEvent> {
  let told = '';
  let silence = 0;
  let run = first;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const { id, state, progress, failure } = run;
    const news = JSON.stringify([state, progress]);
    silence += 1;
    if (news !== told || silence > SILENT_LOOKS) {
      yield { event: hasEnded(state) ? state : 'progress', data: { id, state, progress, failure } };
      told = news;
      silence = 0;
    }
    if (hasEnded(state)) return;
    await setTimeout(LOOK_MS, undefined, { signal: closing }).catch(() => undefined);
    if (closing.aborted) throw comeAgain();
    run = await look((tx, ctx) => findAllocation(tx, ctx, id));
  }
  throw comeAgain();
}

const comeAgain = (): Refusal => new Refusal('try-again', { facts: { retryAfterSeconds: 1 } });
