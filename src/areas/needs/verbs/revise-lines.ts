import { asc, eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { NeedId, NeedLineId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { quantityOf, type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import { type FieldFault, Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { insertMany } from '../../../platform/db/write-rows.ts';
import { type OnLine, readMatchedNeedLines } from '../../matches/index.ts';
import { readDecimals } from '../../reference/index.ts';
import { heldOf } from '../domain/coverage.ts';
import { MOST_LINES } from '../domain/need.ts';
import type { AskedNeedLine, RevisedNeed, RevisedNeedLine } from '../domain/revision.ts';
import { needLines } from '../tables.ts';
import { citeAnew } from './cite-anew.ts';
import { checkAskedLines, lineValues, newLine, type NeedOfLines, type PlacedNeedLine } from './write-lines.ts';

/** What a revision makes of a need's lines: how they read, how they should, what stands in the way, and how they are written. */

/** How a line reads, all of it. */
type LineReads = Required<Omit<RevisedNeedLine, 'lineId' | 'leftOut'>> & { readonly leftOut: boolean };

interface LineAsItReads {
  readonly id: NeedLineId;
  readonly position: number;
  readonly leftOutAt: Date | null;
  /** What is promised of it: less than that it can't ask for. */
  readonly committed: Steps;
  /** What matches name it; none where undefined. */
  readonly onLine: OnLine | undefined;
  readonly reads: LineReads;
}

/** How each line of a need reads, by its id. */
export async function readLinesAsTheyRead(tx: Tx, needId: NeedId): Promise<ReadonlyMap<NeedLineId, LineAsItReads>> {
  const lines = await tx
    .select({
      id: needLines.id,
      position: needLines.position,
      leftOutAt: needLines.leftOutAt,
      itemType: needLines.itemType,
      quantityRequested: needLines.quantityRequested,
      specifications: needLines.specifications,
      minimumLot: needLines.minimumLot,
      acceptedSubstitutes: needLines.acceptedSubstitutes,
      note: needLines.note,
      course: needLines.course,
      reserved: needLines.reserved,
      agreed: needLines.agreed,
      failed: needLines.failed,
    })
    .from(needLines)
    .where(eq(needLines.needId, needId))
    .orderBy(asc(needLines.position));
  const decimalsOf = await readDecimals(
    tx,
    lines.map(({ itemType }) => itemType),
  );
  const matched = await readMatchedNeedLines(tx, needId);
  return new Map(
    lines.map((line) => {
      const { id, position, leftOutAt, reserved, agreed, failed, ...asked } = line;
      const decimals = decimalsOf(asked.itemType);
      const reads = {
        ...asked,
        quantityRequested: quantityOf(asked.quantityRequested, decimals),
        minimumLot: quantityOf(asked.minimumLot, decimals),
        leftOut: leftOutAt !== null,
      };
      return [id, { id, position, leftOutAt, committed: heldOf({ reserved, agreed, failed }), onLine: matched.get(id), reads }];
    }),
  );
}

/** The lines that a revision changes, each with how it reads and how it should. */
interface RevisedLine extends PlacedNeedLine {
  readonly change: RevisedNeedLine;
  readonly before: LineAsItReads;
  readonly leftOut: boolean;
}

function revisedLines(changes: readonly RevisedNeedLine[], known: ReadonlyMap<NeedLineId, LineAsItReads>): RevisedLine[] {
  return changes.map((change, index) => {
    const before = must(known.get(change.lineId), 'a line of the need');
    const { reads } = before;
    const {
      lineId,
      itemType = reads.itemType,
      quantityRequested = reads.quantityRequested,
      specifications = reads.specifications ?? [],
      minimumLot = reads.minimumLot,
      acceptedSubstitutes = reads.acceptedSubstitutes ?? [],
      note = reads.note,
      course = reads.course,
      leftOut = reads.leftOut,
      ...rest
    } = change;
    nothingLeft(rest);
    const line = { itemType, quantityRequested, specifications, minimumLot, acceptedSubstitutes, note, course } as AskedNeedLine;
    return { at: `/lines/${index}`, change, before, line, leftOut };
  });
}

const addedLinesOf = ({ addedLines = [] }: RevisedNeed): PlacedNeedLine[] =>
  addedLines.map((line, index) => ({ at: `/addedLines/${index}`, line }));

/** Refuses what the lines can't follow: less than is promised already, another item or nothing at all under a match. */
export async function requireLinesPossible(tx: Tx, needId: NeedId, changes: RevisedNeed): Promise<void> {
  const { lines = [], addedLines = [] } = changes;
  if (lines.length + addedLines.length === 0) return;
  const known = await readLinesAsTheyRead(tx, needId);
  const revised = revisedLines(lines, known);
  const decimalsOf = await checkAskedLines(tx, [...revised, ...addedLinesOf(changes)]);
  const matched = revised.flatMap(faultsOfMatched);
  if (matched.length > 0) throw new Refusal('line-is-matched', { fields: matched });
  const tooLow = revised.flatMap(({ at, line, before: { committed } }): FieldFault[] => {
    const decimals = decimalsOf(line.itemType);
    const pointer = `${at}/quantityRequested`;
    if (stepsFrom(line.quantityRequested, decimals, pointer) >= committed) return [];
    return [{ pointer, code: 'quantity-below-committed', limit: String(quantityOf(committed, decimals)) }];
  });
  if (tooLow.length > 0) throw new Refusal('quantity-below-committed', { fields: tooLow });
  const leftOut = new Map([...known.values()].map(({ id, reads }) => [id, reads.leftOut]));
  for (const { before, leftOut: isOut } of revised) leftOut.set(before.id, isOut);
  const standing = [...leftOut.values()].filter((isOut) => !isOut).length + addedLines.length;
  if (standing === 0) throw new Refusal('need-incomplete', { fields: [{ pointer: '/lines', code: 'missing' }] });
  if (standing > MOST_LINES) {
    throw new Refusal('invalid-field', { fields: [{ pointer: '/addedLines', code: 'too-big', limit: String(MOST_LINES) }] });
  }
}

/** A match that stands keeps its line; one that has ended keeps what its quantity was of. */
function faultsOfMatched({ at, change, before: { onLine } }: RevisedLine): FieldFault[] {
  const otherItem = change.itemType !== undefined && onLine !== undefined ? ['itemType'] : [];
  const nothing = change.leftOut === true && onLine === 'standing-match' ? ['leftOut'] : [];
  return [...otherItem, ...nothing].map((field) => ({ pointer: `${at}/${field}`, code: 'line-is-matched' }));
}

/** Writes what a revision makes of the lines. Whoever approved it approved what they ask for. */
export async function putLinesInForce(tx: Tx, ctx: ActorContext, need: NeedOfLines, changes: RevisedNeed): Promise<void> {
  const { lines = [], addedLines = [] } = changes;
  if (lines.length + addedLines.length === 0) return;
  const known = await readLinesAsTheyRead(tx, need.id);
  const revised = revisedLines(lines, known);
  const added = addedLinesOf(changes);
  const decimalsOf = await readDecimals(
    tx,
    [...revised, ...added].map(({ line }) => line.itemType),
  );
  for (const { at, line, change, before, leftOut } of revised) {
    const values = lineValues(line, decimalsOf(line.itemType), at);
    const isAskedAnew = change.quantityRequested !== undefined || change.itemType !== undefined;
    await tx
      .update(needLines)
      .set({
        ...values,
        leftOutAt: leftOut ? (before.leftOutAt ?? ctx.now) : null,
        ...(isAskedAnew ? { quantityValidated: values.quantityRequested, validationReason: null } : {}),
      })
      .where(eq(needLines.id, before.id));
  }
  const last = Math.max(0, ...[...known.values()].map(({ position }) => position));
  await insertMany(
    tx,
    needLines,
    added.map(({ at, line }, index) => {
      const row = newLine(need, last + index + 1, line, decimalsOf(line.itemType), at);
      return { ...row, quantityValidated: row.quantityRequested };
    }),
  );
  const asksOtherwise = revised.filter(({ change }) => [change.itemType, change.quantityRequested, change.leftOut].some(isNamed));
  await citeAnew(tx, ctx, need, [
    ...asksOtherwise.flatMap(({ before, line }) => [before.reads.itemType as string, line.itemType]),
    ...added.map(({ line }) => line.itemType),
  ]);
}

const isNamed = (value: unknown): boolean => value !== undefined;

/** A line that a revision names, as it reads now. */
export function lineNamed(known: ReadonlyMap<NeedLineId, LineAsItReads>, lineId: NeedLineId, index: number): LineReads {
  const line = known.get(lineId);
  if (!line) throw refuseField('reference-unknown', `/lines/${index}/lineId`);
  return line.reads;
}
