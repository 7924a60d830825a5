import { Refusal } from '../../../kernel/refusal.ts';
import { formatMessage, inEveryLanguage } from '../../../locales/format-message.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { raiseObstacle } from '../../obstacles/index.ts';
import { dueThresholds, expiresInDays, LAST_THRESHOLD } from '../domain/expiry.ts';
import { type EndingPartnership, readEndingPartnerships } from '../expiry-queries.ts';
import { partnershipWarnings } from '../tables.ts';
import { dayAt } from '../../../platform/clock.ts';

/**
 * The scheduled job warns both sides of an end, with one event for each threshold that has come. The row of a warning is its memory: a
 * second run, or another process at the same moment, finds it there and does nothing; a late run gives what was missed.
 */
export async function warnOfExpiringPartnerships(tx: Tx, ctx: ActorContext): Promise<number> {
  if (ctx.actor.role !== 'system') throw new Refusal('role-not-allowed', { facts: { role: ctx.actor.role, allowed: [] } });
  let given = 0;
  for (const partnership of await readEndingPartnerships(tx, ctx.now)) {
    const today = dayAt(partnership.zone, ctx.now);
    for (const thresholdDays of dueThresholds(partnership, today)) {
      const warning = { partnershipId: partnership.id, validUntil: partnership.validUntil, thresholdDays, warnedAt: ctx.now };
      const inserted = await tx
        .insert(partnershipWarnings)
        .values(warning)
        .onConflictDoNothing()
        .returning({ thresholdDays: partnershipWarnings.thresholdDays });
      if (inserted.length === 0) continue;
      given += 1;
      await recordEvent(tx, ctx, {
        action: 'partnership.expiry-warned',
        subject: { type: 'partnership', id: partnership.id },
        details: { expiresInDays: expiresInDays(partnership.validUntil, today), pendingMatches: partnership.pendingMatchIds.length },
        reason: `expires-in-${thresholdDays}-days` as const,
        parties: [partnership.donorId, partnership.recipientId],
      });
      if (thresholdDays === LAST_THRESHOLD) await raiseWherePending(tx, ctx, partnership);
    }
  }
  return given;
}

/**
 * With a week left, what is agreed and not yet shipped is an obstacle for somebody to work on: a prolongation isn't signed. It
 * stops nothing by itself, because what was agreed under a partnership stays when it ends.
 */
async function raiseWherePending(
  tx: Tx,
  ctx: ActorContext,
  { id, reference, validUntil, pendingMatchIds }: EndingPartnership,
): Promise<void> {
  if (pendingMatchIds.length === 0) return;
  await raiseObstacle(tx, ctx, {
    kind: 'arrangement-not-signed',
    blocks: pendingMatchIds.map((matchId) => ({ matchId })),
    blocking: false,
    detail: inEveryLanguage((language) =>
      formatMessage(language, 'obstacle.partnership-ends', { reference, on: validUntil, matches: pendingMatchIds.length }),
    ),
    causeKey: `partnership-ends:${id}:${validUntil}`,
  });
}
