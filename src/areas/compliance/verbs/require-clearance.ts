import { and, asc, eq } from 'drizzle-orm';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ComplianceEntryId, DeliveryId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { UNSHIPPED_STATES } from '../../deliveries/domain/delivery.ts';
import { findDelivery } from '../delivery-queries.ts';
import { type Lack, lackOf } from '../domain/entry.ts';
import { type GatedStep, neededBy } from '../domain/gate.ts';
import { complianceEntries } from '../tables.ts';
import { deriveEntries } from './derive-entries.ts';

/** An entry that holds a delivery back on a day, and why. */
export interface LackingEntry {
  readonly entryId: ComplianceEntryId;
  readonly regime: string | null;
  readonly documentType: string | null;
  readonly because: Lack;
}

/**
 * What a delivery lacks to take a step on a day. Until it leaves, its checklist first follows the facts and the regimes of that day:
 * what has been decided stays, and what a new regime asks for is asked. What has left keeps the checklist that it left with.
 */
export async function lacksOf(tx: Tx, act: Act, deliveryId: DeliveryId, step: GatedStep, on: CalendarDate): Promise<LackingEntry[]> {
  const { state } = await findDelivery(tx, deliveryId);
  if (UNSHIPPED_STATES.includes(state)) await deriveEntries(tx, act, deliveryId, on);
  return readLacks(tx, act, deliveryId, step, on);
}

/** The same by the checklist as it stands, for whoever only asks. */
export function readLacks(tx: Tx, act: Act, deliveryId: DeliveryId, step: GatedStep, on: CalendarDate): Promise<LackingEntry[]> {
  return asConsequence(tx, act, 'compliance-gate', async () => {
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
      const because = lackOf({ ...entry, isConfirmed: confirmedAt !== null }, on);
      return because === null ? [] : [{ entryId, regime, documentType, because }];
    });
  });
}

/** The gate (DESIGN section 4): refuses a step while anything it needs is missing, refused, unconfirmed, unknown or not valid on the day. */
export async function requireClearance(tx: Tx, act: Act, deliveryId: DeliveryId, step: GatedStep, on: CalendarDate): Promise<void> {
  const lacks = await lacksOf(tx, act, deliveryId, step, on);
  if (lacks.length === 0) return;
  const missing = lacks.map(({ regime, documentType, because }) => `${regime ?? `document ${documentType}`}: ${because}`);
  throw new Refusal('not-cleared', { facts: { step, on, missing } });
}
