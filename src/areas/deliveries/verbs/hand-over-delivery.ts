import type { DeliveryId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { recordCompletedCourses } from '../../training/index.ts';
import type { DeliveryStep, HandOverDelivery } from '../contract.ts';
import { checksDueAfter } from '../domain/checks.ts';
import { verifications } from '../tables.ts';
import { changeLine, happenedOn, inOrderOfMatches, stepDelivery, takeUp } from './change-delivery.ts';
import { askToPass, reachMilestone } from './pass-milestone.ts';
import { isOwnLine } from './receive-delivery.ts';

/** Both sides have signed: the unit has it, and the checks fall due from this day on. */
export async function handOverDelivery(tx: Tx, act: Act, id: DeliveryId, version: number, input: HandOverDelivery): Promise<void> {
  const consignment = await takeUp(tx, act, id, version, 'hand-over');
  const handedOverOn = happenedOn(act, input.handedOverOn, '/handedOverOn');
  await askToPass(tx, act, consignment, 'hand-over');
  const { delivery } = consignment;
  await tx.insert(verifications).values(
    checksDueAfter(handedOverOn).map((dueOn) => ({
      id: newId<'verification'>(),
      deliveryId: delivery.id,
      donorId: delivery.donorId,
      dueOn,
      createdAt: act.now,
    })),
  );
  await reachMilestone(tx, delivery, 'hand-over', handedOverOn, input.document);
  await stepDelivery(tx, act, consignment, {
    event: 'hand-over',
    action: 'delivery.handed-over',
    set: { handedOverOn, handedOverBy: input.handedOverBy, takenOverBy: input.takenOverBy, handoverDocument: input.document },
  });
}

/** A requester's units use what they accepted. The milestone is reached when every recipient of the delivery does. */
export async function putInService(tx: Tx, act: Act, id: DeliveryId, version: number, input: DeliveryStep): Promise<void> {
  const consignment = await takeUp(tx, act, id, version, 'put-in-service');
  const { delivery, lines } = consignment;
  const on = happenedOn(act, input.on);
  const waiting = lines.filter((line) => line.inService < line.accepted);
  const own = inOrderOfMatches(waiting.filter((line) => isOwnLine(act.actor, line)));
  if (own.length === 0) {
    throw new Refusal('transition-not-allowed', { facts: { state: delivery.state, event: 'put-in-service', allowed: [] } });
  }
  await askToPass(tx, act, consignment, 'put-in-service', own);
  for (const line of own) await changeLine(tx, line, { inService: line.accepted });
  await recordCompletedCourses(tx, act, delivery.id, on);
  if (own.length === waiting.length) await reachMilestone(tx, delivery, 'put-in-service', on, input.evidence);
  await stepDelivery(tx, act, consignment, {
    action: 'delivery.put-in-service',
    detail: { on, evidence: input.evidence ?? null, lines: own.map((line) => ({ lineId: line.id, inService: line.accepted })) },
  });
}
