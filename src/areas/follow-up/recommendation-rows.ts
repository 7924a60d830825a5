import { asc, desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { RecommendationId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { nameColumns, organisations } from '../reference/tables.ts';
import { recommendationNotes, recommendationOwners, recommendations } from './tables.ts';

const reporters = alias(organisations, 'reporters');
const confirmers = alias(organisations, 'confirmers');

// What no view shows: organisations are read by name below, and an event names the persons.
const { doneById, confirmedBy, confirmedById, ...ownColumns } = getTableColumns(recommendations);
const columns = {
  ...ownColumns,
  noteCount: sql<number>`(select count(*)::int from recommendation_notes where recommendation_notes.recommendation_id = ${recommendations.id})`,
  doneByOrganisation: nameColumns(reporters),
  confirmedByOrganisation: nameColumns(confirmers),
};

const { organisationId: ownerId, ...ownerColumns } = getTableColumns(recommendationOwners);
const { organisationId, ...ownNoteColumns } = getTableColumns(recommendationNotes);
const noteColumns = {
  ...ownNoteColumns,
  organisation: nameColumns(organisations),
};

export type RecommendationRow = Awaited<ReturnType<typeof selectRecommendations>>[number];
export type OwnerRow = Awaited<ReturnType<typeof selectOwners>>[number];
export type NoteRow = Awaited<ReturnType<typeof selectLatestNotes>>[number];

export function selectRecommendations(tx: Tx, where: SQL | undefined, order: readonly SQL[], limit: number) {
  return tx
    .select(columns)
    .from(recommendations)
    .leftJoin(reporters, eq(reporters.id, recommendations.doneById))
    .leftJoin(confirmers, eq(confirmers.id, recommendations.confirmedById))
    .where(where)
    .orderBy(...order)
    .limit(limit);
}

export const selectOwners = (tx: Tx, ids: readonly RecommendationId[]) =>
  tx
    .select({ ...ownerColumns, ...nameColumns(organisations) })
    .from(recommendationOwners)
    .innerJoin(organisations, eq(organisations.id, recommendationOwners.organisationId))
    .where(oneOf(recommendationOwners.recommendationId, ids))
    .orderBy(asc(organisations.slug));

/** The index `recommendation_notes_by_recommendation` finds the last note of each. */
export const selectLatestNotes = (tx: Tx, ids: readonly RecommendationId[]) =>
  tx
    .selectDistinctOn([recommendationNotes.recommendationId], noteColumns)
    .from(recommendationNotes)
    .leftJoin(organisations, eq(organisations.id, recommendationNotes.organisationId))
    .where(oneOf(recommendationNotes.recommendationId, ids))
    .orderBy(recommendationNotes.recommendationId, desc(recommendationNotes.creationOrder));

/** The notes of a recommendation, newest first. */
export const selectNotes = (tx: Tx, where: SQL | undefined, limit: number) =>
  tx
    .select(noteColumns)
    .from(recommendationNotes)
    .leftJoin(organisations, eq(organisations.id, recommendationNotes.organisationId))
    .where(where)
    .orderBy(desc(recommendationNotes.creationOrder))
    .limit(limit);
