import { and, asc, desc, eq, isNull, lt } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { ComplianceEntryId, DeliveryId, MatchId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, toPage } from '../../platform/http/page.ts';
import { isDesignated } from '../identity/index.ts';
import { complianceDocuments } from '../reference/tables.ts';
import type { ListEntries } from './contract.ts';
import { findDelivery } from './delivery-queries.ts';
import { stepAhead } from './domain/gate.ts';
import { type EntryRow, viewEntry } from './entry-view.ts';
import { selectLatestFile } from './file-queries.ts';
import { selectRegimeVersions } from './regime-version-queries.ts';
import { classifications, complianceEntries, recipientReadiness, regimeVersions } from './tables.ts';
import { noticeOf, shown, viewCitations } from './views.ts';
import { entryColumns } from './verbs/change-entry.ts';
import { classificationColumns } from './verbs/classify-match.ts';
import { readLacks } from './verbs/require-clearance.ts';

export async function listRegimeVersions(tx: Tx, act: Act, regime: string) {
  const rows = await tx
    .select({
      regime: regimeVersions.regime,
      version: regimeVersions.version,
      content: regimeVersions.content,
      validFrom: regimeVersions.validFrom,
      validUntil: regimeVersions.validUntil,
      adoptedBy: regimeVersions.adoptedBy,
      publishedAt: regimeVersions.publishedAt,
    })
    .from(regimeVersions)
    .where(eq(regimeVersions.regime, regime))
    .orderBy(desc(regimeVersions.version));
  if (rows.length === 0) throw new Refusal('not-found');
  return { items: rows.map((row) => viewRegime(act, row)), next: null };
}

/** The latest version of a regime, as it answers a publication. */
export async function findRegime(tx: Tx, act: Act, regime: string) {
  return must((await listRegimeVersions(tx, act, regime)).items[0], 'a regime has a version');
}

function viewRegime(
  act: Act,
  row: Pick<
    typeof regimeVersions.$inferSelect,
    'regime' | 'version' | 'content' | 'validFrom' | 'validUntil' | 'adoptedBy' | 'publishedAt'
  >,
) {
  const { content } = row;
  return shown(act, 'RegimeVersion', {
    regime: row.regime,
    version: row.version,
    names: content.names,
    summary: content.summary,
    level: content.level,
    effect: content.effect,
    appliesWhen: content.applies_when,
    documentsRequired: [...content.documents_required],
    outcomes: [...content.outcomes],
    blocksMilestone: content.blocks_milestone,
    citations: viewCitations(act, content.citations),
    confidence: content.confidence,
    validFrom: row.validFrom,
    validUntil: row.validUntil,
    adoptedBy: row.adoptedBy,
    publishedAt: row.publishedAt.toISOString(),
    notice: noticeOf(content.as_of),
  });
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

const selectEntries = (tx: Tx) =>
  tx
    .select({ entry: entryColumns, documentNames: complianceDocuments.names })
    .from(complianceEntries)
    .leftJoin(complianceDocuments, eq(complianceDocuments.slug, complianceEntries.documentType))
    .$dynamic();

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
  return shown(act, 'Clearance', {
    deliveryId: id,
    step,
    on,
    notice: noticeOf(on),
    isClear: lacks.length === 0,
    missing: lacks.map((lack) => shown(act, 'ClearanceLack', { ...lack })),
  });
}

export async function findClassification(tx: Tx, act: Act, matchId: MatchId) {
  const [row] = await tx
    .select(classificationColumns)
    .from(classifications)
    .where(and(eq(classifications.matchId, matchId), isNull(classifications.supersededAt)));
  if (!row) throw new Refusal('not-found');
  return shown(act, 'Classification', {
    ...row,
    militaryList: [...row.militaryList],
    dualUse: [...row.dualUse],
    recordedAt: row.recordedAt.toISOString(),
    confirmedAt: row.confirmedAt?.toISOString() ?? null,
  });
}

export async function listReadiness(tx: Tx, act: Act, id: DeliveryId) {
  const rows = await tx
    .select({
      unitId: recipientReadiness.unitId,
      storage: recipientReadiness.storage,
      consignee: recipientReadiness.consignee,
      operators: recipientReadiness.operators,
      fuel: recipientReadiness.fuel,
      saidAt: recipientReadiness.saidAt,
    })
    .from(recipientReadiness)
    .where(eq(recipientReadiness.deliveryId, id))
    .orderBy(asc(recipientReadiness.unitId));
  return { items: rows.map((row) => shown(act, 'RecipientReadiness', { ...row, saidAt: row.saidAt.toISOString() })), next: null };
}
