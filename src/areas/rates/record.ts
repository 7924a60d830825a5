import { z } from 'zod';
import { calendarDate, currency, idOf, instant, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow } from '../../platform/http/shared-shapes.ts';
import { declareRecord, everyone, type ViewOf } from '../disclosure/index.ts';
import { RATE_ACTIONS, RATE_STATES } from './domain/exchange-rate.ts';

const rate = z.string().meta({ description: 'Decimal text: so much of the quoted currency for one unit of the base.', example: '163.42' });

export const ExchangeRate = declareRecord(
  'ExchangeRate',
  'What one unit of a currency is worth of another on some days, as somebody recorded it and another confirmed.',
  {
    id: everyone(idOf('exchange-rate')),
    base: everyone(currency),
    quote: everyone(currency),
    rate: everyone(rate),
    validFrom: everyone(calendarDate),
    validUntil: everyone(calendarDate),
    source: everyone(z.string()),
    corrects: everyone(idOf('exchange-rate').nullable().meta({ description: 'The rate that it puts right.' })),
    state: everyone(
      z
        .enum(RATE_STATES)
        .meta({ description: 'Only a confirmed one counts. What was reserved under one keeps it, whatever becomes of it.' }),
    ),
    recordedBy: everyone(idOf('user')),
    recordedByOrganisation: everyone(idOf('organisation')),
    decidedBy: everyone(idOf('user').nullable()),
    decidedByOrganisation: everyone(idOf('organisation').nullable()),
    decidedAt: everyone(instant.nullable()),
    stateReason: everyone(z.string().nullable()),
    allowedActions: everyone(z.array(z.enum(RATE_ACTIONS)).meta({ description: 'What the reader may do next.' })),
    notAllowedNow: everyone(notAllowedNow(z.enum(RATE_ACTIONS), 'ExchangeRateNotAllowedNow')),
    version: everyone(versionField),
    createdAt: everyone(instant),
  },
);
export type ExchangeRateView = ViewOf<typeof ExchangeRate>;

/** What stands beside an amount that was converted. */
export const rateUsed = z
  .object({
    id: idOf('exchange-rate'),
    base: currency,
    quote: currency,
    rate,
    validFrom: calendarDate,
    validUntil: calendarDate,
    source: z.string(),
  })
  .meta({ id: 'RateUsed', description: 'The recorded rate by which an amount was converted: its days and who published it.' });
