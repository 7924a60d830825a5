import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, currency, idOf, shortText } from '../../platform/http/schemas.ts';
import { isWithinDays, MOST_DAYS, RATE_STATES } from './domain/exchange-rate.ts';
import { ExchangeRate } from './record.ts';

const fields = {
  rate: z
    .string()
    .regex(/^\d{1,9}(?:\.\d{1,9})?$/)
    .refine((rate) => /[1-9]/.test(rate), { error: 'not-positive' })
    .meta({ description: 'Decimal text: so much of the quoted currency for one unit of the base.', example: '163.42' }),
  validFrom: calendarDate.meta({ description: 'The first day that it is of.' }),
  validUntil: calendarDate
    .optional()
    .meta({ description: `The last one; the first where absent. At most ${MOST_DAYS} days, as official rates are published.` }),
  source: shortText.meta({
    description: 'Who published it, and where.',
    example: 'European Central Bank, euro reference rates of 23 November 2026',
  }),
};
interface Days {
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
}
const isSpan = ({ validFrom, validUntil }: Days) => validFrom === undefined || validUntil === undefined || validFrom <= validUntil;
/** Asked once both are days: a refinement also hears what was found to be none. */
const isShort = ({ validFrom, validUntil }: Days) => !isDay(validFrom) || !isDay(validUntil) || isWithinDays(validFrom, validUntil);
const isDay = (text: string | undefined): text is string => calendarDate.safeParse(text).success;
const spans = { path: ['validUntil'], error: 'before-valid-from' };
const shorts = { path: ['validUntil'], error: 'more-days-than-a-rate-holds' };

export const RecordRate = z
  .strictObject({
    base: currency,
    quote: currency,
    ...fields,
    corrects: idOf('exchange-rate')
      .optional()
      .meta({ description: 'The confirmed rate that this one puts right: it counts no more once this one is confirmed.' }),
  })
  .refine(({ base, quote }) => base !== quote, { path: ['quote'], error: 'same-currency' })
  .refine(isSpan, spans)
  .refine(isShort, shorts)
  .meta({ id: 'RecordRate', description: 'A rate that somebody published. It counts once a second person has confirmed it.' });
export type RecordRate = z.output<typeof RecordRate>;

export const ReviseRate = z
  .strictObject({
    rate: fields.rate.optional(),
    validFrom: fields.validFrom.optional(),
    validUntil: calendarDate.optional(),
    source: fields.source.optional(),
  })
  .refine(isSpan, spans)
  .refine(isShort, shorts)
  .meta({ id: 'ReviseRate', description: 'What was typed wrongly of a rate that nobody has decided yet; what is absent stays.' });
export type ReviseRate = z.output<typeof ReviseRate>;

export const ExchangeRatePage = pageOf(ExchangeRate.schema, 'ExchangeRatePage');
export const rateParams = z.strictObject({ id: idOf('exchange-rate') });
export const listRatesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(RATE_STATES).optional(),
  currency: currency.optional().meta({ description: 'Of which it is one of the two.' }),
  on: calendarDate.optional().meta({ description: 'Those that are of this day.' }),
});
export type ListRates = z.output<typeof listRatesQuery>;
