import { and, eq, sql } from 'drizzle-orm';
import { assert } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { checkAccepts, DELIVERY_RIGHTS, DELIVERY_TRANSITIONS, type DeliveryAction, type DeliveryEvent } from '../domain/delivery.ts';
import { type BookedLine, selectBooks } from '../line-queries.ts';
import { deliveries, deliveryLines } from '../tables.ts';

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

/** A delivery, locked with its books. The lock on the delivery stands for all its lines: nobody changes them without it. */
export interface Consignment {
  readonly delivery: DeliveryRecord;
  readonly lines: readonly BookedLine[];
}

export function checkDeliveryRight(act: Act, action: DeliveryAction): void {
  const { role } = act.actor;
  const named: readonly ActingRole[] = DELIVERY_RIGHTS[action];
  if (!named.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

export async function lockConsignment(tx: Tx, act: Act, id: DeliveryId, version: number | null): Promise<Consignment> {
  const [delivery] = await tx.select(deliveryColumns).from(deliveries).where(eq(deliveries.id, id)).for('no key update');
  if (!delivery) throw new Refusal('not-found');
  if (version !== null && delivery.version !== version) throw new Refusal('stale-version', { facts: { version: delivery.version } });
  return { delivery, lines: await selectBooks(tx, act, id) };
}

/** What every step begins with: may this actor, is it still the one that was read, and does it accept the action now? */
export async function takeUp(tx: Tx, act: Act, id: DeliveryId, version: number, action: DeliveryAction): Promise<Consignment> {
  checkDeliveryRight(act, action);
  const consignment = await lockConsignment(tx, act, id, version);
  checkAccepts(consignment.delivery, action);
  return consignment;
}

export interface DeliveryStep {
  /** Absent where the step leaves the delivery in its state. */
  readonly event?: DeliveryEvent | null;
  readonly action: `delivery.${string}`;
  readonly set?: DeliveryChange;
  /** What the step changed besides the delivery's own row. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly reason?: string | undefined;
}

/** Moves a locked delivery along its lifecycle, or leaves it where it is, and writes the event for donor and recipients. */
export async function stepDelivery(tx: Tx, act: Act, { delivery, lines }: Consignment, step: DeliveryStep): Promise<DeliveryRecord> {
  const state = step.event ? nextState(DELIVERY_TRANSITIONS, delivery.state, step.event) : delivery.state;
  const [after] = await tx
    .update(deliveries)
    .set({ ...step.set, state, version: sql`${deliveries.version} + 1` })
    .where(and(eq(deliveries.id, delivery.id), eq(deliveries.version, delivery.version)))
    .returning(deliveryColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, act, {
    action: step.action,
    subject: { type: 'delivery', id: delivery.id },
    before: delivery,
    after: { ...after, ...step.detail },
    reason: step.reason ?? null,
    parties: [delivery.donorId, ...lines.map(({ organisationId }) => organisationId)],
  });
  return after;
}

/** Writes one line; the ledger carries it to the match and to both of its lines. Gives back the line as it is now. */
export async function changeLine(tx: Tx, line: BookedLine, set: LineChange & Partial<BookedLine>): Promise<BookedLine> {
  const changed = await tx.update(deliveryLines).set(set).where(eq(deliveryLines.id, line.id)).returning({ id: deliveryLines.id });
  assert(changed.length === 1, 'a line that the actor may change is there');
  return { ...line, ...set };
}

/** Lines in the order of their matches, so that two deliveries of the same matches take the ledger's locks in one order. */
export const inOrderOfMatches = (lines: readonly BookedLine[]): BookedLine[] => [...lines].sort((a, b) => (a.matchId < b.matchId ? -1 : 1));

/** The day that something happened: the one named, or today. */
export function happenedOn(act: Act, day: CalendarDate | undefined, pointer = '/on'): CalendarDate {
  const today = dayOf(act.now);
  if (day !== undefined && day > today) throw refuseField('date-order', pointer, 'in-the-future');
  return day ?? today;
}
