import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { consentBySilence } from '../domain/entry.ts';
import { lockElapsedSilences, lockExpired } from '../due-queries.ts';
import { stepEntry } from './change-entry.ts';

/** What happens to entries because time passes. What is done is no longer due, so that a second run finds nothing. */

/** Silence that has lasted its days is consent. Answers how many silences have. */
export async function elapseSilences(tx: Tx, ctx: ActorContext): Promise<number> {
  const due = await lockElapsedSilences(tx, ctx.now);
  for (const entry of due) {
    await stepEntry(tx, ctx, entry, { event: 'elapse', action: 'compliance-entry.silence-elapsed', set: consentBySilence(entry) });
  }
  return due.length;
}

/**
 * What ran out before the step that it is needed for is no longer held, and may be obtained anew. What has passed keeps what it passed with.
 * Answers how many ran out.
 */
export async function expireEntries(tx: Tx, ctx: ActorContext): Promise<number> {
  const due = await lockExpired(tx, ctx.now);
  for (const entry of due) await stepEntry(tx, ctx, entry, { event: 'expire', action: 'compliance-entry.expired' });
  return due.length;
}
