import { z } from 'zod';
import { count } from '../../platform/http/schemas.ts';
import { declareRecord, overseers, recipientSide, type WholeOf } from '../disclosure/index.ts';

const tally = z.record(z.string(), count);

export const Overview = declareRecord(
  'Overview',
  'Counts over everything that the reader may see. Never given to donors, who could infer from it.',
  {
    units: recipientSide(count),
    holdings: recipientSide(count.meta({ description: 'Item types that units have reported on.' })),
    needs: recipientSide(count),
    needLines: recipientSide(count),
    needsByState: recipientSide(tally.meta({ example: { published: 72, stale: 2 } })),
    validatedValueEur: recipientSide(
      z.int().meta({
        description: 'Estimate, EUR: the middle of each unit cost band × validated quantity; a half is rounded to even, line by line.',
      }),
    ),
    coveredValueEur: recipientSide(z.int().meta({ description: 'The same over the agreed quantities.' })),
    offers: overseers(count),
    offerLines: recipientSide(count.meta({ description: 'Lines that give an item; money is not counted here.' })),
    offersByState: recipientSide(tally),
    donors: overseers(count),
    matches: overseers(count),
    matchesByState: recipientSide(tally),
    partnerships: overseers(count),
    deliveries: overseers(count),
    deliveriesByMilestone: recipientSide(tally.meta({ description: 'By the last milestone reached.' })),
    obstacles: overseers(count),
    obstaclesByState: recipientSide(tally),
    openObstacles: recipientSide(count.meta({ description: 'Neither resolved nor ended.' })),
  },
);

/** The counts themselves, before anybody's are taken out. */
export type Totals = WholeOf<typeof Overview>;
