import { moneyOf } from '../../kernel/money.ts';
import { must } from '../../kernel/assert.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import { type Decimals, quantitiesOf } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { type Audience, readerOf } from '../disclosure/index.ts';
import { inTransit, openSurplus, type QuantityBalances } from './domain/quantity-balances.ts';
import { refusalOfVisit } from './domain/checks.ts';
import { deliveryActionsOf, type DeliveryAction, NEVER_ARRIVED, stepBetween } from './domain/delivery.ts';
import { arrivalOf, currentMilestone } from './domain/milestones.ts';
import { expectedDates, lateDays } from './domain/schedule.ts';
import { Delivery, DeliveryLine, DeliveryMilestone, DeliveryObstacle, type DeliveryView, Handover, Verification } from './record.ts';
import { ConsignedLine, Consignment } from './record-goods.ts';
import type { DeliveryParts, DeliveryRow } from './rows.ts';
import { datedStages } from './domain/stages.ts';
import { dayAt } from '../../platform/clock.ts';

/** What steps of a delivery are refused for that takes more to find out than its rows say: of one delivery alone. */
export type DeliveryRefusals = Readonly<Partial<Record<DeliveryAction, Refusal | null>>>;

/** What the reader could do with a delivery as it stands, where there is something to do it on. */
export const actionsWithObject = ({ actor }: ActorContext, row: DeliveryRow, parts: DeliveryParts): DeliveryAction[] =>
  deliveryActionsOf({ ...row, consignments: parts.consigned.map(({ state }) => state) }, actor.role).filter((action) =>
    hasObject(action, parts),
  );

/** A delivery as this reader may see it. A donor sees its own alone, all of it; a recipient its own lines of it. */
export function viewDelivery(ctx: ActorContext, row: DeliveryRow, parts: DeliveryParts, refusals: DeliveryRefusals = {}): DeliveryView {
  const { donorId, implementerId, handedOverOn, handedOverBy, takenOverBy, handoverDocument, handoverDocumentId, ...others } = row;
  const { handoverRecordedLateOn, zone, ...delivery } = others;
  const today = dayAt(zone, ctx.now);
  const audience = readerOf(ctx);
  // Nothing is expected any more of what was cancelled.
  const expected = row.state === 'cancelled' ? new Map<string, CalendarDate>() : expectedDates(datedStages(parts.rules, parts.milestones));
  const arrival = parts.milestones.find(({ milestone }) => milestone === arrivalOf(row.kind));
  const eta = expected.get(arrivalOf(row.kind)) ?? null;
  return Delivery.show(audience, {
    ...delivery,
    lines: parts.lines.map((line) => viewLine(audience, line)),
    consignments: viewConsignments(audience, parts),
    milestones: parts.milestones.map(({ deliveryId, position, ...stage }) =>
      DeliveryMilestone.show(audience, { ...stage, expectedOn: expected.get(stage.milestone) ?? null }),
    ),
    eta,
    etaReason: arrival?.forecastReason ?? null,
    lateDays: lateDays(arrival?.plannedOn ?? null, eta, arrival?.actualOn != null || NEVER_ARRIVED.includes(row.state), today),
    currentMilestone: currentMilestone(parts.milestones),
    verifications: parts.verifications.map(({ deliveryId, ...verification }) => Verification.show(audience, verification)),
    handover: viewHandover(audience, row),
    blockedBy: parts.obstacles.map(({ deliveryId, ...obstacle }) => DeliveryObstacle.show(audience, obstacle)),
    ...whatIsPossible(actionsWithObject(ctx, row, parts), (action) =>
      action === 'verify' ? (refusals[action] ?? refusalOfVisit(parts.verifications, today, row.state)) : (refusals[action] ?? null),
    ),
  });
}

function viewLine(audience: Audience, row: DeliveryParts['lines'][number]) {
  const { deliveryId, hsCode, hsEdition, customsValue, customsCurrency, decimals, inService, verified, ...line } = row;
  return DeliveryLine.show(audience, {
    ...line,
    ...tellBalances(row, decimals),
    ...quantitiesOf({ inService, verified }, decimals),
    hs: hsCode === null || hsEdition === null ? null : { code: hsCode, edition: hsEdition },
    customsValue: moneyOf(customsValue, customsCurrency),
  });
}

function tellBalances(row: QuantityBalances, decimals: Decimals) {
  const { planned, shipped, accepted, rejected, lost, returned } = row;
  return quantitiesOf({ planned, shipped, accepted, rejected, lost, returned, inTransit: inTransit(row) }, decimals);
}

/** Rows of consigned lines, folded into their consignments. */
function viewConsignments(audience: Audience, { consigned, lines: ofDelivery }: DeliveryParts) {
  const decimalsOf = new Map(ofDelivery.map(({ id, decimals }) => [id, decimals]));
  return [...groupBy(consigned, ({ id }) => id).values()].map((lines) => {
    const { deliveryId, line: first, ...consignment } = must(lines[0], 'a group has a row');
    return Consignment.show(audience, {
      ...consignment,
      lines: lines.map(({ line: { deliveryLineId: lineId, ...balances } }) => {
        const decimals = must(decimalsOf.get(lineId), 'whoever sees what travels of a line sees the line');
        const { surplus, surplusLeft, surplusTakenBack } = balances;
        return ConsignedLine.show(audience, {
          ...balances,
          lineId,
          ...tellBalances(balances, decimals),
          ...quantitiesOf({ surplus, surplusLeft, surplusTakenBack }, decimals),
        });
      }),
    });
  });
}

function viewHandover(
  audience: Audience,
  { handedOverOn, handedOverBy, takenOverBy, handoverDocument, handoverDocumentId, handoverRecordedLateOn }: DeliveryRow,
): DeliveryView['handover'] {
  if (handedOverOn === null || handedOverBy === null || takenOverBy === null || handoverDocument === null) return null;
  return Handover.show(audience, {
    handedOverOn,
    handedOverBy,
    takenOverBy,
    document: handoverDocument,
    documentId: handoverDocumentId,
    recordedLateOn: handoverRecordedLateOn,
  });
}

/** Whether there is anything left to do an action on: lines to receive or to use, a step to take back. */
function hasObject(action: DeliveryAction, { lines, consigned }: DeliveryParts): boolean {
  if (action === 'receive') return lines.some((line) => inTransit(line) > 0);
  if (action === 'arrange') return lines.some((line) => line.planned > line.shipped);
  if (action === 'put-in-service') return lines.some((line) => line.inService < line.accepted);
  if (action === 'report-found') return lines.some((line) => line.lost > 0);
  if (action === 'return-accepted') return lines.some((line) => line.accepted > 0);
  if (action === 'settle-surplus') return consigned.some(({ line }) => openSurplus(line) > 0);
  if (action === 'take-back') return consigned.some(({ stoodAt, state }) => stoodAt !== null && stepBetween(stoodAt, state) !== null);
  return true;
}
