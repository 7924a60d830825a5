import { eq, lt, sql } from 'drizzle-orm';
import type { AccountChangeId, ApiKeyId, InvitationId, SessionId, UserId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { scopesOf } from '../../kernel/scope.ts';
import type { AccountActor, ActorContext } from '../../platform/auth/actor.ts';
import { asConsequence, type Db, type Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { readerOf } from '../disclosure/index.ts';
import type { PageOnly } from './contract.ts';
import { findAccountLocks } from './lock-queries.ts';
import { type AccountChangeView, type AccountView, type ApiKeyView, type InvitationView, Session, type SessionView } from './record.ts';
import { selectAccountChanges, selectApiKeys, selectInvitations, selectUsers, type UserRow } from './rows.ts';
import { accountChanges, apiKeys, invitations, sessions, users } from './tables.ts';
import { viewAccount, viewAccountChange, viewApiKey, viewInvitation } from './views.ts';

export async function listUsers(tx: Tx, db: Db, ctx: ActorContext, { limit, cursor, ...rest }: PageOnly): Promise<Page<AccountView>> {
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectUsers(tx, key ? lt(users.creationOrder, key[0]) : undefined, limit + 1);
  const locks = await findAccountLocks(db, ctx, rows);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewAccount(ctx, row, locks.get(row.id) ?? null),
  );
}

/** An account as it is kept; with whether it is locked for those who keep accounts. */
export async function findUser(tx: Tx, db: Db, ctx: ActorContext, id: UserId): Promise<AccountView> {
  const row = await findUserRow(tx, id);
  return viewAccount(ctx, row, (await findAccountLocks(db, ctx, [row])).get(id) ?? null);
}

async function findUserRow(tx: Tx, id: UserId): Promise<UserRow> {
  const [user] = await selectUsers(tx, eq(users.id, id), 1);
  if (!user) throw new Refusal('not-found');
  return user;
}

/** Who the reader is, and what this sign-in may do. */
export async function whoAmI(tx: Tx, ctx: ActorContext<AccountActor>): Promise<SessionView> {
  const { actor } = ctx;
  return Session.show(readerOf(ctx), {
    ...(actor.kind === 'api-key'
      ? { carrier: actor.kind, expiresAt: await findKeyEnd(tx, actor.apiKeyId) }
      : await findSession(tx, actor.sessionId)),
    account: viewAccount(ctx, await findUserRow(tx, actor.userId)),
    rights: actor.kind === 'api-key' ? actor.scopes : scopesOf(actor.role),
    // Told once, to whoever signs in.
    token: undefined,
    csrfToken: undefined,
  });
}

async function findKeyEnd(tx: Tx, id: ApiKeyId): Promise<Date> {
  const [key] = await tx.select({ expiresAt: apiKeys.expiresAt }).from(apiKeys).where(eq(apiKeys.id, id));
  if (!key) throw new Refusal('not-signed-in');
  return key.expiresAt;
}

async function findSession(tx: Tx, id: SessionId) {
  const [session] = await tx.select({ carrier: sessions.carrier, expiresAt: sessions.expiresAt }).from(sessions).where(eq(sessions.id, id));
  if (!session) throw new Refusal('not-signed-in'); // ended by another request since this one was let in
  return session;
}

export async function listInvitations(tx: Tx, ctx: ActorContext, { limit, cursor, ...rest }: PageOnly): Promise<Page<InvitationView>> {
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectInvitations(tx, key ? lt(invitations.creationOrder, key[0]) : undefined, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewInvitation(ctx, row),
  );
}

export async function findInvitation(tx: Tx, ctx: ActorContext, id: InvitationId, token?: string): Promise<InvitationView> {
  const [row] = await selectInvitations(tx, eq(invitations.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewInvitation(ctx, row, token);
}

/** What two persons change of accounts, newest first. */
export async function listAccountChanges(
  tx: Tx,
  ctx: ActorContext,
  { limit, cursor, ...rest }: PageOnly,
): Promise<Page<AccountChangeView>> {
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const before = key ? lt(accountChanges.creationOrder, key[0]) : undefined;
  const rows = await asConsequence(tx, ctx, 'account-changes', () => selectAccountChanges(tx, before, limit + 1));
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewAccountChange(ctx, row),
  );
}

export async function findAccountChange(tx: Tx, ctx: ActorContext, id: AccountChangeId): Promise<AccountChangeView> {
  const [row] = await asConsequence(tx, ctx, 'account-changes', () => selectAccountChanges(tx, eq(accountChanges.id, id), 1));
  if (!row) throw new Refusal('not-found');
  return viewAccountChange(ctx, row);
}

export async function listApiKeys(tx: Tx, ctx: ActorContext, { limit, cursor, ...rest }: PageOnly): Promise<Page<ApiKeyView>> {
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectApiKeys(tx, key ? lt(apiKeys.creationOrder, key[0]) : undefined, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewApiKey(ctx, row),
  );
}

export async function findApiKey(tx: Tx, ctx: ActorContext, id: ApiKeyId, token?: string): Promise<ApiKeyView> {
  const [row] = await selectApiKeys(tx, eq(apiKeys.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewApiKey(ctx, row, token);
}

/** Whether the reader is a facilitator whom an administrator has designated for human-rights due-diligence files. */
export async function isDesignated(tx: Tx): Promise<boolean> {
  const [reader] = await tx.execute<{ designated: boolean }>(sql`select wasl.reader_is_designated() as designated`);
  return reader?.designated ?? false;
}
