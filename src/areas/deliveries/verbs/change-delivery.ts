import { and, eq, sql } from 'drizzle-orm';
import { assert } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { groupBy } from '../../../kernel/group-by.ts';
import type { ConsignmentId, DeliveryId, OrganisationId, UnitId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import { steps } from '../../../kernel/quantity.ts';
import type { ReasonCode, ReasonOf, Why } from '../../../kernel/reason.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import type { ActorContext, Actor } from '../../../platform/auth/actor.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { type BalancedConsignment, type ConsignedLine, selectConsignments } from '../consignment-queries.ts';
import { consignmentLines, consignments as consignmentsTable } from '../consignment-tables.ts';
import {
  type ConsignmentState,
  endOfConsignment,
  goesBackTo,
  hasArrived,
  hasEnded,
  hasLeft,
  isOfConsignments,
  isPastCustoms,
  movedBy,
  stateOfDelivery,
  stillUnderWay,
  takes,
} from '../domain/consignments.ts';
import {
  checkAccepts,
  DELIVERY_RIGHTS,
  DELIVERY_TRANSITIONS,
  SIGNED_STATES,
  type DeliveryAction,
  type DeliveryEvent,
  type DeliveryState,
} from '../domain/delivery.ts';
import { type BalancedLine, selectBalances } from '../line-queries.ts';
import { deliveries, deliveryLines } from '../tables.ts';
import { zoneOfDelivery, zoneOfOrganisation } from '../../reference/index.ts';
import { dayAt } from '../../../platform/clock.ts';

export const deliveryColumns = {
  id: deliveries.id,
  reference: deliveries.reference,
  donorId: deliveries.donorId,
  implementerId: deliveries.implementerId,
  kind: deliveries.kind,
  state: deliveries.state,
  transportMode: deliveries.transportMode,
  incoterm: deliveries.incoterm,
  incotermPlace: deliveries.incotermPlace,
  namedPlace: deliveries.namedPlace,
  portOfEntry: deliveries.portOfEntry,
  handedOverOn: deliveries.handedOverOn,
  handedOverBy: deliveries.handedOverBy,
  takenOverBy: deliveries.takenOverBy,
  handoverDocument: deliveries.handoverDocument,
  version: deliveries.version,
};
export type DeliveryRecord = Pick<typeof deliveries.$inferSelect, keyof typeof deliveryColumns>;
type DeliveryChange = Partial<typeof deliveries.$inferInsert>;
type LineChange = Partial<typeof deliveryLines.$inferInsert>;

/** A delivery, locked with its balances. The lock on the delivery stands for all its lines and consignments: nobody changes them without it. */
export interface LockedDelivery {
  readonly delivery: DeliveryRecord;
  readonly lines: readonly BalancedLine[];
  readonly consignments: readonly BalancedConsignment[];
  /** Today where it goes. */
  readonly today: CalendarDate;
  /** Today where it leaves. */
  readonly todayAtDonor: CalendarDate;
}

export function checkDeliveryRight(ctx: ActorContext, action: DeliveryAction): void {
  const { role } = ctx.actor;
  const named: readonly ActingRole[] = DELIVERY_RIGHTS[action];
  if (!named.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

const lockedColumns = { ...deliveryColumns, zone: zoneOfDelivery(deliveries.id), zoneOfDonor: zoneOfOrganisation(deliveries.donorId) };

export async function lockDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number | null): Promise<LockedDelivery> {
  const [row] = await tx.select(lockedColumns).from(deliveries).where(eq(deliveries.id, id)).for('no key update');
  if (!row) throw new Refusal('not-found');
  const { zone, zoneOfDonor, ...delivery } = row;
  if (version !== null && delivery.version !== version) throw new Refusal('stale-version', { facts: { version: delivery.version } });
  return {
    delivery,
    lines: await selectBalances(tx, ctx, id),
    consignments: await selectConsignments(tx, ctx, id),
    today: dayAt(zone, ctx.now),
    todayAtDonor: dayAt(zoneOfDonor, ctx.now),
  };
}

/** What every step begins with: may this actor, is it still the one that was read, and does it accept the action now? */
export async function beginStep(
  tx: Tx,
  ctx: ActorContext,
  id: DeliveryId,
  version: number,
  action: DeliveryAction,
): Promise<LockedDelivery> {
  checkDeliveryRight(ctx, action);
  const locked = await lockDelivery(tx, ctx, id, version);
  checkAccepts({ ...locked.delivery, consignments: locked.consignments.map(({ state }) => state) }, action);
  return locked;
}

export interface DeliveryStep {
  /** Absent where the step leaves the delivery in its state. */
  readonly event?: DeliveryEvent | null;
  /** Where a correction leaves it, which is no step along the lifecycle. */
  readonly to?: DeliveryState;
  /** The consignments that a step on the way concerns; all that take its event where absent. */
  readonly moved?: readonly BalancedConsignment[];
  /** Consignments and lines as the step leaves them, where it has changed their balances. */
  readonly balances?: { readonly lines: readonly BalancedLine[]; readonly consignments: readonly BalancedConsignment[] };
  readonly action: ActionOn<'delivery'>;
  readonly set?: DeliveryChange;
  /** The day that it happened. */
  readonly on?: CalendarDate;
  /** The day on which it is put on record that something had passed the gate, where the other side had to agree to that. */
  readonly recordedLateOn?: CalendarDate | null;
  /** What the event tells besides the rows that changed. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly reason?: Why | undefined;
  /** What reasons of its lines leave unsaid, for the own side of whoever takes the step. */
  readonly note?: string | undefined;
}

/** Moves a locked delivery along its lifecycle, or leaves it where it is, and writes the event for donor and recipients. */
export async function stepDelivery(tx: Tx, ctx: ActorContext, locked: LockedDelivery, step: DeliveryStep): Promise<DeliveryRecord> {
  const { delivery, lines } = locked;
  const state = await stateAfter(tx, ctx, locked, step);
  const [after] = await tx
    .update(deliveries)
    .set({ ...step.set, state, version: sql`${deliveries.version} + 1` })
    .where(and(eq(deliveries.id, delivery.id), eq(deliveries.version, delivery.version)))
    .returning(deliveryColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: step.action,
    subject: { type: 'delivery', id: delivery.id },
    details: step.details,
    reason: step.reason ?? null,
    note: step.note,
    parties: [delivery.donorId, ...lines.map(({ organisationId }) => organisationId)],
  });
  return after;
}

/** The same for an edit, which is no step along the lifecycle: where the transaction has changed nothing of the delivery, nothing has happened. */
export async function editDelivery(tx: Tx, ctx: ActorContext, locked: LockedDelivery, edit: DeliveryStep): Promise<void> {
  const subject = { type: 'delivery', id: locked.delivery.id } as const;
  if (await makesDifference(tx, subject, deliveries, edit.set ?? {})) await stepDelivery(tx, ctx, locked, edit);
}

/** Where the step leaves the delivery: by the table of transitions, or where its consignments bring it. */
async function stateAfter(tx: Tx, ctx: ActorContext, locked: LockedDelivery, step: DeliveryStep): Promise<DeliveryState> {
  const { delivery, lines, consignments } = locked;
  const { event = null } = step;
  if (step.to) return step.to;
  const endedBy = event === 'return-to-donor' ? 'return-to-donor' : 'lose';
  if (step.balances) {
    await keepConsignments(tx, ctx, consignments, step.balances.consignments, step.on ?? locked.today);
    const states = step.balances.consignments.map((one) => one.state);
    // What both sides have signed for stays signed, whatever is put right of it.
    if (SIGNED_STATES.includes(delivery.state) && states.every(hasEnded)) return delivery.state;
    return stateOfDelivery(states, step.balances.lines, endedBy);
  }
  if (event === null) return delivery.state;
  if (!isOfConsignments(event) || consignments.length === 0) return nextState(DELIVERY_TRANSITIONS, delivery.state, event);
  const after = afterEvent(locked, step.moved, event);
  await keepConsignments(tx, ctx, consignments, after, step.on ?? locked.today, step.recordedLateOn ?? null);
  return stateOfDelivery(
    after.map((one) => one.state),
    lines,
    endedBy,
  );
}

/** The consignments as an event leaves them: those that are named, or all that take it. */
export function afterEvent(
  { consignments }: Pick<LockedDelivery, 'consignments'>,
  moved: readonly BalancedConsignment[] | undefined,
  event: DeliveryEvent,
): BalancedConsignment[] {
  const named = moved && new Set(moved.map(({ id }) => id));
  return consignments.map((one) => {
    const state = named === undefined || named.has(one.id) ? movedBy(one.state, event) : null;
    return state === null ? one : { ...one, state };
  });
}

/** Writes where consignments stand now. What a recipient's step means for them is no row of its own to change: it follows. */
async function keepConsignments(
  tx: Tx,
  ctx: ActorContext,
  before: readonly BalancedConsignment[],
  after: readonly BalancedConsignment[],
  on: CalendarDate,
  recordedLateOn: CalendarDate | null = null,
): Promise<void> {
  const was = new Map(before.map((one) => [one.id, one]));
  const changed = after.filter(({ id, state }) => was.get(id)?.state !== state);
  if (changed.length === 0) return;
  await asConsequence(tx, ctx, 'delivery-consignments', async () => {
    for (const one of changed) {
      const { id, state } = one;
      // One that has just been added stands where the others of its kind do.
      const from = was.get(id) ?? one;
      await tx
        .update(consignmentsTable)
        .set(goesBackTo(state, from.state) ? goneBackTo(state) : comeTo(state, from, on, recordedLateOn))
        .where(eq(consignmentsTable.id, id));
    }
  });
}

/** One step further, with the days that it dates. What ends otherwise than it had ended still stood where it did before that. */
const comeTo = (
  state: ConsignmentState,
  from: Pick<BalancedConsignment, 'state' | 'stoodAt'>,
  on: CalendarDate,
  recordedLateOn: CalendarDate | null,
) => ({
  state,
  stoodAt: from.state === state ? null : hasEnded(from.state) ? from.stoodAt : from.state,
  ...(state === 'arrived' ? { arrivedOn: on } : {}),
  ...(hasLeft(state) && !hasLeft(from.state) ? { shippedOn: on, recordedLateOn } : {}),
  ...(state === 'released' ? { releaseRecordedLateOn: recordedLateOn } : {}),
  ...(hasEnded(state) ? { endedOn: on } : {}),
});

/** Back to where it stood before: the days of what hasn't happened after all are nobody's any more. */
const goneBackTo = (state: ConsignmentState) => ({
  state,
  stoodAt: null,
  endedOn: null,
  ...(hasArrived(state) ? {} : { arrivedOn: null }),
  ...(isPastCustoms(state) ? {} : { releaseRecordedLateOn: null }),
  ...(hasLeft(state) ? {} : { shippedOn: null, recordedLateOn: null }),
});

/**
 * The consignments that a step is about: the one named, else all that take the event and are the actor's to move (a recipient's
 * only where something of its own travels). Refuses one that isn't there, or that doesn't take it.
 */
export function chooseConsignments(
  ctx: ActorContext,
  locked: LockedDelivery,
  id: ConsignmentId | undefined,
  event: DeliveryEvent,
): BalancedConsignment[] {
  const named = namedConsignments(ctx, locked, id);
  const chosen = named.filter(({ state }) => takes(state, event));
  if (chosen.length === 0) {
    throw new Refusal('transition-not-allowed', { facts: { state: named[0]?.state ?? locked.delivery.state, event, allowed: [] } });
  }
  return chosen;
}

/** The consignment that is named, else all in which something is the actor's to see. Refuses one that isn't there. */
export function namedConsignments(
  { actor }: ActorContext,
  { consignments }: LockedDelivery,
  id: ConsignmentId | undefined,
): BalancedConsignment[] {
  const mine = consignments.filter(({ lines }) => lines.length === 0 || lines.some((line) => mayRead(actor, line)));
  const named = id === undefined ? mine : mine.filter((one) => one.id === id);
  if (id !== undefined && named.length === 0) throw refuseField('reference-unknown', '/consignmentId');
  return named;
}

/** What the policies on lines say too: the donor and who oversees all, a recipient what is for its own units. */
export function mayRead(actor: Actor, line: { readonly organisationId: OrganisationId; readonly unitId: UnitId }): boolean {
  if (actor.kind === 'system') return true;
  if (actor.role === 'validator') return actor.scope.includes(line.organisationId);
  if (actor.role !== 'requester') return true;
  return line.organisationId === actor.organisationId && (actor.unitId === null || line.unitId === actor.unitId);
}

/** Writes what became of a line in a consignment; the ledger carries it up to the delivery's line, the match and both of its lines. */
export async function changeConsignedLine(tx: Tx, line: ConsignedLine, set: ConsignedLineChange): Promise<ConsignedLine> {
  const changed = await tx.update(consignmentLines).set(set).where(eq(consignmentLines.id, line.id)).returning({ id: consignmentLines.id });
  assert(changed.length === 1, 'a consigned line that the actor may change is there');
  const { rejectionReason, lossReason, returnReason, ...balances } = set;
  return { ...line, ...balances };
}
type ConsignedLineChange = Partial<
  Pick<ConsignedLine, 'shipped' | 'accepted' | 'rejected' | 'lost' | 'returned' | 'surplus' | 'surplusLeft' | 'surplusTakenBack'> & {
    readonly rejectionReason: ReasonOf<'rejection'> | null;
    readonly lossReason: ReasonCode | null;
    readonly returnReason: ReasonCode;
  }
>;

/** The balances of a delivery after some of its consigned lines have changed; a consignment with nothing left on its way has ended. */
export function withChanges(
  { lines, consignments }: LockedDelivery,
  changed: readonly ConsignedLine[],
  endedBy: 'lose' | 'return-to-donor',
): NonNullable<DeliveryStep['balances']> {
  const now = new Map(changed.map((line) => [line.id, line]));
  const touched = new Set(changed.map(({ consignmentId }) => consignmentId));
  const after = consignments.map((one) => {
    const consigned = one.lines.map((line) => now.get(line.id) ?? line);
    const state = touched.has(one.id) ? (endOfConsignment(consigned, endedBy) ?? stillUnderWay(one)) : one.state;
    return { ...one, lines: consigned, state };
  });
  const sums = groupBy(
    after.flatMap((one) => one.lines),
    ({ deliveryLineId }) => deliveryLineId,
  );
  return {
    consignments: after,
    lines: lines.map((line) => {
      const parts = sums.get(line.id) ?? [];
      const sum = (of: 'shipped' | 'accepted' | 'rejected' | 'lost' | 'returned') =>
        steps(parts.reduce((total, part) => total + part[of], 0));
      return {
        ...line,
        shipped: sum('shipped'),
        accepted: sum('accepted'),
        rejected: sum('rejected'),
        lost: sum('lost'),
        returned: sum('returned'),
      };
    }),
  };
}

/** Writes what a line's own columns say; the ledger carries it to the match and to both of its lines. Gives back the line as it is now. */
export async function changeLine(tx: Tx, line: BalancedLine, set: LineChange & Partial<BalancedLine>): Promise<BalancedLine> {
  const changed = await tx.update(deliveryLines).set(set).where(eq(deliveryLines.id, line.id)).returning({ id: deliveryLines.id });
  assert(changed.length === 1, 'a line that the actor may change is there');
  return { ...line, ...set };
}

/** Lines in the order of their matches, so that two deliveries of the same matches take the ledger's locks in one order. */
export const inOrderOfMatches = <Line extends { readonly matchOrder: number }>(lines: readonly Line[]): Line[] =>
  [...lines].sort((a, b) => a.matchOrder - b.matchOrder);

/** The day that something happened, at the place where it did: the one named, or today. */
export function happenedOn(today: CalendarDate, day: CalendarDate | undefined, pointer = '/on'): CalendarDate {
  if (day !== undefined && day > today) throw refuseField('date-order', pointer, 'in-the-future');
  return day ?? today;
}
