import { and, asc, eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { NeedId, NeedLineId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { type Decimals, quantityOf, type Steps, steps, stepsFrom } from '../../../kernel/quantity.ts';
import { type FieldFault, Refusal, refuseField } from '../../../kernel/refusal.ts';
import { compareRevision } from '../../../kernel/revision.ts';
import { nextState } from '../../../kernel/transition.ts';
import { codeOf, noteOf, type ReasonCode, type Why } from '../../../kernel/reason.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { askAgain } from '../../matches/index.ts';
import { checkLines, readDecimals, todayOfUnit } from '../../reference/index.ts';
import type { ProposeNeedRevision } from '../contract.ts';
import { checkDates, datesInThePast } from '../domain/completeness.ts';
import { NEED_TRANSITIONS, type NeedEvent } from '../domain/need.ts';
import { concernsDonors, isApproved, linesToAskAgain, type RevisedNeed, type RevisedNeedLine } from '../domain/revision.ts';
import { needLines, needRevisions } from '../tables.ts';
import { changeNeed, checkNeedRight, type LockedNeed, lockNeed, requireNeedStep } from './change-need.ts';
import { checkSummary } from './check-summary.ts';

/**
 * What is wrong about a need that partners already read is put right in two steps: the requester proposes how it should read, and whoever
 * let it through before lets it through again. The published version stands meanwhile.
 */

/** The requester proposes how a published need should read, and why. What is as it was already is no part of it. */
export async function proposeNeedRevision(
  tx: Tx,
  ctx: ActorContext,
  id: NeedId,
  version: number,
  input: ProposeNeedRevision,
): Promise<void> {
  const { reason, reasonNote, ...wanted } = wantedOf(input);
  const { need } = await lockForRevision(tx, ctx, id, version, 'propose-revision');
  const { before, changes } = await compare(tx, need, wanted);
  if (Object.keys(changes).length === 0) throw refuseField('invalid-field', '', 'nothing-to-change');
  await requirePossible(tx, ctx, need, changes);
  await tx.insert(needRevisions).values({
    id: newId<'need-revision'>(),
    needId: id,
    organisationId: need.organisationId,
    unitId: need.unitId,
    state: 'open',
    changes,
    before,
    reason,
    reasonNote: reasonNote ?? null,
    proposedBy: userOf(ctx),
    createdAt: ctx.now,
  });
  await changeNeed(tx, ctx, need, {}, 'need.revision-proposed', { code: reason, note: reasonNote });
}

/**
 * The validator, and the facilitator where what donors read changes, let the revision through; with the last of them it takes effect. The
 * validator is never its author: the check `author_does_not_approve_revision` holds it too. Whoever gives, or would, is told; where the day or
 * the quantity of a line changed, what was accepted and not agreed is asked again.
 */
export async function approveNeedRevision(tx: Tx, ctx: ActorContext, id: NeedId, version: number): Promise<void> {
  const { need, open } = await lockForRevision(tx, ctx, id, version, 'approve-revision');
  const revision = must(open, 'what is approved was proposed');
  const approval =
    ctx.actor.role === 'validator'
      ? { validatorApprovedBy: userOf(ctx), validatorApprovedAt: ctx.now }
      : { facilitatorApprovedAt: ctx.now };
  if (!isApproved({ ...revision, ...approval })) {
    await tx.update(needRevisions).set(approval).where(eq(needRevisions.id, revision.id));
    await changeNeed(tx, ctx, need, {}, 'need.revision-approved');
    return;
  }
  await requirePossible(tx, ctx, need, revision.changes);
  await tx
    .update(needRevisions)
    .set({ ...approval, state: 'in-force', decidedAt: ctx.now })
    .where(eq(needRevisions.id, revision.id));
  await putInForce(tx, ctx, need, revision.changes, revision.reason);
  if (concernsDonors(revision.changes)) await askAgain(tx, ctx, { needId: id, needLineIds: linesToAskAgain(revision.changes) });
}

/** Whoever may approve may also refuse, and says why; the need stays as it is. */
export async function refuseNeedRevision(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: Why): Promise<void> {
  const locked = await lockForRevision(tx, ctx, id, version, 'refuse-revision');
  await endRevision(tx, ctx, locked, 'refused', 'need.revision-refused', reason);
}

/** The requester takes its revision back. */
export async function withdrawNeedRevision(tx: Tx, ctx: ActorContext, id: NeedId, version: number): Promise<void> {
  const locked = await lockForRevision(tx, ctx, id, version, 'withdraw-revision');
  await endRevision(tx, ctx, locked, 'withdrawn', 'need.revision-withdrawn');
}

function wantedOf(input: ProposeNeedRevision): RevisedNeed & Pick<ProposeNeedRevision, 'reason' | 'reasonNote'> {
  const { reason, reasonNote, priority, justification, summary, neededBy, respondBy, fulfilTogether, lines, ...rest } = input;
  nothingLeft(rest);
  const wantedLines = lines?.map((line) => {
    const { lineId, quantityRequested, specifications, minimumLot, acceptedSubstitutes, note, ...restOfLine } = line;
    nothingLeft(restOfLine);
    return { lineId, quantityRequested, specifications, minimumLot, acceptedSubstitutes, note };
  });
  return { reason, reasonNote, priority, justification, summary, neededBy, respondBy, fulfilTogether, lines: wantedLines };
}

interface LockedForRevision {
  readonly need: LockedNeed;
  readonly open: Awaited<ReturnType<typeof findOpenRevision>>;
}

async function lockForRevision(tx: Tx, ctx: ActorContext, id: NeedId, version: number, event: NeedEvent): Promise<LockedForRevision> {
  checkNeedRight(ctx, event);
  const need = await lockNeed(tx, id, version);
  const open = await findOpenRevision(tx, id);
  await requireNeedStep(tx, ctx, need, event, { revision: open });
  return { need, open };
}

async function endRevision(
  tx: Tx,
  ctx: ActorContext,
  { need, open }: LockedForRevision,
  state: 'refused' | 'withdrawn',
  action: 'need.revision-refused' | 'need.revision-withdrawn',
  reason?: Why,
): Promise<void> {
  const { id } = must(open, 'what is ended was proposed');
  await tx
    .update(needRevisions)
    .set({
      state,
      decidedAt: ctx.now,
      decisionReason: reason === undefined ? null : codeOf(reason),
      decisionNote: reason === undefined ? null : noteOf(reason),
    })
    .where(eq(needRevisions.id, id));
  await changeNeed(tx, ctx, need, {}, action, reason);
}

async function findOpenRevision(tx: Tx, needId: NeedId) {
  const [open] = await tx
    .select({
      id: needRevisions.id,
      changes: needRevisions.changes,
      reason: needRevisions.reason,
      proposedBy: needRevisions.proposedBy,
      validatorApprovedAt: needRevisions.validatorApprovedAt,
      facilitatorApprovedAt: needRevisions.facilitatorApprovedAt,
    })
    .from(needRevisions)
    .where(and(eq(needRevisions.needId, needId), eq(needRevisions.state, 'open')));
  return open ?? null;
}

interface LineAsItReads {
  readonly id: NeedLineId;
  readonly itemType: string;
  readonly decimals: Decimals;
  /** What is promised of it: less than that it can't ask for. */
  readonly committed: Steps;
  readonly reads: Required<Omit<RevisedNeedLine, 'lineId'>>;
}

async function readLinesAsTheyRead(tx: Tx, needId: NeedId): Promise<LineAsItReads[]> {
  const lines = await tx
    .select({
      id: needLines.id,
      itemType: needLines.itemType,
      quantityRequested: needLines.quantityRequested,
      specifications: needLines.specifications,
      minimumLot: needLines.minimumLot,
      acceptedSubstitutes: needLines.acceptedSubstitutes,
      note: needLines.note,
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
  return lines.map(({ id, itemType, reserved, agreed, failed, quantityRequested, minimumLot, ...asItIs }) => {
    const decimals = decimalsOf(itemType);
    const quantities = { quantityRequested: quantityOf(quantityRequested, decimals), minimumLot: quantityOf(minimumLot, decimals) };
    return { id, itemType, decimals, committed: steps(reserved + agreed - failed), reads: { ...quantities, ...asItIs } };
  });
}

/** What differs of what is wanted, and how it reads now. */
async function compare(tx: Tx, need: LockedNeed, wanted: RevisedNeed): Promise<{ changes: RevisedNeed; before: RevisedNeed }> {
  const { lines = [], ...header } = wanted;
  const readsNow = {
    ...need,
    summary: need.summary ?? undefined,
    neededBy: need.neededBy ?? undefined,
    respondBy: need.respondBy ?? undefined,
  };
  const known = new Map((await readLinesAsTheyRead(tx, need.id)).map((line) => [line.id, line.reads]));
  return compareRevision({ header, lines }, readsNow, ({ lineId }, index) => {
    const reads = known.get(lineId);
    if (!reads) throw refuseField('reference-unknown', `/lines/${index}/lineId`);
    return reads;
  });
}

/** Refuses a revision that the need can't follow: days that are over, or less than what is promised already. Asked at both steps. */
export async function requirePossible(
  tx: Tx,
  ctx: ActorContext,
  need: Pick<LockedNeed, 'id' | 'unitId' | 'organisationId' | 'neededBy' | 'respondBy'>,
  changes: RevisedNeed,
): Promise<void> {
  const { neededBy = null, respondBy = null } = changes;
  checkDates(neededBy ?? need.neededBy, respondBy ?? need.respondBy);
  const past = datesInThePast({ neededBy, respondBy }, await todayOfUnit(tx, ctx, need.unitId));
  if (past.length > 0) throw new Refusal('need-incomplete', { fields: past });
  if (changes.summary !== undefined) await checkSummary(tx, ctx, need, changes.summary);
  if (!changes.lines) return;
  const lines = await readLinesAsTheyRead(tx, need.id);
  const pairs = changes.lines.map((change) => ({
    change,
    line: must(
      lines.find(({ id }) => id === change.lineId),
      'a line of the need',
    ),
  }));
  await checkLines(
    tx,
    pairs.map(({ change, line }) => ({
      itemType: line.itemType,
      specifications: change.specifications ?? line.reads.specifications ?? [],
      acceptedSubstitutes: change.acceptedSubstitutes ?? line.reads.acceptedSubstitutes ?? [],
    })),
  );
  const tooLow = pairs.flatMap(({ change, line: { committed, decimals } }, index): FieldFault[] => {
    const pointer = `/lines/${index}/quantityRequested`;
    if (change.quantityRequested === undefined || stepsFrom(change.quantityRequested, decimals, pointer) >= committed) return [];
    return [{ pointer, code: 'quantity-below-committed', limit: String(quantityOf(committed, decimals)) }];
  });
  if (tooLow.length > 0) throw new Refusal('quantity-below-committed', { fields: tooLow });
}

async function putInForce(tx: Tx, ctx: ActorContext, need: LockedNeed, changes: RevisedNeed, reason: ReasonCode): Promise<void> {
  const { lines = [], ...header } = changes;
  const known = lines.length === 0 ? [] : await readLinesAsTheyRead(tx, need.id);
  // A facilitator who is the last to approve may not change lines, and doesn't: the revision does, that the validator approved.
  await asConsequence(tx, ctx, 'need-revision', async () => {
    for (const [index, { lineId, quantityRequested, minimumLot, acceptedSubstitutes, ...line }] of lines.entries()) {
      const { decimals } = must(
        known.find(({ id }) => id === lineId),
        'a line of the need',
      );
      const asked = quantityRequested === undefined ? null : stepsFrom(quantityRequested, decimals, `/lines/${index}/quantityRequested`);
      await tx
        .update(needLines)
        .set({
          ...line,
          ...(acceptedSubstitutes === undefined ? {} : { acceptedSubstitutes: [...acceptedSubstitutes] }),
          // Whoever approves the revision approves what it asks for.
          ...(asked === null ? {} : { quantityRequested: asked, quantityValidated: asked, validationReason: null }),
          ...(minimumLot === undefined ? {} : { minimumLot: stepsFrom(minimumLot, decimals, `/lines/${index}/minimumLot`) }),
        })
        .where(eq(needLines.id, lineId));
    }
  });
  const state = nextState(NEED_TRANSITIONS, need.state, 'approve-revision');
  const isAskedAgain = header.respondBy !== undefined;
  await changeNeed(
    tx,
    ctx,
    need,
    { ...header, state, confirmedAt: ctx.now, ...(isAskedAgain ? { unansweredSince: null } : {}) },
    'need.revised',
    reason,
  );
}
