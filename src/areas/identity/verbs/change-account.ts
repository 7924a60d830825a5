import { and, eq, lte, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { AccountChangeId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { PROPOSAL_DAYS } from '../../../kernel/proposal.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { TwoSided } from '../../../kernel/two-sidedness.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { checkBegins } from '../../../platform/auth/two-hands.ts';
import { recordEvent, recordEvents } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { isColleague, requirePlace } from '../account-queries.ts';
import type { ProposeAccountChange } from '../contract.ts';
import type { AccountChangeKind } from '../domain/account-change.ts';
import { accountChanges, users } from '../tables.ts';
import { deadlineIn, zoneOfOrganisation } from '../../reference/index.ts';

/** The decision that each change is. */
export const DECISION_OF: Readonly<Record<AccountChangeKind, TwoSided>> = {
  role: 'change-role',
  designation: 'designate-for-human-rights',
  reinstatement: 'reinstate-account',
};

const accountColumns = {
  id: users.id,
  organisationId: users.organisationId,
  unitId: users.unitId,
  role: users.role,
  designated: users.designated,
  suspendedAt: users.suspendedAt,
};
type Changing = Pick<typeof users.$inferSelect, keyof typeof accountColumns>;

/** An administrator proposes what takes two persons to change of an account; nothing changes before the second has confirmed it. */
export async function proposeAccountChange(tx: Tx, ctx: ActorContext<AccountActor>, input: ProposeAccountChange): Promise<AccountChangeId> {
  checkBegins(DECISION_OF[input.change], ctx);
  const { actor, now } = ctx;
  if (input.userId === actor.userId) throw new Refusal('your-own-account');
  const [account] = await tx.select(accountColumns).from(users).where(eq(users.id, input.userId)).for('no key update');
  if (!account) throw refuseField('reference-unknown', '/userId');
  const asked = await requireDifference(tx, ctx, account, input);
  await lapseOverdue(tx, ctx, account);
  const [change] = await tx
    .insert(accountChanges)
    .values({
      id: newId<'account-change'>(),
      userId: account.id,
      change: input.change,
      ...asked,
      reason: input.reason,
      state: 'proposed',
      proposedBy: actor.userId,
      proposedByOrganisation: actor.organisationId,
      expiresAt: await deadlineIn(tx, ctx, zoneOfOrganisation(account.organisationId), PROPOSAL_DAYS),
      createdAt: now,
    })
    .returning({ id: accountChanges.id });
  const { id } = must(change, 'an inserted change comes back');
  await recordEvent(tx, ctx, {
    action: 'account-change.proposed',
    subject: { type: 'account-change', id },
    note: input.reason,
    parties: [account.organisationId, asked.organisationId ?? null],
  });
  return id;
}

/** Refuses what changes nothing or can't be; answers what the account would be where it is to be something else. */
async function requireDifference(tx: Tx, ctx: ActorContext, account: Changing, input: ProposeAccountChange) {
  const refuse = (state: string): Refusal => new Refusal('transition-not-allowed', { facts: { state, event: input.change, allowed: [] } });
  switch (input.change) {
    case 'designation': {
      const { change: _change, userId: _userId, reason: _reason, ...rest } = input;
      nothingLeft(rest);
      if (account.designated || account.role !== 'facilitator') throw refuse(account.designated ? 'designated' : account.role);
      return {};
    }
    case 'reinstatement': {
      const { change: _change, userId: _userId, reason: _reason, ...rest } = input;
      nothingLeft(rest);
      if (account.suspendedAt === null) throw refuse('active');
      return {};
    }
    case 'role': {
      const { change: _change, userId: _userId, reason: _reason, role, organisationId, unitId, handOverTo, ...rest } = input;
      nothingLeft(rest);
      await requirePlace(tx, { role, organisationId, unitId });
      const isSame = role === account.role && organisationId === account.organisationId && (unitId ?? null) === account.unitId;
      if (isSame) throw refuse(account.role);
      if (handOverTo !== undefined && !(await asConsequence(tx, ctx, 'account-changes', () => isColleague(tx, account, handOverTo)))) {
        throw refuseField('reference-unknown', '/handOverTo');
      }
      return { role, organisationId, unitId: unitId ?? null, handOverTo: handOverTo ?? null };
    }
  }
}

/** What nobody decided in time makes room for what is proposed now. */
async function lapseOverdue(tx: Tx, ctx: ActorContext, account: Changing): Promise<void> {
  const lapsed = await tx
    .update(accountChanges)
    .set({ state: 'lapsed', version: sql`${accountChanges.version} + 1` })
    .where(and(eq(accountChanges.userId, account.id), eq(accountChanges.state, 'proposed'), lte(accountChanges.expiresAt, ctx.now)))
    .returning({ id: accountChanges.id });
  await recordEvents(
    tx,
    ctx,
    lapsed.map(({ id }) => ({
      action: 'account-change.lapsed' as const,
      subject: { type: 'account-change' as const, id },
      parties: [account.organisationId],
    })),
  );
}
