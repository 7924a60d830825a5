import type { Act } from '../../platform/auth/actor.ts';
import { monthOf } from '../../kernel/calendar-date.ts';
import { audienceOf, bandOf, FARTHEST_KM, redact } from '../disclosure/index.ts';
import type { NeedView } from './contract.ts';
import { coverageOf } from './domain/coverage.ts';
import { allowedNeedActions } from './domain/need.ts';
import type { NeedLineRow, NeedRow } from './queries.ts';

const isoOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;

/** A need as this reader may see it. `disclosed` on the row says that a donor's match has been accepted by both sides. */
export function viewNeed({ actor }: Act, need: NeedRow, lines: readonly NeedLineRow[]): NeedView {
  const audience = audienceOf(actor.role, need.disclosed);
  const view = {
    id: need.id,
    reference: need.reference,
    state: need.state,
    summary: need.summary,
    region: need.region,
    neededByMonth: need.neededBy === null ? null : monthOf(need.neededBy),
    approximatePosition:
      need.jitteredLatitude === null || need.jitteredLongitude === null
        ? null
        : { latitude: need.jitteredLatitude, longitude: need.jitteredLongitude, radiusKm: FARTHEST_KM },
    publishedAt: isoOf(need.publishedAt),
    version: need.version,
    unitId: need.unitId,
    unit: { id: need.unitId, names: need.unitNames },
    organisation: { id: need.organisationId, slug: need.organisationSlug, names: need.organisationNames },
    neededBy: need.neededBy,
    respondBy: need.respondBy,
    priority: need.priority,
    fulfilTogether: need.fulfilTogether,
    site: need.site,
    district: need.district,
    justification: need.justification,
    submittedAt: isoOf(need.submittedAt),
    validatedAt: isoOf(need.validatedAt),
    confirmedAt: isoOf(need.confirmedAt),
    stateReason: need.stateReason,
    disclosureLevel: need.disclosureLevel,
    disclosedTo: need.disclosedTo,
    unansweredSince: isoOf(need.unansweredSince),
    closingRequestedBy: need.closingRequestedBy,
    citedMeetingId: need.citedMeetingId,
    createdAt: need.createdAt.toISOString(),
    allowedActions: allowedNeedActions(need.state, actor.role),
    lines: lines.map((line) =>
      redact('NeedLine', audience, {
        id: line.id,
        position: line.position,
        itemType: line.itemType,
        area: line.area,
        unitOfMeasure: line.unitOfMeasure,
        quantityBand: bandOf(line.quantityValidated ?? line.quantityRequested),
        quantityRequested: line.quantityRequested,
        quantityValidated: line.quantityValidated,
        validationReason: line.validationReason,
        specifications: line.specifications,
        minimumLot: line.minimumLot,
        acceptedSubstitutes: line.acceptedSubstitutes,
        note: line.note,
        course: line.course,
        citedGap: line.citedGap,
        coverage: coverageOf(line),
      }),
    ),
  };
  return redact('Need', audience, view) as NeedView;
}
