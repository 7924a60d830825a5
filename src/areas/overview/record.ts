import { z } from 'zod';
import { count, idOf, slugOf } from '../../platform/http/schemas.ts';
import { MATCH_STATES } from '../matches/domain/match.ts';
import { NEED_STATES } from '../needs/domain/need.ts';
import { OBSTACLE_STATES } from '../obstacles/domain/obstacle.ts';
import { OFFER_STATES } from '../offers/domain/offer.ts';
import { administrationAndFacilitators, declareRecord, overseers, recipientSide, type WholeOf } from '../disclosure/index.ts';

/** How many of each; what there is none of is left out. */
const tallyBy = <Key extends string>(keys: readonly Key[]) => z.partialRecord(z.enum(keys), count);

export const OpenWork = declareRecord('OpenWork', 'What is open with an account, as counts.', {
  userId: administrationAndFacilitators(idOf('user')),
  actions: administrationAndFacilitators(
    count.meta({ description: 'Open actions on obstacles that were asked of this person; they can be handed over.' }),
  ),
  drafts: administrationAndFacilitators(
    count.meta({ description: 'Needs and offers not yet submitted; they stay with the organisation.' }),
  ),
  unconfirmed: administrationAndFacilitators(
    count.meta({ description: 'What this person recorded and no second one has confirmed; it can still be confirmed.' }),
  ),
  proposals: administrationAndFacilitators(
    count.meta({
      description: 'Invitations, changes of accounts and versions of regimes that await a second person; they end with the account.',
    }),
  ),
  needsOfItsUnit: administrationAndFacilitators(
    count.meta({ description: 'Open needs of the unit, where nobody else acts for it: somebody has to be invited.' }),
  ),
  isDesignated: administrationAndFacilitators(z.boolean().meta({ description: 'Reads files of human-rights due diligence.' })),
  apiKeys: administrationAndFacilitators(
    count.meta({ description: 'They rest while the account is closed, and are revoked with another role.' }),
  ),
  sessions: administrationAndFacilitators(count.meta({ description: 'They end when the account is closed or becomes something else.' })),
});

export const Overview = declareRecord(
  'Overview',
  'Counts over everything that the reader may see. Never given to donors, who could infer from it.',
  {
    units: recipientSide(count),
    holdings: recipientSide(count.meta({ description: 'Item types that units have reported on.' })),
    needs: recipientSide(count),
    needLines: recipientSide(count),
    needsByState: recipientSide(tallyBy(NEED_STATES).meta({ example: { published: 72, stale: 2 } })),
    validatedValueEur: recipientSide(
      z.int().meta({
        description: 'Estimate, EUR: the middle of each unit cost band × validated quantity; a half is rounded to even, line by line.',
      }),
    ),
    coveredValueEur: recipientSide(z.int().meta({ description: 'The same over the agreed quantities.' })),
    offers: overseers(count),
    offerLines: recipientSide(count.meta({ description: 'Lines that give an item; money is not counted here.' })),
    offersByState: recipientSide(tallyBy(OFFER_STATES)),
    donors: overseers(count),
    matches: overseers(count),
    matchesByState: recipientSide(tallyBy(MATCH_STATES)),
    partnerships: overseers(count),
    deliveries: overseers(count),
    deliveriesByMilestone: recipientSide(z.record(slugOf('milestone'), count).meta({ description: 'By the last milestone reached.' })),
    obstacles: overseers(count),
    obstaclesByState: recipientSide(tallyBy(OBSTACLE_STATES)),
    openObstacles: recipientSide(count.meta({ description: 'Neither resolved nor ended.' })),
  },
);

/** The counts themselves, before anybody's are taken out. */
export type Totals = WholeOf<typeof Overview>;
