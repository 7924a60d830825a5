import { z } from 'zod';
import { count } from '../../platform/http/schemas.ts';

const tally = z.record(z.string(), count);

export const Overview = z
  .object({
    units: count.optional(),
    holdings: count.optional().meta({ description: 'Item types that units have reported on.' }),
    needs: count.optional(),
    needLines: count.optional(),
    needsByState: tally.optional().meta({ example: { published: 72, stale: 2 } }),
    validatedValueEur: z.int().optional().meta({
      description: 'Estimate, EUR: the middle of each unit cost band × validated quantity; a half is rounded to even, line by line.',
    }),
    coveredValueEur: z.int().optional().meta({ description: 'The same over the agreed quantities.' }),
    offers: count.optional(),
    offerLines: count.optional().meta({ description: 'Lines that give an item; money is not counted here.' }),
    offersByState: tally.optional(),
    donors: count.optional(),
    matches: count.optional(),
    matchesByState: tally.optional(),
    partnerships: count.optional(),
    deliveries: count.optional(),
    deliveriesByMilestone: tally.optional().meta({ description: 'By the last milestone reached.' }),
    obstacles: count.optional(),
    obstaclesByState: tally.optional(),
    openObstacles: count.optional().meta({ description: 'Neither resolved nor ended.' }),
  })
  .meta({ id: 'Overview', description: 'Counts over everything that the reader may see. Never given to donors, who could infer from it.' });
export type OverviewView = z.output<typeof Overview>;
