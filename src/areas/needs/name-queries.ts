import type { OrganisationId } from '../../kernel/id.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { units } from '../gaps/tables.ts';
import { accountNamesOf } from '../identity/index.ts';
import { capabilityAreas, itemTypes, regions, sites } from '../reference/tables.ts';
import type { NamesToKeep } from './domain/telling-text.ts';

/** The names that a text for donors may not tell: of all units and sites, and of the accounts of the need's own side; and those that it may. */
export function readNamesToKeep(tx: Tx, ctx: ActorContext, organisationId: OrganisationId): Promise<NamesToKeep> {
  return asConsequence(tx, ctx, 'summary-check', async () => {
    const [unitRows, siteRows, persons, regionRows, areaRows, itemRows] = await Promise.all([
      tx.select({ names: units.names }).from(units),
      tx.select({ names: sites.names, alsoKnownAs: sites.alsoKnownAs, slug: sites.slug, unlocode: sites.unlocode }).from(sites),
      accountNamesOf(tx, organisationId),
      tx.select({ names: regions.names }).from(regions),
      tx.select({ names: capabilityAreas.names }).from(capabilityAreas),
      tx.select({ names: itemTypes.names }).from(itemTypes),
    ]);
    return {
      units: unitRows.flatMap(({ names }) => Object.values(names)),
      sites: siteRows.flatMap(({ names, alsoKnownAs, slug, unlocode }) => [
        ...Object.values(names),
        ...alsoKnownAs,
        slug.replaceAll('-', ' '),
        ...(unlocode === null ? [] : [unlocode]),
      ]),
      persons,
      allowed: [...regionRows, ...areaRows, ...itemRows].flatMap(({ names }) => Object.values(names)),
    };
  });
}
