import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryId } from '../../../kernel/id.ts';
import type { ReasonOf } from '../../../kernel/reason.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { FORECASTING_ROLES } from '../domain/delivery.ts';
import { deliveryForecasts } from '../tables.ts';

export interface NewForecast {
  readonly milestone: string;
  readonly expectedBefore: CalendarDate | null;
  readonly forecastOn: CalendarDate;
  readonly reason: ReasonOf<'delay'> | undefined;
}

/** Keeps what was expected, what is expected now, and who says so why; donor and recipients read it. */
export async function writeForecast(tx: Tx, { actor, now }: ActorContext, deliveryId: DeliveryId, forecast: NewForecast): Promise<void> {
  await tx.insert(deliveryForecasts).values({
    id: newId<'delivery-forecast'>(),
    deliveryId,
    milestone: forecast.milestone,
    expectedBefore: forecast.expectedBefore,
    forecastOn: forecast.forecastOn,
    reason: forecast.reason ?? null,
    byRole: must(
      FORECASTING_ROLES.find((role) => role === actor.role),
      'only who may record milestones forecasts',
    ),
    byOrganisationId: actor.kind === 'system' ? null : actor.organisationId,
    createdAt: now,
  });
}
