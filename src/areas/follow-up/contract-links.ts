import { z } from 'zod';
import { idOf } from '../../platform/http/schemas.ts';

const LinkedThing = z
  .union([
    z.strictObject({ needId: idOf('need') }),
    z.strictObject({ obstacleId: idOf('obstacle') }),
    z.strictObject({ partnershipId: idOf('partnership') }),
    z.strictObject({ deliveryId: idOf('delivery') }),
    z.strictObject({ citedAgreementId: idOf('agreement') }),
  ])
  .meta({ id: 'LinkedThing', description: 'One need, obstacle, partnership, delivery or agreement that this concerns.' });
export type LinkedThing = z.output<typeof LinkedThing>;

export const linkedThings = z.array(LinkedThing).max(100);

export const FollowUpLink = z
  .object({
    needId: idOf('need').optional(),
    obstacleId: idOf('obstacle').optional(),
    partnershipId: idOf('partnership').optional(),
    deliveryId: idOf('delivery').optional(),
    citedAgreementId: idOf('agreement').optional(),
    reference: z.string().meta({ description: 'Short code for people.', example: 'B-7F3K-2Q' }),
    state: z.string().meta({ description: 'How it stands today.', example: 'in-progress' }),
  })
  .meta({ id: 'FollowUpLink', description: 'Something that this concerns and that the reader may see.' });
export type FollowUpLinkView = z.output<typeof FollowUpLink>;
