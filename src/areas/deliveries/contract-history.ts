import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { idOf, slugOf } from '../../platform/http/schemas.ts';
import { DeliveryForecast, DueVerification } from './record-history.ts';

export const DeliveryForecastPage = pageOf(DeliveryForecast.schema, 'DeliveryForecastPage');
export const listForecastsQuery = z.strictObject({ ...pageQuery, milestone: slugOf('milestone').optional() });
export type ListForecasts = z.output<typeof listForecastsQuery>;

export const VERIFICATION_STANDINGS = ['overdue', 'soon', 'open', 'done'] as const;
export const listVerificationsQuery = z.strictObject({
  ...pageQuery,
  due: z.enum(VERIFICATION_STANDINGS).default('open').meta({
    description: 'overdue: the day has passed; soon: due within 30 days; open: not done yet; done: made, whatever it found.',
  }),
  donorId: idOf('organisation').optional(),
});
export type ListVerifications = z.output<typeof listVerificationsQuery>;
export const DueVerificationPage = pageOf(DueVerification.schema, 'DueVerificationPage');
