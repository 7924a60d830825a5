import { and, eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { NeedId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { compareRevision } from '../../../kernel/revision.ts';
import { nextState } from '../../../kernel/transition.ts';
import { codeOf, noteOf, type ReasonCode, type Why } from '../../../kernel/reason.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { requireMeeting } from '../../follow-up/index.ts';
import { askAgain } from '../../matches/index.ts';
import { todayOfUnit } from '../../reference/index.ts';
import type { ProposeNeedRevision } from '../contract.ts';
import { checkDates, datesInThePast } from '../domain/completeness.ts';
import { NEED_TRANSITIONS, type NeedEvent } from '../domain/need.ts';
import { concernsDonors, isApproved, linesToAskAgain, type RevisedNeed } from '../domain/revision.ts';
import { needRevisions } from '../tables.ts';
import { changeNeed, checkNeedRight, type LockedNeed, lockNeed, requireNeedStep } from './change-need.ts';
import { checkSummary } from './check-summary.ts';
import { lineNamed, putLinesInForce, readLinesAsTheyRead, requireLinesPossible } from './revise-lines.ts';
import { askedLineOf } from './write-lines.ts';

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
  await requireMeeting(tx, changes.citedMeetingId, '/citedMeetingId');
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
  const { reason, reasonNote, priority, justification, summary, neededBy, respondBy, fulfilTogether, citedMeetingId, ...ofLines } = input;
  const { lines, addedLines = [], ...rest } = ofLines;
  nothingLeft(rest);
  const wantedLines = lines?.map((line) => {
    const { lineId, itemType, quantityRequested, specifications, minimumLot, acceptedSubstitutes, note, course, leftOut, ...restOfLine } =
      line;
    nothingLeft(restOfLine);
    return { lineId, itemType, quantityRequested, specifications, minimumLot, acceptedSubstitutes, note, course, leftOut };
  });
  const header = { priority, justification, summary, neededBy, respondBy, fulfilTogether, citedMeetingId };
  return {
    reason,
    reasonNote,
    ...header,
    lines: wantedLines,
    addedLines: addedLines.length === 0 ? undefined : addedLines.map(askedLineOf),
  };
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

/** What differs of what is wanted, and how it reads now. */
async function compare(tx: Tx, need: LockedNeed, wanted: RevisedNeed): Promise<{ changes: RevisedNeed; before: RevisedNeed }> {
  const { lines = [], ...header } = wanted;
  const readsNow = {
    ...need,
    summary: need.summary ?? undefined,
    neededBy: need.neededBy ?? undefined,
    respondBy: need.respondBy ?? undefined,
  };
  const known = await readLinesAsTheyRead(tx, need.id);
  return compareRevision({ header, lines }, readsNow, ({ lineId }, index) => lineNamed(known, lineId, index));
}

/** Refuses a revision that the need can't follow: days that are over, or lines that can't. Asked at both steps. */
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
  await requireLinesPossible(tx, need.id, changes);
}

async function putInForce(tx: Tx, ctx: ActorContext, need: LockedNeed, changes: RevisedNeed, reason: ReasonCode): Promise<void> {
  const { lines, addedLines, ...header } = changes;
  // A facilitator who is the last to approve may not change lines, and doesn't: the revision does, that the validator approved.
  await asConsequence(tx, ctx, 'need-revision', (consequence) => putLinesInForce(tx, consequence, need, changes));
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
