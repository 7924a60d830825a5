import { asc, eq } from 'drizzle-orm';
import type { NeedId, NeedLineId, OrganisationId, UnitId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { ONE_STEP, type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { replaceRows } from '../../../platform/db/write-rows.ts';
import { newId } from '../../../platform/ids.ts';
import { checkLines } from '../../reference/index.ts';
import { checkCourseTerms, keptTermsOf } from '../../training/index.ts';
import type { NeedLineInput } from '../contract.ts';
import { needLines } from '../tables.ts';

/**
 * Replaces all lines of a need that may still be edited; refuses what the catalogue doesn't know or doesn't allow. The same line at the
 * same place stays.
 */
export async function replaceLines(
  tx: Tx,
  need: { readonly id: NeedId; readonly organisationId: OrganisationId; readonly unitId: UnitId },
  lines: readonly NeedLineInput[],
): Promise<void> {
  const decimalsOf = await checkLines(tx, lines);
  await checkCourseTerms(
    tx,
    lines.flatMap(({ itemType, course }, index) => (course ? [{ index, itemType, course }] : [])),
  );
  await replaceRows(
    tx,
    needLines,
    eq(needLines.needId, need.id),
    lines.map((line, index) => {
      const { itemType, quantityRequested, specifications, minimumLot, acceptedSubstitutes, note = null, course, ...rest } = line;
      nothingLeft(rest);
      const decimals = decimalsOf(itemType);
      return {
        id: newId<'need-line'>(),
        needId: need.id,
        organisationId: need.organisationId,
        unitId: need.unitId,
        position: index + 1,
        itemType,
        quantityRequested: stepsFrom(quantityRequested, decimals, `/lines/${index}/quantityRequested`),
        specifications,
        minimumLot: minimumLot === undefined ? ONE_STEP : stepsFrom(minimumLot, decimals, `/lines/${index}/minimumLot`),
        acceptedSubstitutes,
        note,
        course: course === undefined ? null : keptTermsOf(course),
      };
    }),
  );
}

export interface LineForDecision {
  readonly id: NeedLineId;
  readonly itemType: string;
  readonly quantityRequested: Steps;
  readonly quantityValidated: Steps | null;
}

export function readLines(tx: Tx, needId: NeedId): Promise<LineForDecision[]> {
  return tx
    .select({
      id: needLines.id,
      itemType: needLines.itemType,
      quantityRequested: needLines.quantityRequested,
      quantityValidated: needLines.quantityValidated,
    })
    .from(needLines)
    .where(eq(needLines.needId, needId))
    .orderBy(asc(needLines.position));
}
