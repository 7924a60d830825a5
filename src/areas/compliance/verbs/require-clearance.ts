import { and, asc, eq } from 'drizzle-orm';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ComplianceEntryId, DeliveryId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { UNSHIPPED_STATES } from '../../deliveries/domain/delivery.ts';
import { findDelivery } from '../delivery-queries.ts';
import { type MissingReason, missingReasonOf } from '../domain/entry.ts';
import { type GatedStep, neededBy } from '../domain/gate.ts';
import { complianceEntries } from '../tables.ts';
import { deriveEntries } from './derive-entries.ts';

/** An entry that holds a delivery back on a day, and why. */
export interface UnmetEntry {
  readonly entryId: ComplianceEntryId;
  readonly regime: string | null;
  readonly documentType: string | null;
  readonly because: MissingReason;
}

/**
 * What a delivery lacks to take a step on a day. Until it leaves, its checklist first follows the facts and the regimes of that day:
 * what has been decided stays, and what a new regime asks for is asked. What has left keeps the checklist that it left with.
 */
export async function missingRequirementsOf(
  tx: Tx,
  ctx: ActorContext,
  deliveryId: DeliveryId,
  step: GatedStep,
  on: CalendarDate,
): Promise<UnmetEntry[]> {
  const { state } = await findDelivery(tx, deliveryId);
  if (UNSHIPPED_STATES.includes(state)) await deriveEntries(tx, ctx, deliveryId, on);
  return readMissingRequirements(tx, ctx, deliveryId, step, on);
}

/** The same by the checklist as it stands, for whoever only asks. */
export function readMissingRequirements(
  tx: Tx,
  ctx: ActorContext,
  deliveryId: DeliveryId,
  step: GatedStep,
  on: CalendarDate,
): Promise<UnmetEntry[]> {
  return asConsequence(tx, ctx, 'compliance-gate', async () => {
    const entries = await tx
      .select({
        entryId: complianceEntries.id,
        regime: complianceEntries.regime,
        documentType: complianceEntries.documentType,
        state: complianceEntries.state,
        confirmedAt: complianceEntries.confirmedAt,
        validFrom: complianceEntries.validFrom,
        validUntil: complianceEntries.validUntil,
      })
      .from(complianceEntries)
      .where(and(eq(complianceEntries.deliveryId, deliveryId), oneOf(complianceEntries.neededFor, neededBy(step))))
      .orderBy(asc(complianceEntries.kind), asc(complianceEntries.regime), asc(complianceEntries.documentType));
    return entries.flatMap(({ entryId, regime, documentType, confirmedAt, ...entry }) => {
      const because = missingReasonOf({ ...entry, isConfirmed: confirmedAt !== null }, on);
      return because === null ? [] : [{ entryId, regime, documentType, because }];
    });
  });
}

/** The gate: refuses a step while anything it needs is missing, refused, unconfirmed, unknown or not valid on the day. */
export async function requireClearance(
  tx: Tx,
  ctx: ActorContext,
  deliveryId: DeliveryId,
  step: GatedStep,
  on: CalendarDate,
): Promise<void> {
  const missing = await missingRequirementsOf(tx, ctx, deliveryId, step, on);
  if (missing.length === 0) return;
  const named = missing.map(({ regime, documentType, because }) => `${regime ?? `document ${documentType}`}: ${because}`);
  throw new Refusal('not-cleared', { facts: { step, on, missing: named } });
}
