import { eq } from 'drizzle-orm';
import type { OrganisationId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { organisations, sites, unitTypes } from '../reference/tables.ts';

/** The pointer of the first thing that a new unit names and that doesn't exist, or null. */
export async function findReferencesOfUnit(
  tx: Tx,
  unit: { readonly organisationId: OrganisationId; readonly site: string; readonly unitType: string },
): Promise<string | null> {
  const [site] = await tx.select({ slug: sites.slug }).from(sites).where(eq(sites.slug, unit.site));
  if (!site) return '/site';
  const [unitType] = await tx.select({ slug: unitTypes.slug }).from(unitTypes).where(eq(unitTypes.slug, unit.unitType));
  if (!unitType) return '/unitType';
  const [organisation] = await tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.id, unit.organisationId));
  return organisation ? null : '/organisationId';
}
