import { must } from '../../kernel/assert.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import { type Audience, audienceOf, redact } from '../disclosure/index.ts';
import type { DeliveryView } from './contract.ts';
import { inTransit } from './domain/books.ts';
import { checkOn } from './domain/checks.ts';
import { allowedDeliveryActions, type DeliveryAction, type DeliveryState } from './domain/delivery.ts';
import { arrivalOf, currentMilestone } from './domain/milestones.ts';
import { expectedDates, lateDays } from './domain/schedule.ts';
import type { DeliveryParts, DeliveryRow } from './queries.ts';
import { datedStages } from './schedule-queries.ts';

const NEVER_COMES: readonly DeliveryState[] = ['lost', 'returned'];

/** A delivery as this reader may see it. A donor sees its own alone, all of it; a recipient its own lines of it. */
export function viewDelivery(act: Act, delivery: DeliveryRow, parts: DeliveryParts): DeliveryView {
  const { actor } = act;
  const audience = audienceOf(actor.role, true);
  const expected = expectedDates(datedStages(parts.rules, parts.milestones));
  const arrival = parts.milestones.find(({ milestone }) => milestone === arrivalOf(delivery.kind));
  const eta = expected.get(arrivalOf(delivery.kind)) ?? null;
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
    namedPlace: delivery.namedPlace,
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
        lossReason: line.lossReason,
        consignee: line.consignee,
        hs: line.hsCode === null || line.hsEdition === null ? null : { code: line.hsCode, edition: line.hsEdition },
        originCountry: line.originCountry,
        customsValue:
          line.customsValue === null || line.customsCurrency === null
            ? null
            : { amount: line.customsValue, currency: line.customsCurrency },
        netWeightKg: line.netWeightKg,
        grossWeightKg: line.grossWeightKg,
        receivedAt: line.receivedAt?.toISOString() ?? null,
      }),
    ),
    consignments: viewConsignments(audience, parts.consigned),
    milestones: parts.milestones.map(
      ({ milestone, plannedOn, isProposed, forecastOn, forecastReason, actualOn, omittedBecause, evidence }) =>
        redact('DeliveryMilestone', audience, {
          milestone,
          plannedOn,
          isProposed,
          forecastOn,
          forecastReason,
          expectedOn: expected.get(milestone) ?? null,
          actualOn,
          omittedBecause,
          evidence,
        }),
    ),
    eta,
    etaReason: arrival?.forecastReason ?? null,
    lateDays: lateDays(arrival?.plannedOn ?? null, eta, arrival?.actualOn != null || NEVER_COMES.includes(delivery.state), dayOf(act.now)),
    currentMilestone: currentMilestone(parts.milestones),
    verifications: parts.verifications.map(({ id, dueOn, verifiedOn, inUse, finding }) =>
      redact('Verification', audience, { id, dueOn, verifiedOn, inUse, finding }),
    ),
    handover: handoverOf(delivery),
    blockedBy: parts.obstacles.map(({ id, reference, kind, blocksMilestone }) => ({ id, reference, kind, blocksMilestone })),
    allowedActions: allowedDeliveryActions({ ...delivery, consignments: parts.consigned.map(({ state }) => state) }, actor.role).filter(
      (action) => hasObject(action, parts, dayOf(act.now)),
    ),
    version: delivery.version,
    createdAt: delivery.createdAt.toISOString(),
  }) as DeliveryView;
}

/** Rows of consigned lines, folded into their consignments. */
function viewConsignments(audience: Audience, rows: DeliveryParts['consigned']) {
  return [...groupBy(rows, ({ id }) => id).values()].map((lines) => {
    const { id, position, state, transportMode, carrier, conveyance, containers, shippedOn, arrivedOn, endedOn } = must(
      lines[0],
      'a group has a row',
    );
    return redact('Consignment', audience, {
      id,
      position,
      state,
      transportMode,
      carrier,
      conveyance,
      containers,
      shippedOn,
      arrivedOn,
      endedOn,
      lines: lines.map(({ line }) => redact('ConsignedLine', audience, { ...line, inTransit: inTransit(line) })),
    });
  });
}

function handoverOf({
  handedOverOn,
  handedOverBy,
  takenOverBy,
  handoverDocument,
  handoverDocumentId,
}: DeliveryRow): DeliveryView['handover'] {
  if (handedOverOn === null || handedOverBy === null || takenOverBy === null || handoverDocument === null) return null;
  return { handedOverOn, handedOverBy, takenOverBy, document: handoverDocument, documentId: handoverDocumentId };
}

/** Whether there is anything left to do an allowed action on: lines to receive or to use, a check that is due. */
function hasObject(action: DeliveryAction, { lines, verifications }: DeliveryParts, today: CalendarDate): boolean {
  if (action === 'receive') return lines.some((line) => inTransit(line) > 0);
  if (action === 'put-in-service') return lines.some((line) => line.inService < line.accepted);
  if (action === 'verify') return checkOn(verifications, today) !== null;
  return true;
}
