import { and, eq } from 'drizzle-orm';
import type { AmendmentId, MatchId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ReasonCode, Why } from '../../../kernel/reason.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AmendMatch } from '../contract.ts';
import { isHolding } from '../domain/match.ts';
import { readDecimalsOfLine } from '../line-queries.ts';
import { matchAmendments, matches } from '../tables.ts';
import { changeMatch, lockMatch, type LockedMatch } from './change-match.ts';
import { requireLotsOf } from './require-lots.ts';

type Side = 'donor' | 'recipient';

/** On whose side somebody speaks in an amendment: the donor, or the recipient's requester or validator. */
function sideOf(ctx: ActorContext): Side {
  const { role } = ctx.actor;
  if (role === 'donor') return 'donor';
  if (role === 'requester' || role === 'validator') return 'recipient';
  throw new Refusal('role-not-allowed', { facts: { role, allowed: ['donor', 'requester', 'validator'] } });
}

/** One side puts another quantity forward; the match keeps its own until the other side accepts. */
export async function proposeAmendment(tx: Tx, ctx: ActorContext, id: MatchId, version: number, input: AmendMatch): Promise<void> {
  const side = sideOf(ctx);
  const match = await lockMatch(tx, id, version);
  const { quantity, reason, reasonNote } = await readAmendment(tx, ctx, match, input);
  await tx.insert(matchAmendments).values({
    id: newId<'amendment'>(),
    matchId: id,
    organisationId: match.organisationId,
    unitId: match.unitId,
    donorId: match.donorId,
    quantityBefore: match.quantity,
    quantity,
    side,
    reason,
    state: 'open',
    proposedBy: userOf(ctx),
    createdAt: ctx.now,
  });
  await changeMatch(tx, ctx, match, {}, 'match.amendment-proposed', { code: reason, note: reasonNote });
}

/** Its own side puts right what it has put forward, until the other side has decided. */
export async function reviseAmendment(tx: Tx, ctx: ActorContext, id: MatchId, version: number, input: AmendMatch): Promise<void> {
  const match = await lockMatch(tx, id, version);
  const amendment = await requireOwnAmendment(tx, ctx, id);
  const { quantity, reason, reasonNote } = await readAmendment(tx, ctx, match, input);
  await tx.update(matchAmendments).set({ quantity, reason }).where(eq(matchAmendments.id, amendment.id));
  if (!(await makesDifference(tx, { type: 'match', id }, matches, {}))) return;
  await changeMatch(tx, ctx, match, {}, 'match.amendment-revised', { code: reason, note: reasonNote });
}

/** Its own side takes back what it has put forward, until the other side has decided. */
export async function withdrawAmendment(tx: Tx, ctx: ActorContext, id: MatchId, version: number, reason: Why): Promise<void> {
  const match = await lockMatch(tx, id, version);
  const amendment = await requireOwnAmendment(tx, ctx, id);
  await tx.update(matchAmendments).set({ state: 'withdrawn', decidedAt: ctx.now }).where(eq(matchAmendments.id, amendment.id));
  await changeMatch(tx, ctx, match, {}, 'match.amendment-withdrawn', reason);
}

async function requireOwnAmendment(tx: Tx, ctx: ActorContext, id: MatchId): Promise<OpenAmendment> {
  const side = sideOf(ctx);
  const amendment = await findOpenAmendment(tx, id);
  if (!amendment) throw new Refusal('not-found');
  if (amendment.side !== side) throw new Refusal('not-your-own');
  return amendment;
}

/** What is put forward, in steps; refuses what can't be, or is off the lot. */
async function readAmendment(
  tx: Tx,
  ctx: ActorContext,
  match: LockedMatch,
  { quantity: wanted, reason, reasonNote, ...rest }: AmendMatch,
): Promise<{ readonly quantity: Steps } & Pick<AmendMatch, 'reason' | 'reasonNote'>> {
  nothingLeft(rest);
  const quantity = stepsFrom(wanted, await readDecimalsOfLine(tx, match.needLineId), '/quantity');
  checkAmendable(match, quantity);
  await requireLotsOf(tx, ctx, match, quantity, '/quantity');
  return { quantity, reason, reasonNote };
}

/** The other side decides. An accepted quantity goes through the ledger like a new promise: both lines must still have room. */
export async function decideAmendment(
  tx: Tx,
  ctx: ActorContext,
  id: MatchId,
  version: number,
  decision: 'accepted' | 'declined',
): Promise<void> {
  const side = sideOf(ctx);
  const match = await lockMatch(tx, id, version);
  const amendment = await findOpenAmendment(tx, id);
  if (!amendment) throw new Refusal('not-found');
  if (amendment.side === side) throw new Refusal('own-side-proposed');
  if (decision === 'accepted') {
    checkAmendable(match, amendment.quantity);
    await requireLotsOf(tx, ctx, match, amendment.quantity, '/quantity');
  }
  await tx.update(matchAmendments).set({ state: decision, decidedAt: ctx.now }).where(eq(matchAmendments.id, amendment.id));
  const set = decision === 'accepted' ? { quantity: amendment.quantity } : {};
  await changeMatch(tx, ctx, match, set, decision === 'accepted' ? 'match.amended' : 'match.amendment-declined', amendment.reason);
}

function checkAmendable(match: LockedMatch, quantity: Steps): void {
  if (!isHolding(match.state) || match.state === 'completed' || match.amount !== null) {
    throw new Refusal('transition-not-allowed', { facts: { state: match.state, event: 'amend', allowed: [] } });
  }
  if (quantity < match.shipped || quantity === match.quantity) throw refuseField('quantity-below-committed', '/quantity');
}

interface OpenAmendment {
  readonly id: AmendmentId;
  readonly side: Side;
  readonly quantity: Steps;
  readonly reason: ReasonCode;
}

async function findOpenAmendment(tx: Tx, matchId: MatchId): Promise<OpenAmendment | null> {
  const [open] = await tx
    .select({ id: matchAmendments.id, side: matchAmendments.side, quantity: matchAmendments.quantity, reason: matchAmendments.reason })
    .from(matchAmendments)
    .where(and(eq(matchAmendments.matchId, matchId), eq(matchAmendments.state, 'open')))
    .for('no key update');
  return open ?? null;
}
