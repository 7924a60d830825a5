import { quantitiesOf, quantityOf, steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { type Audience, bandOf } from '../disclosure/index.ts';
import { matchReading } from '../matches/index.ts';
import { allowedPackageActions, type PackageState } from './domain/package.ts';
import { shareBandOf } from './domain/readiness.ts';
import { Package, PackageMatch, PackageNeed, PackagePart, type PackageView } from './record.ts';
import { type PackageLinks, packageReading, type PackageRow } from './rows.ts';
import type { SuppliedPackage, SuppliedPart } from './supply-queries.ts';

/** The state as derived now; a dissolved package stays what it is. */
export const stateOf = (row: Pick<PackageRow, 'state'>, supply: SuppliedPackage | null): PackageState =>
  row.state === 'dissolved' || supply === null ? row.state : supply.standing.state;

/** A package as this reader may see it: a donor sees its own matches, of the other parts how far they are, and no amount of anybody's. */
export function viewPackage(ctx: ActorContext, row: PackageRow, supply: SuppliedPackage | null, links: PackageLinks): PackageView {
  const { disclosed, organisationId, decimals, ...own } = row;
  const audience = packageReading.audienceOf(ctx, row);
  const parts = supply?.parts ?? [];
  const completeness = supply?.standing.completeness ?? 0;
  const readiness = supply?.standing.readiness ?? 0;
  return Package.show(audience, {
    ...own,
    state: stateOf(row, supply),
    quantity: quantityOf(row.quantity, decimals),
    quantityBand: bandOf(row.quantity, decimals),
    completenessBand: shareBandOf(completeness),
    readinessBand: shareBandOf(readiness),
    completeness,
    readiness,
    weakestParts: readiness === 100 ? [] : parts.filter((part) => part.readiness === readiness).map(({ itemType }) => itemType),
    parts: parts.map((part) => viewPart(audience, part)),
    matches: links.matches.map((match) => viewMatch(matchReading.audienceOf(ctx, match), match)),
    missing: parts
      .filter(({ missing, asked }) => missing > asked)
      .map((part) => ({
        itemType: part.itemType,
        quantity: quantityOf(steps(part.missing - part.asked), part.decimals),
        unitOfMeasure: part.unitOfMeasure,
      })),
    needs: links.needs.map(({ packageId, ...need }) => PackageNeed.show(audience, need)),
    allowedActions: allowedPackageActions(row.state, ctx.actor.role),
  });
}

function viewPart(audience: Audience, { decimals, ...part }: SuppliedPart) {
  const { needed, held, verified, delivered, inTransit, agreed, reserved, missing, asked } = part;
  return PackagePart.show(audience, {
    ...part,
    ...quantitiesOf({ needed, held, verified, delivered, inTransit, agreed, reserved, missing, asked }, decimals),
    neededBand: bandOf(needed, decimals),
    completenessBand: shareBandOf(part.completeness),
    readinessBand: shareBandOf(part.readiness),
  });
}

function viewMatch(audience: Audience, { packageId, disclosedAt, decimals, ...match }: PackageLinks['matches'][number]) {
  const { quantity, shipped, accepted, verified } = match;
  return PackageMatch.show(audience, {
    ...match,
    ...quantitiesOf({ quantity, shipped, accepted, verified }, decimals),
    quantityBand: bandOf(quantity, decimals),
  });
}
