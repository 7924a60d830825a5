import { type ActorContext, userOf } from '../../platform/auth/actor.ts';
import { dayAt } from '../../platform/clock.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import { monthOf } from '../../kernel/calendar-date.ts';
import { quantitiesOf, quantityOf } from '../../kernel/quantity.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { type Audience, audienceOf, openBandOf, withVersionOfView } from '../disclosure/index.ts';
import { viewCell } from '../reference/index.ts';
import { needStepsOf } from './domain/need.ts';
import { refusalOfNeedStep } from './domain/step.ts';
import { coverageOf, heldOf, openQuantity } from './domain/coverage.ts';
import { Need, NeedLine, NeedRevision, type NeedView } from './record.ts';
import type { NeedLineRow, NeedRevisionRow, NeedRow } from './rows.ts';
import { MISSION_ZONE } from '../../kernel/time-zone.ts';

export type NeedWarningRow = NonNullable<NonNullable<NeedView['warnings']>>[number];

/** A need as this reader may see it. `disclosed` on a row says that a match of the reading donor tells it at this moment. */
export function viewNeed(
  ctx: ActorContext,
  row: NeedRow,
  lineRows: readonly NeedLineRow[],
  revision: NeedRevisionRow | null,
  warnings: readonly NeedWarningRow[] | null,
  approving: Refusal | null = null,
): NeedView {
  const { actor } = ctx;
  const audience = audienceOf(actor.role, row.disclosed);
  const hand = { role: actor.role, userId: userOf(ctx) };
  const { state, endedBy, neededBy, respondBy, authorId, closingRequestedBy, reinstatingRequestedBy } = row;
  const lineCount = lineRows.reduce((count, { leftOutAt }) => (leftOutAt === null ? count + 1 : count), 0);
  const toMove = { neededBy, respondBy, lineCount, authorId, closingRequestedBy, reinstatingRequestedBy, revision };
  // To a donor the site is hidden, and no step is any donor's.
  const today = dayAt(row.zone ?? MISSION_ZONE, ctx.now);
  const view = Need.show(audience, row, {
    disclosed: undefined,
    neededByMonth: neededBy === null ? null : monthOf(neededBy),
    cell: viewCell(audience, row.shownCell),
    shownCell: undefined,
    unit: row.unitNames === null ? undefined : { id: row.unitId, names: row.unitNames },
    unitNames: undefined,
    site: row.siteSlug ?? undefined,
    siteSlug: undefined,
    organisation: { id: row.organisationId, slug: row.organisationSlug, names: row.organisationNames },
    organisationId: undefined,
    organisationSlug: undefined,
    organisationNames: undefined,
    authorId: undefined,
    zone: undefined,
    ...whatIsPossible(
      needStepsOf({ state, endedBy, closingRequestedBy, hasOpenRevision: revision !== null }, actor.role),
      (event) => refusalOfNeedStep(toMove, event, hand, today) ?? (event === 'approve-revision' ? approving : null),
    ),
    revision: revision === null ? null : NeedRevision.show(audience, revision, { needId: undefined, proposedBy: undefined }),
    warnings,
    lines: lineRows.map((line) => viewLine(audienceOf(actor.role, line.disclosed), line)),
  });
  return actor.role === 'donor' ? withVersionOfView(view) : view;
}

function viewLine(audience: Audience, row: NeedLineRow) {
  const { decimals, ownHeld, quantityRequested, quantityValidated, minimumLot, citedGap, ...line } = row;
  return NeedLine.show(audience, line, {
    quantityBand: openBandOf(quantityValidated === null ? quantityRequested : openQuantity(row), ownHeld, decimals),
    othersCoverPart: heldOf(row) > ownHeld,
    quantityRequested: quantityOf(quantityRequested, decimals),
    quantityValidated: quantityValidated === null ? null : quantityOf(quantityValidated, decimals),
    minimumLot: quantityOf(minimumLot, decimals),
    citedGap: citedGap === null ? null : quantityOf(citedGap, decimals),
    coverage: quantitiesOf(coverageOf(row), decimals),
    needId: undefined,
    disclosed: undefined,
    reserved: undefined,
    agreed: undefined,
    shipped: undefined,
    accepted: undefined,
    inService: undefined,
    verified: undefined,
    failed: undefined,
  });
}
