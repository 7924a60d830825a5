import { getTableColumns } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { groupBy } from '../../kernel/group-by.ts';
import type { EventSubject } from '../../platform/audit/event-subjects.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { Allocation } from '../allocations/index.ts';
import { allocations } from '../allocations/tables.ts';
import { CalendarCorrection } from '../calendars/index.ts';
import { calendarCorrections } from '../calendars/tables.ts';
import { Classification, RegimeVersion } from '../compliance/index.ts';
import { classifications, regimeVersions } from '../compliance/tables.ts';
import { Delivery, DeliveryForecast, DeliveryMilestone } from '../deliveries/index.ts';
import { deliveries } from '../deliveries/tables.ts';
import type { RecordType } from '../disclosure/index.ts';
import { Document } from '../documents/index.ts';
import { documents } from '../documents/tables.ts';
import { Agreement, Meeting, MeetingParticipant, Obligation, ObservanceAssessment, Recommendation } from '../follow-up/index.ts';
import { agreements, meetings, recommendations } from '../follow-up/tables.ts';
import { Requirement, Unit } from '../gaps/index.ts';
import { requirements, units } from '../gaps/tables.ts';
import { Account, ApiKey, Invitation } from '../identity/index.ts';
import { apiKeys, invitations, users } from '../identity/tables.ts';
import { Amendment, Match } from '../matches/index.ts';
import { matches } from '../matches/tables.ts';
import { Need, NeedLine } from '../needs/index.ts';
import { needs } from '../needs/tables.ts';
import { Obstacle } from '../obstacles/index.ts';
import { obstacles } from '../obstacles/tables.ts';
import { Offer, OfferLine } from '../offers/index.ts';
import { offers } from '../offers/tables.ts';
import { Package, PackagePart } from '../packages/index.ts';
import { packages } from '../packages/tables.ts';
import { Partnership, PartnershipAmendment } from '../partnerships/index.ts';
import { partnerships } from '../partnerships/tables.ts';
import { TrainingRecord } from '../training/index.ts';
import { trainingRecords } from '../training/tables.ts';
import { type Change, tellChange, type ToldSubject } from './told-changes.ts';

interface Subject extends ToldSubject {
  /** Its policies say who may read the subject. */
  readonly table: PgTable & { readonly id: PgColumn };
}

/** As `wasl.field_name` names a column's field. */
const fieldOf = (column: string): string => column.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());

const told = (
  table: Subject['table'],
  record: RecordType,
  { parts = {}, isDonorsOwn = false }: { readonly parts?: Readonly<Record<string, RecordType>>; readonly isDonorsOwn?: boolean } = {},
): Subject => ({
  table,
  record,
  fields: new Set(Object.values(getTableColumns(table)).map(({ name }) => fieldOf(name))),
  parts,
  isDonorsOwn,
});

/**
 * How the changes of each subject are told to others than auditors; null where nothing is. An entry of a checklist may be of a
 * human-rights file, a session is a sign-in, and counts are read as gaps: none has a record that says of each field who reads it.
 */
const SUBJECTS: Readonly<Record<EventSubject, Subject | null>> = {
  agreement: told(agreements, Agreement, { parts: { obligations: Obligation, assessments: ObservanceAssessment } }),
  allocation: told(allocations, Allocation),
  'api-key': told(apiKeys, ApiKey),
  'calendar-correction': told(calendarCorrections, CalendarCorrection),
  classification: told(classifications, Classification),
  'compliance-entry': null,
  delivery: told(deliveries, Delivery, { parts: { milestones: DeliveryMilestone, forecasts: DeliveryForecast } }),
  document: told(documents, Document),
  'holding-report': null,
  invitation: told(invitations, Invitation),
  match: told(matches, Match, { parts: { amendments: Amendment } }),
  meeting: told(meetings, Meeting, { parts: { participants: MeetingParticipant } }),
  need: told(needs, Need, { parts: { lines: NeedLine } }),
  obstacle: told(obstacles, Obstacle),
  offer: told(offers, Offer, { parts: { lines: OfferLine }, isDonorsOwn: true }),
  package: told(packages, Package, { parts: { parts: PackagePart } }),
  partnership: told(partnerships, Partnership, { parts: { amendments: PartnershipAmendment } }),
  'proposed-holding': null,
  recommendation: told(recommendations, Recommendation),
  'regime-version': told(regimeVersions, RegimeVersion),
  requirement: told(requirements, Requirement),
  session: null,
  'training-record': told(trainingRecords, TrainingRecord),
  unit: told(units, Unit),
  user: told(users, Account),
};

export interface EventOfSubject {
  readonly subjectType: EventSubject;
  readonly subjectId: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The same events with what this reader is told of their changes: nothing of a subject that the reader can't read now. */
export async function tellChanges<Row extends EventOfSubject>(
  tx: Tx,
  { actor }: ActorContext,
  rows: readonly Row[],
): Promise<(Row & Change)[]> {
  const readable = actor.role === 'auditor' ? new Set<string>() : await selectReadable(tx, rows);
  return rows.map((row) => {
    const subject = readable.has(row.subjectId) ? SUBJECTS[row.subjectType] : null;
    return { ...row, ...tellChange(actor.role, subject, { before: row.before, after: row.after } as Change) };
  });
}

async function selectReadable(tx: Tx, rows: readonly EventOfSubject[]): Promise<Set<string>> {
  const readable = new Set<string>();
  for (const [type, ofType] of groupBy(rows, ({ subjectType }) => subjectType)) {
    const table = SUBJECTS[type]?.table;
    if (!table) continue;
    const ids = [...new Set(ofType.map(({ subjectId }) => subjectId))];
    for (const { id } of await tx.select({ id: table.id }).from(table).where(oneOf(table.id, ids))) readable.add(String(id));
  }
  return readable;
}
