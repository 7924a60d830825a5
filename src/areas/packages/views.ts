import type { ActorContext } from '../../platform/auth/actor.ts';
import { audienceOf, bandOf } from '../disclosure/index.ts';
import { allowedPackageActions, type PackageState } from './domain/package.ts';
import { shareBandOf } from './domain/readiness.ts';
import { Package, PackageMatch, PackageNeed, PackagePart, type PackageView } from './record.ts';
import type { PackageLinks, PackageRow } from './rows.ts';
import type { SuppliedPackage } from './supply-queries.ts';

/** The state as derived now; a dissolved package stays what it is. */
export const stateOf = (row: Pick<PackageRow, 'state'>, supply: SuppliedPackage | null): PackageState =>
  row.state === 'dissolved' || supply === null ? row.state : supply.standing.state;

/** A package as this reader may see it: a donor sees its own matches, of the other parts how far they are, and no amount of anybody's. */
export function viewPackage({ actor }: ActorContext, row: PackageRow, supply: SuppliedPackage | null, links: PackageLinks): PackageView {
  const { disclosed, organisationId, ...own } = row;
  const audience = audienceOf(actor.role, disclosed);
  const parts = supply?.parts ?? [];
  const completeness = supply?.standing.completeness ?? 0;
  const readiness = supply?.standing.readiness ?? 0;
  return Package.show(audience, {
    ...own,
    state: stateOf(row, supply),
    quantityBand: bandOf(row.quantity),
    completenessBand: shareBandOf(completeness),
    readinessBand: shareBandOf(readiness),
    completeness,
    readiness,
    weakestParts: readiness === 100 ? [] : parts.filter((part) => part.readiness === readiness).map(({ itemType }) => itemType),
    parts: parts.map((part) =>
      PackagePart.show(audience, {
        ...part,
        neededBand: bandOf(part.needed),
        completenessBand: shareBandOf(part.completeness),
        readinessBand: shareBandOf(part.readiness),
      }),
    ),
    matches: links.matches.map(({ packageId, disclosedAt, ...match }) =>
      PackageMatch.show(audienceOf(actor.role, disclosedAt !== null), { ...match, quantityBand: bandOf(match.quantity) }),
    ),
    missing: parts
      .filter(({ missing, asked }) => missing > asked)
      .map(({ itemType, missing, asked, unitOfMeasure }) => ({ itemType, quantity: missing - asked, unitOfMeasure })),
    needs: links.needs.map(({ packageId, ...need }) => PackageNeed.show(audience, need)),
    allowedActions: allowedPackageActions(row.state, actor.role),
  });
}
