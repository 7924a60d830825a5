import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { InvitationId, UserId } from '../../../kernel/id.ts';
import { foldIdentifier } from '../../../kernel/folding.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { checkSecondHand } from '../../../platform/auth/two-hands.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asAuthenticator, type Db, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AcceptInvitation, InviteUser } from '../contract.ts';
import { passwordFault } from '../weak-passwords.ts';
import { networkOf } from '../domain/throttle.ts';
import { findSlugOfOrganisation, isLoginTaken, requirePlace } from '../account-queries.ts';
import { hashPassword, hashSecret, newSecret } from '../secrets.ts';
import { invitations, users } from '../tables.ts';
import { checkIsAdministrator } from './administrator.ts';
import { rememberPlace } from './familiar-places.ts';
import { deadlineIn, zoneOfOrganisation } from '../../reference/index.ts';

const VALID_DAYS = 14;

const invitationColumns = {
  id: invitations.id,
  login: invitations.login,
  organisationId: invitations.organisationId,
  unitId: invitations.unitId,
  role: invitations.role,
  language: invitations.language,
  expiresAt: invitations.expiresAt,
};

interface Invited {
  readonly id: InvitationId;
  readonly token: string;
  /** Earlier invitations for the same sign-in name, which can be accepted instead until one of them is. */
  readonly stillOpen: readonly { readonly id: InvitationId; readonly expiresAt: Date }[];
}

/**
 * The only way to an account. The token is given back this once; what is kept is its hash. What an administrator invites to awaits a second
 * person (`approveInvitation`); the operator, who has the machine, stands in for both, under an event of its own name.
 */
export async function inviteUser(tx: Tx, ctx: ActorContext, input: InviteUser): Promise<Invited> {
  const { login: typed, organisationId, unitId, role, language, ...rest } = input;
  nothingLeft(rest);
  checkIsAdministrator(ctx);
  const login = foldIdentifier(typed);
  await requirePlace(tx, { role, organisationId, unitId });
  if (await isLoginTaken(tx, login)) throw refuseField('login-taken', '/login');
  const { actor } = ctx;
  const stillOpen = await tx
    .select({ id: invitations.id, expiresAt: invitations.expiresAt })
    .from(invitations)
    .where(and(eq(invitations.login, login), isOpen(ctx)))
    .orderBy(invitations.createdAt, invitations.id);
  const token = newSecret('invitation');
  const [invitation] = await tx
    .insert(invitations)
    .values({
      id: newId<'invitation'>(),
      tokenHash: hashSecret(token),
      login,
      organisationId,
      unitId: unitId ?? null,
      role,
      language,
      ...(actor.kind === 'system' ? { approvedAt: ctx.now } : { invitedBy: actor.userId, invitedByOrganisation: actor.organisationId }),
      expiresAt: await deadlineIn(tx, ctx, zoneOfOrganisation(organisationId), VALID_DAYS),
      createdAt: ctx.now,
    })
    .returning(invitationColumns);
  const created = must(invitation, 'an inserted invitation comes back');
  await recordEvent(tx, ctx, {
    action: actor.kind === 'system' ? 'invitation.made-by-operator' : 'invitation.made',
    subject: { type: 'invitation', id: created.id },
    parties: [created.organisationId],
  });
  return { id: created.id, token, stillOpen };
}

/** A second person lets an invitation be accepted: never who made it, nor anybody of the organisation that it is for. */
export async function approveInvitation(tx: Tx, ctx: ActorContext<AccountActor>, id: InvitationId, version: number): Promise<void> {
  const before = await lockUndecided(tx, ctx, id, version);
  await tx
    .update(invitations)
    .set({ approvedBy: ctx.actor.userId, approvedAt: ctx.now, version: sql`${invitations.version} + 1` })
    .where(eq(invitations.id, id));
  await recordEvent(tx, ctx, {
    action: 'invitation.approved',
    subject: { type: 'invitation', id },
    parties: [before.organisationId],
  });
}

/** Whoever may approve may refuse instead, and says why. */
export async function refuseInvitation(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: InvitationId,
  version: number,
  reason: string,
): Promise<void> {
  const before = await lockUndecided(tx, ctx, id, version);
  await tx
    .update(invitations)
    .set({ refusedAt: ctx.now, refusalReason: reason, version: sql`${invitations.version} + 1` })
    .where(eq(invitations.id, id));
  await recordEvent(tx, ctx, {
    action: 'invitation.refused',
    subject: { type: 'invitation', id },
    note: reason,
    parties: [before.organisationId],
  });
}

async function lockUndecided(tx: Tx, ctx: ActorContext<AccountActor>, id: InvitationId, version: number) {
  const before = await lockInvitation(tx, id, version);
  // What awaits a second person was made by a first; what the operator made awaits nobody.
  if (before.invitedBy === null || before.invitedByOrganisation === null || before.approvedAt !== null) {
    throw new Refusal('transition-not-allowed', { facts: { state: 'approved', event: 'decide', allowed: ['revoke'] } });
  }
  const first = { userId: before.invitedBy, organisationId: before.invitedByOrganisation };
  checkSecondHand('give-account', first, ctx, [before.organisationId]);
  if (before.expiresAt <= ctx.now) throw new Refusal('invitation-not-valid');
  return before;
}

async function lockInvitation(tx: Tx, id: InvitationId, version: number) {
  const [before] = await tx
    .select({
      ...invitationColumns,
      version: invitations.version,
      invitedBy: invitations.invitedBy,
      invitedByOrganisation: invitations.invitedByOrganisation,
      approvedAt: invitations.approvedAt,
      refusedAt: invitations.refusedAt,
      revokedAt: invitations.revokedAt,
      acceptedAt: invitations.acceptedAt,
    })
    .from(invitations)
    .where(eq(invitations.id, id))
    .for('no key update');
  if (!before) throw new Refusal('not-found');
  if (before.version !== version) throw new Refusal('stale-version', { facts: { version: before.version } });
  if (before.revokedAt !== null || before.refusedAt !== null || before.acceptedAt !== null) throw new Refusal('invitation-not-valid');
  return before;
}

/** Takes an open invitation back; an accepted one has become an account, which is suspended instead. */
export async function revokeInvitation(tx: Tx, ctx: ActorContext, id: InvitationId, version: number): Promise<void> {
  checkIsAdministrator(ctx);
  const before = await lockInvitation(tx, id, version);
  await tx
    .update(invitations)
    .set({ revokedAt: ctx.now, version: sql`${invitations.version} + 1` })
    .where(eq(invitations.id, id));
  await recordEvent(tx, ctx, {
    action: 'invitation.revoked',
    subject: { type: 'invitation', id },
    parties: [before.organisationId],
  });
}

interface Accepting extends AcceptInvitation {
  /** From where it is accepted, where that is by a person over the network. */
  readonly address?: string | undefined;
}

export interface Joined {
  readonly id: UserId;
  readonly login: string;
  /** For a browser: by what it is known as this account's when it signs in; null where no person accepted over the network. */
  readonly device: string | null;
}

/**
 * Makes the account that an invitation stands for, once. At the authenticator: whoever accepts has no identity yet. The password is hashed
 * between two short transactions, so that slow work holds neither a connection nor a lock. Whoever holds the invitation is its person:
 * the network and the browser are familiar from now on, so that nobody's guesses can keep them from their first sign-in.
 */
export async function acceptInvitation(db: Db, ctx: ActorContext, input: Accepting): Promise<Joined> {
  const { token, displayName, password, language, address, ...rest } = input;
  nothingLeft(rest);
  const asker = address === undefined ? 'invitation' : networkOf(address);
  const tokenHash = hashSecret(token);
  const invitation = await asAuthenticator(db, asker, async (tx) => {
    const [open] = await tx
      .select({ login: invitations.login, organisationId: invitations.organisationId, approvedAt: invitations.approvedAt })
      .from(invitations)
      .where(and(eq(invitations.tokenHash, tokenHash), isOpen(ctx)));
    if (!open) throw new Refusal('invitation-not-valid');
    if (open.approvedAt === null) throw new Refusal('invitation-not-approved');
    return { login: open.login, organisation: await findSlugOfOrganisation(tx, open.organisationId) };
  });
  const fault = await passwordFault(password, { ...invitation, displayName });
  if (fault !== null) throw refuseField('password-too-weak', '/password', fault);
  const passwordHash = await hashPassword(password);
  return asAuthenticator(db, asker, (tx) => join(tx, ctx, { tokenHash, displayName, language, passwordHash, address }));
}

const isOpen = (ctx: ActorContext) =>
  and(
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
    isNull(invitations.refusedAt),
    sql`${invitations.expiresAt} > ${ctx.now.toISOString()}`,
  );

interface Joining extends Pick<Accepting, 'displayName' | 'language' | 'address'> {
  readonly tokenHash: string;
  readonly passwordHash: string;
}

async function join(tx: Tx, ctx: ActorContext, { tokenHash, displayName, language, passwordHash, address }: Joining): Promise<Joined> {
  const [invitation] = await tx
    .update(invitations)
    .set({ acceptedAt: ctx.now, version: sql`${invitations.version} + 1` })
    .where(and(eq(invitations.tokenHash, tokenHash), isOpen(ctx), isNotNull(invitations.approvedAt)))
    .returning(invitationColumns);
  if (!invitation) throw new Refusal('invitation-not-valid');
  const [user] = await tx
    .insert(users)
    .values({
      id: newId<'user'>(),
      login: invitation.login,
      displayName,
      organisationId: invitation.organisationId,
      unitId: invitation.unitId,
      role: invitation.role,
      language: language ?? invitation.language,
      passwordHash,
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ id: users.id, login: users.login, organisationId: users.organisationId, role: users.role });
  if (!user) throw new Refusal('login-taken');
  await recordEvent(tx, ctx, {
    action: 'user.joined',
    subject: { type: 'user', id: user.id },
    parties: [user.organisationId],
  });
  if (address === undefined) return { id: user.id, login: user.login, device: null };
  const device = newSecret('device');
  await rememberPlace(tx, user.id, { address, device }, ctx.now);
  return { id: user.id, login: user.login, device };
}
