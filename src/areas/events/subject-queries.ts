import { getTableColumns } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { EventSubject } from '../../platform/audit/event-subjects.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { Allocation } from '../allocations/index.ts';
import { allocations } from '../allocations/tables.ts';
import { CalendarCorrection } from '../calendars/index.ts';
import { calendarCorrections } from '../calendars/tables.ts';
import { Classification, RecipientReadiness, RegimeProposal, RegimeVersion } from '../compliance/index.ts';
import { classifications, regimeProposals, regimeVersions } from '../compliance/tables.ts';
import { recipientReadiness } from '../compliance/index.ts';
import { Correction } from '../corrections/index.ts';
import { corrections } from '../corrections/tables.ts';
import {
  ConsignedLine,
  Consignment,
  consignments,
  Delivery,
  DeliveryDocument,
  deliveryDocuments,
  DeliveryForecast,
  DeliveryLine,
  DeliveryMilestone,
  deliveryReading,
  PackedContent,
  PackingUnit,
  packingUnits,
  Receipt,
  ReceiptLine,
  receipts,
  SerialNumber,
  Verification,
} from '../deliveries/index.ts';
import { deliveries, deliveryLines } from '../deliveries/tables.ts';
import { AS_PARTY, type Audience, audienceOf, type Reading, type RecordType } from '../disclosure/index.ts';
import { Document } from '../documents/index.ts';
import { documents } from '../documents/tables.ts';
import {
  Agreement,
  FollowUpLink,
  Meeting,
  MeetingParticipant,
  Obligation,
  ObservanceAssessment,
  Recommendation,
  RecommendationNote,
} from '../follow-up/index.ts';
import { agreements, meetings, recommendations } from '../follow-up/tables.ts';
import { Requirement, RequirementProposal, StockCorrection, Unit, UnitChange } from '../gaps/index.ts';
import { requirementProposals, requirements, unitChanges, units } from '../gaps/tables.ts';
import { Account, AccountChange, ApiKey, Invitation } from '../identity/index.ts';
import { accountChanges, apiKeys, invitations, users } from '../identity/tables.ts';
import { Amendment, Match, matchReading } from '../matches/index.ts';
import { matches } from '../matches/tables.ts';
import { Need, NeedLine, NeedRevision } from '../needs/index.ts';
import { needs } from '../needs/tables.ts';
import { AcceptedRisk, LinkedObstacle, Obstacle, ObstacleAction, ObstacleBlock, ObstacleStep } from '../obstacles/index.ts';
import { obstacles } from '../obstacles/tables.ts';
import { Offer, OfferLine, OfferRevision, offerReading } from '../offers/index.ts';
import { offers } from '../offers/tables.ts';
import { Package, PackageMatch, PackageNeed, PackagePart, packageReading } from '../packages/index.ts';
import { packages } from '../packages/tables.ts';
import { Partnership, PartnershipAmendment, PartnershipParty, partnershipReading, PartnershipWarning } from '../partnerships/index.ts';
import { partnerships } from '../partnerships/tables.ts';
import { ExchangeRate } from '../rates/index.ts';
import { exchangeRates } from '../rates/tables.ts';
import { TrainingRecord } from '../training/index.ts';
import { trainingRecords } from '../training/tables.ts';
import type { ToldPart, ToldSubject } from './told-changes.ts';

interface SubjectPart extends ToldPart {
  readonly leadsTo: Readonly<Record<string, PgColumn>> | null;
}

interface Subject extends ToldSubject {
  readonly parts: Readonly<Record<string, SubjectPart | null>>;
  /** As what a reader reads the subjects of these ids; its policies say who may read one at all. */
  readonly selectAudiences: (tx: Tx, ctx: ActorContext, ids: readonly string[]) => Promise<ReadonlyMap<string, Audience>>;
}

/** As `wasl.field_name` names a column's field. */
const fieldOf = (column: string): string => column.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());

type FieldOf<R extends RecordType> = keyof R['fields'] & string;
type NamesIn<R extends RecordType> = Readonly<Record<string, FieldOf<R>>>;

function told<R extends RecordType, Facts extends object = object>(
  table: PgTable & { readonly id: PgColumn },
  record: R,
  how: {
    readonly reading?: Reading<Facts>;
    readonly otherNames?: NamesIn<R>;
    readonly hidesVersionFrom?: readonly Audience[];
    readonly parts?: Subject['parts'];
  } = {},
): Subject {
  const { facts, audienceOf: audienceBy } = (how.reading ?? AS_PARTY) as Reading<Facts>;
  return {
    record,
    otherNames: how.otherNames ?? {},
    fields: new Set(Object.values(getTableColumns(table)).map(({ name }) => fieldOf(name))),
    hidesVersionFrom: how.hidesVersionFrom ?? [],
    parts: how.parts ?? {},
    selectAudiences: async (tx, ctx, ids) => {
      const rows = await tx
        .select({ subjectId: table.id, ...facts })
        .from(table)
        .where(oneOf(table.id, ids));
      return new Map(rows.map((row) => [String(row.subjectId), audienceBy(ctx, row as unknown as Facts)]));
    },
  };
}

/** A collection; where `leadsTo` names rows, of one that is not whole to everybody who reads the subject. */
const part = <R extends RecordType>(record: R, otherNames: NamesIn<R> = {}, leadsTo: SubjectPart['leadsTo'] = null): SubjectPart => ({
  record,
  otherNames,
  leadsTo,
  untoldToDonors: null,
  isWholeToOthers: false,
});

/** What of a delivery one recipient reads, and another doesn't. */
const recipientsPart = <R extends RecordType>(
  record: R,
  otherNames: NamesIn<R>,
  leadsTo: Readonly<Record<string, PgColumn>>,
): SubjectPart => ({
  ...part(record, otherNames, leadsTo),
  isWholeToOthers: true,
});
const OF_LINE = { deliveryLineId: deliveryLines.id };

const LINKS: SubjectPart = {
  ...part(
    FollowUpLink,
    {},
    {
      needId: needs.id,
      obstacleId: obstacles.id,
      partnershipId: partnerships.id,
      deliveryId: deliveries.id,
      citedAgreementId: agreements.id,
    },
  ),
  untoldToDonors: 'needId',
};

/** See areas/disclosure/domain/version-of-view.ts and areas/follow-up/domain/shown-version.ts. */
const DONORS: readonly Audience[] = ['donor', 'donor-party'];

/** A donor reads the changes of a need as one whom no match has brought to it yet, since an event may be older than the match. */
const READING_OF_NEED_EVENTS: Reading = { facts: {}, audienceOf: ({ actor }) => audienceOf(actor.role, false) };

/**
 * How the changes of each subject are told to others than auditors; null where nothing is. An entry of a checklist may be of a
 * human-rights file, a session is a sign-in, and counts are read as gaps: none has a record that says of each field who reads it.
 */
export const SUBJECTS: Readonly<Record<EventSubject, Subject | null>> = {
  'account-change': told(accountChanges, AccountChange, { otherNames: { organisationId: 'organisation' } }),
  agreement: told(agreements, Agreement, {
    hidesVersionFrom: DONORS,
    parts: {
      parties: part(Agreement, { organisationId: 'parties' }),
      obligations: part(Obligation),
      assessments: part(ObservanceAssessment, { obligationId: 'observance' }),
      links: LINKS,
    },
  }),
  allocation: told(allocations, Allocation),
  'api-key': told(apiKeys, ApiKey),
  'calendar-correction': told(calendarCorrections, CalendarCorrection),
  classification: told(classifications, Classification),
  'compliance-entry': null,
  correction: told(corrections, Correction, {
    otherNames: { proposedByOrganisationId: 'proposedBy', decidedByOrganisationId: 'decidedBy' },
  }),
  delivery: told(deliveries, Delivery, {
    reading: deliveryReading,
    otherNames: {
      donorId: 'donor',
      implementerId: 'implementer',
      handedOverOn: 'handover',
      handedOverBy: 'handover',
      takenOverBy: 'handover',
      handoverDocument: 'handover',
      handoverDocumentId: 'handover',
      handoverRecordedLateOn: 'handover',
    },
    parts: {
      lines: part(
        DeliveryLine,
        { hsCode: 'hs', hsEdition: 'hs', customsCurrency: 'customsValue', organisationId: 'consignee' },
        { id: deliveryLines.id },
      ),
      milestones: part(DeliveryMilestone),
      forecasts: part(DeliveryForecast),
      documents: recipientsPart(DeliveryDocument, {}, { id: deliveryDocuments.id }),
      verifications: part(Verification),
      consignments: recipientsPart(Consignment, {}, { id: consignments.id }),
      consignmentLines: recipientsPart(ConsignedLine, { deliveryLineId: 'lineId', consignmentId: 'lineId' }, OF_LINE),
      packingUnits: recipientsPart(PackingUnit, {}, { id: packingUnits.id }),
      packedContents: recipientsPart(PackedContent, { deliveryLineId: 'lineId', packingUnitId: 'lineId' }, OF_LINE),
      serialNumbers: recipientsPart(SerialNumber, { deliveryLineId: 'serial', packingUnitId: 'serial', consignmentId: 'serial' }, OF_LINE),
      receipts: recipientsPart(Receipt, {}, { id: receipts.id }),
      receiptLines: recipientsPart(ReceiptLine, { deliveryLineId: 'lineId', consignmentLineId: 'lineId', receiptId: 'lineId' }, OF_LINE),
      readiness: recipientsPart(RecipientReadiness, {}, { unitId: recipientReadiness.unitId }),
    },
  }),
  document: told(documents, Document, { otherNames: { createdAt: 'uploadedAt' } }),
  'exchange-rate': told(exchangeRates, ExchangeRate),
  'holding-report': null,
  invitation: told(invitations, Invitation),
  match: told(matches, Match, {
    reading: matchReading,
    otherNames: { donorId: 'donor', organisationId: 'organisation', amountCurrency: 'amount', rateId: 'rate' },
    parts: { amendments: part(Amendment) },
  }),
  meeting: told(meetings, Meeting, {
    hidesVersionFrom: DONORS,
    parts: { participants: part(MeetingParticipant, { organisationId: 'organisation' }), links: LINKS },
  }),
  need: told(needs, Need, {
    hidesVersionFrom: DONORS,
    reading: READING_OF_NEED_EVENTS,
    // Of the cell as it was given, before others were merged with it, those are told who know the region.
    otherNames: { organisationId: 'organisation', cell: 'region' },
    parts: { lines: part(NeedLine), revisions: part(NeedRevision) },
  }),
  obstacle: told(obstacles, Obstacle, {
    otherNames: { ownerId: 'owner', waitingOnId: 'waitingOn', causeGoneAt: 'causeGone' },
    parts: {
      blocks: {
        ...part(ObstacleBlock, {}, { needId: needs.id, matchId: matches.id, deliveryId: deliveries.id }),
        untoldToDonors: 'needId',
      },
      parties: part(Obstacle, { organisationId: 'parties' }),
      steps: part(ObstacleStep),
      actions: part(ObstacleAction, { assigneeId: 'assignee' }),
      comments: null,
      lifts: null,
      corrections: null,
      risks: part(AcceptedRisk, { organisationId: 'organisation' }),
      dependencies: part(LinkedObstacle, { dependsOnId: 'id' }, { dependsOnId: obstacles.id }),
    },
  }),
  offer: told(offers, Offer, {
    reading: offerReading,
    otherNames: { donorId: 'donor', implementerId: 'implementer', budgetAmount: 'budget', budgetCurrency: 'budget' },
    parts: {
      lines: part(OfferLine, { unitValueCurrency: 'unitValue', ceilingAmount: 'ceiling', ceilingCurrency: 'ceiling' }),
      revisions: part(OfferRevision),
    },
  }),
  package: told(packages, Package, {
    hidesVersionFrom: DONORS,
    reading: packageReading,
    otherNames: { organisationId: 'organisation' },
    parts: {
      parts: part(PackagePart, { quantity: 'needed' }),
      needs: part(PackageNeed, { needId: 'id' }, { needId: needs.id }),
      matches: part(PackageMatch, { matchId: 'id', donorId: 'donor' }, { matchId: matches.id }),
    },
  }),
  partnership: told(partnerships, Partnership, {
    reading: partnershipReading,
    otherNames: { donorId: 'donor', recipientId: 'recipient', facilitatorId: 'parties' },
    parts: {
      parties: part(PartnershipParty, { organisationId: 'organisation' }),
      amendments: part(PartnershipAmendment),
      warnings: part(PartnershipWarning, { validUntil: 'thresholdDays' }),
    },
  }),
  'proposed-holding': null,
  recommendation: told(recommendations, Recommendation, {
    hidesVersionFrom: DONORS,
    parts: {
      owners: part(Recommendation, { organisationId: 'owners' }),
      notes: part(RecommendationNote, { organisationId: 'organisation' }),
      links: LINKS,
    },
  }),
  'regime-proposal': told(regimeProposals, RegimeProposal, { otherNames: { content: 'appliesWhen' } }),
  'regime-version': told(regimeVersions, RegimeVersion),
  requirement: told(requirements, Requirement, { parts: { corrections: part(StockCorrection) } }),
  'requirement-proposal': told(requirementProposals, RequirementProposal),
  session: null,
  'training-record': told(trainingRecords, TrainingRecord),
  unit: told(units, Unit),
  'unit-change': told(unitChanges, UnitChange),
  user: told(users, Account, { parts: { sessions: null, apiKeys: null } }),
};
