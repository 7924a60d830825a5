import { asc, desc, eq, getTableColumns, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { AgreementId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { nameColumns, organisations } from '../reference/tables.ts';
import { agreementParties, agreements, obligations, observanceAssessments } from './tables.ts';

const debtors = alias(organisations, 'debtors');
const creditors = alias(organisations, 'creditors');

// What no view shows: organisations are read by name below; when the parties were last told; when it was written down.
const { owedById, owedToId, toldDueOn, ...obligationColumns } = getTableColumns(obligations);
const { id: assessmentId, agreementId, assessedById, createdAt, ...assessmentColumns } = getTableColumns(observanceAssessments);

const { organisationId, ...partyColumns } = getTableColumns(agreementParties);

export type AgreementRow = Awaited<ReturnType<typeof selectAgreements>>[number];
export type PartyRow = Awaited<ReturnType<typeof selectParties>>[number];
export type ObligationRow = Awaited<ReturnType<typeof selectObligations>>[number];
export type AssessmentRow = Awaited<ReturnType<typeof selectAssessments>>[number];

export const selectAgreements = (tx: Tx, where: SQL | undefined, limit: number) =>
  tx.select(getTableColumns(agreements)).from(agreements).where(where).orderBy(desc(agreements.creationOrder)).limit(limit);

export const selectParties = (tx: Tx, ids: readonly AgreementId[]) =>
  tx
    .select({ ...partyColumns, ...nameColumns(organisations) })
    .from(agreementParties)
    .innerJoin(organisations, eq(organisations.id, agreementParties.organisationId))
    .where(oneOf(agreementParties.agreementId, ids))
    .orderBy(asc(organisations.slug));

export const selectObligations = (tx: Tx, ids: readonly AgreementId[]) =>
  tx
    .select({
      ...obligationColumns,
      owedBy: nameColumns(debtors),
      owedTo: nameColumns(creditors),
    })
    .from(obligations)
    .innerJoin(debtors, eq(debtors.id, obligations.owedById))
    .leftJoin(creditors, eq(creditors.id, obligations.owedToId))
    .where(oneOf(obligations.agreementId, ids))
    .orderBy(asc(obligations.agreementId), asc(obligations.position));

/** The latest day first, and of one day the latest entry; the index `observance_assessments_by_obligation` serves it. */
export const selectAssessments = (tx: Tx, ids: readonly ObligationRow['id'][]) =>
  tx
    .select({
      ...assessmentColumns,
      assessedByOrganisation: nameColumns(organisations),
    })
    .from(observanceAssessments)
    .leftJoin(organisations, eq(organisations.id, observanceAssessments.assessedById))
    .where(oneOf(observanceAssessments.obligationId, ids))
    .orderBy(asc(observanceAssessments.obligationId), desc(observanceAssessments.assessedOn), desc(observanceAssessments.creationOrder));
