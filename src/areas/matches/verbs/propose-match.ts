import type { MatchId, NeedLineId, OfferLineId } from '../../../kernel/id.ts';
import { must } from '../../../kernel/assert.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ReasonOf, Why } from '../../../kernel/reason.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { judgeLines, readLotTerms, requireLots, type Taken } from '../../matching/index.ts';
import type { ProposeMatch } from '../contract.ts';
import { MATCH_TRANSITIONS, PROPOSAL_DAYS } from '../domain/match.ts';
import { nextState } from '../../../kernel/transition.ts';
import { deviationsOf } from '../domain/deviation.ts';
import { findLineParties, readDecimalsOfLine } from '../line-queries.ts';
import { matches } from '../tables.ts';
import { disclosedTerms, type HeldToLots, requireLotsOf } from './require-lots.ts';
import { checkMatchRight, deadlineOfMatch, lockMatch, matchColumns, stepMatch } from './change-match.ts';

/**
 * Brings a need line and an offer line together: a facilitator brokers it, a donor or a requester shows interest in the
 * other's. It holds no quantity, and lapses on its own date, half-accepted or not. Every rule is judged; a facilitator may go past those that can be mended later, with a reason.
 */
export async function proposeMatch(tx: Tx, ctx: ActorContext, input: ProposeMatch): Promise<MatchId> {
  const { role } = ctx.actor;
  if (role !== 'facilitator' && role !== 'donor' && role !== 'requester') {
    throw new Refusal('role-not-allowed', { facts: { role, allowed: ['facilitator', 'donor', 'requester'] } });
  }
  const { needLineId, offerLineId, quantity: wanted, reservationDays, proposalDays, deviationReason, deviationNote, ...rest } = input;
  nothingLeft(rest);
  const judgement = await judgeLines(tx, ctx, needLineId, offerLineId);
  const deviations = deviationsOf(judgement.rules);
  if (deviations.hard.length > 0 || (deviations.mendable.length > 0 && (role === 'donor' || deviationReason === undefined))) {
    throw new Refusal('match-not-eligible', { facts: { rules: [...deviations.hard, ...deviations.mendable] } });
  }
  const quantity = stepsFrom(wanted, judgement.decimals, '/quantity');
  if (quantity > judgement.openQuantity) throw refuseField('exceeds-need-line', '/quantity');
  if (judgement.remainingQuantity !== null && quantity > judgement.remainingQuantity) {
    throw refuseField('exceeds-offer-line', '/quantity');
  }
  requireLots(quantity, disclosedTerms(ctx, await readLotTerms(tx, needLineId, offerLineId), false), judgement.decimals, '/quantity');
  return insertMatch(tx, ctx, {
    needLineId,
    offerLineId,
    quantity,
    reservationDays,
    proposalDays: proposalDays ?? PROPOSAL_DAYS,
    deviation: deviationReason && { code: deviationReason, note: deviationNote },
    state: 'proposed',
    proposedByRole: role,
    taken: judgement.takes === null ? null : judgement.takes(quantity),
  });
}

/** The system's own hint, which a facilitator may turn into a proposal; it is shown to overseers alone. */
export async function suggestMatch(
  tx: Tx,
  ctx: ActorContext,
  { needLineId, offerLineId, quantity }: Pick<ProposeMatch, 'needLineId' | 'offerLineId' | 'quantity'>,
): Promise<MatchId> {
  if (ctx.actor.role !== 'system') throw new Refusal('role-not-allowed', { facts: { role: ctx.actor.role, allowed: [] } });
  const decimals = await readDecimalsOfLine(tx, needLineId);
  return insertMatch(tx, ctx, {
    needLineId,
    offerLineId,
    quantity: stepsFrom(quantity, decimals, '/quantity'),
    state: 'suggested',
    proposedByRole: 'system',
    taken: null,
  });
}

/** A facilitator takes up a suggestion, while its lines go together: what has to be mended first is proposed anew, with the reason. */
export async function promoteSuggestion(tx: Tx, ctx: ActorContext, id: MatchId, version: number): Promise<void> {
  checkMatchRight(ctx, 'propose');
  const match = await lockMatch(tx, id, version);
  nextState(MATCH_TRANSITIONS, match.state, 'propose');
  const { takes } = await requireEligible(tx, ctx, match);
  await stepMatch(tx, ctx, match, {
    event: 'propose',
    action: 'match.proposed',
    set: {
      ...takenColumns(takes === null ? null : takes(match.quantity)),
      proposedAt: ctx.now,
      expiresAt: await deadlineOfMatch(tx, ctx, match.unitId, PROPOSAL_DAYS),
      proposedByRole: 'facilitator',
      proposedBy: userOf(ctx),
    },
  });
}

/** Holds a suggestion against the rules as they judge its lines today. */
export async function requireEligible(tx: Tx, ctx: ActorContext, match: HeldToLots): Promise<Awaited<ReturnType<typeof judgeLines>>> {
  const judgement = await judgeLines(tx, ctx, match.needLineId, match.offerLineId);
  const { hard, mendable } = deviationsOf(judgement.rules);
  if (hard.length + mendable.length > 0) throw new Refusal('match-not-eligible', { facts: { rules: [...hard, ...mendable] } });
  await requireLotsOf(tx, ctx, match, match.quantity, '/quantity');
  return judgement;
}

interface NewMatch {
  readonly needLineId: NeedLineId;
  readonly offerLineId: OfferLineId;
  readonly quantity: Steps;
  readonly reservationDays?: number;
  readonly proposalDays?: number;
  readonly taken: Taken | null;
  readonly state: 'proposed' | 'suggested';
  readonly proposedByRole: 'facilitator' | 'donor' | 'requester' | 'system';
  readonly deviation?: Why<ReasonOf<'deviation'>> | undefined;
}

async function insertMatch(tx: Tx, ctx: ActorContext, input: NewMatch): Promise<MatchId> {
  const parties = await findLineParties(tx, input.needLineId, input.offerLineId);
  if (!parties.need) throw refuseField('reference-unknown', '/needLineId');
  if (!parties.offer) throw refuseField('reference-unknown', '/offerLineId');
  const [match] = await tx
    .insert(matches)
    .values({
      id: newId<'match'>(),
      ...parties.need,
      ...parties.offer,
      quantity: input.quantity,
      ...takenColumns(input.taken),
      ...(input.reservationDays === undefined ? {} : { reservationDays: input.reservationDays }),
      state: input.state,
      proposedBy: userOf(ctx),
      proposedByRole: input.proposedByRole,
      proposedAt: input.state === 'proposed' ? ctx.now : null,
      expiresAt: input.proposalDays === undefined ? null : await deadlineOfMatch(tx, ctx, parties.need.unitId, input.proposalDays),
      createdAt: ctx.now,
    })
    .returning(matchColumns);
  const created = must(match, 'an inserted match comes back');
  await recordEvent(tx, ctx, {
    action: input.state === 'proposed' ? 'match.proposed' : 'match.suggested',
    subject: { type: 'match', id: created.id },
    reason: input.deviation ?? null,
    // A hint is no business of the parties' until a facilitator takes it up.
    parties: input.state === 'proposed' ? [created.organisationId, created.donorId] : [],
  });
  return created.id;
}

const takenColumns = (taken: Taken | null) => ({
  amount: taken?.amount ?? null,
  amountCurrency: taken?.currency ?? null,
  rateId: taken?.rateId ?? null,
});
