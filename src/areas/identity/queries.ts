import { desc, eq, lt, sql, type SQL } from 'drizzle-orm';
import type { ApiKeyId, InvitationId, SessionId, UserId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { AccountActor, Act } from '../../platform/auth/actor.ts';
import type { Db, Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, type Page, toPage } from '../../platform/http/page.ts';
import { organisations } from '../reference/tables.ts';
import type { AccountView, ApiKeyView, InvitationView, PageOnly, SessionView } from './contract.ts';
import { scopesOf } from './domain/scopes.ts';
import { findAccountLocks } from './lock-queries.ts';
import { apiKeys, invitations, sessions, users } from './tables.ts';
import { viewAccount, viewApiKey, viewInvitation, viewSession } from './views.ts';

export type UserRow = Awaited<ReturnType<typeof selectUsers>>[number];
export type InvitationRow = Awaited<ReturnType<typeof selectInvitations>>[number];
export type ApiKeyRow = Awaited<ReturnType<typeof selectApiKeys>>[number];

function selectUsers(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      id: users.id,
      login: users.login,
      displayName: users.displayName,
      organisationId: users.organisationId,
      organisationSlug: organisations.slug,
      organisationNames: organisations.names,
      unitId: users.unitId,
      role: users.role,
      language: users.language,
      designated: users.designated,
      suspendedAt: users.suspendedAt,
      unlockedAt: users.unlockedAt,
      version: users.version,
      createdAt: users.createdAt,
    })
    .from(users)
    .innerJoin(organisations, eq(organisations.id, users.organisationId))
    .where(where)
    .orderBy(desc(users.id))
    .limit(limit);
}

export async function listUsers(tx: Tx, db: Db, act: Act, { limit, cursor }: PageOnly): Promise<Page<AccountView>> {
  const key = decodeCursor(cursor, idKey);
  const rows = await selectUsers(tx, key ? lt(users.id, key[0] as UserId) : undefined, limit + 1);
  const locks = await findAccountLocks(db, act, rows);
  return toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => viewAccount(act, row, locks.get(row.id) ?? null),
  );
}

/** An account as it is kept; with whether it is locked for those who keep accounts. */
export async function findUser(tx: Tx, db: Db, act: Act, id: UserId): Promise<AccountView> {
  const row = await findUserRow(tx, id);
  return viewAccount(act, row, (await findAccountLocks(db, act, [row])).get(id) ?? null);
}

async function findUserRow(tx: Tx, id: UserId): Promise<UserRow> {
  const [user] = await selectUsers(tx, eq(users.id, id), 1);
  if (!user) throw new Refusal('not-found');
  return user;
}

/** Who the reader is, and what this sign-in may do. */
export async function whoAmI(tx: Tx, act: Act<AccountActor>): Promise<SessionView> {
  const { actor } = act;
  return viewSession(act, {
    ...(actor.kind === 'api-key' ? { carrier: 'api-key' as const } : await findSession(tx, actor.sessionId)),
    account: viewAccount(act, await findUserRow(tx, actor.userId)),
    rights: actor.kind === 'api-key' ? [...actor.scopes] : [...scopesOf(actor.role)],
  });
}

async function findSession(tx: Tx, id: SessionId): Promise<Pick<SessionView, 'carrier' | 'expiresAt'>> {
  const [session] = await tx.select({ carrier: sessions.carrier, expiresAt: sessions.expiresAt }).from(sessions).where(eq(sessions.id, id));
  if (!session) throw new Refusal('not-signed-in'); // ended by another request since this one was let in
  return { carrier: session.carrier, expiresAt: session.expiresAt.toISOString() };
}

function selectInvitations(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      id: invitations.id,
      login: invitations.login,
      organisationId: invitations.organisationId,
      organisationSlug: organisations.slug,
      organisationNames: organisations.names,
      unitId: invitations.unitId,
      role: invitations.role,
      language: invitations.language,
      expiresAt: invitations.expiresAt,
      acceptedAt: invitations.acceptedAt,
      revokedAt: invitations.revokedAt,
      version: invitations.version,
      createdAt: invitations.createdAt,
    })
    .from(invitations)
    .innerJoin(organisations, eq(organisations.id, invitations.organisationId))
    .where(where)
    .orderBy(desc(invitations.id))
    .limit(limit);
}

export async function listInvitations(tx: Tx, act: Act, { limit, cursor }: PageOnly): Promise<Page<InvitationView>> {
  const key = decodeCursor(cursor, idKey);
  const rows = await selectInvitations(tx, key ? lt(invitations.id, key[0] as InvitationId) : undefined, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => viewInvitation(act, row),
  );
}

export async function findInvitation(tx: Tx, act: Act, id: InvitationId, token?: string): Promise<InvitationView> {
  const [row] = await selectInvitations(tx, eq(invitations.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewInvitation(act, row, token);
}

function selectApiKeys(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      prefix: apiKeys.prefix,
      scopes: apiKeys.scopes,
      expiresAt: apiKeys.expiresAt,
      revokedAt: apiKeys.revokedAt,
      createdAt: apiKeys.createdAt,
      version: apiKeys.version,
    })
    .from(apiKeys)
    .where(where)
    .orderBy(desc(apiKeys.id))
    .limit(limit);
}

export async function listApiKeys(tx: Tx, act: Act, { limit, cursor }: PageOnly): Promise<Page<ApiKeyView>> {
  const key = decodeCursor(cursor, idKey);
  const rows = await selectApiKeys(tx, key ? lt(apiKeys.id, key[0] as ApiKeyId) : undefined, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => viewApiKey(act, row),
  );
}

export async function findApiKey(tx: Tx, act: Act, id: ApiKeyId, token?: string): Promise<ApiKeyView> {
  const [row] = await selectApiKeys(tx, eq(apiKeys.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewApiKey(act, row, token);
}

/** Whether the reader is a facilitator whom an administrator has designated for human-rights due-diligence files. */
export async function isDesignated(tx: Tx): Promise<boolean> {
  const [reader] = await tx.execute<{ designated: boolean }>(sql`select wasl.reader_is_designated() as designated`);
  return reader?.designated ?? false;
}
