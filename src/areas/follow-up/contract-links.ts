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
