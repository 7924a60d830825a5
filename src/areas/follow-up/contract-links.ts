import { z } from 'zod';
import { idOf } from '../../platform/http/schemas.ts';

const LinkedThing = z
  .union([
    z.strictObject({ needId: idOf('need') }).meta({ id: 'LinkToNeed' }),
    z.strictObject({ obstacleId: idOf('obstacle') }).meta({ id: 'LinkToObstacle' }),
    z.strictObject({ partnershipId: idOf('partnership') }).meta({ id: 'LinkToPartnership' }),
    z.strictObject({ deliveryId: idOf('delivery') }).meta({ id: 'LinkToDelivery' }),
    z.strictObject({ citedAgreementId: idOf('agreement') }).meta({ id: 'LinkToAgreement' }),
  ])
  .meta({ id: 'LinkedThing', description: 'One need, obstacle, partnership, delivery or agreement that this concerns.' });
export type LinkedThing = z.output<typeof LinkedThing>;

export const linkedThings = z.array(LinkedThing).max(100);
