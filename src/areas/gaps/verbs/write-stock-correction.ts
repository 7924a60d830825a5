import { newId } from '../../../platform/ids.ts';
import { type ActorContext, organisationOf, roleOf, userOf } from '../../../platform/auth/actor.ts';
import type { EventAction } from '../../../platform/audit/event-actions.ts';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import type { HoldingReportId, ProposedHoldingId, RequirementId } from '../../../kernel/id.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { stockCorrections } from '../correction-tables.ts';
import type { StockRecord, StockValues } from '../domain/stock-correction.ts';
import type { Holding } from './follow-history.ts';

type Corrected =
  | { readonly holdingReportId: HoldingReportId }
  | { readonly requirementId: RequirementId }
  | { readonly proposedHoldingId: ProposedHoldingId };

export const ACTION_OF = {
  'holding-report': 'holding-report.corrected',
  requirement: 'requirement.corrected',
  'proposed-holding': 'proposed-holding.corrected',
} as const satisfies Record<StockRecord, EventAction>;

/** Keeps both values, why, and who did it. */
export async function writeCorrection(
  tx: Tx,
  ctx: ActorContext,
  record: Corrected,
  { unitId, organisationId }: Omit<Holding, 'itemType'>,
  { before, after, reason }: { readonly before: StockValues; readonly after: StockValues; readonly reason: string },
): Promise<void> {
  const id = newId<'stock-correction'>();
  await tx.insert(stockCorrections).values({
    ...record,
    id,
    unitId,
    organisationId,
    before,
    after,
    reason,
    correctedBy: userOf(ctx),
    correctedByOrganisationId: organisationOf(ctx),
    correctedByRole: roleOf(ctx),
    createdAt: ctx.now,
  });
}

/** Refuses what would put nothing right. */
export const requireDifference = (before: StockValues, after: StockValues): void => {
  if (canonicalJson(before) === canonicalJson(after)) throw refuseField('invalid-field', '', 'nothing-to-put-right');
};
