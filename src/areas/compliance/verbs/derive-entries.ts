import { and, asc, eq, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryId } from '../../../kernel/id.ts';
import { recordEvents } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { type EntryKind, followsFacts } from '../domain/entry.ts';
import { type DeliveryFacts, selectFactsOfDelivery } from '../fact-queries.ts';
import { complianceEntries } from '../tables.ts';
import { type RequiredEntry, deriveRequiredDecisions, deriveRequiredDocuments } from '../derive-required-entries.ts';
import { type EntryRecord, entryColumns } from './change-entry.ts';
import { todayOfOrganisation } from '../../reference/index.ts';

/**
 * Brings the checklist of a delivery to what the regimes in force on a day ask of its facts. What somebody has decided stays as it is,
 * under the version that it was decided by; what nobody has decided follows the facts. A second run changes nothing.
 */
export function deriveEntries(tx: Tx, ctx: ActorContext, deliveryId: DeliveryId, asked?: CalendarDate): Promise<void> {
  return asConsequence(tx, ctx, 'derive-compliance', async (system) => {
    const known = await selectFactsOfDelivery(tx, deliveryId);
    if (!known) return;
    const on = asked ?? (await todayOfOrganisation(tx, ctx, known.delivery.donorId));
    await bringTo(tx, system, known, 'decision', await deriveRequiredDecisions(tx, system, known, on));
    await bringDocuments(tx, system, known);
  });
}

/** Brings the documents alone to what the decisions ask for as they stand: a regime that turns out not to apply asks for none. */
export function deriveDocuments(tx: Tx, ctx: ActorContext, deliveryId: DeliveryId): Promise<void> {
  return asConsequence(tx, ctx, 'derive-compliance', async (system) => {
    const known = await selectFactsOfDelivery(tx, deliveryId);
    if (known) await bringDocuments(tx, system, known);
  });
}

async function bringDocuments(tx: Tx, ctx: ActorContext, known: DeliveryFacts): Promise<void> {
  const decisions = await selectEntries(tx, known.delivery.id, 'decision');
  await bringTo(tx, ctx, known, 'document', await deriveRequiredDocuments(tx, ctx, known, decisions));
}

const selectEntries = (tx: Tx, deliveryId: DeliveryId, kind: EntryKind) =>
  tx
    .select(entryColumns)
    .from(complianceEntries)
    .where(and(eq(complianceEntries.deliveryId, deliveryId), eq(complianceEntries.kind, kind)))
    .orderBy(asc(complianceEntries.creationOrder));

/** Brings the entries of one kind to what is wanted of them. */
async function bringTo(tx: Tx, ctx: ActorContext, known: DeliveryFacts, kind: EntryKind, wanted: readonly RequiredEntry[]): Promise<void> {
  const present = await selectEntries(tx, known.delivery.id, kind);
  const wants = new Map(wanted.map((want) => [keyOf(want), want]));
  const standing = new Set(present.map(keyOf));
  const added = await addEntries(
    tx,
    wanted.filter((want) => !standing.has(keyOf(want))),
  );
  const changed: EntryRecord[] = [...added];
  for (const before of present) {
    const set = whatFollows(wants.get(keyOf(before)), before);
    if (isTrueOf(before, set)) continue;
    const after = await changeEntry(tx, before, set);
    if (after) changed.push(after);
  }
  await recordEvents(
    tx,
    ctx,
    changed.map(({ id }) => ({
      action: 'compliance-entry.derived' as const,
      subject: { type: 'compliance-entry', id },
      parties: [known.delivery.donorId, ...known.organisationIds],
    })),
  );
}

const keyOf = ({ regime, documentType }: Pick<RequiredEntry, 'regime' | 'documentType'>) => regime ?? documentType;

/** Another transaction may have added the same meanwhile; then its entry stands. */
async function addEntries(tx: Tx, wanted: readonly RequiredEntry[]): Promise<EntryRecord[]> {
  if (wanted.length === 0) return [];
  return tx
    .insert(complianceEntries)
    .values([...wanted])
    .onConflictDoNothing()
    .returning(entryColumns);
}

async function changeEntry(tx: Tx, entry: EntryRecord, set: Partial<EntryRecord>): Promise<EntryRecord | undefined> {
  const [after] = await tx
    .update(complianceEntries)
    .set({ ...set, version: sql`${complianceEntries.version} + 1` })
    .where(and(eq(complianceEntries.id, entry.id), eq(complianceEntries.version, entry.version)))
    .returning(entryColumns);
  return after;
}

/**
 * What of an entry follows the facts. Of a decision that is made nothing does; a document that is there goes on serving whichever
 * regimes ask for it.
 */
function whatFollows(want: RequiredEntry | undefined, before: EntryRecord): Partial<EntryRecord> {
  if (followsFacts(before)) return want ? factsOf(want) : { ...UNASKED, askedBy: before.askedBy, neededFor: before.neededFor };
  return before.kind === 'document' && want ? { askedBy: want.askedBy, neededFor: want.neededFor ?? null } : {};
}

const UNASKED = {
  state: 'not-required',
  unknownFields: [],
  outcome: null,
  referenceNumber: null,
  validFrom: null,
  validUntil: null,
  confirmedAt: null,
} as const satisfies Partial<EntryRecord>;

const factsOf = ({ state, askedBy, unknownFields, neededFor, ...settled }: RequiredEntry) => ({
  state,
  askedBy,
  unknownFields,
  neededFor: neededFor ?? null,
  outcome: settled.outcome ?? null,
  referenceNumber: settled.referenceNumber ?? null,
  validFrom: settled.validFrom ?? null,
  validUntil: settled.validUntil ?? null,
  confirmedAt: settled.confirmedAt ?? null,
});

const isTrueOf = (entry: EntryRecord, set: Partial<EntryRecord>): boolean =>
  (Object.keys(set) as (keyof EntryRecord)[]).every((field) => JSON.stringify(entry[field]) === JSON.stringify(set[field]));
