import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { ExchangeRateId, NeedLineId, OfferLineId } from '../../kernel/id.ts';
import { type Money, priceOf } from '../../kernel/money.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { refuseField, Refusal } from '../../kernel/refusal.ts';
import { type Decimals, quantityOf, type Steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, encodeCursor, type Page } from '../../platform/http/page.ts';
import { audienceOf } from '../disclosure/index.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines } from '../offers/tables.ts';
import type { CandidatesQuery } from './contract.ts';
import { discloseNeedLine, judgeDisclosedPair, rankDisclosedForNeedLine, rankDisclosedForOfferLine } from './domain/disclosed.ts';
import { type Judgement, judgePair, type Ranked, rankForNeedLine, rankForOfferLine } from './domain/judge.ts';
import type { FundingLineFacts, JudgingContext, NeedLineFacts } from './domain/facts.ts';
import { costConversion, remainingSteps } from './domain/lots.ts';
import type { Verdict } from './domain/rules.ts';
import { type NeedLineSubject, type OfferLineSubject, readContext, readNeedLines, readOfferLines } from './facts-queries.ts';
import { needLinesNear, offerLinesNear } from './nearby-queries.ts';
import { Candidate, type CandidateView } from './record.ts';

/** What could serve a need line, best first. A donor is told of its own offer lines, judged by disclosed facts alone. */
export async function candidatesForNeedLine(
  tx: Tx,
  ctx: ActorContext,
  id: NeedLineId,
  query: CandidatesQuery,
): Promise<Page<CandidateView>> {
  const asked = askedOf(query);
  const [need] = await readNeedLines(tx, eq(needLines.id, id));
  if (!need) throw new Refusal('not-found');
  const { actor } = ctx;
  const isDonor = actor.role === 'donor';
  const offers = await readOfferLines(tx, offerLinesNear(need.facts, asked.withExcluded, isDonor ? actor.organisationId : null));
  const context = await readContext(tx, ctx, [
    need.facts.itemType,
    ...offers.flatMap(({ facts }) => (facts.kind === 'item' ? [facts.itemType] : [])),
  ]);
  const facts = offers.map((offer) => offer.facts);
  const ranked = isDonor
    ? rankDisclosedForNeedLine(discloseNeedLine(need.facts), facts, context)
    : rankForNeedLine(need.facts, facts, context);
  return pageOfCandidates(ctx, ranked, [need], offers, asked);
}

/** What an offer line could serve, best first. */
export async function candidatesForOfferLine(
  tx: Tx,
  ctx: ActorContext,
  id: OfferLineId,
  query: CandidatesQuery,
): Promise<Page<CandidateView>> {
  const asked = askedOf(query);
  const [offer] = await readOfferLines(tx, eq(offerLines.id, id));
  const { actor } = ctx;
  if (!offer || (actor.role === 'donor' && actor.organisationId !== offer.donor.id)) throw new Refusal('not-found');
  const offered = offer.facts.kind === 'item' ? [offer.facts.itemType] : [];
  const own = await readContext(tx, ctx, offered);
  const area = offer.facts.kind === 'item' ? (own.items.get(offer.facts.itemType)?.area ?? null) : null;
  const needs = await readNeedLines(tx, needLinesNear(offer.facts, area, asked.withExcluded));
  const context = await readContext(tx, ctx, [...offered, ...needs.map(({ facts }) => facts.itemType)]);
  const facts = needs.map((need) => need.facts);
  const ranked =
    actor.role === 'donor'
      ? rankDisclosedForOfferLine(offer.facts, facts.map(discloseNeedLine), context)
      : rankForOfferLine(offer.facts, facts, context);
  return pageOfCandidates(ctx, ranked, needs, [offer], asked);
}

interface Asked extends Pick<CandidatesQuery, 'cursor' | 'limit'> {
  /** The pairs that a rule excludes, too. */
  readonly withExcluded: boolean;
}

function askedOf({ cursor, limit, include, ...rest }: CandidatesQuery): Asked {
  nothingLeft(rest);
  return { cursor, limit, withExcluded: include === 'excluded' };
}

const pairKey = z.tuple([z.uuid(), z.uuid()]);

/** Cuts a page out of the ranking. The ranking is total, so a page begins after the pair that the last one ended with. */
function pageOfCandidates(
  ctx: ActorContext,
  ranked: readonly Ranked[],
  needs: readonly NeedLineSubject[],
  offers: readonly OfferLineSubject[],
  { cursor, limit, withExcluded }: Asked,
): Page<CandidateView> {
  const wanted = ranked.filter(({ eligible }) => eligible || withExcluded);
  const after = decodeCursor(cursor, pairKey);
  const start = after === null ? 0 : wanted.findIndex((pair) => pair.needLineId === after[0] && pair.offerLineId === after[1]) + 1;
  const shown = wanted.slice(start, start + limit);
  const last = shown.at(-1);
  const needOf = new Map(needs.map((need) => [need.facts.needLineId, need]));
  const offerOf = new Map(offers.map((offer) => [offer.facts.offerLineId, offer]));
  return {
    items: shown.flatMap(({ needLineId, offerLineId, judge }) => {
      const need = needOf.get(needLineId);
      const offer = offerOf.get(offerLineId);
      return need && offer ? [viewCandidate(ctx, judge(), need, offer)] : [];
    }),
    next: last !== undefined && start + limit < wanted.length ? encodeCursor([last.needLineId, last.offerLineId]) : null,
  };
}

function viewCandidate({ actor }: ActorContext, judgement: Judgement, need: NeedLineSubject, offer: OfferLineSubject): CandidateView {
  const { duties, quantity, ...judged } = judgement;
  return Candidate.show(audienceOf(actor.role, false), {
    ...judged,
    quantity: quantityOf(quantity, need.facts.decimals),
    needId: need.facts.needId,
    needReference: need.reference,
    offerId: offer.facts.offerId,
    offerReference: offer.reference,
    itemType: need.facts.itemType,
    offeredItemType: offer.facts.kind === 'item' ? offer.facts.itemType : null,
    duties: duties.map(({ type }) => type),
    donor: offer.donor,
    unit: need.unitNames === null ? null : { id: need.unitId, names: need.unitNames },
  });
}

/** Money of a funding line: an amount in its currency, and the rate that made it one. */
export interface Taken extends Money {
  readonly rateId: ExchangeRateId | null;
}

export interface LineJudgement {
  readonly rules: readonly Verdict[];
  /** What is open; as far as a donor may know, the top of its band. */
  readonly openQuantity: Steps;
  /** What the offer line can still give of what is asked for; null where nothing tells what money buys of it. */
  readonly remainingQuantity: Steps | null;
  /** Of the unit of what is asked for: what the quantities are steps of. */
  readonly decimals: Decimals;
  /** What a quantity takes from a funding line, and by which rate; null where goods are given, or nothing tells what they cost there. */
  readonly takes: ((quantity: Steps) => Taken) | null;
}

/** Judges one pair for a proposal, as far as the reader may know. */
export async function judgeLines(tx: Tx, ctx: ActorContext, needLineId: NeedLineId, offerLineId: OfferLineId): Promise<LineJudgement> {
  const [need] = await readNeedLines(tx, eq(needLines.id, needLineId));
  if (!need) throw refuseField('reference-unknown', '/needLineId');
  const [offer] = await readOfferLines(tx, eq(offerLines.id, offerLineId));
  const { actor } = ctx;
  if (!offer || (actor.role === 'donor' && actor.organisationId !== offer.donor.id)) throw refuseField('reference-unknown', '/offerLineId');
  const { facts } = offer;
  const context = await readContext(tx, ctx, [need.facts.itemType, ...(facts.kind === 'item' ? [facts.itemType] : [])]);
  const isDonor = actor.role === 'donor';
  const judgement = isDonor ? judgeDisclosedPair(discloseNeedLine(need.facts), facts, context) : judgePair(need.facts, facts, context);
  const { decimals, itemType } = need.facts;
  return {
    rules: judgement.rules,
    openQuantity: isDonor ? discloseNeedLine(need.facts).quantityTop : need.facts.openQuantity,
    decimals,
    remainingQuantity: remainingSteps({ itemType, decimals }, facts, context),
    takes: facts.kind === 'item' ? null : takenOf({ itemType, decimals }, facts, context),
  };
}

/** What a quantity takes at the upper end of what the catalogue says that it costs: up to the next minor unit, so that the money suffices. */
function takenOf(need: Pick<NeedLineFacts, 'itemType' | 'decimals'>, line: FundingLineFacts, context: JudgingContext) {
  const cost = context.items.get(need.itemType)?.unitCost;
  const conversion = costConversion(need, line, context);
  if (!cost || conversion === null) return null;
  const { currency } = line;
  return (quantity: Steps): Taken => ({
    amount: priceOf(cost.high, quantity, need.decimals, conversion.factor, currency),
    currency,
    rateId: conversion.rate?.id ?? null,
  });
}
