import { endOfMonth, type CalendarDate } from '../../../kernel/calendar-date.ts';
import type { NeedLineId } from '../../../kernel/id.ts';
import { type Decimals, ONE_STEP, quantityOf, type Steps } from '../../../kernel/quantity.ts';
import { topOfOpenBand } from '../../disclosure/domain/bands.ts';
import type { NeedState } from '../../needs/domain/need.ts';
import type { JudgingContext, NeedLineFacts, OfferLineFacts } from './facts.ts';
import { assembleJudgement, type Judgement, place, rank, type Ranked } from './judge.ts';
import { exchangeableQuantity, lotBoundsOf, remainingSteps } from './lots.ts';
import * as rules from './rules.ts';
import { goodsConditionInput, preferenceInput, scorePart, share, timeInput, type ScorePart } from './score.ts';

/**
 * What a donor may know of a need line before both sides have accepted, and nothing else: the judge below
 * takes this type, so that a hidden fact can't reach its answer. The unit's trainings, the terms of a course that it asks for, its recipient, site, priority,
 * specifications and accepted substitutes are deliberately absent.
 */
export interface DisclosedNeedLine {
  readonly needLineId: NeedLineId;
  readonly state: NeedState;
  readonly itemType: string;
  readonly area: string;
  readonly cellRegions: readonly string[];
  /** The top of the band of what is still open, which the donor is shown; 0 where nothing is. */
  readonly quantityTop: Steps;
  readonly decimals: Decimals;
  /** The last day of the month that the donor is shown. */
  readonly neededByEnd: CalendarDate | null;
}

/** Reduces a need line to what is disclosed of it. The band is that of what is still open, as in the need's view. */
export function discloseNeedLine(need: NeedLineFacts): DisclosedNeedLine {
  return {
    needLineId: need.needLineId,
    state: need.state,
    itemType: need.itemType,
    area: need.area,
    cellRegions: need.cellRegions,
    quantityTop: topOfOpenBand(need.openQuantity, need.ownHeld, need.decimals),
    decimals: need.decimals,
    neededByEnd: need.neededBy === null ? null : endOfMonth(need.neededBy),
  };
}

const withheld = (rule: rules.RuleName): rules.Verdict => ({ rule, outcome: 'withheld', saw: {} });

/** Fails where the disclosed facts alone decide it; otherwise hidden facts would, and nothing is said. */
const failOrWithhold = (rule: rules.RuleName, passes: boolean, saw: rules.Saw): rules.Verdict =>
  passes ? withheld(rule) : { rule, outcome: 'fail', saw };

/**
 * A rule of the donor's view. What hangs on hidden facts alone is withheld. Item, time, lot and open quantity exclude where the
 * disclosed facts suffice (another item, arrival after the month's end, nothing left of the donor's own) and are withheld else.
 */
function judgeDisclosedRule(rule: rules.RuleName, need: DisclosedNeedLine, offer: OfferLineFacts, context: JudgingContext): rules.Verdict {
  switch (rule) {
    case 'item':
      return judgeDisclosedItem(need, offer, context);
    case 'region':
      return rules.verdictOf(rule, rules.judgeRegion(need, offer, context));
    case 'area':
      return rules.verdictOf(rule, rules.judgeArea(need, offer, context));
    case 'compliance-class':
      return rules.verdictOf(rule, rules.judgeComplianceClass(need, offer, context));
    case 'state':
      return rules.verdictOf(rule, rules.judgeState(need, offer, context));
    case 'time-window': {
      const { passes, saw } = rules.judgeTimeWindow({ neededBy: need.neededByEnd }, offer, context);
      return failOrWithhold(rule, passes, saw);
    }
    case 'exchange-rate':
      return rules.verdictOf(rule, rules.judgeExchangeRate(need, offer, context));
    case 'lot': {
      const { lotSize, offerMinimumLot } = lotBoundsOf(disclosedQuantities(need), offer, context);
      const remaining = remainingSteps(need, offer, context);
      const saw = {
        quantityTop: quantityOf(need.quantityTop, need.decimals),
        remaining: remaining === null ? null : quantityOf(remaining, need.decimals),
        lotSize: quantityOf(lotSize, need.decimals),
        offerMinimumLot: quantityOf(offerMinimumLot, need.decimals),
      };
      return failOrWithhold(rule, disclosedQuantity(need, offer, context) > 0, saw);
    }
    case 'open-quantity':
      return failOrWithhold(rule, need.quantityTop > 0 && rules.hasSomethingLeft(offer), {
        open: need.quantityTop > 0,
        somethingLeft: rules.hasSomethingLeft(offer),
      });
    case 'specification':
    case 'site-kind':
    case 'unit-type':
    case 'recipient':
    case 'civilian-recipient':
    case 'training-first':
    case 'course':
    case 'prerequisites':
      return withheld(rule);
  }
}

/** Which substitutes a need accepts is hidden: a substitute that the catalogue allows at all is withheld, any other item fails. */
function judgeDisclosedItem(need: DisclosedNeedLine, offer: OfferLineFacts, { items }: JudgingContext): rules.Verdict {
  if (offer.kind === 'funding') return rules.verdictOf('item', rules.judgeMayBuy(need, offer));
  if (items.get(need.itemType)?.substitutes.includes(offer.itemType) === true) return withheld('item');
  const saw = { asked: need.itemType, offered: offer.itemType };
  return rules.verdictOf('item', { passes: offer.itemType === need.itemType, saw });
}

/** As much as the band can hold, in any quantity. */
const disclosedQuantities = (need: DisclosedNeedLine): Pick<NeedLineFacts, 'itemType' | 'decimals' | 'openQuantity' | 'minimumLot'> => ({
  itemType: need.itemType,
  decimals: need.decimals,
  openQuantity: need.quantityTop,
  minimumLot: ONE_STEP,
});

const disclosedQuantity = (need: DisclosedNeedLine, offer: OfferLineFacts, context: JudgingContext): Steps =>
  exchangeableQuantity(lotBoundsOf(disclosedQuantities(need), offer, context));

/**
 * Judges a pair as its donor may see it. `quantity` and coverage are reckoned with the top of the band, time with the month's
 * end; tier and fit are left out and nothing takes their place, so that the score tells nothing that is hidden.
 */
export function judgeDisclosedPair(need: DisclosedNeedLine, offer: OfferLineFacts, context: JudgingContext): Judgement {
  const quantity = disclosedQuantity(need, offer, context);
  const verdicts = rules.RULES.map((rule) => judgeDisclosedRule(rule, need, offer, context));
  return assembleJudgement(need.needLineId, offer, quantity, verdicts, (): ScorePart[] => [
    scorePart('time', timeInput(need.neededByEnd, offer, context.today)),
    scorePart('coverage', share(quantity, need.quantityTop)),
    scorePart('preference', preferenceInput(need, offer)),
    scorePart('goods-condition', goodsConditionInput(offer)),
  ]);
}

/** What a donor's own offer line could serve, by disclosed facts alone; ranked as {@link rank} says. */
export const rankDisclosedForOfferLine = (offer: OfferLineFacts, needs: readonly DisclosedNeedLine[], context: JudgingContext): Ranked[] =>
  rank(needs.map((need) => place(offer, () => judgeDisclosedPair(need, offer, context))));

/** The donor's own offer lines that could serve a need line, by disclosed facts alone. */
export const rankDisclosedForNeedLine = (need: DisclosedNeedLine, offers: readonly OfferLineFacts[], context: JudgingContext): Ranked[] =>
  rank(offers.map((offer) => place(offer, () => judgeDisclosedPair(need, offer, context))));
