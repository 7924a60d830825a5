import { and, eq } from 'drizzle-orm';
import type { AmendmentId, MatchId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AmendMatch } from '../contract.ts';
import { isHolding } from '../domain/match.ts';
import { readDecimalsOfLine } from '../line-queries.ts';
import { matchAmendments } from '../tables.ts';
import { changeMatch, lockMatch, type LockedMatch } from './change-match.ts';

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
  const { quantity: wanted, reason, ...rest } = input;
  nothingLeft(rest);
  const side = sideOf(ctx);
  const match = await lockMatch(tx, id, version);
  const quantity = stepsFrom(wanted, await readDecimalsOfLine(tx, match.needLineId), '/quantity');
  checkAmendable(match, quantity);
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
  await recordEvent(tx, ctx, {
    action: 'match.amendment-proposed',
    subject: { type: 'match', id },
    reason,
    parties: [match.organisationId, match.donorId],
  });
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
  if (decision === 'accepted') checkAmendable(match, amendment.quantity);
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

async function findOpenAmendment(
  tx: Tx,
  matchId: MatchId,
): Promise<{ id: AmendmentId; side: Side; quantity: Steps; reason: string } | null> {
  const [open] = await tx
    .select({ id: matchAmendments.id, side: matchAmendments.side, quantity: matchAmendments.quantity, reason: matchAmendments.reason })
    .from(matchAmendments)
    .where(and(eq(matchAmendments.matchId, matchId), eq(matchAmendments.state, 'open')))
    .for('no key update');
  return open ?? null;
}
