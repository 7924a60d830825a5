import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, count, idOf, instant, slug } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { FORECASTING_ROLES } from './domain/delivery.ts';

export const DeliveryForecast = z
  .object({
    id: idOf('delivery-forecast'),
    milestone: slug,
    expectedBefore: calendarDate.nullable().meta({ description: 'What was expected until then.' }),
    forecastOn: calendarDate,
    reason: z.string().nullable(),
    byRole: z.enum(FORECASTING_ROLES),
    by: Party.nullable().meta({ description: 'Whose word it is; null for the service itself, and for another recipient.' }),
    createdAt: instant,
  })
  .meta({ id: 'DeliveryForecast', description: 'A date that was expected of a milestone: who moved it, when and why.' });
export type DeliveryForecastView = z.output<typeof DeliveryForecast>;
export const DeliveryForecastPage = pageOf(DeliveryForecast, 'DeliveryForecastPage');
export const listForecastsQuery = z.strictObject({ ...pageQuery, milestone: slug.optional() });
export type ListForecasts = z.output<typeof listForecastsQuery>;

const DUE = ['overdue', 'soon', 'open', 'done'] as const;
export const listVerificationsQuery = z.strictObject({
  ...pageQuery,
  due: z.enum(DUE).default('open').meta({
    description: 'overdue: the day has passed; soon: due within 30 days; open: not done yet; done: made, whatever it found.',
  }),
  donorId: idOf('organisation').optional(),
});
export type ListVerifications = z.output<typeof listVerificationsQuery>;

export const DueVerification = z
  .object({
    id: idOf('verification'),
    deliveryId: idOf('delivery'),
    deliveryReference: z.string().meta({ example: 'D-7F3K-2Q' }),
    donor: Party,
    handedOverOn: calendarDate,
    dueOn: calendarDate,
    afterDays: count.meta({ description: 'How long after the handover it is due: 30, 180 or 365 days.', example: 180 }),
    overdueDays: count.meta({ description: '0 where it is done or its day has not passed.' }),
    verifiedOn: calendarDate.nullable(),
    inUse: z.boolean().nullable(),
  })
  .meta({ id: 'DueVerification', description: 'A check after a handover, with the delivery that it is of.' });
export type DueVerificationView = z.output<typeof DueVerification>;
export const DueVerificationPage = pageOf(DueVerification, 'DueVerificationPage');
