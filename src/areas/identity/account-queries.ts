import { eq } from 'drizzle-orm';
import type { OrganisationId, UnitId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { units } from '../gaps/tables.ts';
import { organisations } from '../reference/tables.ts';
import { users } from './tables.ts';

/** What an invitation names: whether organisation and unit exist and belong together, and whether the login is taken. */
export async function findInvitationReferences(
  tx: Tx,
  input: { readonly login: string; readonly organisationId: OrganisationId; readonly unitId?: UnitId | undefined },
): Promise<{ organisation: boolean; unit: boolean; loginTaken: boolean }> {
  const [organisation] = await tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.id, input.organisationId));
  const [unit] =
    input.unitId === undefined
      ? []
      : await tx.select({ organisationId: units.organisationId }).from(units).where(eq(units.id, input.unitId));
  const [user] = await tx.select({ id: users.id }).from(users).where(eq(users.login, input.login));
  return { organisation: organisation !== undefined, unit: unit?.organisationId === input.organisationId, loginTaken: user !== undefined };
}
