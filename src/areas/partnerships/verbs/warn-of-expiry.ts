import { Refusal } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { dueThresholds, expiresInDays } from '../domain/expiry.ts';
import { readEndingPartnerships } from '../expiry-queries.ts';
import { partnershipWarnings } from '../tables.ts';

/**
 * The timer warns both sides of an end, with one event for each threshold that has come. The row of a warning is its memory: a
 * second run, or another process at the same moment, finds it there and does nothing; a late run gives what was missed.
 */
export async function warnOfExpiringPartnerships(tx: Tx, act: Act): Promise<number> {
  if (act.actor.role !== 'system') throw new Refusal('role-not-allowed', { facts: { role: act.actor.role, allowed: [] } });
  const today = dayOf(act.now);
  let given = 0;
  for (const partnership of await readEndingPartnerships(tx, today)) {
    for (const thresholdDays of dueThresholds(partnership, today)) {
      const warning = { partnershipId: partnership.id, validUntil: partnership.validUntil, thresholdDays, warnedAt: act.now };
      const inserted = await tx
        .insert(partnershipWarnings)
        .values(warning)
        .onConflictDoNothing()
        .returning({ thresholdDays: partnershipWarnings.thresholdDays });
      if (inserted.length === 0) continue;
      given += 1;
      await recordEvent(tx, act, {
        action: 'partnership.expiry-warned',
        subject: { type: 'partnership', id: partnership.id },
        after: {
          validUntil: partnership.validUntil,
          thresholdDays,
          expiresInDays: expiresInDays(partnership.validUntil, today),
          pendingMatches: partnership.pendingMatchIds.length,
        },
        reason: `expires-in-${thresholdDays}-days`,
        parties: [partnership.donorId, partnership.recipientId],
      });
    }
  }
  return given;
}
