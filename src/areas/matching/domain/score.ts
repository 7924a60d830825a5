import { assert } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { Priority } from '../../needs/domain/need.ts';
import type { GoodsCondition } from '../../offers/domain/offer.ts';
import { allowedByAll, conditionsOf, slackDays, type JudgingContext, type NeedLineFacts, type OfferLineFacts } from './facts.ts';
import { checkSpecifications } from './specification-check.ts';

/** One whole: weights, inputs and points are whole millionths of it, and no binary fraction is ever formed. */
export const MICRO = 1_000_000;

export const SCORE_PARTS = ['tier', 'fit', 'time', 'coverage', 'preference', 'goods-condition'] as const;
export type ScorePartName = (typeof SCORE_PARTS)[number];

/**
 * What each part can add at most; together exactly one. Which organisation gives or receives, and on whose side it stands,
 * is no input. Tier and fit weigh most: how badly it is missed, and whether it is the right thing.
 */
export const SCORE_WEIGHTS: Readonly<Record<ScorePartName, number>> = {
  tier: 250_000,
  fit: 300_000,
  time: 150_000,
  coverage: 150_000,
  preference: 100_000,
  'goods-condition': 50_000,
};

const TIER_INPUTS: Readonly<Record<Priority, number>> = { critical: 1_000_000, urgent: 800_000, important: 600_000, routine: 450_000 };

const CONDITION_INPUTS: Readonly<Record<GoodsCondition, number>> = {
  new: 1_000_000,
  refurbished: 700_000,
  used: 400_000,
  'as-is': 100_000,
};

/** A substitute counts half of the very item. */
const SUBSTITUTE_INPUT = 500_000;

/** More days to spare than this add nothing. */
export const FULL_SLACK_DAYS = 90;

/** One part of a score. Rounding rule: points = floor(weight × input / 1 000 000); the score is the plain sum of the points. */
export interface ScorePart {
  readonly part: ScorePartName;
  readonly weight: number;
  readonly input: number;
  readonly points: number;
}

/** Weighs one input between 0 and one. */
export function scorePart(part: ScorePartName, input: number): ScorePart {
  assert(Number.isSafeInteger(input) && input >= 0 && input <= MICRO, `the input of ${part} is a share in whole millionths`);
  const weight = SCORE_WEIGHTS[part];
  return { part, weight, input, points: Math.floor((weight * input) / MICRO) };
}

export const sumPoints = (parts: readonly ScorePart[]): number => parts.reduce((sum, { points }) => sum + points, 0);

/** All parts of an eligible pair, in the order of {@link SCORE_PARTS}; `quantity` is what the pair can exchange. */
export function scorePair(need: NeedLineFacts, offer: OfferLineFacts, context: JudgingContext, quantity: number): ScorePart[] {
  return [
    scorePart('tier', TIER_INPUTS[need.priority]),
    scorePart('fit', fitInput(need, offer, context)),
    scorePart('time', timeInput(need.neededBy, offer, context.today)),
    scorePart('coverage', share(quantity, need.openQuantity)),
    scorePart('preference', preferenceInput(need, offer)),
    scorePart('goods-condition', goodsConditionInput(offer)),
  ];
}

/** The mean of "the very item" and the share of wishes met; without wishes all are met. Money buys the very thing. */
function fitInput(need: NeedLineFacts, offer: OfferLineFacts, { attributes }: JudgingContext): number {
  if (offer.kind === 'funding') return MICRO;
  const item = offer.itemType === need.itemType ? MICRO : SUBSTITUTE_INPUT;
  const wishes = checkSpecifications(need.specifications, offer, attributes).filter(({ mandatory }) => !mandatory);
  const met = wishes.filter(({ outcome }) => outcome === 'met').length;
  const wished = wishes.length === 0 ? MICRO : share(met, wishes.length);
  return Math.floor((item + wished) / 2);
}

/** Days to spare before a date, as a share of {@link FULL_SLACK_DAYS}. */
export function timeInput(neededBy: CalendarDate | null, offer: OfferLineFacts, today: CalendarDate): number {
  if (neededBy === null) return 0;
  return share(Math.max(0, Math.min(slackDays(offer, today, neededBy), FULL_SLACK_DAYS)), FULL_SLACK_DAYS);
}

/**
 * How far the donor has said that it means this region and this area: named 1, no word 0.5, others named 0; the mean of the
 * two. Earmarked support goes first where it may go, since it may go nowhere else.
 */
export function preferenceInput(need: Pick<NeedLineFacts, 'cellRegions' | 'area'>, offer: OfferLineFacts): number {
  const region = preferredInput(
    conditionsOf(offer, 'region-only').map(({ regions }) => regions),
    need.cellRegions,
  );
  const area = preferredInput(
    conditionsOf(offer, 'area-only').map(({ areas }) => areas),
    [need.area],
  );
  return Math.floor((region + area) / 2);
}

function preferredInput(lists: readonly (readonly string[])[], slugs: readonly string[]): number {
  const named = allowedByAll(lists);
  if (named === null) return MICRO / 2;
  return slugs.every((slug) => named.includes(slug)) ? MICRO : 0;
}

/** What has no condition (a course, a service, money that buys new goods) counts as new. */
export const goodsConditionInput = (offer: OfferLineFacts): number =>
  offer.kind === 'funding' || offer.goodsCondition === null ? MICRO : CONDITION_INPUTS[offer.goodsCondition];

/** A part of a whole in millionths, floored, at most one; exact for every safe integer. Nothing is no share of nothing. */
export function share(part: number, whole: number): number {
  if (part <= 0 || whole <= 0) return 0;
  if (part >= whole) return MICRO;
  return Number((BigInt(part) * BigInt(MICRO)) / BigInt(whole));
}
