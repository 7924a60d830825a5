import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import { audienceOf, redact } from '../disclosure/index.ts';
import type { DeliveryView } from './contract.ts';
import { inTransit } from './domain/books.ts';
import { checkOn } from './domain/checks.ts';
import { allowedDeliveryActions, type DeliveryAction } from './domain/delivery.ts';
import { currentMilestone } from './domain/milestones.ts';
import type { DeliveryParts, DeliveryRow } from './queries.ts';

/** A delivery as this reader may see it. A donor sees its own alone, all of it; a recipient its own lines of it. */
export function viewDelivery(act: Act, delivery: DeliveryRow, parts: DeliveryParts): DeliveryView {
  const { actor } = act;
  const audience = audienceOf(actor.role, true);
  return redact('Delivery', audience, {
    id: delivery.id,
    reference: delivery.reference,
    donor: delivery.donor,
    implementer: delivery.implementer,
    kind: delivery.kind,
    state: delivery.state,
    transportMode: delivery.transportMode,
    incoterm: delivery.incoterm,
    incotermPlace: delivery.incotermPlace,
    portOfEntry: delivery.portOfEntry,
    note: delivery.note,
    lines: parts.lines.map((line) =>
      redact('DeliveryLine', audience, {
        id: line.id,
        matchId: line.matchId,
        unitId: line.unitId,
        unit: line.unitNames === null ? null : { id: line.unitId, names: line.unitNames },
        itemType: line.itemType,
        unitOfMeasure: line.unitOfMeasure,
        planned: line.planned,
        shipped: line.shipped,
        accepted: line.accepted,
        rejected: line.rejected,
        lost: line.lost,
        returned: line.returned,
        inTransit: inTransit(line),
        inService: line.inService,
        verified: line.verified,
        rejectionReason: line.rejectionReason,
        receivedAt: line.receivedAt?.toISOString() ?? null,
      }),
    ),
    milestones: parts.milestones.map(({ milestone, plannedOn, forecastOn, forecastReason, actualOn, evidence }) =>
      redact('DeliveryMilestone', audience, { milestone, plannedOn, forecastOn, forecastReason, actualOn, evidence }),
    ),
    currentMilestone: currentMilestone(parts.milestones),
    verifications: parts.verifications.map(({ id, dueOn, verifiedOn, inUse, finding }) =>
      redact('Verification', audience, { id, dueOn, verifiedOn, inUse, finding }),
    ),
    handover: handoverOf(delivery),
    blockedBy: parts.obstacles.map(({ id, reference, kind, blocksMilestone }) => ({ id, reference, kind, blocksMilestone })),
    allowedActions: allowedDeliveryActions(delivery, actor.role).filter((action) => hasObject(action, parts, dayOf(act.now))),
    version: delivery.version,
    createdAt: delivery.createdAt.toISOString(),
  }) as DeliveryView;
}

function handoverOf({ handedOverOn, handedOverBy, takenOverBy, handoverDocument }: DeliveryRow): DeliveryView['handover'] {
  if (handedOverOn === null || handedOverBy === null || takenOverBy === null || handoverDocument === null) return null;
  return { handedOverOn, handedOverBy, takenOverBy, document: handoverDocument };
}

/** Whether there is anything left to do an allowed action on: lines to receive or to use, a check that is due. */
function hasObject(action: DeliveryAction, { lines, verifications }: DeliveryParts, today: CalendarDate): boolean {
  if (action === 'receive') return lines.some((line) => inTransit(line) > 0);
  if (action === 'put-in-service') return lines.some((line) => line.inService < line.accepted);
  if (action === 'verify') return checkOn(verifications, today) !== null;
  return true;
}
