import type { ActorContext } from '../../platform/auth/actor.ts';
import { monthOf } from '../../kernel/calendar-date.ts';
import { quantitiesOf, quantityOf } from '../../kernel/quantity.ts';
import { type Audience, audienceOf, bandOf, FARTHEST_KM } from '../disclosure/index.ts';
import { coverageOf } from './domain/coverage.ts';
import { allowedNeedActions } from './domain/need.ts';
import { Need, NeedLine, type NeedView } from './record.ts';
import type { NeedLineRow, NeedRow } from './rows.ts';

/** A need as this reader may see it. `disclosed` on the row says that a donor's match has been accepted by both sides. */
export function viewNeed({ actor }: ActorContext, row: NeedRow, lineRows: readonly NeedLineRow[]): NeedView {
  const { jitteredLatitude, jitteredLongitude } = row;
  const audience = audienceOf(actor.role, row.disclosed);
  return Need.show(audience, row, {
    disclosed: undefined,
    neededByMonth: row.neededBy === null ? null : monthOf(row.neededBy),
    approximatePosition:
      jitteredLatitude === null || jitteredLongitude === null
        ? null
        : { latitude: jitteredLatitude, longitude: jitteredLongitude, radiusKm: FARTHEST_KM },
    jitteredLatitude: undefined,
    jitteredLongitude: undefined,
    unit: row.unitNames === null ? undefined : { id: row.unitId, names: row.unitNames },
    unitNames: undefined,
    site: row.siteSlug ?? undefined,
    siteSlug: undefined,
    organisation: { id: row.organisationId, slug: row.organisationSlug, names: row.organisationNames },
    organisationId: undefined,
    organisationSlug: undefined,
    organisationNames: undefined,
    allowedActions: allowedNeedActions(row.state, actor.role),
    lines: lineRows.map((line) => viewLine(audience, line)),
  });
}

function viewLine(audience: Audience, row: NeedLineRow) {
  const { decimals, quantityRequested, quantityValidated, minimumLot, citedGap, ...line } = row;
  return NeedLine.show(audience, line, {
    quantityBand: bandOf(quantityValidated ?? quantityRequested, decimals),
    quantityRequested: quantityOf(quantityRequested, decimals),
    quantityValidated: quantityValidated === null ? null : quantityOf(quantityValidated, decimals),
    minimumLot: quantityOf(minimumLot, decimals),
    citedGap: citedGap === null ? null : quantityOf(citedGap, decimals),
    coverage: quantitiesOf(coverageOf(row), decimals),
    needId: undefined,
    reserved: undefined,
    agreed: undefined,
    shipped: undefined,
    accepted: undefined,
    inService: undefined,
    verified: undefined,
    failed: undefined,
  });
}
