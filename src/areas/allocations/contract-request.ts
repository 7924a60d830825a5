import { z } from 'zod';
import { GROUPINGS } from '../../allocation/instance.ts';
import { calendarDate, count, idOf, quantity, quantityOrNone, slug, slugOf } from '../../platform/http/schemas.ts';
import { SCORE_PARTS } from '../matching/domain/score.ts';
import { PRIORITIES } from '../needs/domain/need.ts';
import { GOODS_CONDITIONS } from '../offers/domain/offer.ts';
import type { Donation as Given, RunSettings, Scenario as Differences, Scope as Lines, Weights as Parts } from './domain/request.ts';
import { areWhole } from './domain/rescore.ts';

const MOST = 500;
const slugs = (kind: Parameters<typeof slugOf>[0]) => z.array(slugOf(kind)).min(1).max(MOST).optional();
const key = slug.meta({ description: 'A name of the caller’s own, kebab-case.', example: 'more-radios' });
const micro = z.int().min(0).max(1_000_000);
const percent = z.int().min(1).max(100);
/** A line of the instance: an id, or that of a line which a scenario adds. */
export const lineId = z
  .string()
  .regex(/^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|new:[a-z0-9]+(?:-[a-z0-9]+)*)$/)
  .max(100)
  .meta({
    description: 'Id of a need line or offer line, or `new:` and the key of one that the scenario adds.',
    example: 'new:more-radios',
  });
const group = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .max(100)
  .meta({ description: 'Slug of what is grouped by; the id of a unit.' });

const Scope = z
  .strictObject({
    regions: slugs('region'),
    areas: slugs('capability-area'),
    organisations: slugs('organisation').meta({ description: 'Recipients.' }),
    donors: slugs('organisation'),
    priorities: z.array(z.enum(PRIORITIES)).min(1).max(PRIORITIES.length).optional(),
  })
  .meta({
    id: 'AllocationScope',
    description: 'Which needs and offers take part; a list that is absent lets all through.',
  }) satisfies z.ZodType<Lines>;

const Weights = z
  .strictObject(Object.fromEntries(SCORE_PARTS.map((part) => [part, micro])) as Record<(typeof SCORE_PARTS)[number], typeof micro>)
  .refine(areWhole, { error: 'weights-sum' })
  .meta({
    id: 'AllocationWeights',
    description: 'What each part of the score can add at most: whole millionths that sum to 1 000 000.',
  }) satisfies z.ZodType<Parts>;

export const FLOOR_MEASURES = ['need', 'support'] as const;
export const CAP_SIDES = ['donor', 'recipient'] as const;
export const TIER_RULES = ['strict', 'off'] as const;

const settings = {
  floors: z
    .array(z.strictObject({ id: key, by: z.enum(GROUPINGS), value: group, percent, of: z.enum(FLOOR_MEASURES) }))
    .max(MOST)
    .optional()
    .meta({ description: 'Guaranteed shares: of what a group asks for (need), or of all that is given (support).' }),
  caps: z
    .array(z.strictObject({ id: key, by: z.enum(CAP_SIDES), value: group, quantity: quantityOrNone }))
    .max(MOST)
    .optional(),
  packages: z
    .array(
      z.strictObject({
        id: key,
        parts: z
          .array(z.strictObject({ need: lineId, quantity }))
          .min(2)
          .max(50),
      }),
    )
    .max(MOST)
    .optional()
    .meta({ description: 'Given in whole packages only; a need line is in one package at most.' }),
  fixed: z
    .array(z.strictObject({ need: lineId, offer: lineId, quantity: quantityOrNone }))
    .max(MOST)
    .optional()
    .meta({ description: 'Pairs that stay as they are.' }),
  donorLimit: z.int().min(1).max(1000).optional().meta({ description: 'At most so many donors for one need line.' }),
};
const tiers = z.enum(TIER_RULES).meta({ description: 'strict: no unit of a higher priority is given up for a lower one.' });

const Settings = z
  .strictObject({ tiers: tiers.default('strict'), ...settings })
  .meta({ id: 'AllocationSettings', description: 'Side conditions of the plan.' }) satisfies z.ZodType<RunSettings>;

const added = { key, itemType: slugOf('item-type'), quantity };
const amount = z.string().regex(/^\d{1,12}(?:\.\d{1,3})?$/);
const leadTimeDays = z.int().min(0).max(3650).optional();

const Donation = z
  .strictObject({
    amount: amount.meta({ description: 'In euros.', example: '500000.000' }),
    donor: slugOf('organisation').optional(),
    regions: slugs('region'),
    areas: slugs('capability-area'),
    itemTypes: slugs('item-type'),
    leadTimeDays,
    availableFrom: calendarDate.optional(),
    goodsCondition: z.enum(GOODS_CONDITIONS).default('new'),
  })
  .meta({
    id: 'AllocationDonation',
    description:
      'Money on top, for any item type that a need in scope asks for or accepts; a list restricts it. A unit costs the upper end of its band.',
  }) satisfies z.ZodType<Given>;

const Scenario = z
  .strictObject({
    withdrawOffers: z.array(idOf('offer-line')).max(MOST).optional(),
    withdrawNeeds: z.array(idOf('need-line')).max(MOST).optional(),
    changeOffers: z
      .array(
        z.strictObject({
          id: idOf('offer-line'),
          quantity: quantityOrNone.optional(),
          amount: amount.optional().meta({ description: 'What is left of a money line.' }),
        }),
      )
      .max(MOST)
      .optional(),
    changeNeeds: z
      .array(z.strictObject({ id: idOf('need-line'), quantity: quantityOrNone.optional(), priority: z.enum(PRIORITIES).optional() }))
      .max(MOST)
      .optional(),
    addOffers: z
      .array(
        z.strictObject({
          ...added,
          lotSize: quantity.optional(),
          donor: slugOf('organisation').optional(),
          regions: slugs('region'),
          availableFrom: calendarDate.optional(),
          leadTimeDays,
          goodsCondition: z.enum(GOODS_CONDITIONS).optional(),
          unitCost: count.optional().meta({ description: 'In thousandths of a euro.' }),
        }),
      )
      .max(MOST)
      .optional(),
    addNeeds: z
      .array(
        z.strictObject({
          ...added,
          priority: z.enum(PRIORITIES),
          region: slugOf('region'),
          recipient: slugOf('organisation'),
          neededBy: calendarDate,
        }),
      )
      .max(MOST)
      .optional(),
    dropObstacles: z.array(idOf('obstacle')).max(MOST).optional(),
    donation: Donation.optional(),
    weights: Weights.optional(),
    settings: z
      .strictObject({ tiers: tiers.optional(), ...settings })
      .optional()
      .meta({ description: 'In place of those of the run, one by one.' }),
  })
  .meta({
    id: 'AllocationScenario',
    description: 'What would be different, as differences from the data as they are.',
  }) as unknown as z.ZodType<Differences>;

export const asked = {
  scope: Scope.default({}),
  weights: Weights.optional(),
  settings: Settings.default({ tiers: 'strict' }),
  scenario: Scenario.optional(),
};

export const RequestAllocation = z
  .strictObject({
    ...asked,
    baselineId: idOf('allocation')
      .optional()
      .meta({ description: 'The finished run that the scenario is compared with; without it one is made.' }),
  })
  .refine(({ baselineId, scenario }) => baselineId === undefined || scenario !== undefined, { error: 'missing', path: ['scenario'] })
  .meta({ id: 'RequestAllocation', description: 'What to allocate, by which weights and under which conditions; perhaps what if.' });
export type RequestAllocation = z.output<typeof RequestAllocation>;
