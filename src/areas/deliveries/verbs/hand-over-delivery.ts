import type { DeliveryId, DocumentId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { requireClearance } from '../../compliance/index.ts';
import { requireDocument } from '../../documents/index.ts';
import { recordCompletedCourses } from '../../training/index.ts';
import type { HandOverDelivery, PutInService } from '../contract.ts';
import { checksDueAfter } from '../domain/checks.ts';
import { verifications } from '../tables.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { BalancedLine } from '../line-queries.ts';
import {
  beginStep,
  changeLine,
  type DeliveryStep,
  happenedOn,
  inOrderOfMatches,
  type LockedDelivery,
  mayRead,
  stepDelivery,
} from './change-delivery.ts';
import { askToPass, reachMilestone, type StepDay } from './pass-milestone.ts';

/** Both sides have signed: the unit has it, and the checks fall due from this day on. */
export async function handOverDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: HandOverDelivery): Promise<void> {
  const { handedOverOn: day, handedOverBy, takenOverBy, document, documentId, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'hand-over');
  const handedOverOn = happenedOn(locked.today, day, '/handedOverOn');
  if (documentId) await requireDocument(tx, documentId, { type: 'delivery', id }, '/documentId');
  await askToPass(tx, ctx, locked, 'hand-over');
  await requireClearance(tx, ctx, id, 'hand-over', handedOverOn);
  const handover = { handedOverOn, handedOverBy, takenOverBy, document, documentId: documentId ?? null };
  await bookHandover(tx, ctx, locked, handover, { action: 'delivery.handed-over' });
}

/** A handover as both sides have signed it. */
export interface SignedHandover {
  readonly handedOverOn: CalendarDate;
  readonly handedOverBy: string;
  readonly takenOverBy: string;
  readonly document: string;
  readonly documentId: DocumentId | null;
}

/** The columns that keep a handover. */
export const columnsOfHandover = ({ document, documentId, ...signed }: SignedHandover) => ({
  ...signed,
  handoverDocument: document,
  handoverDocumentId: documentId,
});

/** Plans the checks that follow from a handover, dates the milestone, and writes down who signed. */
export async function bookHandover(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  handover: SignedHandover,
  { recordedLateOn = null, ...step }: DeliveryStep,
): Promise<void> {
  const { delivery } = locked;
  const { handedOverOn, document } = handover;
  await tx.insert(verifications).values(
    checksDueAfter(handedOverOn).map((dueOn) => ({
      id: newId<'verification'>(),
      deliveryId: delivery.id,
      donorId: delivery.donorId,
      dueOn,
      createdAt: ctx.now,
    })),
  );
  await reachMilestone(tx, delivery, 'hand-over', { on: handedOverOn, isSaid: true }, document);
  await stepDelivery(tx, ctx, locked, {
    ...step,
    event: 'hand-over',
    set: { ...columnsOfHandover(handover), handoverRecordedLateOn: recordedLateOn },
  });
}

/** A requester's units use what they accepted. The milestone is reached when every recipient of the delivery does. */
export async function putInService(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: PutInService): Promise<void> {
  const { on: day, evidence, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'put-in-service');
  const { delivery } = locked;
  const on = happenedOn(locked.today, day);
  const own = linesToUse(locked).filter((line) => mayRead(ctx.actor, line));
  if (own.length === 0) {
    throw new Refusal('transition-not-allowed', { facts: { state: delivery.state, event: 'put-in-service', allowed: [] } });
  }
  refuseUseBeforeHandover(locked, on, '/on');
  await askToPass(tx, ctx, locked, 'put-in-service', own);
  await requireClearance(tx, ctx, id, 'put-in-service', on);
  const step = { action: 'delivery.put-in-service', details: { on, evidence: evidence ?? null } } as const;
  await bookUse(tx, ctx, locked, { lines: own, evidence }, { on, isSaid: day !== undefined }, step);
}

/** The lines of which something is accepted that nobody uses yet. */
export const linesToUse = ({ lines }: Pick<LockedDelivery, 'lines'>): BalancedLine[] =>
  inOrderOfMatches(lines.filter((line) => line.inService < line.accepted));

/**
 * Refuses a day of use before that of the handover, also while others don't use theirs yet and the milestone has no day. A course is over when it
 * is over, whenever the papers on it are signed.
 */
export function refuseUseBeforeHandover({ delivery }: Pick<LockedDelivery, 'delivery'>, on: CalendarDate, pointer: string): void {
  const { kind, handedOverOn } = delivery;
  if (kind === 'training' || handedOverOn === null || on >= handedOverOn) return;
  throw refuseField('date-order', pointer, 'out-of-milestone-order');
}

/** Books what is in use, and the courses that were completed by it; dates the milestone once every recipient uses what it accepted. */
export async function bookUse(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  { lines, evidence }: { readonly lines: readonly BalancedLine[]; readonly evidence: string | undefined },
  day: StepDay,
  { recordedLateOn = null, ...step }: DeliveryStep,
): Promise<void> {
  const { delivery } = locked;
  // What was in use before keeps its mark, whenever the rest of its line follows.
  const mark = recordedLateOn === null ? {} : { inServiceRecordedLateOn: recordedLateOn };
  for (const line of lines) await changeLine(tx, line, { inService: line.accepted, ...mark });
  await recordCompletedCourses(tx, ctx, delivery.id, day.on);
  if (lines.length === linesToUse(locked).length) await reachMilestone(tx, delivery, 'put-in-service', day, evidence);
  await stepDelivery(tx, ctx, locked, step);
}
