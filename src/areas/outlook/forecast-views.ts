import { daysBetween } from '../../kernel/calendar-date.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { NeedId } from '../../kernel/id.ts';
import { quantitiesOf, steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { isHolding } from '../matches/domain/match.ts';
import { readerOf } from '../disclosure/index.ts';
import { sourceOf } from './domain/durations.ts';
import type { Arrival } from './domain/forecast.ts';
import { arrivalOf } from '../deliveries/domain/milestones.ts';
import { countsWorkingDays } from './domain/working-durations.ts';
import type { CarriedRow, CoveredRow, ForecastDelivery, Simulation } from './forecast-rows.ts';
import {
  ArrivalForecast,
  type ArrivalForecastView,
  DurationUsed,
  NeedForecast,
  NeedForecastLine,
  type NeedForecastView,
  ObstacleName,
  SimulatedArrival,
  type SimulatedArrivalView,
} from './record.ts';
import { dayAt } from '../../platform/clock.ts';
import { MISSION_ZONE } from '../../kernel/time-zone.ts';

/** A milestone has none of what is said of an obstacle, and the other way round. */
const OF_NEITHER = {
  milestone: undefined,
  obstacle: undefined,
  kind: undefined,
  blocksMilestone: undefined,
  daysOpen: undefined,
  calendar: undefined,
};

function viewDeliveryForecast(ctx: ActorContext, one: ForecastDelivery, simulation: Simulation): ArrivalForecastView {
  return ArrivalForecast.show(readerOf(ctx), fieldsOf(ctx, one, simulation));
}

export function viewSimulatedArrival(ctx: ActorContext, one: ForecastDelivery, simulation: Simulation): SimulatedArrivalView {
  const { asOf, seed, runs } = simulation;
  return SimulatedArrival.show(readerOf(ctx), { ...fieldsOf(ctx, one, simulation), asOf, seed, runs });
}

function fieldsOf(ctx: ActorContext, { delivery, records, obstacles, journey, arrival }: ForecastDelivery, simulation: Simulation) {
  const audience = readerOf(ctx);
  const arrivalMilestone = arrivalOf(delivery.kind);
  const atArrival = records.find(({ milestone }) => milestone === arrivalMilestone);
  return {
    deliveryId: delivery.id,
    reference: delivery.reference,
    is: journey.is,
    arrivalMilestone,
    arrivedOn: journey.is === 'arrived' ? journey.on : null,
    plannedOn: atArrival?.plannedOn ?? null,
    revisedOn: atArrival?.forecastOn ?? null,
    p50On: arrival?.p50On ?? null,
    p80On: arrival?.p80On ?? null,
    ahead: (journey.is === 'under-way' ? journey.steps : []).map(({ milestone }) => {
      const known = simulation.durationsOfMilestones(milestone);
      return DurationUsed.show(audience, { ...OF_NEITHER, milestone, from: sourceOf(known), records: known.records });
    }),
    obstacles: (journey.is === 'under-way' ? obstacles : []).map((obstacle) => {
      const { id, reference, kind, blocksMilestone, reportedAt } = obstacle;
      const known = simulation.durationsOfKinds(kind);
      return DurationUsed.show(audience, {
        ...OF_NEITHER,
        obstacle: ObstacleName.show(audience, { id, reference }),
        kind,
        blocksMilestone,
        daysOpen: Math.max(0, daysBetween(dayAt(MISSION_ZONE, reportedAt), simulation.asOf)),
        from: sourceOf(known),
        calendar: countsWorkingDays(known) ? simulation.calendarOf(obstacle).slug : undefined,
        records: known.records,
      });
    }),
  };
}

interface SimulatedNeed extends Simulation {
  readonly deliveries: readonly ForecastDelivery[];
  readonly last: Arrival | null;
}

export function viewNeedForecast(
  ctx: ActorContext,
  need: { readonly id: NeedId; readonly reference: string },
  covered: readonly CoveredRow[],
  carried: readonly CarriedRow[],
  simulated: SimulatedNeed,
): NeedForecastView {
  const toArriveOf = groupBy(carried, (row) => row.matchId);
  const lines = [...groupBy(covered, (row) => row.needLineId)].map(([needLineId, rows]) => {
    const [line] = rows;
    let arrived = 0;
    let onDeliveries = 0;
    let withoutDelivery = 0;
    for (const { matchId, state, quantity, accepted, failed } of rows) {
      if (matchId === null || state === null || !isHolding(state)) continue;
      const travelling = (toArriveOf.get(matchId) ?? []).reduce((sum, { toArrive }) => sum + toArrive, 0);
      arrived += accepted ?? 0;
      onDeliveries += travelling;
      withoutDelivery += Math.max(0, (quantity ?? 0) - (accepted ?? 0) - (failed ?? 0) - travelling);
    }
    return {
      needLineId,
      itemType: line?.itemType ?? '',
      unitOfMeasure: line?.unitOfMeasure ?? '',
      ...quantitiesOf(
        {
          arrived: steps(arrived),
          onDeliveries: steps(onDeliveries),
          withoutDelivery: steps(withoutDelivery),
          unpromised: steps(Math.max(0, line?.unpromised ?? 0)),
        },
        line?.decimals ?? 0,
      ),
    };
  });
  const audience = readerOf(ctx);
  return NeedForecast.show(audience, {
    needId: need.id,
    reference: need.reference,
    p50On: simulated.last?.p50On ?? null,
    p80On: simulated.last?.p80On ?? null,
    coversAll: lines.every(({ withoutDelivery, unpromised }) => withoutDelivery + unpromised === 0),
    lines: lines.map((line) => NeedForecastLine.show(audience, line)),
    deliveries: simulated.deliveries.map((one) => viewDeliveryForecast(ctx, one, simulated)),
    asOf: simulated.asOf,
    seed: simulated.seed,
    runs: simulated.runs,
  });
}
