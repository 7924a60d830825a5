import { quantitiesOf, quantityOf } from '../../../kernel/quantity.ts';
import { isMatchable } from '../../needs/domain/need.ts';
import { isOfferable } from '../../offers/domain/offer.ts';
import type { AttributeValue } from '../../needs/domain/specification.ts';
import { LEAST_SITES } from '../../reference/domain/cells.ts';
import { ADMISSIBLE_LETHALITY } from '../../reference/domain/vocabulary.ts';
import {
  allowedByAll,
  conditionsOf,
  earliestArrival,
  givenItem,
  latestHandover,
  slackDays,
  type FundingLineFacts,
  type JudgingContext,
  type NeedLineFacts,
  type OfferLineFacts,
} from './facts.ts';
import type { StandingRate } from '../../rates/domain/exchange-rate.ts';
import { costConversion, exchangeableQuantity, lotBoundsOf, remainingSteps } from './lots.ts';
import { checkSpecifications } from './specification-check.ts';

/** The rules in the order in which they are judged and shown. Every one is judged, so that a reader sees all that is in the way. */
export const RULES = [
  'item',
  'specification',
  'region',
  'site-kind',
  'unit-type',
  'recipient',
  'civilian-recipient',
  'area',
  'time-window',
  'exchange-rate',
  'lot',
  'open-quantity',
  'training-first',
  'course',
  'prerequisites',
  'compliance-class',
  'state',
] as const;
export type RuleName = (typeof RULES)[number];

/** The values that a rule saw: enough to check its verdict by hand. */
export type Saw = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** `withheld`: the rule needs facts that the reader may not know; it neither passes nor excludes. */
export const VERDICT_OUTCOMES = ['pass', 'fail', 'withheld'] as const;

export interface Verdict {
  readonly rule: RuleName;
  readonly outcome: (typeof VERDICT_OUTCOMES)[number];
  readonly saw: Saw;
}

type Finding = { readonly passes: boolean; readonly saw: Saw };
type Rule<Need> = (need: Need, offer: OfferLineFacts, context: JudgingContext) => Finding;

/** Same item, a substitute that the need accepts, or money that may buy it. */
const judgeItem: Rule<NeedLineFacts> = (need, offer) => {
  if (offer.kind === 'funding') return judgeMayBuy(need, offer);
  const same = offer.itemType === need.itemType;
  const accepted = need.acceptedSubstitutes.includes(offer.itemType);
  return {
    passes: same || accepted,
    saw: { asked: need.itemType, offered: offer.itemType, acceptedSubstitutes: need.acceptedSubstitutes },
  };
};

/** Each list that is not empty must hold what the need asks for. */
export function judgeMayBuy(need: Pick<NeedLineFacts, 'itemType' | 'area'>, offer: FundingLineFacts): Finding {
  const { mayBuyItemTypes, mayBuyAreas } = offer;
  return {
    passes: allows(mayBuyItemTypes, need.itemType) && allows(mayBuyAreas, need.area),
    saw: { asked: need.itemType, area: need.area, mayBuyItemTypes, mayBuyAreas },
  };
}

const allows = (list: readonly string[], slug: string): boolean => list.length === 0 || list.includes(slug);

/** Every mandatory specification is met; wishes are counted for the reader and left to the score. Money buys as specified. */
const judgeSpecification: Rule<NeedLineFacts> = (need, offer, { attributes }) => {
  if (offer.kind === 'funding') return { passes: true, saw: { boughtAsSpecified: true } };
  const findings = checkSpecifications(need.specifications, offer, attributes);
  const musts = findings.filter(({ mandatory }) => mandatory);
  const wishes = findings.filter(({ mandatory }) => !mandatory);
  const unmet = musts.filter(({ outcome }) => outcome !== 'met');
  const unmetWishes = wishes.filter(({ outcome }) => outcome !== 'met');
  return {
    passes: unmet.length === 0,
    saw: {
      mandatory: musts.length,
      mandatoryMet: musts.length - unmet.length,
      wished: wishes.length,
      wishedMet: wishes.length - unmetWishes.length,
      unmet: unmet.map(({ attribute }) => attribute),
      reasons: unmet.map(({ outcome }) => outcome),
      asked: unmet.map(({ asked }) => textOf(asked)),
      offered: unmet.map(({ offered }) => textOf(offered)),
      unmetWishes: unmetWishes.map(({ attribute }) => attribute),
    },
  };
};

const textOf = (value: AttributeValue | null): string =>
  value === null ? '' : typeof value === 'object' ? value.join(' | ') : String(value);

/** A value must stand in every list of the donor; no list allows everything. */
function judgeListed(fact: string, value: string, lists: readonly (readonly string[])[]): Finding {
  const allowed = allowedByAll(lists);
  return { passes: allowed === null || allowed.includes(value), saw: { [fact]: value, allowed } };
}

/**
 * Every region over which the need's cell stretches must be named, for whoever is told: what is proposed under a condition, and what isn't,
 * says no more of the place than the cell does. It also keeps the condition wherever in the cell the need lies.
 */
export const judgeRegion: Rule<Pick<NeedLineFacts, 'cellRegions'>> = ({ cellRegions }, offer) => {
  const allowed = regionsAllowed(offer);
  return { passes: allowsRegions(allowed, cellRegions), saw: { regions: cellRegions, allowed } };
};

/** The regions that the donor names; null where it names none, and so allows all. */
export const regionsAllowed = (offer: OfferLineFacts): readonly string[] | null =>
  allowedByAll(conditionsOf(offer, 'region-only').map(({ regions }) => regions));

export const allowsRegions = (allowed: readonly string[] | null, cellRegions: readonly string[]): boolean =>
  allowed === null || cellRegions.every((region) => allowed.includes(region));

/**
 * A condition that tells of what kind the need's site is, by the kind itself or by a unit or a recipient that stands at such sites: where something
 * is proposed under it, the donor learns the kind. So it is met only where the cell has as many public sites of that kind as a cell must have.
 */
const judgeNarrowing = (
  need: Pick<NeedLineFacts, 'sitesAlike'>,
  fact: string,
  value: string,
  lists: readonly (readonly string[])[],
): Finding => {
  const listed = judgeListed(fact, value, lists);
  if (lists.length === 0) return listed;
  return {
    passes: listed.passes && need.sitesAlike >= LEAST_SITES,
    saw: { ...listed.saw, sitesAlike: need.sitesAlike, least: LEAST_SITES },
  };
};

const judgeSiteKind: Rule<NeedLineFacts> = (need, offer) =>
  judgeNarrowing(
    need,
    'siteKind',
    need.siteKind,
    conditionsOf(offer, 'site-kind-only').map(({ siteKinds }) => siteKinds),
  );

const judgeUnitType: Rule<NeedLineFacts> = (need, offer) =>
  judgeNarrowing(
    need,
    'unitType',
    need.unitType,
    conditionsOf(offer, 'unit-type-only').map(({ unitTypes }) => unitTypes),
  );

const judgeRecipient: Rule<NeedLineFacts> = (need, offer) =>
  judgeNarrowing(
    need,
    'organisation',
    need.organisation,
    conditionsOf(offer, 'recipient-only').map(({ organisations }) => organisations),
  );

const judgeCivilianRecipient: Rule<NeedLineFacts> = ({ organisation, civilianRecipient }, offer) => {
  const demanded = conditionsOf(offer, 'civilian-recipient-only').length > 0;
  return { passes: !demanded || civilianRecipient, saw: { demanded, organisation, civilian: civilianRecipient } };
};

/** The area of what is asked for, not of what is given: an earmark says what the support serves. */
export const judgeArea: Rule<Pick<NeedLineFacts, 'area'>> = ({ area }, offer) =>
  judgeListed(
    'area',
    area,
    conditionsOf(offer, 'area-only').map(({ areas }) => areas),
  );

/** The offer is still open, and what leaves as early as it can arrives by needed-by and by the donor's latest handover. */
export const judgeTimeWindow: Rule<Pick<NeedLineFacts, 'neededBy'>> = ({ neededBy }, offer, { today }) => {
  const arrival = earliestArrival(offer, today);
  const handover = latestHandover(offer);
  const faults = [
    ...(offer.validUntil < today ? ['offer-over'] : []),
    ...(neededBy === null ? ['needed-by-not-stated'] : arrival > neededBy ? ['after-needed-by'] : []),
    ...(handover !== null && arrival > handover ? ['after-latest-handover'] : []),
  ];
  return {
    passes: faults.length === 0,
    saw: {
      earliestArrival: arrival,
      leadTimeDays: offer.leadTimeDays,
      neededBy,
      slackDays: neededBy === null ? null : slackDays(offer, today, neededBy),
      validUntil: offer.validUntil,
      latestHandover: handover,
      faults,
    },
  };
};

/** Money of another currency than the catalogue's price is counted by a rate of the day that somebody recorded, or not at all. */
export const judgeExchangeRate: Rule<Pick<NeedLineFacts, 'itemType'>> = (need, offer, context) => {
  const cost = offer.kind === 'funding' ? (context.items.get(need.itemType)?.unitCost ?? null) : null;
  if (offer.kind === 'item' || cost === null) return { passes: true, saw: { converted: false } };
  const conversion = costConversion(need, offer, context);
  return {
    passes: conversion !== null,
    saw: {
      converted: cost.currency !== offer.currency,
      from: cost.currency,
      to: offer.currency,
      on: context.today,
      ...sawOf(conversion?.rate ?? null),
    },
  };
};

const sawOf = (rate: StandingRate | null): Saw =>
  rate === null
    ? {}
    : { base: rate.base, quote: rate.quote, rate: rate.rate, validFrom: rate.validFrom, validUntil: rate.validUntil, source: rate.source };

/** Something can be given once the lots and minimum lots of both sides are respected. */
const judgeLot: Rule<NeedLineFacts> = (need, offer, context) => {
  const bounds = lotBoundsOf(need, offer, context);
  const quantity = exchangeableQuantity(bounds);
  const { decimals } = need;
  const remaining = remainingSteps(need, offer, context);
  const common: Saw = {
    ...quantitiesOf({ quantity, ...bounds }, decimals),
    remaining: remaining === null ? null : quantityOf(remaining, decimals),
  };
  if (offer.kind === 'item') return { passes: quantity > 0, saw: common };
  const cost = context.items.get(need.itemType)?.unitCost ?? null;
  return {
    passes: quantity > 0,
    saw: {
      ...common,
      ceilingRemaining: offer.ceilingRemaining,
      currency: offer.currency,
      unitCostHigh: cost?.high ?? null,
      unitCostCurrency: cost?.currency ?? null,
    },
  };
};

const judgeOpenQuantity: Rule<NeedLineFacts> = ({ openQuantity, decimals }, offer) => {
  const left =
    offer.kind === 'item'
      ? { remaining: quantityOf(offer.remainingQuantity, offer.decimals) }
      : { ceilingRemaining: offer.ceilingRemaining };
  return { passes: openQuantity > 0 && hasSomethingLeft(offer), saw: { open: quantityOf(openQuantity, decimals), ...left } };
};

export const hasSomethingLeft = (offer: OfferLineFacts): boolean =>
  (offer.kind === 'item' ? offer.remainingQuantity : offer.ceilingRemaining) > 0;

/** Where the donor demands it: every training that the given item requires has been completed or promised. */
const judgeTrainingFirst: Rule<NeedLineFacts> = (need, offer, { items }) => {
  const demanded = conditionsOf(offer, 'training-first').length > 0;
  const required = items.get(givenItem(need, offer))?.requiredTrainings ?? [];
  const completed = required.filter((course) => need.trainingsCompleted.includes(course));
  const promised = required.filter((course) => !completed.includes(course) && need.trainingsPromised.includes(course));
  const missing = required.filter((course) => !completed.includes(course) && !promised.includes(course));
  return { passes: !demanded || missing.length === 0, saw: { demanded, required, completed, promised, missing } };
};

/**
 * A course has as many seats as are asked for, begins neither before today nor before the unit can spare its people, and is over
 * by the last day on which it can and by needed-by. What one side doesn't state can't fail.
 */
const judgeCourse: Rule<NeedLineFacts> = ({ course: asked, neededBy }, offer, { today }) => {
  const given = offer.kind === 'item' ? offer.course : null;
  const faults = [
    ...(isLess(given?.seats, asked?.seats) ? ['fewer-seats'] : []),
    ...(isLess(given?.startsOn, today) ? ['already-begun'] : []),
    ...(isLess(given?.startsOn, asked?.startsOn) ? ['before-window'] : []),
    ...(isLess(asked?.endsOn, given?.endsOn ?? given?.startsOn) ? ['after-window'] : []),
    ...(isLess(neededBy, given?.endsOn ?? given?.startsOn) ? ['after-needed-by'] : []),
  ];
  return {
    passes: faults.length === 0,
    saw: {
      seats: given?.seats ?? null,
      seatsAsked: asked?.seats ?? null,
      startsOn: given?.startsOn ?? null,
      endsOn: given?.endsOn ?? null,
      notBefore: asked?.startsOn ?? null,
      notAfter: asked?.endsOn ?? null,
      neededBy,
      faults,
    },
  };
};

const isLess = <T extends string | number>(one: T | null | undefined, other: T | null | undefined): boolean =>
  one != null && other != null && one < other;

/** Every course that must come first, by the course itself or by the unit's own wish, is completed or promised. */
const judgePrerequisites: Rule<NeedLineFacts> = (need, offer) => {
  const given = offer.kind === 'item' ? offer.course : null;
  const required = [...new Set([...(given?.prerequisites ?? []), ...(need.course?.prerequisites ?? [])])];
  const completed = required.filter((course) => need.trainingsCompleted.includes(course));
  const promised = required.filter((course) => !completed.includes(course) && need.trainingsPromised.includes(course));
  const missing = required.filter((course) => !completed.includes(course) && !promised.includes(course));
  return { passes: missing.length === 0, saw: { required, completed, promised, missing } };
};

/** The catalogue admits the given item, and no control list names it whatever the model. */
export const judgeComplianceClass: Rule<Pick<NeedLineFacts, 'itemType'>> = (need, offer, { items }) => {
  const slug = givenItem(need, offer);
  const item = items.get(slug);
  if (item === undefined) return { passes: false, saw: { item: slug, lethality: null, unconditionalControls: [] } };
  const { lethality, unconditionalControls } = item;
  const admissible = ADMISSIBLE_LETHALITY.some((admitted) => admitted === lethality);
  return { passes: admissible && unconditionalControls.length === 0, saw: { item: slug, lethality, unconditionalControls } };
};

export const judgeState: Rule<Pick<NeedLineFacts, 'state'>> = ({ state }, offer) => ({
  passes: isMatchable(state) && isOfferable(offer.state),
  saw: { need: state, offer: offer.state },
});

const JUDGES: Readonly<Record<RuleName, Rule<NeedLineFacts>>> = {
  item: judgeItem,
  specification: judgeSpecification,
  region: judgeRegion,
  'site-kind': judgeSiteKind,
  'unit-type': judgeUnitType,
  recipient: judgeRecipient,
  'civilian-recipient': judgeCivilianRecipient,
  area: judgeArea,
  'time-window': judgeTimeWindow,
  'exchange-rate': judgeExchangeRate,
  lot: judgeLot,
  'open-quantity': judgeOpenQuantity,
  'training-first': judgeTrainingFirst,
  course: judgeCourse,
  prerequisites: judgePrerequisites,
  'compliance-class': judgeComplianceClass,
  state: judgeState,
};

/** The verdict of one finding. */
export const verdictOf = (rule: RuleName, { passes, saw }: Finding): Verdict => ({ rule, outcome: passes ? 'pass' : 'fail', saw });

/** Judges one rule of a pair. */
export const judgeRule = (rule: RuleName, need: NeedLineFacts, offer: OfferLineFacts, context: JudgingContext): Verdict =>
  verdictOf(rule, JUDGES[rule](need, offer, context));

/** Judges every rule of a pair, in the fixed order. */
export const judgeRules = (need: NeedLineFacts, offer: OfferLineFacts, context: JudgingContext): Verdict[] =>
  RULES.map((rule) => judgeRule(rule, need, offer, context));
