import { and, eq, lt, sql } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { AgreementId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { type AgreementRow, selectAgreements, selectAssessments, selectObligations, selectParties } from './agreement-rows.ts';
import type { ListAgreements } from './contract-agreements.ts';
import { selectLinksOfAgreements } from './link-queries.ts';
import type { AgreementView } from './record.ts';
import { agreements } from './tables.ts';
import { viewAgreement } from './views.ts';

async function viewAll(tx: Tx, ctx: ActorContext, rows: readonly AgreementRow[]): Promise<AgreementView[]> {
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
    viewAgreement(ctx, row, {
      parties: partiesOf.get(row.id) ?? [],
      obligations: obligationsOf.get(row.id) ?? [],
      assessmentsOf: (id) => assessmentsOf.get(id) ?? [],
      links: linksOf.get(row.id) ?? [],
    }),
  );
}

/** One agreement as this reader may see it. */
export async function findAgreement(tx: Tx, ctx: ActorContext, id: AgreementId): Promise<AgreementView> {
  const [agreement] = await viewAll(tx, ctx, await selectAgreements(tx, eq(agreements.id, id), 1));
  if (!agreement) throw new Refusal('not-found');
  return agreement;
}

/** A page of agreements, newest first. */
export async function listAgreements(tx: Tx, ctx: ActorContext, filters: ListAgreements): Promise<Page<AgreementView>> {
  const { limit, cursor, state, kind, partyId, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectAgreements(
    tx,
    and(
      state ? eq(agreements.state, state) : undefined,
      kind ? eq(agreements.kind, kind) : undefined,
      partyId
        ? sql`exists (select from agreement_parties where agreement_parties.agreement_id = ${agreements.id} and agreement_parties.organisation_id = ${partyId})`
        : undefined,
      key ? lt(agreements.creationOrder, key[0]) : undefined,
    ),
    limit + 1,
  );
  const views = new Map((await viewAll(tx, ctx, rows.slice(0, limit))).map((view) => [view.id, view]));
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => must(views.get(row.id), 'each row was viewed'),
  );
}

/** Those of so many agreements that the reader sees. */
export const agreementsNamed = async (tx: Tx, ctx: ActorContext, ids: readonly AgreementId[]): Promise<AgreementView[]> =>
  ids.length === 0 ? [] : viewAll(tx, ctx, await selectAgreements(tx, oneOf(agreements.id, ids), ids.length));
