import { and, desc, eq, gt, lt } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { ComplianceEntryId, DeliveryId, MatchId, RegimeProposalId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, toPage } from '../../platform/http/page.ts';
import { readerOf } from '../disclosure/index.ts';
import { isDesignated } from '../identity/index.ts';
import type { ListEntries, PageOnly } from './contract.ts';
import { findDelivery } from './delivery-queries.ts';
import { stepAhead } from './domain/gate.ts';
import { viewEntry } from './entry-view.ts';
import { selectLatestFile } from './file-queries.ts';
import { Classification, Clearance, MissingRequirement, RecipientReadiness } from './record.ts';
import { selectRegimeVersions } from './regime-version-queries.ts';
import { type EntryRow, selectClassification, selectEntries, selectProposals, selectReadiness, selectVersionsOf } from './rows.ts';
import { complianceEntries, regimeProposals, regimeVersions } from './tables.ts';
import { noticeOf, viewProposal, viewRegime } from './views.ts';
import { readMissingRequirements, todayOfStep } from './verbs/require-clearance.ts';

export async function listRegimeVersions(tx: Tx, ctx: ActorContext, regime: string) {
  const rows = await selectVersionsOf(tx, regime);
  if (rows.length === 0) throw new Refusal('not-found');
  return { items: rows.map((row) => viewRegime(readerOf(ctx), row)), next: null };
}

/** The latest version of a regime, as it answers a publication. */
export async function findRegime(tx: Tx, ctx: ActorContext, regime: string) {
  return must((await listRegimeVersions(tx, ctx, regime)).items[0], 'a regime has a version');
}

/** What is or was proposed of regimes, newest first: to whoever doesn't decide, what has become a version. */
export async function listRegimeProposals(tx: Tx, ctx: ActorContext, { cursor, limit, ...rest }: PageOnly) {
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectProposals(tx, key ? lt(regimeProposals.creationOrder, key[0]) : undefined, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewProposal(readerOf(ctx), row, ctx.now),
  );
}

export async function findRegimeProposal(tx: Tx, ctx: ActorContext, id: RegimeProposalId) {
  const [row] = await selectProposals(tx, eq(regimeProposals.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewProposal(readerOf(ctx), row, ctx.now);
}

/** The ids of what was published of a regime after a version of it. */
export async function listVersionsSince(tx: Tx, regime: string, version: number): Promise<readonly string[]> {
  const rows = await tx
    .select({ id: regimeVersions.id })
    .from(regimeVersions)
    .where(and(eq(regimeVersions.regime, regime), gt(regimeVersions.version, version)));
  return rows.map(({ id }) => id);
}

/** A page of checklist entries of the deliveries that the reader sees, newest first. */
export async function listEntries(tx: Tx, ctx: ActorContext, filters: ListEntries) {
  const { cursor, limit, deliveryId, kind, state, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectEntries(tx)
    .where(
      and(
        deliveryId ? eq(complianceEntries.deliveryId, deliveryId) : undefined,
        kind ? eq(complianceEntries.kind, kind) : undefined,
        state ? eq(complianceEntries.state, state) : undefined,
        key ? lt(complianceEntries.creationOrder, key[0]) : undefined,
      ),
    )
    .orderBy(desc(complianceEntries.creationOrder))
    .limit(limit + 1);
  const regimes = await selectAskingRegimes(tx, rows);
  const reads = await isDesignated(tx);
  return toPage(
    rows,
    limit,
    (row) => [row.entry.creationOrder],
    (row) => viewEntry(ctx, row, regimes, reads, null),
  );
}

/** One entry; of a human-rights file what is in it, where the reader is designated. */
export async function findEntry(tx: Tx, ctx: ActorContext, id: ComplianceEntryId) {
  const [row] = await selectEntries(tx).where(eq(complianceEntries.id, id));
  if (!row) throw new Refusal('not-found');
  const file = await selectLatestFile(tx, id);
  return viewEntry(ctx, row, await selectAskingRegimes(tx, [row]), await isDesignated(tx), file ?? null);
}

const selectAskingRegimes = (tx: Tx, rows: readonly EntryRow[]) =>
  selectRegimeVersions(
    tx,
    rows.flatMap(({ entry }) => entry.askedBy),
  );

/** Whether a delivery may take its next step on a day, by its checklist as it stands. */
export async function findClearance(tx: Tx, ctx: ActorContext, id: DeliveryId, asked?: CalendarDate) {
  const { state, kind } = await findDelivery(tx, id);
  const step = stepAhead(state, kind);
  const today = await todayOfStep(tx, ctx, id, step);
  const on = asked ?? today;
  const missing = await readMissingRequirements(tx, ctx, id, step, { on, isNow: on === today });
  const audience = readerOf(ctx);
  return Clearance.show(audience, {
    deliveryId: id,
    step,
    on,
    notice: noticeOf(on),
    isClear: missing.length === 0,
    missing: missing.map((requirement) => MissingRequirement.show(audience, requirement)),
  });
}

export async function findClassification(tx: Tx, ctx: ActorContext, matchId: MatchId) {
  const [row] = await selectClassification(tx, matchId);
  if (!row) throw new Refusal('not-found');
  return Classification.show(readerOf(ctx), row);
}

export async function listReadiness(tx: Tx, ctx: ActorContext, id: DeliveryId) {
  const rows = await selectReadiness(tx, id);
  return { items: rows.map((row) => RecipientReadiness.show(readerOf(ctx), row)), next: null };
}
