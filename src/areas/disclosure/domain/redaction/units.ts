import { type Fields, overseers, parties, recipientSide, to } from './readers.ts';

export const UNITS = {
  Overview: {
    ...to(
      parties,
      'needsByState',
      'needLines',
      'matchesByState',
      'deliveriesByMilestone',
      'obstaclesByState',
      'openObstacles',
      'offersByState',
      'offerLines',
    ),
    ...to(recipientSide, 'units', 'holdings', 'needs', 'validatedValueEur', 'coveredValueEur'),
    ...to(overseers, 'offers', 'donors', 'matches', 'partnerships', 'deliveries', 'obstacles'),
  },
} as const satisfies Record<string, Fields>;
