import type { Act } from '../../platform/auth/actor.ts';
import { audienceOf, bandOf, redact } from '../disclosure/index.ts';
import type { PackageView } from './contract.ts';
import { allowedPackageActions, type PackageState } from './domain/package.ts';
import { shareBandOf } from './domain/readiness.ts';
import type { PackageLinks, PackageRow } from './queries.ts';
import type { SuppliedPackage } from './supply-queries.ts';

/** The state as derived now; a dissolved package stays what it is. */
export const stateOf = (row: Pick<PackageRow, 'state'>, supply: SuppliedPackage | null): PackageState =>
  row.state === 'dissolved' || supply === null ? row.state : supply.standing.state;

/** A package as this reader may see it: a donor sees its own matches, of the other parts how far they are, and no amount of anybody's. */
export function viewPackage({ actor }: Act, row: PackageRow, supply: SuppliedPackage | null, links: PackageLinks): PackageView {
  const audience = audienceOf(actor.role, row.disclosed);
  const parts = supply?.parts ?? [];
  const completeness = supply?.standing.completeness ?? 0;
  const readiness = supply?.standing.readiness ?? 0;
  return redact('Package', audience, {
    id: row.id,
    reference: row.reference,
    state: stateOf(row, supply),
    mainItemType: row.mainItemType,
    quantityBand: bandOf(row.quantity),
    quantity: row.quantity,
    completenessBand: shareBandOf(completeness),
    readinessBand: shareBandOf(readiness),
    completeness,
    readiness,
    weakestParts: readiness === 100 ? [] : parts.filter((part) => part.readiness === readiness).map(({ itemType }) => itemType),
    parts: parts.map((part) =>
      redact('PackagePart', audience, {
        ...part,
        neededBand: bandOf(part.needed),
        completenessBand: shareBandOf(part.completeness),
        readinessBand: shareBandOf(part.readiness),
      }),
    ),
    matches: links.matches.map((match) =>
      redact('PackageMatch', audienceOf(actor.role, match.disclosedAt !== null), {
        id: match.id,
        reference: match.reference,
        itemType: match.itemType,
        donor: { id: match.donorId, slug: match.donorSlug, names: match.donorNames },
        state: match.state,
        quantityBand: bandOf(match.quantity),
        quantity: match.quantity,
        shipped: match.shipped,
        accepted: match.accepted,
        verified: match.verified,
      }),
    ),
    unitId: row.unitId,
    unit: row.unitNames === null ? null : { id: row.unitId, names: row.unitNames },
    organisation: { id: row.organisationId, slug: row.organisationSlug, names: row.organisationNames },
    title: row.title,
    needId: row.needId,
    missing: parts
      .filter(({ missing, asked }) => missing > asked)
      .map(({ itemType, missing, asked, unitOfMeasure }) => ({ itemType, quantity: missing - asked, unitOfMeasure })),
    needs: links.needs.map(({ id, reference, state }) => ({ id, reference, state })),
    endReason: row.endReason,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    allowedActions: allowedPackageActions(row.state, actor.role),
  }) as PackageView;
}
