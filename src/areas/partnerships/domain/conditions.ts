import { conditionsOf, type JudgingContext, type NeedLineFacts, type OfferLineFacts } from '../../matching/domain/facts.ts';
import { judgeRule, type RuleName, type Saw } from '../../matching/domain/rules.ts';
import type { OfferCondition } from '../../offers/domain/conditions.ts';
import type { ItemKind } from '../../reference/domain/vocabulary.ts';

/** Conditions of offers that an agreement can set for everything agreed under it. */
const TAKEN_FROM_OFFERS = [
  'region-only',
  'site-kind-only',
  'unit-type-only',
  'recipient-only',
  'civilian-recipient-only',
  'area-only',
  'latest-handover',
  'training-first',
  'end-user-certificate',
  'no-retransfer',
  'visibility',
  'unit-vetting',
] as const satisfies readonly OfferCondition['type'][];

/** What goods may be used for, as the regimes ask it of a line (regimes.json, `line.purpose`). */
export const PURPOSES = ['humanitarian', 'protective', 'security-assistance', 'reunification', 'other'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** A condition of an agreement that the machine reads: one of the kinds that offers have, or one that only an agreement has. */
export type PartnershipCondition =
  | Extract<OfferCondition, { type: (typeof TAKEN_FROM_OFFERS)[number] }>
  | { readonly type: 'item-type-only'; readonly itemTypes: readonly string[] }
  | { readonly type: 'item-kind-only'; readonly itemKinds: readonly ItemKind[] }
  | { readonly type: 'use-only'; readonly purposes: readonly Purpose[] };

export type PartnershipConditionType = PartnershipCondition['type'];

/** Conditions that stop no agreement but bind from it on; those of them that offers know are shown on the match as its duties. */
export const PARTNERSHIP_DUTIES = ['end-user-certificate', 'no-retransfer', 'visibility', 'unit-vetting', 'use-only'] as const;

/** The conditions that stop an agreement, each with the rule of the matching area that judges it, or null where it is our own. */
const JUDGED_BY = {
  'region-only': 'region',
  'site-kind-only': 'site-kind',
  'unit-type-only': 'unit-type',
  'recipient-only': 'recipient',
  'civilian-recipient-only': 'civilian-recipient',
  'area-only': 'area',
  'item-type-only': null,
  'item-kind-only': null,
  'latest-handover': 'time-window',
  'training-first': 'training-first',
} as const satisfies Readonly<Record<Exclude<PartnershipConditionType, (typeof PARTNERSHIP_DUTIES)[number]>, RuleName | null>>;
type JudgedType = keyof typeof JUDGED_BY;

/** A condition that a match doesn't meet, with the values that decided it. */
export interface UnmetCondition {
  readonly type: JudgedType;
  readonly saw: Saw;
}

/** What is known of the match that is to be agreed. `itemKind` is that of the item that would be given. */
export interface MatchFacts {
  readonly need: NeedLineFacts;
  readonly offer: OfferLineFacts;
  readonly context: JudgingContext;
  readonly itemKind: ItemKind;
}

/**
 * The conditions that a match doesn't meet, in the order of the table above. Those that offers have too are judged by the very
 * rules that judge offers, so that a word means the same in both.
 */
export function unmetConditions(conditions: readonly PartnershipCondition[], match: MatchFacts): UnmetCondition[] {
  const types = (Object.keys(JUDGED_BY) as JudgedType[]).filter((type) => conditions.some((condition) => condition.type === type));
  return types.flatMap((type) => {
    const saw = JUDGED_BY[type] === null ? judgeOwn(type, conditions, match) : judgeAsOffer(type, conditions, match);
    return saw === null ? [] : [{ type, saw }];
  });
}

/** What a rule of the matching area saw if the match fails it under these conditions; null if it passes. */
function judgeAsOffer(type: JudgedType, conditions: readonly PartnershipCondition[], match: MatchFacts): Saw | null {
  const rule = JUDGED_BY[type];
  if (rule === null) return null;
  const agreement: OfferLineFacts = { ...match.offer, conditions: conditions.filter(isOfferCondition) };
  // What is agreed has been accepted by both sides, which know where it is for: here the region itself decides, and not the cell, and a kind tells nothing.
  const need: NeedLineFacts = { ...match.need, cellRegions: [match.need.region], sitesAlike: Infinity };
  const { outcome, saw } = judgeRule(rule, need, agreement, match.context);
  if (outcome !== 'fail') return null;
  if (type !== 'latest-handover') return saw;
  // The window's other faults are the offer's and the need's own; only the handover is the agreement's.
  const { earliestArrival, faults } = saw as { earliestArrival: string; faults: readonly string[] };
  return faults.includes('after-latest-handover')
    ? { earliestArrival, latestHandover: conditionsOf(agreement, 'latest-handover').map(({ date }) => date) }
    : null;
}

function judgeOwn(type: JudgedType, conditions: readonly PartnershipCondition[], { need, itemKind }: MatchFacts): Saw | null {
  const lists = conditions.flatMap((condition) => {
    if (condition.type !== type) return [];
    if (condition.type === 'item-type-only') return [condition.itemTypes];
    return condition.type === 'item-kind-only' ? [condition.itemKinds] : [];
  });
  const value = type === 'item-type-only' ? need.itemType : itemKind;
  if (lists.every((list: readonly string[]) => list.includes(value))) return null;
  return { [type === 'item-type-only' ? 'itemType' : 'itemKind']: value, allowed: [...new Set(lists.flat())].toSorted() };
}

function isOfferCondition(condition: PartnershipCondition): condition is Extract<PartnershipCondition, OfferCondition> {
  return (TAKEN_FROM_OFFERS as readonly string[]).includes(condition.type);
}
