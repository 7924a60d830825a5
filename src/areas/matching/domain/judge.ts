import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { compareText } from '../../../kernel/compare-text.ts';
import type { NeedLineId, OfferLineId } from '../../../kernel/id.ts';
import type { Steps } from '../../../kernel/quantity.ts';
import { DUTIES, type OfferCondition } from '../../offers/domain/conditions.ts';
import type { JudgingContext, NeedLineFacts, OfferLineFacts } from './facts.ts';
import { exchangeableQuantity, lotBoundsOf } from './lots.ts';
import { judgeRules, type Verdict } from './rules.ts';
import { scorePair, sumPoints, type ScorePart } from './score.ts';

/** A condition that excludes nobody but binds the recipient once a match is agreed. */
export type Duty = Extract<OfferCondition, { type: (typeof DUTIES)[number] }>;

/** All that is found of a pair. A pair is eligible when no rule fails; an excluded one has no score. */
export interface Judgement {
  readonly needLineId: NeedLineId;
  readonly offerLineId: OfferLineId;
  readonly eligible: boolean;
  /** What the quantities and lots of both sides let through, whatever the other rules say; 0 if nothing. */
  readonly quantity: Steps;
  readonly rules: readonly Verdict[];
  readonly score: number | null;
  readonly scoreParts: readonly ScorePart[];
  readonly duties: readonly Duty[];
}

/** Judges a need line and an offer line by every rule, and scores them if none excludes them. */
export function judgePair(need: NeedLineFacts, offer: OfferLineFacts, context: JudgingContext): Judgement {
  const quantity = exchangeableQuantity(lotBoundsOf(need, offer, context));
  const rules = judgeRules(need, offer, context);
  return assembleJudgement(need.needLineId, offer, quantity, rules, () => scorePair(need, offer, context, quantity));
}

/** Puts a judgement together; the score is worked out only where no rule fails. */
export function assembleJudgement(
  needLineId: NeedLineId,
  offer: OfferLineFacts,
  quantity: Steps,
  rules: readonly Verdict[],
  score: () => readonly ScorePart[],
): Judgement {
  const eligible = rules.every(({ outcome }) => outcome !== 'fail');
  const scoreParts = eligible ? score() : [];
  return {
    needLineId,
    offerLineId: offer.offerLineId,
    eligible,
    quantity,
    rules,
    score: eligible ? sumPoints(scoreParts) : null,
    scoreParts,
    duties: dutiesOf(offer),
  };
}

/** The offer's duties in the order of {@link DUTIES}, those of one kind as the donor wrote them. */
export function dutiesOf(offer: OfferLineFacts): Duty[] {
  return DUTIES.flatMap((type) => offer.conditions.filter((condition): condition is Duty => condition.type === type));
}

/**
 * A pair in its place, with what decides it. Of a thousand pairs a page shows fifty: all that is found of those is found anew, and kept of
 * no other. Keeping it took a quarter of the time of an answer, for the collector alone.
 */
export interface Ranked extends Pick<Judgement, 'needLineId' | 'offerLineId' | 'eligible' | 'score'> {
  readonly failedRules: number;
  readonly validUntil: CalendarDate;
  readonly judge: () => Judgement;
}

/** What could serve a need line, best first; excluded offers come last. */
export const rankForNeedLine = (need: NeedLineFacts, offers: readonly OfferLineFacts[], context: JudgingContext): Ranked[] =>
  rank(offers.map((offer) => place(offer, () => judgePair(need, offer, context))));

/** What an offer line could serve, best first; excluded needs come last. */
export const rankForOfferLine = (offer: OfferLineFacts, needs: readonly NeedLineFacts[], context: JudgingContext): Ranked[] =>
  rank(needs.map((need) => place(offer, () => judgePair(need, offer, context))));

/** Judges a pair for its place alone. */
export function place({ validUntil }: OfferLineFacts, judge: () => Judgement): Ranked {
  const { needLineId, offerLineId, eligible, score, rules } = judge();
  return { needLineId, offerLineId, eligible, score, failedRules: countFailed(rules), validUntil, judge };
}

/**
 * Tie-break rule. Eligible pairs before excluded ones; the higher score first (among excluded: the fewer failed rules); then
 * the offer that ends sooner; then the ids of offer line and need line, ascending. No two pairs are equal, so the order of
 * the input never shows.
 */
export function rank(pairs: readonly Ranked[]): Ranked[] {
  return pairs.toSorted(
    (one, other) =>
      Number(other.eligible) - Number(one.eligible) ||
      (other.score ?? 0) - (one.score ?? 0) ||
      one.failedRules - other.failedRules ||
      compareText(one.validUntil, other.validUntil) ||
      compareText(one.offerLineId, other.offerLineId) ||
      compareText(one.needLineId, other.needLineId),
  );
}

const countFailed = (rules: readonly Verdict[]): number => rules.filter(({ outcome }) => outcome === 'fail').length;
