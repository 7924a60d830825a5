import { z } from 'zod';
import { GROUPINGS } from '../../allocation/instance.ts';
import { calendarDate, count, idOf, listOf, quantity, quantityOrNone, recipientSlug, slug, slugOf } from '../../platform/http/schemas.ts';
import { SCORE_PARTS } from '../matching/domain/score.ts';
import { PRIORITIES } from '../needs/domain/need.ts';
import { GOODS_CONDITIONS } from '../offers/domain/offer.ts';
import type { Donation as Given, RunSettings, Scenario as Differences, Scope as Lines, Weights as Parts } from './domain/request.ts';
import { areWhole } from './domain/rescore.ts';

const MOST = 500;
const slugs = (kind: Parameters<typeof slugOf>[0]) => listOf(slugOf(kind)).min(1).max(MOST).optional();
const key = slug.meta({ description: 'A name of the caller’s own, kebab-case.', example: 'more-radios' });
const micro = z.int().min(0).max(1_000_000);
const percent = z.int().min(1).max(100);
/** A line of the instance: an id, or that of a line which a scenario adds. */
export const lineId = z
  .string()
  .regex(/^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|new:[a-z0-9]+(?:-[a-z0-9]+)*)$/)
  .max(100)
  .toLowerCase()
  .meta({
    description: 'Id of a need line or offer line, or `new:` and the key of one that the scenario adds.',
    example: 'new:more-radios',
  });
const group = z
  .string()
  .regex(/^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[a-z0-9]+(?:-[a-z0-9]+)*)$/)
  .max(100)
  .toLowerCase()
  .meta({ description: 'Slug of what is grouped by; the id of a unit.' });

const Scope = z
  .strictObject({
    regions: slugs('region'),
    areas: slugs('capability-area'),
    organisations: listOf(recipientSlug).min(1).max(MOST).optional().meta({ description: 'Recipients.' }),
    donors: slugs('organisation'),
    priorities: listOf(z.enum(PRIORITIES)).min(1).max(PRIORITIES.length).optional(),
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
  floors: listOf(z.strictObject({ id: key, by: z.enum(GROUPINGS), value: group, percent, of: z.enum(FLOOR_MEASURES) }), 'id')
    .max(MOST)
    .optional()
    .meta({ description: 'Guaranteed shares: of what a group asks for (need), or of all that is given (support).' }),
  caps: listOf(z.strictObject({ id: key, by: z.enum(CAP_SIDES), value: group, quantity: quantityOrNone }), 'id')
    .max(MOST)
    .optional(),
  packages: listOf(
    z.strictObject({
      id: key,
      parts: listOf(z.strictObject({ need: lineId, quantity }), 'need')
        .min(2)
        .max(50),
    }),
    'id',
  )
    .max(MOST)
    .optional()
    .meta({ description: 'Given in whole packages only; a need line is in one package at most.' }),
  fixed: listOf(z.strictObject({ need: lineId, offer: lineId, quantity: quantityOrNone }), 'need', 'offer')
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
    amount: z
      .string()
      .regex(/^\d{1,12}(?:\.\d{1,2}0?)?$/)
      .meta({ description: 'In euros.', example: '500000.00' }),
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

/** A change names what it changes, and something to change. */
const changesSomething = ({ id: _, ...changes }: { readonly id: string }): boolean =>
  Object.values(changes).some((change) => change !== undefined);

const Scenario = z
  .strictObject({
    withdrawOffers: listOf(idOf('offer-line')).max(MOST).optional(),
    withdrawNeeds: listOf(idOf('need-line')).max(MOST).optional(),
    changeOffers: listOf(
      z
        .strictObject({
          id: idOf('offer-line'),
          quantity: quantityOrNone.optional(),
          amount: amount.optional().meta({ description: 'What is left of a money line.' }),
        })
        .refine(changesSomething, { error: 'nothing-to-change' }),
      'id',
    )
      .max(MOST)
      .optional(),
    changeNeeds: listOf(
      z
        .strictObject({ id: idOf('need-line'), quantity: quantityOrNone.optional(), priority: z.enum(PRIORITIES).optional() })
        .refine(changesSomething, { error: 'nothing-to-change' }),
      'id',
    )
      .max(MOST)
      .optional(),
    addOffers: listOf(
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
      'key',
    )
      .max(MOST)
      .optional(),
    addNeeds: listOf(
      z.strictObject({
        ...added,
        priority: z.enum(PRIORITIES),
        region: slugOf('region'),
        recipient: recipientSlug,
        neededBy: calendarDate,
      }),
      'key',
    )
      .max(MOST)
      .optional(),
    dropObstacles: listOf(idOf('obstacle')).max(MOST).optional(),
    donation: Donation.optional(),
    weights: Weights.optional(),
    settings: z
      .strictObject({ tiers: tiers.optional(), ...settings })
      .optional()
      .meta({ description: 'In place of those of the run, one by one.' }),
  })
  .superRefine(({ withdrawNeeds = [], changeNeeds = [], withdrawOffers = [], changeOffers = [] }, context) => {
    // What is withdrawn is there no more to be changed.
    for (const [field, withdrawn, changed] of [
      ['changeNeeds', new Set<string>(withdrawNeeds), changeNeeds],
      ['changeOffers', new Set<string>(withdrawOffers), changeOffers],
    ] as const) {
      for (const [index, { id }] of changed.entries()) {
        if (withdrawn.has(id)) context.addIssue({ code: 'custom', message: 'named-twice', path: [field, index, 'id'] });
      }
    }
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
