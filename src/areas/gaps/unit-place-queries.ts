import { eq } from 'drizzle-orm';
import type { OrganisationId, UnitId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { sites } from '../reference/tables.ts';
import { units } from './tables.ts';

export interface UnitPlace {
  readonly id: UnitId;
  readonly organisationId: OrganisationId;
  readonly site: string;
  readonly region: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Where a unit is and whose it is; null where there is none that the reader may see. */
export async function findUnitPlace(tx: Tx, id: UnitId): Promise<UnitPlace | null> {
  const [unit] = await tx
    .select({
      id: units.id,
      organisationId: units.organisationId,
      site: sites.slug,
      region: sites.region,
      latitude: sites.latitude,
      longitude: sites.longitude,
    })
    .from(units)
    .innerJoin(sites, eq(sites.slug, units.site))
    .where(eq(units.id, id));
  return unit ?? null;
}
