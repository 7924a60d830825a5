import { z } from 'zod';
import { count, slugOf } from '../../platform/http/schemas.ts';
import { MATCH_STATES } from '../matches/domain/match.ts';
import { NEED_STATES } from '../needs/domain/need.ts';
import { OBSTACLE_STATES } from '../obstacles/domain/obstacle.ts';
import { OFFER_STATES } from '../offers/domain/offer.ts';
import { declareRecord, overseers, recipientSide, type WholeOf } from '../disclosure/index.ts';

/** How many of each; what there is none of is left out. */
const tallyBy = <Key extends string>(keys: readonly Key[]) => z.partialRecord(z.enum(keys), count);

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
