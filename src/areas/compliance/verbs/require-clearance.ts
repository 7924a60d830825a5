import { and, asc, eq } from 'drizzle-orm';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ComplianceEntryId, DeliveryId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { UNSHIPPED_STATES } from '../../deliveries/domain/delivery.ts';
import { findDelivery } from '../delivery-queries.ts';
import { type MissingReason, missingReasonOf, wasHeldOn } from '../domain/entry.ts';
import { type GatedStep, isDeparture, neededBy } from '../domain/gate.ts';
import { complianceEntries } from '../tables.ts';
import { deriveEntries } from './derive-entries.ts';
import { todayOfDelivery, todayOfOrganisation, zoneOfPaper } from '../../reference/index.ts';
import { dayAt } from '../../../platform/clock.ts';

/** The day that papers are asked about. Of now each is valid or not by the day with its own authority; of another by that day's name. */
export interface JudgedDay {
  readonly on: CalendarDate;
  readonly isNow: boolean;
}

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
  day: JudgedDay,
): Promise<UnmetEntry[]> {
  const { state } = await findDelivery(tx, deliveryId);
  if (UNSHIPPED_STATES.includes(state)) await deriveEntries(tx, ctx, deliveryId, day.on);
  return readMissingRequirements(tx, ctx, deliveryId, step, day);
}

/** Today where a step is taken: with the donor until it has left, then where it goes. */
export async function todayOfStep(tx: Tx, ctx: ActorContext, id: DeliveryId, step: GatedStep): Promise<CalendarDate> {
  if (step !== 'clear' && !isDeparture(step)) return todayOfDelivery(tx, ctx, id);
  const { donorId } = await findDelivery(tx, id);
  return todayOfOrganisation(tx, ctx, donorId);
}

/** The same by the checklist as it stands, for whoever only asks. */
export function readMissingRequirements(
  tx: Tx,
  ctx: ActorContext,
  deliveryId: DeliveryId,
  step: GatedStep,
  { on, isNow }: JudgedDay,
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
        zone: zoneOfPaper(complianceEntries.issuedBy, complianceEntries.ownerId),
        heldBefore: complianceEntries.heldBefore,
      })
      .from(complianceEntries)
      .where(and(eq(complianceEntries.deliveryId, deliveryId), oneOf(complianceEntries.neededFor, neededBy(step))))
      .orderBy(asc(complianceEntries.kind), asc(complianceEntries.regime), asc(complianceEntries.documentType));
    return entries.flatMap(({ entryId, regime, documentType, confirmedAt, zone, ...held }) => {
      const entry = { ...held, isConfirmed: confirmedAt !== null };
      const day = isNow ? dayAt(zone, ctx.now) : on;
      const because = wasHeldOn(entry, day) ? null : missingReasonOf(entry, day);
      return because === null ? [] : [{ entryId, regime, documentType, because }];
    });
  });
}

/**
 * The gate: refuses a step while anything it needs is missing, refused, unconfirmed, unknown or not valid, both on the day on which it happened
 * and on the day on which it is recorded. A day in the past says what happened, and never lets pass what the gate refuses today. What happened
 * while it was allowed, and is recorded once that has lapsed, takes the other side: it is told apart, whatever the step.
 */
export async function requireClearance(
  tx: Tx,
  ctx: ActorContext,
  deliveryId: DeliveryId,
  step: GatedStep,
  on: CalendarDate,
): Promise<void> {
  if (await hasLapsedSince(tx, ctx, deliveryId, step, on)) throw new Refusal('lapsed-since', { facts: { step, on } });
}

/**
 * The gate for what is put on record late: refuses what it would have refused on the day itself, whoever agrees. Whether anything of that has lapsed
 * by the day of recording, so that the other side has to agree.
 */
export async function hasLapsedSince(
  tx: Tx,
  ctx: ActorContext,
  deliveryId: DeliveryId,
  step: GatedStep,
  on: CalendarDate,
): Promise<boolean> {
  const today = await todayOfStep(tx, ctx, deliveryId, step);
  await requireClearanceOn(tx, ctx, deliveryId, step, { on, isNow: on === today });
  // Today comes last: what is derived then is what stands.
  return on !== today && (await missingRequirementsOf(tx, ctx, deliveryId, step, { on: today, isNow: true })).length > 0;
}

/** The gate on one day alone, for what another has to agree to. */
export async function requireClearanceOn(
  tx: Tx,
  ctx: ActorContext,
  deliveryId: DeliveryId,
  step: GatedStep,
  day: JudgedDay,
): Promise<void> {
  throwWhere(refusalAtGate(step, day.on, await missingRequirementsOf(tx, ctx, deliveryId, step, day)));
}

/** What the gate would refuse a step of today for, by the checklist as it stands: for whoever only asks. */
export async function readRefusalAtGate(tx: Tx, ctx: ActorContext, deliveryId: DeliveryId, step: GatedStep): Promise<Refusal | null> {
  const today = await todayOfStep(tx, ctx, deliveryId, step);
  return refusalAtGate(step, today, await readMissingRequirements(tx, ctx, deliveryId, step, { on: today, isNow: true }));
}

function refusalAtGate(step: GatedStep, on: CalendarDate, missing: readonly UnmetEntry[]): Refusal | null {
  if (missing.length === 0) return null;
  const named = missing.map(({ regime, documentType, because }) => `${regime ?? `document ${documentType}`}: ${because}`);
  return new Refusal('not-cleared', { facts: { step, on, missing: named } });
}
