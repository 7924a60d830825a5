import { REASONS } from '../../kernel/reason.ts';
import { z } from 'zod';
import { calendarDate, count, idOf, instant, slugOf } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { FORECASTING_ROLES } from './domain/delivery.ts';
import { declareRecord, donorsSide, parties, type ViewOf } from '../disclosure/index.ts';

export const DeliveryForecast = declareRecord('DeliveryForecast', 'A date that was expected of a milestone: who moved it, when and why.', {
  id: parties(idOf('delivery-forecast')),
  milestone: parties(slugOf('milestone')),
  expectedBefore: parties(calendarDate.nullable().meta({ description: 'What was expected until then.' })),
  forecastOn: parties(calendarDate),
  reason: parties(z.enum(REASONS.delay).nullable()),
  byRole: parties(z.enum(FORECASTING_ROLES)),
  by: parties(Party.nullable().meta({ description: 'Whose word it is; null for the service itself, and for another recipient.' })),
  createdAt: parties(instant),
});
export type DeliveryForecastView = ViewOf<typeof DeliveryForecast>;

export const DueVerification = declareRecord('DueVerification', 'A check after a handover, with the delivery that it is of.', {
  id: donorsSide(idOf('verification')),
  deliveryId: donorsSide(idOf('delivery')),
  deliveryReference: donorsSide(z.string().meta({ example: 'D-7F3K-2Q' })),
  donor: donorsSide(Party),
  handedOverOn: donorsSide(calendarDate),
  dueOn: donorsSide(calendarDate),
  afterDays: donorsSide(count.meta({ description: 'How long after the handover it is due: 30, 180 or 365 days.', example: 180 })),
  overdueDays: donorsSide(count.meta({ description: '0 where it is done or its day has not passed.' })),
  verifiedOn: donorsSide(calendarDate.nullable()),
  inUse: donorsSide(z.boolean().nullable()),
});
export type DueVerificationView = ViewOf<typeof DueVerification>;
