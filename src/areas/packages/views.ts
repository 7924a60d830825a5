import { whatIsPossible } from '../../kernel/possible.ts';
import { quantitiesOf, quantityOf, steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { type Audience, bandOf, withVersionOfView } from '../disclosure/index.ts';
import { matchReading } from '../matches/index.ts';
import { packageActionsOf, type PackageState, refusalOfAsking } from './domain/package.ts';
import { donorsShareBandOf, type ShareBand, shareBandOf } from './domain/readiness.ts';
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
  const isForDonor = ctx.actor.role === 'donor';
  const bandFor = isForDonor ? donorsShareBandOf : shareBandOf;
  // Which of two parts is behind the other is as exact as how far each is.
  const isWeakest = (share: number): boolean => (isForDonor ? bandFor(share) === bandFor(readiness) : share === readiness);
  const waiting = {
    lacking: parts.filter((part) => part.missing > part.asked).length,
    submitted: links.needs.filter(({ state }) => state === 'submitted').length,
    validated: links.needs.filter(({ state }) => state === 'validated').length,
  };
  const view = Package.show(audience, {
    ...own,
    state: stateOf(row, supply),
    quantity: quantityOf(row.quantity, decimals),
    quantityBand: bandOf(row.quantity, decimals),
    completenessBand: bandFor(completeness),
    readinessBand: bandFor(readiness),
    completeness,
    readiness,
    weakestParts: readiness === 100 ? [] : parts.filter((part) => isWeakest(part.readiness)).map(({ itemType }) => itemType),
    parts: parts.map((part) => viewPart(audience, part, bandFor)),
    matches: links.matches.map((match) => viewMatch(matchReading.audienceOf(ctx, match), match)),
    missing: parts
      .filter(({ missing, asked }) => missing > asked)
      .map((part) => ({
        itemType: part.itemType,
        quantity: quantityOf(steps(part.missing - part.asked), part.decimals),
        unitOfMeasure: part.unitOfMeasure,
      })),
    needs: links.needs.map(({ packageId, ...need }) => PackageNeed.show(audience, need)),
    ...whatIsPossible(packageActionsOf(row.state, ctx.actor.role), (action) =>
      action === 'ask-for-missing' ? refusalOfAsking(waiting, ctx.actor.role) : null,
    ),
  });
  return isForDonor ? withVersionOfView(view) : view;
}

function viewPart(audience: Audience, { decimals, ...part }: SuppliedPart, bandFor: (share: number) => ShareBand) {
  const { needed, held, verified, delivered, inTransit, agreed, reserved, missing, asked } = part;
  return PackagePart.show(audience, {
    ...part,
    ...quantitiesOf({ needed, held, verified, delivered, inTransit, agreed, reserved, missing, asked }, decimals),
    neededBand: bandOf(needed, decimals),
    completenessBand: bandFor(part.completeness),
    readinessBand: bandFor(part.readiness),
  });
}

function viewMatch(audience: Audience, { packageId, isDisclosed, decimals, ...match }: PackageLinks['matches'][number]) {
  const { quantity, shipped, accepted, verified } = match;
  return PackageMatch.show(audience, {
    ...match,
    ...quantitiesOf({ quantity, shipped, accepted, verified }, decimals),
    quantityBand: bandOf(quantity, decimals),
  });
}
