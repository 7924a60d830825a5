import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { requireClearance } from '../../compliance/index.ts';
import { requireDocument } from '../../documents/index.ts';
import { recordCompletedCourses } from '../../training/index.ts';
import type { HandOverDelivery, PutInService } from '../contract.ts';
import { checksDueAfter } from '../domain/checks.ts';
import { verifications } from '../tables.ts';
import { changeLine, happenedOn, inOrderOfMatches, mayRead, stepDelivery, beginStep } from './change-delivery.ts';
import { askToPass, reachMilestone } from './pass-milestone.ts';

/** Both sides have signed: the unit has it, and the checks fall due from this day on. */
export async function handOverDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: HandOverDelivery): Promise<void> {
  const { handedOverOn: day, handedOverBy, takenOverBy, document, documentId, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'hand-over');
  const handedOverOn = happenedOn(locked.today, day, '/handedOverOn');
  if (documentId) await requireDocument(tx, documentId, { type: 'delivery', id }, '/documentId');
  await askToPass(tx, ctx, locked, 'hand-over');
  await requireClearance(tx, ctx, id, 'hand-over', handedOverOn);
  const { delivery } = locked;
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
    event: 'hand-over',
    action: 'delivery.handed-over',
    set: {
      handedOverOn,
      handedOverBy,
      takenOverBy,
      handoverDocument: document,
      handoverDocumentId: documentId ?? null,
    },
  });
}

/** A requester's units use what they accepted. The milestone is reached when every recipient of the delivery does. */
export async function putInService(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: PutInService): Promise<void> {
  const { on: day, evidence, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'put-in-service');
  const { delivery, lines } = locked;
  const on = happenedOn(locked.today, day);
  const waiting = lines.filter((line) => line.inService < line.accepted);
  const own = inOrderOfMatches(waiting.filter((line) => mayRead(ctx.actor, line)));
  if (own.length === 0) {
    throw new Refusal('transition-not-allowed', { facts: { state: delivery.state, event: 'put-in-service', allowed: [] } });
  }
  await askToPass(tx, ctx, locked, 'put-in-service', own);
  await requireClearance(tx, ctx, id, 'put-in-service', on);
  for (const line of own) await changeLine(tx, line, { inService: line.accepted });
  await recordCompletedCourses(tx, ctx, delivery.id, on);
  if (own.length === waiting.length) await reachMilestone(tx, delivery, 'put-in-service', { on, isSaid: day !== undefined }, evidence);
  await stepDelivery(tx, ctx, locked, {
    action: 'delivery.put-in-service',
    details: { on, evidence: evidence ?? null },
  });
}
