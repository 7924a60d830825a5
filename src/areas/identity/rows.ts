import { desc, eq, getTableColumns, type SQL } from 'drizzle-orm';
import type { Tx } from '../../platform/db/transaction.ts';
import { organisations } from '../reference/tables.ts';
import { accountChanges, apiKeys, invitations, users } from './tables.ts';

export type UserRow = Awaited<ReturnType<typeof selectUsers>>[number];
export type InvitationRow = Awaited<ReturnType<typeof selectInvitations>>[number];
export type AccountChangeRow = Awaited<ReturnType<typeof selectAccountChanges>>[number];
export type ApiKeyRow = Awaited<ReturnType<typeof selectApiKeys>>[number];

// What no view shows, and the database lets nobody read here: hashes of secrets; and whose the inviting person was.
const { passwordHash, ...userColumns } = getTableColumns(users);
const { tokenHash, invitedByOrganisation, ...invitationColumns } = getTableColumns(invitations);
const { tokenHash: keyHash, userId, ...keyColumns } = getTableColumns(apiKeys);
const organisationColumns = { organisationSlug: organisations.slug, organisationNames: organisations.names };

export function selectUsers(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({ ...userColumns, ...organisationColumns })
    .from(users)
    .innerJoin(organisations, eq(organisations.id, users.organisationId))
    .where(where)
    .orderBy(desc(users.creationOrder))
    .limit(limit);
}

export function selectInvitations(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({ ...invitationColumns, ...organisationColumns })
    .from(invitations)
    .innerJoin(organisations, eq(organisations.id, invitations.organisationId))
    .where(where)
    .orderBy(desc(invitations.creationOrder))
    .limit(limit);
}

/** As the system: whom it is about is not every reader's to see but here. */
export function selectAccountChanges(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({ ...getTableColumns(accountChanges), login: users.login, displayName: users.displayName, ...organisationColumns })
    .from(accountChanges)
    .innerJoin(users, eq(users.id, accountChanges.userId))
    .leftJoin(organisations, eq(organisations.id, accountChanges.organisationId))
    .where(where)
    .orderBy(desc(accountChanges.creationOrder))
    .limit(limit);
}

export function selectApiKeys(tx: Tx, where: SQL | undefined, limit: number) {
  return tx.select(keyColumns).from(apiKeys).where(where).orderBy(desc(apiKeys.creationOrder)).limit(limit);
}
