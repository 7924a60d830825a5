import { z } from 'zod';
import { calendarDate, listOf, recipientSlug, slugOf } from '../../platform/http/schemas.ts';
import { ITEM_KINDS } from '../reference/domain/vocabulary.ts';
import { PURPOSES } from './domain/conditions.ts';

const slugs = (kind: Parameters<typeof slugOf>[0]) => listOf(slugOf(kind)).min(1).max(50);
const plain = <T extends string>(type: T, description: string) => z.strictObject({ type: z.literal(type) }).meta({ description });

export const PartnershipCondition = z
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
    z
      .strictObject({ type: z.literal('item-type-only'), itemTypes: slugs('item-type') })
      .meta({ description: 'Only for needs of these item types.' }),
    z
      .strictObject({ type: z.literal('item-kind-only'), itemKinds: listOf(z.enum(ITEM_KINDS)).min(1).max(6) })
      .meta({ description: 'Only for items of these kinds, such as training.' }),
    z
      .strictObject({ type: z.literal('use-only'), purposes: listOf(z.enum(PURPOSES)).min(1).max(5) })
      .meta({ description: 'To be used for these purposes alone. Binds; the purpose of a line is confirmed by the compliance desk.' }),
    z
      .strictObject({ type: z.literal('latest-handover'), date: calendarDate })
      .meta({ description: 'What can’t arrive by this day is not agreed.' }),
    plain('training-first', 'The training that the item requires is completed or promised.'),
    plain('end-user-certificate', 'With a signed end-user certificate. Binds from the agreement on.'),
    plain('no-retransfer', 'Not to be passed on. Binds from the agreement on.'),
    plain('visibility', 'The donor is named on the goods. Binds from the agreement on.'),
    plain('unit-vetting', 'After the unit was vetted. Binds from the agreement on.'),
  ])
  .meta({ id: 'PartnershipCondition', description: 'A condition of an agreement that the machine reads.' });
