import type { RecommendationId } from '../../../kernel/id.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { type Act, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { NoteProgress, ReportDone } from '../contract-recommendations.ts';
import { recommendationNotes } from '../tables.ts';
import { stepRecommendation, takeUpRecommendation } from './change-recommendation.ts';
import { addLinks } from './write-links.ts';

/** What an owner's people do, or a facilitator for an owner who has no account; and how another confirms it. */

const organisationOf = ({ actor }: Act) => (actor.kind === 'system' ? null : actor.organisationId);

/** One of its owners takes it on. */
export async function acceptRecommendation(tx: Tx, act: Act, id: RecommendationId, version: number): Promise<void> {
  const recommendation = await takeUpRecommendation(tx, act, id, version, 'accept');
  await stepRecommendation(tx, act, recommendation, { event: 'accept', action: 'recommendation.accepted' });
}

export async function startRecommendation(tx: Tx, act: Act, id: RecommendationId, version: number): Promise<void> {
  const recommendation = await takeUpRecommendation(tx, act, id, version, 'start');
  await stepRecommendation(tx, act, recommendation, { event: 'start', action: 'recommendation.started' });
}

/** A note of progress stands for good; what came of it is linked from then on. */
export async function noteProgress(tx: Tx, act: Act, id: RecommendationId, version: number, input: NoteProgress): Promise<void> {
  const recommendation = await takeUpRecommendation(tx, act, id, version, 'note');
  await tx.insert(recommendationNotes).values({
    id: newId<'recommendation-note'>(),
    recommendationId: id,
    organisationId: organisationOf(act),
    note: input.note,
    notedAt: act.now,
  });
  await addLinks(tx, { recommendationId: id }, input.links);
  await stepRecommendation(tx, act, recommendation, { event: 'note', action: 'recommendation.progress-noted' });
}

/** An owner says that it is done, and shows why. It is over when another has confirmed it. */
export async function reportRecommendationDone(tx: Tx, act: Act, id: RecommendationId, version: number, input: ReportDone): Promise<void> {
  const recommendation = await takeUpRecommendation(tx, act, id, version, 'report-done');
  if (input.evidence === undefined) throw refuseField('evidence-required', '/evidence', 'missing');
  await stepRecommendation(tx, act, recommendation, {
    event: 'report-done',
    action: 'recommendation.reported-done',
    set: { doneBy: userOf(act), doneById: organisationOf(act), doneAt: act.now, evidence: input.evidence },
  });
}

/** A facilitator or another party confirms it: never who reported it, which the database holds too. */
export async function confirmRecommendation(tx: Tx, act: Act, id: RecommendationId, version: number): Promise<void> {
  const recommendation = await takeUpRecommendation(tx, act, id, version, 'confirm');
  await stepRecommendation(tx, act, recommendation, {
    event: 'confirm',
    action: 'recommendation.confirmed',
    set: { confirmedBy: userOf(act), confirmedById: organisationOf(act), confirmedAt: act.now },
  });
}

/** It is not done, or no longer: the report no longer holds. The events keep it. */
export async function reopenRecommendation(tx: Tx, act: Act, id: RecommendationId, version: number, reason: string): Promise<void> {
  const recommendation = await takeUpRecommendation(tx, act, id, version, 'reopen');
  await stepRecommendation(tx, act, recommendation, {
    event: 'reopen',
    action: 'recommendation.reopened',
    set: { doneBy: null, doneById: null, doneAt: null, evidence: null, confirmedBy: null, confirmedById: null, confirmedAt: null },
    reason,
  });
}

/** An owner will not do it, or a facilitator finds that it falls away. */
export async function rejectRecommendation(tx: Tx, act: Act, id: RecommendationId, version: number, reason: string): Promise<void> {
  const recommendation = await takeUpRecommendation(tx, act, id, version, 'reject');
  await stepRecommendation(tx, act, recommendation, { event: 'reject', action: 'recommendation.rejected', reason });
}
