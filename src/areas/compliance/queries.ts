import { and, asc, desc, eq, inArray, lt, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { ComplianceEntryId, DeliveryId, MatchId } from '../../kernel/id.ts';
import type { Language } from '../../kernel/language.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, type Page, toPage } from '../../platform/http/page.ts';
import { deliveries, deliveryLines } from '../deliveries/tables.ts';
import { audienceOf, redact } from '../disclosure/index.ts';
import { matches } from '../matches/tables.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines } from '../offers/tables.ts';
import { itemTypes, organisations } from '../reference/tables.ts';
import type { ClassificationView, ClearanceView, EntryView, ListEntries, MatchComplianceView, RegimeVersionView } from './contract.ts';
import { adviceAsOf } from './domain/advice.ts';
import { classifications, complianceEntries, regimeVersions } from './tables.ts';
import { findHindrances } from './gate-queries.ts';
import { viewEntry } from './views.ts';

const owners = alias(organisations, 'owners');
const authorities = alias(organisations, 'authorities');

function selectEntries(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      id: complianceEntries.id,
      reference: complianceEntries.reference,
      matchId: complianceEntries.matchId,
      regime: complianceEntries.regime,
      regimeVersion: regimeVersions.version,
      content: regimeVersions.content,
      document: complianceEntries.document,
      state: complianceEntries.state,
      unknownFields: complianceEntries.unknownFields,
      owner: { id: owners.id, slug: owners.slug, names: owners.names },
      authority: { id: authorities.id, slug: authorities.slug, names: authorities.names },
      requestedOn: complianceEntries.requestedOn,
      silenceFrom: complianceEntries.silenceFrom,
      silenceEndsOn: complianceEntries.silenceEndsOn,
      outcome: complianceEntries.outcome,
      issuedBy: complianceEntries.issuedBy,
      issuedNumber: complianceEntries.issuedNumber,
      validFrom: complianceEntries.validFrom,
      validUntil: complianceEntries.validUntil,
      readiness: complianceEntries.readiness,
      documentId: complianceEntries.documentId,
      stateReason: complianceEntries.stateReason,
      recordedBy: complianceEntries.recordedBy,
      recordedAt: complianceEntries.recordedAt,
      confirmedAt: complianceEntries.confirmedAt,
      version: complianceEntries.version,
    })
    .from(complianceEntries)
    .innerJoin(regimeVersions, eq(regimeVersions.id, complianceEntries.regimeVersionId))
    .leftJoin(owners, eq(owners.id, complianceEntries.ownerId))
    .leftJoin(authorities, eq(authorities.id, complianceEntries.authorityId))
    .where(where)
    .orderBy(desc(complianceEntries.id))
    .limit(limit);
}
export type EntryRow = Awaited<ReturnType<typeof selectEntries>>[number];

/** One entry as this reader may see it. */
export async function findEntry(tx: Tx, act: Act, id: ComplianceEntryId): Promise<EntryView> {
  const [row] = await selectEntries(tx, eq(complianceEntries.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewEntry(act, row);
}

/** A page of entries, newest first. Only parties of a match see its entries, and they see all that is filtered by. */
export async function listEntries(tx: Tx, act: Act, filters: ListEntries): Promise<Page<EntryView>> {
  const key = decodeCursor(filters.cursor, idKey);
  const rows = await selectEntries(
    tx,
    and(
      filters.state ? eq(complianceEntries.state, filters.state) : undefined,
      filters.regime ? eq(complianceEntries.regime, filters.regime) : undefined,
      filters.matchId ? eq(complianceEntries.matchId, filters.matchId) : undefined,
      filters.deliveryId
        ? inArray(
            complianceEntries.matchId,
            tx.select({ id: deliveryLines.matchId }).from(deliveryLines).where(eq(deliveryLines.deliveryId, filters.deliveryId)),
          )
        : undefined,
      filters.expiringBefore
        ? and(eq(complianceEntries.state, 'confirmed'), lt(complianceEntries.validUntil, filters.expiringBefore))
        : undefined,
      key ? lt(complianceEntries.id, key[0] as ComplianceEntryId) : undefined,
    ),
    filters.limit + 1,
  );
  return toPage(
    rows,
    filters.limit,
    (row) => [row.id],
    (row) => viewEntry(act, row),
  );
}

const MOST_ENTRIES_OF_A_MATCH = 500;

/** What a match needs, why, and how far it is. */
export async function findMatchCompliance(tx: Tx, act: Act, id: MatchId, language: Language): Promise<MatchComplianceView> {
  const [match] = await tx
    .select({ id: matches.id, control: itemTypes.control })
    .from(matches)
    .innerJoin(needLines, eq(needLines.id, matches.needLineId))
    .leftJoin(offerLines, eq(offerLines.id, matches.offerLineId))
    .innerJoin(itemTypes, eq(itemTypes.slug, sql`coalesce(${offerLines.itemType}, ${needLines.itemType})`))
    .where(eq(matches.id, id));
  if (!match) throw new Refusal('not-found');
  const entries = await selectEntries(tx, eq(complianceEntries.matchId, id), MOST_ENTRIES_OF_A_MATCH);
  const today = dayOf(act.now);
  const hinted = (list: 'militaryList' | 'dualUse') => match.control[list].map(({ list: name, category }) => `${name} ${category}`);
  return redact('MatchCompliance', audienceOf(act.actor.role, true), {
    matchId: match.id,
    asOf: today,
    advice: adviceAsOf(language, today),
    classification: await selectClassification(tx, id),
    hints: { militaryList: hinted('militaryList'), dualUse: hinted('dualUse') },
    entries: entries.map((row) => viewEntry(act, row)),
  }) as MatchComplianceView;
}

/** What the goods of a match are; null where nobody has said. */
async function selectClassification(tx: Tx, matchId: MatchId): Promise<ClassificationView | null> {
  const [row] = await tx
    .select({
      model: classifications.model,
      facts: classifications.facts,
      recordedAt: classifications.recordedAt,
      confirmedAt: classifications.confirmedAt,
      version: classifications.version,
    })
    .from(classifications)
    .where(eq(classifications.matchId, matchId));
  return row ? { ...row, recordedAt: row.recordedAt.toISOString(), confirmedAt: row.confirmedAt?.toISOString() ?? null } : null;
}

export async function findClassification(tx: Tx, act: Act, matchId: MatchId): Promise<ClassificationView> {
  const found = await selectClassification(tx, matchId);
  if (found === null) throw new Refusal('not-found');
  return redact('Classification', audienceOf(act.actor.role, true), found) as ClassificationView;
}

/** Whether a delivery may leave on a day, by its checklists as they stand; what the reader may not see is only counted. */
export async function findDeliveryClearance(tx: Tx, act: Act, id: DeliveryId, on: CalendarDate): Promise<ClearanceView> {
  const [delivery] = await tx.select({ id: deliveries.id }).from(deliveries).where(eq(deliveries.id, id));
  if (!delivery) throw new Refusal('not-found');
  const hindrances = await findHindrances(tx, act, id, on, 'leave');
  const visible = new Set(
    (
      await tx
        .select({ reference: complianceEntries.reference })
        .from(complianceEntries)
        .where(
          inArray(
            complianceEntries.reference,
            hindrances.map(({ reference }) => reference),
          ),
        )
    ).map(({ reference }) => reference),
  );
  const told = hindrances.filter(({ reference }) => visible.has(reference));
  return redact('DeliveryClearance', audienceOf(act.actor.role, true), {
    deliveryId: id,
    on,
    isClear: hindrances.length === 0,
    hindrances: told.map(({ reference, regime, document, why }) => ({ reference, regime, document, why })),
    confidential: hindrances.length - told.length,
  }) as ClearanceView;
}

/** Every version of a regime, the newest first. */
export async function listRegimeVersions(tx: Tx, act: Act, regime: string, language: Language): Promise<{ items: RegimeVersionView[] }> {
  const rows = await tx
    .select({
      version: regimeVersions.version,
      validFrom: regimeVersions.validFrom,
      adoptedReason: regimeVersions.adoptedReason,
      content: regimeVersions.content,
    })
    .from(regimeVersions)
    .where(eq(regimeVersions.regime, regime))
    .orderBy(desc(regimeVersions.version), asc(regimeVersions.id));
  if (rows.length === 0) throw new Refusal('not-found');
  const audience = audienceOf(act.actor.role, true);
  return {
    items: rows.map(
      ({ content, ...row }) =>
        redact('RegimeVersion', audience, {
          regime,
          ...row,
          names: content.names,
          summary: content.summary,
          effect: content.effect,
          documentsRequired: [...content.documentsRequired],
          outcomes: [...content.outcomes],
          blocksMilestone: content.blocksMilestone,
          citations: [...content.citations],
          confidence: content.confidence,
          asOf: content.asOf,
          validUntil: content.validUntil,
          advice: adviceAsOf(language, content.asOf),
        }) as RegimeVersionView,
    ),
  };
}
