import { z } from 'zod';
import { calendarDate, listOf, quantity, recipientSlug, slugOf } from '../../platform/http/schemas.ts';

const slugs = (kind: Parameters<typeof slugOf>[0]) => listOf(slugOf(kind)).min(1).max(50);
const plain = <T extends string>(type: T, description: string) => z.strictObject({ type: z.literal(type) }).meta({ description });

export const OfferCondition = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('region-only'), regions: slugs('region') }).meta({ description: 'Only for units in these regions.' }),
    z
      .strictObject({ type: z.literal('site-kind-only'), siteKinds: slugs('site-kind') })
      .meta({ description: 'Only for units at these kinds of site.' }),
    z
      .strictObject({ type: z.literal('unit-type-only'), unitTypes: slugs('unit-type') })
      .meta({ description: 'Only for these types of unit.' }),
    z
      .strictObject({ type: z.literal('recipient-only'), organisations: listOf(recipientSlug).min(1).max(50) })
      .meta({ description: 'Only for these organisations.' }),
    plain('civilian-recipient-only', 'Only for recipients outside the ministry of defence.'),
    z
      .strictObject({ type: z.literal('area-only'), areas: slugs('capability-area') })
      .meta({ description: 'Only for these capability areas.' }),
    z.strictObject({ type: z.literal('minimum-lot'), quantity }).meta({ description: 'No match below this quantity.' }),
    z.strictObject({ type: z.literal('latest-handover'), date: calendarDate }).meta({ description: 'Handed over by this day.' }),
    plain('training-first', 'Operators are trained before the goods are handed over.'),
    plain('end-user-certificate', 'With a signed end-user certificate.'),
    plain('no-retransfer', 'Not to be passed on.'),
    plain('visibility', 'The donor is named on the goods.'),
    plain('unit-vetting', 'After the unit was vetted.'),
    plain('recipient-pays-inland', 'The recipient pays inland transport.'),
    z
      .strictObject({ type: z.literal('women-participation'), minimumPercent: z.int().min(1).max(100) })
      .meta({ description: 'At least this share of women among trainees.' }),
  ])
  .meta({ id: 'OfferCondition', description: 'A condition that the machine checks.' });
