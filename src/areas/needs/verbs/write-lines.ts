import { and, asc, eq, isNull } from 'drizzle-orm';
import type { NeedId, NeedLineId, OrganisationId, UnitId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { type Decimals, ONE_STEP, type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { replaceRows } from '../../../platform/db/write-rows.ts';
import { newId } from '../../../platform/ids.ts';
import { checkLines, type DecimalsOfItems } from '../../reference/index.ts';
import { checkCourseTerms, keptTermsOf } from '../../training/index.ts';
import type { NeedLineInput } from '../contract.ts';
import type { AskedNeedLine } from '../domain/revision.ts';
import { needLines } from '../tables.ts';

/** What a need's lines are written for. */
export interface NeedOfLines {
  readonly id: NeedId;
  readonly organisationId: OrganisationId;
  readonly unitId: UnitId;
}

/**
 * Replaces all lines of a need that may still be edited; refuses what the catalogue doesn't know or doesn't allow. The same line at the
 * same place stays.
 */
export async function replaceLines(tx: Tx, need: NeedOfLines, written: readonly NeedLineInput[]): Promise<void> {
  const lines = written.map(askedLineOf);
  const decimalsOf = await checkAskedLines(
    tx,
    lines.map((line, index) => ({ at: `/lines/${index}`, line })),
  );
  await replaceRows(
    tx,
    needLines,
    eq(needLines.needId, need.id),
    lines.map((line, index) => newLine(need, index + 1, line, decimalsOf(line.itemType), `/lines/${index}`)),
  );
}

/** A line as its author writes it. */
export function askedLineOf(written: NeedLineInput): AskedNeedLine {
  const { itemType, quantityRequested, specifications, minimumLot, acceptedSubstitutes, note, course, ...rest } = written;
  nothingLeft(rest);
  const terms = course === undefined ? undefined : keptTermsOf(course);
  return { itemType, quantityRequested, specifications, minimumLot, acceptedSubstitutes, note, course: terms };
}

/** What a line asks for, and where that stands in the body. */
export interface PlacedNeedLine {
  readonly at: string;
  readonly line: AskedNeedLine;
}

/** Refuses lines that the catalogue doesn't know or doesn't allow. Answers how many places quantities of each item have. */
export async function checkAskedLines(tx: Tx, lines: readonly PlacedNeedLine[]): Promise<DecimalsOfItems> {
  const decimalsOf = await checkLines(
    tx,
    lines.map(({ at, line: { itemType, specifications, acceptedSubstitutes } }) => ({ at, itemType, specifications, acceptedSubstitutes })),
  );
  await checkCourseTerms(
    tx,
    lines.flatMap(({ at, line: { itemType, course } }) => (course ? [{ at, itemType, course }] : [])),
  );
  return decimalsOf;
}

/** The row of a line that is new, at its place in the need. */
export const newLine = (need: NeedOfLines, position: number, line: AskedNeedLine, decimals: Decimals, at: string) => ({
  id: newId<'need-line'>(),
  needId: need.id,
  organisationId: need.organisationId,
  unitId: need.unitId,
  position,
  ...lineValues(line, decimals, at),
});

/** What a line asks for, as its row keeps it. */
export function lineValues(line: AskedNeedLine, decimals: Decimals, at: string) {
  const { itemType, quantityRequested, specifications, minimumLot, acceptedSubstitutes, note = null, course = null, ...rest } = line;
  nothingLeft(rest);
  return {
    itemType,
    quantityRequested: stepsFrom(quantityRequested, decimals, `${at}/quantityRequested`),
    specifications,
    minimumLot: minimumLot === undefined ? ONE_STEP : stepsFrom(minimumLot, decimals, `${at}/minimumLot`),
    acceptedSubstitutes: [...acceptedSubstitutes],
    note,
    course,
  };
}

export interface LineForDecision {
  readonly id: NeedLineId;
  readonly itemType: string;
  readonly quantityRequested: Steps;
  readonly quantityValidated: Steps | null;
}

/** The lines that stand, in the order of the need. */
export function readLines(tx: Tx, needId: NeedId): Promise<LineForDecision[]> {
  return tx
    .select({
      id: needLines.id,
      itemType: needLines.itemType,
      quantityRequested: needLines.quantityRequested,
      quantityValidated: needLines.quantityValidated,
    })
    .from(needLines)
    .where(and(eq(needLines.needId, needId), isNull(needLines.leftOutAt)))
    .orderBy(asc(needLines.position));
}
