import { z } from 'zod';
import { nextCursor, pageOf, pageQuery } from '../../platform/http/page.ts';
import { idOf, integerInAddress, listInAddress } from '../../platform/http/schemas.ts';
import { Burden, HeldQuantity, ObstacleName, RankedObstacle } from './record.ts';

export const ObstacleRanking = pageOf(RankedObstacle.schema, 'ObstacleRanking');

export const RankingWhatIf = z
  .object({
    resolved: z.array(ObstacleName.schema),
    freed: Burden.schema.meta({ description: 'What moves once they are gone.' }),
    freedQuantities: z.array(HeldQuantity.schema),
    items: z.array(RankedObstacle.schema),
    next: nextCursor,
  })
  .meta({
    id: 'RankingWhatIf',
    description: 'The order in which to work on the rest, had these been resolved today, and what that frees.',
  });

export const rankingQuery = z.strictObject(pageQuery);
export type RankingQuery = z.output<typeof rankingQuery>;

/** Few enough to be read in an address. */
const MOST_RESOLVED = 50;
export const whatIfQuery = z.strictObject({
  ...pageQuery,
  resolved: listInAddress(idOf('obstacle'), MOST_RESOLVED).meta({
    description: `The obstacles that are taken as resolved: ids, separated by commas, at most ${MOST_RESOLVED}.`,
  }),
});
export type WhatIfQuery = z.output<typeof whatIfQuery>;

/** Any number gives a forecast; the same gives the same. */
export const forecastQuery = z.strictObject({
  seed: integerInAddress(0, 4_294_967_295).optional().meta({
    description: 'Where the simulation starts; without it, the one that belongs to the id. The answer says which.',
    example: 20_261_123,
  }),
});
export type ForecastQuery = z.output<typeof forecastQuery>;

export const forecastedDelivery = z.strictObject({ id: idOf('delivery') });
export const forecastedNeed = z.strictObject({ id: idOf('need') });
