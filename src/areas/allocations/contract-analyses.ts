import { z } from 'zod';
import { count, quantity, slug } from '../../platform/http/schemas.ts';
import { lineId } from './contract-request.ts';

const units = z.int().min(0);
const millionths = z.int().min(0).nullable();
const euros = z.string().meta({ description: 'Euros as decimal text.', example: '498750.000' });

const AllocationShare = z
  .object({
    key: z.string().nullable().meta({ description: 'Slug of the region or of the recipient; null in the total.' }),
    asked: units.meta({ description: 'Units that are validated and still open.' }),
    shareOfNeed: millionths.meta({ description: 'Of all units asked for, in millionths rounded down; null where there are none.' }),
    served: units,
    shareOfSupport: millionths.meta({ description: 'Of all units served, in millionths rounded down; null where there are none.' }),
    fillRate: millionths.meta({ description: 'What part of the units asked for is served, in millionths rounded down.' }),
  })
  .meta({ id: 'AllocationShare', description: 'How much a group asks for, and how much it gets.' });

export const AllocationEquity = z
  .object({
    total: AllocationShare,
    byRegion: z.array(AllocationShare),
    byRecipient: z.array(AllocationShare),
    floorPrices: z
      .array(z.record(z.string(), z.unknown()))
      .meta({ description: 'What each guaranteed share costs, and whether that is proven.' }),
  })
  .meta({ id: 'AllocationEquity', description: 'Need against support, by region and by recipient.' });
export type AllocationEquityView = z.output<typeof AllocationEquity>;

export const NextBestDonation = z
  .object({
    isProven: z.boolean().meta({ description: 'Whether it is proven that no basket does more.' }),
    budget: euros,
    basket: z
      .array(
        z.object({
          itemType: slug,
          quantity,
          costLow: euros,
          costHigh: euros,
          needs: z.array(z.object({ need: lineId, quantity })),
        }),
      )
      .meta({ description: 'What the money is spent on, most worth first.' }),
    costLow: euros,
    costHigh: euros,
    effect: z
      .object({
        tiers: z.array(z.object({ tier: z.int().nullable(), units: z.int() })).meta({ description: 'Units more, or less, by tier.' }),
        score: z.string().meta({ description: 'Score more, or less, in micro-units as digits.' }),
        needs: z.array(z.object({ need: lineId, before: count, after: count })).meta({ description: 'Need lines that get more, or less.' }),
      })
      .meta({ description: 'What the plan serves otherwise than its baseline.' }),
    oneMoreUnit: z.array(z.object({ itemType: slug, tierWeight: z.int(), score: z.int(), isExact: z.boolean() })).meta({
      description:
        'What one more unit of each item type would be worth to the baseline, from its prices; exact where no side condition touches its needs.',
    }),
  })
  .meta({ id: 'NextBestDonation', description: 'What a donation would best be spent on, and what it brings.' });
export type NextBestDonationView = z.output<typeof NextBestDonation>;
