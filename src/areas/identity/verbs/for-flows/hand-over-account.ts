import type { UserId } from '../../../../kernel/id.ts';
import { refuseField } from '../../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../../platform/auth/actor.ts';
import { recordEvent } from '../../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../../platform/db/transaction.ts';
import { isColleague } from '../../account-queries.ts';
import { checkIsAdministrator } from '../administrator.ts';
import { lockAccount } from '../lock-account.ts';

/** An administrator may hand over what is open with an account, to a colleague of the same organisation or (null) to the organisation. */
export async function requireHandOver(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: UserId,
  version: number,
  to: UserId | null,
): Promise<void> {
  checkIsAdministrator(ctx);
  const account = await lockAccount(tx, id, version);
  if (to === null) return;
  const may = await asConsequence(tx, ctx, 'account-changes', () => isColleague(tx, account, to));
  if (!may) throw refuseField('reference-unknown', '/to');
}

/** Tells of it: how much there was, and to whom it went. */
export async function recordHandOver(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: UserId,
  details: { readonly to: UserId | null; readonly actions: number },
): Promise<void> {
  await recordEvent(tx, ctx, { action: 'user.work-handed-over', subject: { type: 'user', id }, details, parties: [] });
}
