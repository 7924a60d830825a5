import type { ActorContext } from '../../platform/auth/actor.ts';
import { monthOf } from '../../kernel/calendar-date.ts';
import { type Audience, audienceOf, bandOf, FARTHEST_KM } from '../disclosure/index.ts';
import { coverageOf } from './domain/coverage.ts';
import { allowedNeedActions } from './domain/need.ts';
import { Need, NeedLine, type NeedView } from './record.ts';
import type { NeedLineRow, NeedRow } from './rows.ts';

/** A need as this reader may see it. `disclosed` on the row says that a donor's match has been accepted by both sides. */
export function viewNeed({ actor }: ActorContext, row: NeedRow, lineRows: readonly NeedLineRow[]): NeedView {
  const { disclosed, unitNames, organisationId, organisationSlug, organisationNames, jitteredLatitude, jitteredLongitude, ...need } = row;
  const audience = audienceOf(actor.role, disclosed);
  return Need.show(audience, {
    ...need,
    neededByMonth: need.neededBy === null ? null : monthOf(need.neededBy),
    approximatePosition:
      jitteredLatitude === null || jitteredLongitude === null
        ? null
        : { latitude: jitteredLatitude, longitude: jitteredLongitude, radiusKm: FARTHEST_KM },
    unit: unitNames === null ? undefined : { id: need.unitId, names: unitNames },
    site: need.site ?? undefined,
    organisation: { id: organisationId, slug: organisationSlug, names: organisationNames },
    allowedActions: allowedNeedActions(need.state, actor.role),
    lines: lineRows.map((line) => viewLine(audience, line)),
  });
}

function viewLine(audience: Audience, row: NeedLineRow) {
  const { needId, reserved, agreed, shipped, accepted, inService, verified, failed, ...line } = row;
  return NeedLine.show(audience, {
    ...line,
    quantityBand: bandOf(line.quantityValidated ?? line.quantityRequested),
    coverage: coverageOf(row),
  });
}
