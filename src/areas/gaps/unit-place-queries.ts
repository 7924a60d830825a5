import { eq } from 'drizzle-orm';
import type { OrganisationId, UnitId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { siteCells, sites } from '../reference/tables.ts';
import type { UnitState } from './domain/unit.ts';
import { units } from './tables.ts';

export interface UnitPlace {
  readonly id: UnitId;
  readonly organisationId: OrganisationId;
  readonly site: string;
  readonly region: string;
  /** The cell that its site was given. */
  readonly cell: string;
  readonly state: UnitState;
}

/** Where a unit is and whose it is; null where there is none that the reader may see. */
export async function findUnitPlace(tx: Tx, id: UnitId): Promise<UnitPlace | null> {
  const [unit] = await tx
    .select({
      id: units.id,
      organisationId: units.organisationId,
      site: sites.slug,
      region: sites.region,
      cell: siteCells.cell,
      state: units.state,
    })
    .from(units)
    .innerJoin(sites, eq(sites.slug, units.site))
    .innerJoin(siteCells, eq(siteCells.site, sites.slug))
    .where(eq(units.id, id));
  return unit ?? null;
}
