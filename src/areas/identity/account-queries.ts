import { eq, or } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { must } from '../../kernel/assert.ts';
import type { OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import { refuseField, Refusal } from '../../kernel/refusal.ts';
import type { Role } from '../../kernel/role.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { units } from '../gaps/tables.ts';
import { organisations } from '../reference/tables.ts';
import type { OrganisationKind } from '../reference/domain/vocabulary.ts';
import { roleFits, rolesThatFit } from './domain/role-fit.ts';
import { users } from './tables.ts';

interface Place {
  readonly role: Role;
  readonly organisationId: OrganisationId;
  readonly unitId?: UnitId | undefined;
}

/** Refuses what an account can't be: of an organisation or a unit that isn't there, or in a role that doesn't fit it. */
export async function requirePlace(tx: Tx, { role, organisationId, unitId }: Place): Promise<void> {
  const [organisation] = await tx
    .select({ kind: organisations.kind, otherRoles: organisations.otherRoles })
    .from(organisations)
    .where(eq(organisations.id, organisationId));
  if (!organisation) throw refuseField('reference-unknown', '/organisationId');
  const kinds = [organisation.kind, ...(organisation.otherRoles as OrganisationKind[])];
  if (!roleFits(role, kinds)) throw refuseMisfit(kinds);
  if (unitId === undefined) return;
  const [unit] = await tx.select({ organisationId: units.organisationId, state: units.state }).from(units).where(eq(units.id, unitId));
  if (unit?.organisationId !== organisationId || role !== 'requester') throw refuseField('reference-unknown', '/unitId');
  if (unit.state !== 'active') throw refuseField('unit-closed', '/unitId');
}

function refuseMisfit(kinds: readonly OrganisationKind[]) {
  const refusal = refuseField('role-does-not-fit', '/role');
  return new Refusal(refusal.code, { ...refusal.details, facts: { kinds, fitting: rolesThatFit(kinds) } });
}

/** Whether somebody signs in under this name already. */
export async function isLoginTaken(tx: Tx, login: string): Promise<boolean> {
  const [user] = await tx.select({ id: users.id }).from(users).where(eq(users.login, login));
  return user !== undefined;
}

/** The open account of a colleague: of the same organisation, and another one than this. To be asked as the system. */
export async function isColleague(
  tx: Tx,
  of: { readonly id: UserId; readonly organisationId: OrganisationId },
  id: UserId,
): Promise<boolean> {
  const [colleague] = await tx
    .select({ organisationId: users.organisationId, suspendedAt: users.suspendedAt })
    .from(users)
    .where(eq(users.id, id));
  return id !== of.id && colleague?.organisationId === of.organisationId && colleague.suspendedAt === null;
}

/** By what an organisation goes, which no password of its people may be made of. */
export async function findSlugOfOrganisation(tx: Tx, id: OrganisationId): Promise<string> {
  const [organisation] = await tx.select({ slug: organisations.slug }).from(organisations).where(eq(organisations.id, id));
  return must(organisation, 'an organisation that people are of').slug;
}

/** The names of the accounts of an organisation and of those above and below it, by which a text could tell its people. */
export async function accountNamesOf(tx: Tx, organisationId: OrganisationId): Promise<string[]> {
  const kin = alias(organisations, 'kin');
  const rows = await tx
    .selectDistinct({ name: users.displayName })
    .from(users)
    .innerJoin(organisations, eq(organisations.id, users.organisationId))
    .innerJoin(kin, eq(kin.id, organisationId))
    .where(or(eq(organisations.id, kin.id), eq(organisations.parentId, kin.id), eq(organisations.id, kin.parentId)));
  return rows.map(({ name }) => name);
}
