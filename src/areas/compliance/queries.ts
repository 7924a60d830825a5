import { and, desc, eq, lt } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { ComplianceEntryId, DeliveryId, MatchId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, toPage } from '../../platform/http/page.ts';
import { readerOf } from '../disclosure/index.ts';
import { isDesignated } from '../identity/index.ts';
import type { ListEntries } from './contract.ts';
import { findDelivery } from './delivery-queries.ts';
import { stepAhead } from './domain/gate.ts';
import { viewEntry } from './entry-view.ts';
import { selectLatestFile } from './file-queries.ts';
import { Classification, Clearance, ClearanceLack, RecipientReadiness } from './record.ts';
import { selectRegimeVersions } from './regime-version-queries.ts';
import { type EntryRow, selectClassification, selectEntries, selectReadiness, selectVersionsOf } from './rows.ts';
import { complianceEntries } from './tables.ts';
import { noticeOf, viewRegime } from './views.ts';
import { readLacks } from './verbs/require-clearance.ts';

export async function listRegimeVersions(tx: Tx, act: Act, regime: string) {
  const rows = await selectVersionsOf(tx, regime);
  if (rows.length === 0) throw new Refusal('not-found');
  return { items: rows.map((row) => viewRegime(readerOf(act), row)), next: null };
}

/** The latest version of a regime, as it answers a publication. */
export async function findRegime(tx: Tx, act: Act, regime: string) {
  return must((await listRegimeVersions(tx, act, regime)).items[0], 'a regime has a version');
}

/** A page of checklist entries of the deliveries that the reader sees, newest first. */
export async function listEntries(tx: Tx, act: Act, filters: ListEntries) {
  const key = decodeCursor(filters.cursor, idKey);
  const rows = await selectEntries(tx)
    .where(
      and(
        filters.deliveryId ? eq(complianceEntries.deliveryId, filters.deliveryId) : undefined,
        filters.kind ? eq(complianceEntries.kind, filters.kind) : undefined,
        filters.state ? eq(complianceEntries.state, filters.state) : undefined,
        key ? lt(complianceEntries.id, key[0] as ComplianceEntryId) : undefined,
      ),
    )
    .orderBy(desc(complianceEntries.id))
    .limit(filters.limit + 1);
  const regimes = await selectAskingRegimes(tx, rows);
  const reads = await isDesignated(tx);
  return toPage(
    rows,
    filters.limit,
    (row) => [row.entry.id],
    (row) => viewEntry(act, row, regimes, reads, null),
  );
}

/** One entry; of a human-rights file what is in it, where the reader is designated. */
export async function findEntry(tx: Tx, act: Act, id: ComplianceEntryId) {
  const [row] = await selectEntries(tx).where(eq(complianceEntries.id, id));
  if (!row) throw new Refusal('not-found');
  const file = await selectLatestFile(tx, id);
  return viewEntry(act, row, await selectAskingRegimes(tx, [row]), await isDesignated(tx), file ?? null);
}

const selectAskingRegimes = (tx: Tx, rows: readonly EntryRow[]) =>
  selectRegimeVersions(
    tx,
    rows.flatMap(({ entry }) => entry.askedBy),
  );

/** Whether a delivery may take its next step on a day, by its checklist as it stands. */
export async function findClearance(tx: Tx, act: Act, id: DeliveryId, on: CalendarDate = dayOf(act.now)) {
  const { state, kind } = await findDelivery(tx, id);
  const step = stepAhead(state, kind);
  const lacks = await readLacks(tx, act, id, step, on);
  const audience = readerOf(act);
  return Clearance.show(audience, {
    deliveryId: id,
    step,
    on,
    notice: noticeOf(on),
    isClear: lacks.length === 0,
    missing: lacks.map((lack) => ClearanceLack.show(audience, lack)),
  });
}

export async function findClassification(tx: Tx, act: Act, matchId: MatchId) {
  const [row] = await selectClassification(tx, matchId);
  if (!row) throw new Refusal('not-found');
  return Classification.show(readerOf(act), row);
}

export async function listReadiness(tx: Tx, act: Act, id: DeliveryId) {
  const rows = await selectReadiness(tx, id);
  return { items: rows.map((row) => RecipientReadiness.show(readerOf(act), row)), next: null };
}
