import { PairMap, type PairOfLines, PairSet } from '../../../allocation/pair-map.ts';
import type { AllocationId, MatchId, NeedLineId, OfferLineId } from '../../../kernel/id.ts';
import { pointerTo } from '../../../kernel/json-pointer.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { stepsFrom } from '../../../kernel/quantity.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { proposeMatch } from '../../matches/index.ts';
import type { ProposeLines } from '../contract.ts';
import { type ChangedInput, changedInputs, type LineInputs } from '../domain/changed-inputs.ts';
import type { Facts } from '../domain/facts.ts';
import { describeNeed, describeOffer, describePair } from '../domain/instance.ts';
import type { AllocationRequest, Weights } from '../domain/request.ts';
import { readOpenProposals, readRunForProposals, type ToldRun } from '../queries.ts';
import { readFactsOf } from '../snapshot-queries.ts';
import { checkAllocationRight } from './change-allocation.ts';

type Chosen = ProposeLines['lines'][number];

export interface ProposedLine {
  readonly needLineId: NeedLineId;
  readonly offerLineId: OfferLineId;
  readonly quantity: number;
  readonly matchId: MatchId;
}

export interface RefusedLine {
  readonly needLineId: NeedLineId;
  readonly offerLineId: OfferLineId;
  readonly code: string;
  readonly changed: readonly ChangedInput[];
}

export interface Proposals {
  readonly proposed: ProposedLine[];
  readonly refused: RefusedLine[];
}

/**
 * Turns lines of a plan into proposed matches. Each is described anew by today's data: one whose need, offer or pair is no longer
 * what the plan was made from is refused, with what has changed. Scores are held against each other as of the run's day: that
 * time passes makes no plan void; that a pair has become ineligible since does.
 */
export async function proposeLines(
  tx: Tx,
  ctx: ActorContext,
  id: AllocationId,
  { lines, reservationDays, ...rest }: ProposeLines,
): Promise<Proposals> {
  nothingLeft(rest);
  checkAllocationRight(ctx, 'request');
  const run = await readRunForProposals(tx, id);
  const today = await readFactsOf(tx, ctx, lines);
  const inputsThen = indexInputs(run, lines);
  const open = new PairSet((await readOpenProposals(tx, lines)).map(pairOf));
  const weights = weightsOf(run.request);
  const outcome: Proposals = { proposed: [], refused: [] };
  const seen = new PairSet();
  for (const [index, line] of lines.entries()) {
    const planned = inputsThen.planned.get(pairOf(line));
    const { needLineId, offerLineId, quantity = planned ?? 0, ...restOfLine } = line;
    nothingLeft(restOfLine);
    stepsFrom(quantity, inputsThen.of(line).need?.decimals ?? 0, pointerTo('lines', index, 'quantity'));
    const refuse = (code: string, changed: readonly ChangedInput[] = []): void => {
      outcome.refused.push({ needLineId, offerLineId, code, changed });
    };
    if (planned === undefined) refuse('not-in-plan');
    else if (quantity > planned) refuse('exceeds-plan');
    else if (open.has(pairOf(line)) || seen.has(pairOf(line))) refuse('already-proposed');
    else {
      seen.add(pairOf(line));
      const changed = changedInputs(inputsThen.of(line), inputsNow(today, line, run.judgedOn, weights));
      if (changed.length > 0) refuse('inputs-changed', changed);
      else {
        const proposal = await propose(tx, ctx, { needLineId, offerLineId, quantity, reservationDays });
        if (proposal instanceof Refusal) refuse(proposal.code);
        else outcome.proposed.push({ needLineId, offerLineId, quantity, matchId: proposal });
      }
    }
  }
  await recordEvent(tx, ctx, {
    action: 'allocation.proposed',
    subject: { type: 'allocation', id },
    details: { ...outcome },
    parties: [],
  });
  return outcome;
}

const pairOf = ({ needLineId: need, offerLineId: offer }: Pick<Chosen, 'needLineId' | 'offerLineId'>): PairOfLines => ({ need, offer });

const weightsOf = ({ weights, scenario }: AllocationRequest): Weights | undefined => scenario?.weights ?? weights;

/** What the plan says of the chosen lines, and what it was made from. */
function indexInputs({ input, plan }: ToldRun, lines: readonly Chosen[]) {
  const wanted = new PairSet(lines.map(pairOf));
  const needs = new Map(input.needs.map((need) => [need.id, need]));
  const offers = new Map(input.offers.map((offer) => [offer.id, offer]));
  const pairs = new PairMap(input.pairs.filter((pair) => wanted.has(pair)).map((pair) => [pair, pair]));
  return {
    planned: new PairMap(plan.map((line) => [line, line.quantity])),
    of: (line: Chosen): LineInputs => ({
      need: needs.get(line.needLineId) ?? null,
      offer: offers.get(line.offerLineId) ?? null,
      pair: pairs.get(pairOf(line)) ?? null,
    }),
  };
}

/** The same of today's data: eligible as of today, scored as of the run's day. */
function inputsNow({ needs, offers, context }: Facts, line: Chosen, judgedOn: string, weights: Weights | undefined): LineInputs {
  const need = needs.find(({ facts }) => facts.needLineId === line.needLineId);
  const offer = offers.find(({ facts }) => facts.offerLineId === line.offerLineId);
  const judge = (today: string) => (need && offer ? describePair(need, offer, { ...context, today }, weights) : null);
  const eligible = judge(context.today);
  return {
    need: need ? describeNeed(need) : null,
    offer: offer ? describeOffer(offer) : null,
    pair: eligible !== null && 'rule' in eligible ? eligible : judge(judgedOn),
  };
}

/** A refusal of the match itself is an answer about its line, and leaves the other lines their chance. */
async function propose(tx: Tx, ctx: ActorContext, input: Parameters<typeof proposeMatch>[2]): Promise<MatchId | Refusal> {
  try {
    return await proposeMatch(tx, ctx, input);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
