import type { RecommendationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { NoteProgress, ReportDone } from '../contract-recommendations.ts';
import { recommendationNotes } from '../tables.ts';
import { stepRecommendation, beginRecommendationStep } from './change-recommendation.ts';
import { addLinks } from './write-links.ts';

/** What an owner's people do, or a facilitator for an owner who has no account; and how another confirms it. */

const organisationOf = ({ actor }: ActorContext) => (actor.kind === 'system' ? null : actor.organisationId);

/** One of its owners takes it on. */
export async function acceptRecommendation(tx: Tx, ctx: ActorContext, id: RecommendationId, version: number): Promise<void> {
  const recommendation = await beginRecommendationStep(tx, ctx, id, version, 'accept');
  await stepRecommendation(tx, ctx, recommendation, { event: 'accept', action: 'recommendation.accepted' });
}

export async function startRecommendation(tx: Tx, ctx: ActorContext, id: RecommendationId, version: number): Promise<void> {
  const recommendation = await beginRecommendationStep(tx, ctx, id, version, 'start');
  await stepRecommendation(tx, ctx, recommendation, { event: 'start', action: 'recommendation.started' });
}

/** A note of progress stands for good; what came of it is linked from then on. */
export async function noteProgress(tx: Tx, ctx: ActorContext, id: RecommendationId, version: number, input: NoteProgress): Promise<void> {
  const { note, links, ...rest } = input;
  nothingLeft(rest);
  const recommendation = await beginRecommendationStep(tx, ctx, id, version, 'note');
  await tx.insert(recommendationNotes).values({
    id: newId<'recommendation-note'>(),
    recommendationId: id,
    organisationId: organisationOf(ctx),
    note,
    notedAt: ctx.now,
  });
  await addLinks(tx, { recommendationId: id }, links);
  await stepRecommendation(tx, ctx, recommendation, { event: 'note', action: 'recommendation.progress-noted' });
}

/** An owner says that it is done, and shows why. It is over when another has confirmed it. */
export async function reportRecommendationDone(
  tx: Tx,
  ctx: ActorContext,
  id: RecommendationId,
  version: number,
  input: ReportDone,
): Promise<void> {
  const { evidence, ...rest } = input;
  nothingLeft(rest);
  const recommendation = await beginRecommendationStep(tx, ctx, id, version, 'report-done');
  if (evidence === undefined) throw refuseField('evidence-required', '/evidence', 'missing');
  await stepRecommendation(tx, ctx, recommendation, {
    event: 'report-done',
    action: 'recommendation.reported-done',
    set: { doneBy: userOf(ctx), doneById: organisationOf(ctx), doneAt: ctx.now, evidence },
  });
}

/** A facilitator or another party confirms it: never who reported it, which the database holds too. */
export async function confirmRecommendation(tx: Tx, ctx: ActorContext, id: RecommendationId, version: number): Promise<void> {
  const recommendation = await beginRecommendationStep(tx, ctx, id, version, 'confirm');
  await stepRecommendation(tx, ctx, recommendation, {
    event: 'confirm',
    action: 'recommendation.confirmed',
    set: { confirmedBy: userOf(ctx), confirmedById: organisationOf(ctx), confirmedAt: ctx.now },
  });
}

/** It is not done, or no longer: the report no longer holds. The events keep it. */
export async function reopenRecommendation(
  tx: Tx,
  ctx: ActorContext,
  id: RecommendationId,
  version: number,
  reason: string,
): Promise<void> {
  const recommendation = await beginRecommendationStep(tx, ctx, id, version, 'reopen');
  await stepRecommendation(tx, ctx, recommendation, {
    event: 'reopen',
    action: 'recommendation.reopened',
    set: { doneBy: null, doneById: null, doneAt: null, evidence: null, confirmedBy: null, confirmedById: null, confirmedAt: null },
    reason,
  });
}

/** An owner will not do it, or a facilitator finds that it falls away. */
export async function rejectRecommendation(
  tx: Tx,
  ctx: ActorContext,
  id: RecommendationId,
  version: number,
  reason: string,
): Promise<void> {
  const recommendation = await beginRecommendationStep(tx, ctx, id, version, 'reject');
  await stepRecommendation(tx, ctx, recommendation, { event: 'reject', action: 'recommendation.rejected', reason });
}
