import { withdrawRegimeProposalsOf } from '../areas/compliance/verbs/for-flows/withdraw-proposals.ts';
import { confirmAccountChangeAlone } from '../areas/identity/verbs/for-flows/confirm-account-change.ts';
import { recordHandOver, requireHandOver } from '../areas/identity/verbs/for-flows/hand-over-account.ts';
import { suspendAccount } from '../areas/identity/verbs/for-flows/suspend-account.ts';
import { withdrawProposalsOf } from '../areas/identity/verbs/for-flows/withdraw-proposals.ts';
import { handOverActions } from '../areas/obstacles/verbs/for-flows/hand-over-actions.ts';
import type { AccountChangeId, UserId } from '../kernel/id.ts';
import type { AccountActor, ActorContext } from '../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../platform/db/transaction.ts';

type Ctx = ActorContext<AccountActor>;

/** Closes an account, and with it what it proposed and nobody has decided. What else is open with it stays, to be handed over. */
export async function suspendUser(tx: Tx, ctx: Ctx, id: UserId, version: number): Promise<void> {
  await suspendAccount(tx, ctx, id, version);
  await withdrawProposals(tx, ctx, id);
}

/** Hands over what is open with an account: to a colleague, or (null) back to the organisation. */
export async function handOverWork(tx: Tx, ctx: Ctx, id: UserId, version: number, to: UserId | null): Promise<void> {
  await requireHandOver(tx, ctx, id, version, to);
  const actions = await handOverActions(tx, ctx, id, to);
  await recordHandOver(tx, ctx, id, { to, actions });
}

/** A second person confirms a change of an account; whoever is something else from then on leaves what they had open as what they were. */
export async function confirmAccountChange(tx: Tx, ctx: Ctx, id: AccountChangeId, version: number): Promise<void> {
  const { change, userId, handOverTo } = await confirmAccountChangeAlone(tx, ctx, id, version);
  if (change !== 'role') return;
  await handOverActions(tx, ctx, userId, handOverTo);
  await withdrawProposals(tx, ctx, userId);
}

/** As the system: they are of another who proposed them. */
const withdrawProposals = (tx: Tx, ctx: Ctx, of: UserId): Promise<void> =>
  asConsequence(tx, ctx, 'end-account', async (system) => {
    await withdrawProposalsOf(tx, system, of);
    await withdrawRegimeProposalsOf(tx, system, of);
  });
