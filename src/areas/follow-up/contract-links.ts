import { z } from 'zod';
import { idOf, listOf } from '../../platform/http/schemas.ts';

const LinkToNeed = z.strictObject({ needId: idOf('need') }).meta({ id: 'LinkToNeed' });
const LinkToObstacle = z.strictObject({ obstacleId: idOf('obstacle') }).meta({ id: 'LinkToObstacle' });
const LinkToPartnership = z.strictObject({ partnershipId: idOf('partnership') }).meta({ id: 'LinkToPartnership' });
const LinkToDelivery = z.strictObject({ deliveryId: idOf('delivery') }).meta({ id: 'LinkToDelivery' });
const LinkToAgreement = z.strictObject({ citedAgreementId: idOf('agreement') }).meta({ id: 'LinkToAgreement' });

const LinkedThing = z.union([LinkToNeed, LinkToObstacle, LinkToPartnership, LinkToDelivery, LinkToAgreement]).meta({
  id: 'LinkedThing',
  description: 'One need, obstacle, partnership, delivery or agreement that this concerns; its only key tells which.',
});
export type LinkedThing = z.output<typeof LinkedThing>;
/** The fields of all five forms, of which a thing has those of one. */
export type LinkedThingFields = Partial<
  z.output<typeof LinkToNeed> &
    z.output<typeof LinkToObstacle> &
    z.output<typeof LinkToPartnership> &
    z.output<typeof LinkToDelivery> &
    z.output<typeof LinkToAgreement>
>;

export const linkedThings = listOf(LinkedThing).max(100);
