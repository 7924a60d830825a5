import { and, asc, desc, eq, lt, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { groupBy } from '../../kernel/group-by.ts';
import type { AgreementId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, type Page, toPage } from '../../platform/http/page.ts';
import { organisations } from '../reference/tables.ts';
import type { AgreementView, ListAgreements } from './contract-agreements.ts';
import { selectLinksOfAgreements } from './link-queries.ts';
import { agreementParties, agreements, obligations, observanceAssessments } from './tables.ts';
import { viewAgreement } from './views.ts';

const debtors = alias(organisations, 'debtors');
const creditors = alias(organisations, 'creditors');

const columns = {
  id: agreements.id,
  reference: agreements.reference,
  kind: agreements.kind,
  state: agreements.state,
  title: agreements.title,
  summary: agreements.summary,
  signedOn: agreements.signedOn,
  validUntil: agreements.validUntil,
  stateReason: agreements.stateReason,
  version: agreements.version,
  createdAt: agreements.createdAt,
};

export type AgreementRow = Awaited<ReturnType<typeof selectAgreements>>[number];
export type PartyRow = Awaited<ReturnType<typeof selectParties>>[number];
export type ObligationRow = Awaited<ReturnType<typeof selectObligations>>[number];
export type AssessmentRow = Awaited<ReturnType<typeof selectAssessments>>[number];

const selectAgreements = (tx: Tx, where: SQL | undefined, limit: number) =>
  tx.select(columns).from(agreements).where(where).orderBy(desc(agreements.id)).limit(limit);

const selectParties = (tx: Tx, ids: readonly AgreementId[]) =>
  tx
    .select({ agreementId: agreementParties.agreementId, id: organisations.id, slug: organisations.slug, names: organisations.names })
    .from(agreementParties)
    .innerJoin(organisations, eq(organisations.id, agreementParties.organisationId))
    .where(oneOf(agreementParties.agreementId, ids))
    .orderBy(asc(organisations.slug));

const selectObligations = (tx: Tx, ids: readonly AgreementId[]) =>
  tx
    .select({
      id: obligations.id,
      agreementId: obligations.agreementId,
      position: obligations.position,
      duty: obligations.duty,
      dueOn: obligations.dueOn,
      everyMonths: obligations.everyMonths,
      releasedAt: obligations.releasedAt,
      releaseReason: obligations.releaseReason,
      owedBy: { id: debtors.id, slug: debtors.slug, names: debtors.names },
      owedTo: { id: creditors.id, slug: creditors.slug, names: creditors.names },
    })
    .from(obligations)
    .innerJoin(debtors, eq(debtors.id, obligations.owedById))
    .leftJoin(creditors, eq(creditors.id, obligations.owedToId))
    .where(oneOf(obligations.agreementId, ids))
    .orderBy(asc(obligations.agreementId), asc(obligations.position));

/** The latest day first, and of one day the latest entry; the index `observance_assessments_by_obligation` serves it. */
const selectAssessments = (tx: Tx, ids: readonly ObligationRow['id'][]) =>
  tx
    .select({
      obligationId: observanceAssessments.obligationId,
      observance: observanceAssessments.observance,
      assessedOn: observanceAssessments.assessedOn,
      finding: observanceAssessments.finding,
      evidence: observanceAssessments.evidence,
      assessedByOrganisation: { id: organisations.id, slug: organisations.slug, names: organisations.names },
    })
    .from(observanceAssessments)
    .leftJoin(organisations, eq(organisations.id, observanceAssessments.assessedById))
    .where(oneOf(observanceAssessments.obligationId, ids))
    .orderBy(asc(observanceAssessments.obligationId), desc(observanceAssessments.assessedOn), desc(observanceAssessments.id));

async function viewAll(tx: Tx, act: Act, rows: readonly AgreementRow[]): Promise<AgreementView[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const partiesOf = groupBy(await selectParties(tx, ids), (row) => row.agreementId);
  const owed = await selectObligations(tx, ids);
  const obligationsOf = groupBy(owed, (row) => row.agreementId);
  const found = await selectAssessments(
    tx,
    owed.map(({ id }) => id),
  );
  const assessmentsOf = groupBy(found, (row) => row.obligationId);
  const linksOf = groupBy(await selectLinksOfAgreements(tx, ids), (row) => row.sourceId as AgreementId);
  return rows.map((row) =>
    viewAgreement(act, row, {
      parties: partiesOf.get(row.id) ?? [],
      obligations: obligationsOf.get(row.id) ?? [],
      assessmentsOf: (id) => assessmentsOf.get(id) ?? [],
      links: linksOf.get(row.id) ?? [],
    }),
  );
}

/** One agreement as this reader may see it. */
export async function findAgreement(tx: Tx, act: Act, id: AgreementId): Promise<AgreementView> {
  const [agreement] = await viewAll(tx, act, await selectAgreements(tx, eq(agreements.id, id), 1));
  if (!agreement) throw new Refusal('not-found');
  return agreement;
}

/** A page of agreements, newest first. */
export async function listAgreements(tx: Tx, act: Act, filters: ListAgreements): Promise<Page<AgreementView>> {
  const key = decodeCursor(filters.cursor, idKey);
  const rows = await selectAgreements(
    tx,
    and(
      filters.state ? eq(agreements.state, filters.state) : undefined,
      filters.kind ? eq(agreements.kind, filters.kind) : undefined,
      filters.partyId
        ? sql`exists (select from agreement_parties where agreement_parties.agreement_id = ${agreements.id} and agreement_parties.organisation_id = ${filters.partyId})`
        : undefined,
      key ? lt(agreements.id, key[0] as AgreementId) : undefined,
    ),
    filters.limit + 1,
  );
  const views = new Map((await viewAll(tx, act, rows.slice(0, filters.limit))).map((view) => [view.id, view]));
  return toPage(
    rows,
    filters.limit,
    (row) => [row.id],
    (row) => views.get(row.id) as AgreementView,
  );
}

/** Those of so many agreements that the reader sees. */
export const agreementsNamed = async (tx: Tx, act: Act, ids: readonly AgreementId[]): Promise<AgreementView[]> =>
  ids.length === 0 ? [] : viewAll(tx, act, await selectAgreements(tx, oneOf(agreements.id, ids), ids.length));
