import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, count, idOf, instant, names, quantity, reason, shortText, slug, versionField } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { EMBARGO_CLASSES, PURPOSES } from './domain/classification.ts';
import { ENTRY_EVENTS, ENTRY_STATES } from './domain/entry.ts';

const categories = z.array(shortText).max(20).readonly();
const partyCode = z
  .string()
  .regex(/^[A-Z]{2,3}$/)
  .meta({ description: 'ISO 3166-1 code, or EU, UN, INT.', example: 'IT' });

const ClassificationFacts = z
  .strictObject({
    militaryList: categories
      .optional()
      .meta({ description: 'Military list categories of the actual model; empty: none.', example: ['ML6'] }),
    dualUse: categories.optional().meta({ description: 'Dual-use categories of the actual model; empty: none.', example: [] }),
    lethal: z.boolean().optional(),
    purpose: z.enum(PURPOSES).optional(),
    embargoClass: z.enum(EMBARGO_CLASSES).optional(),
    ownUseOfInternationalStaff: z.boolean().optional(),
    foreignOriginControlled: z.boolean().optional().meta({ description: 'A third country has to consent to its transfer.' }),
    hrddpOutOfScope: z.boolean().optional(),
    exporterParty: partyCode.optional(),
    importerIsMinistry: z.boolean().optional(),
    paidByLetterOfCredit: z.boolean().optional(),
    recipientIsMilitary: z.boolean().optional(),
  })
  .meta({ id: 'ClassificationFacts', description: 'What was found out of the actual model and its use; what is absent is not known.' });

export const ClassifyMatch = z
  .strictObject({
    model: shortText.meta({ description: 'Make and model that were looked at.', example: 'Toyota Hilux 2.4 double cab' }),
    facts: ClassificationFacts,
    parts: z
      .array(z.strictObject({ embargoClass: z.enum(EMBARGO_CLASSES), quantity }))
      .max(20)
      .default([])
      .meta({ description: 'Where the goods of the match are not all alike: how many of each class. A mixed line must be split.' }),
  })
  .meta({ id: 'ClassifyMatch', description: 'The classification of the goods of a match; a second person confirms it.' });
export type ClassifyMatch = z.output<typeof ClassifyMatch>;

export const Classification = z
  .object({
    model: z.string(),
    facts: ClassificationFacts,
    recordedAt: instant,
    confirmedAt: instant.nullable().meta({ description: 'Before it is confirmed the rules reckon with none of it.' }),
    version: versionField,
  })
  .meta({ id: 'Classification', description: 'What the goods of a match are.' });
export type ClassificationView = z.output<typeof Classification>;

export const RequestEntry = z
  .strictObject({
    on: calendarDate.optional().meta({ description: 'The day of the request; today where absent.' }),
    authorityId: idOf('organisation').optional().meta({ description: 'Who is asked; the usual issuer where absent.' }),
    number: shortText.optional().meta({ description: 'The file number.' }),
  })
  .meta({ id: 'RequestEntry', description: 'It has been asked for.' });
export type RequestEntry = z.output<typeof RequestEntry>;

export const BeginSilence = z
  .strictObject({ from: calendarDate.optional().meta({ description: 'The day of the notification; today where absent.' }) })
  .meta({ id: 'BeginSilence', description: 'A silence procedure: no negative decision within its term is consent.' });
export type BeginSilence = z.output<typeof BeginSilence>;

const Readiness = z
  .strictObject({ storage: z.boolean(), consignee: z.boolean(), operators: z.boolean(), fuel: z.boolean() })
  .meta({ id: 'Readiness', description: 'What a recipient has, point by point.' });

export const RecordEntry = z
  .strictObject({
    outcome: slug.meta({ description: 'One of the outcomes of the regime.', example: 'granted' }),
    issuedBy: shortText.meta({ description: 'Who issued or decided it.', example: 'UAMA' }),
    number: shortText.optional().meta({ description: 'Its number.', example: '2026/118' }),
    validFrom: calendarDate.optional(),
    validUntil: calendarDate.optional().meta({ description: 'Its last day; without end where absent.' }),
    documentId: idOf('document').optional().meta({ description: 'The document that shows it, attached to this entry.' }),
    readiness: Readiness.optional().meta({ description: 'For the readiness of the recipient alone, and mandatory there.' }),
  })
  .meta({ id: 'RecordEntry', description: 'What was obtained; a second person confirms it.' });
export type RecordEntry = z.output<typeof RecordEntry>;

const Citation = z
  .object({ title: z.string(), pinpoint: z.string().nullable(), url: z.string().nullable(), evidence: z.string() })
  .meta({ id: 'Citation', description: 'Where a rule comes from.' });

const bilingual = z.object({ en: z.string(), ar: z.string() });

/** Said wherever a rule speaks. */
const ADVICE = 'An aid for triage as of its date, not a ruling: a lawyer or the authority decides.';

const RegimeSaid = z
  .object({
    regime: slug,
    version: z.int().min(1),
    names,
    summary: bilingual,
    effect: z.string(),
    blocksMilestone: slug.nullable(),
    citations: z.array(Citation),
    confidence: z.string(),
    asOf: calendarDate.meta({ description: ADVICE }),
    outcomes: z.array(slug),
  })
  .meta({ id: 'RegimeSaid', description: `Why it is asked for, in the version that it is asked for under. ${ADVICE}` });

export const ComplianceEntry = z
  .object({
    id: idOf('compliance-entry'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'C-7F3K-2Q' }),
    matchId: idOf('match'),
    because: RegimeSaid,
    document: slug.nullable().meta({ description: 'The kind of document; null where a decision is asked for and no paper.' }),
    state: z.enum(ENTRY_STATES),
    isExpired: z.boolean().meta({ description: 'Confirmed once, and no longer valid today.' }),
    unknownFields: z.array(z.string()).meta({ description: 'What has to be found out before anybody can tell whether it is needed.' }),
    owner: Party.nullable(),
    authority: Party.nullable(),
    requestedOn: calendarDate.nullable(),
    silenceFrom: calendarDate.nullable(),
    silenceEndsOn: calendarDate.nullable().meta({ description: 'The last day on which a negative decision would still count.' }),
    outcome: slug.nullable(),
    isPositive: z.boolean().nullable().meta({ description: 'Whether the outcome lets goods pass.' }),
    issuedBy: z.string().nullable(),
    issuedNumber: z.string().nullable(),
    validFrom: calendarDate.nullable(),
    validUntil: calendarDate.nullable(),
    readiness: Readiness.nullable(),
    documentId: idOf('document').nullable(),
    stateReason: z.string().nullable(),
    recordedAt: instant.nullable(),
    confirmedAt: instant.nullable(),
    version: versionField,
    allowedActions: z.array(z.enum(ENTRY_EVENTS)).meta({ description: 'What the reader may do next.' }),
  })
  .meta({ id: 'ComplianceEntry', description: 'One thing that a match needs before its goods may leave.' });
export type EntryView = z.output<typeof ComplianceEntry>;
export const ComplianceEntryPage = pageOf(ComplianceEntry, 'ComplianceEntryPage');

export const MatchCompliance = z
  .object({
    matchId: idOf('match'),
    asOf: calendarDate,
    advice: z.string().meta({ description: 'That this is advice with a date, in the language of the reader.' }),
    classification: Classification.nullable(),
    hints: z
      .object({ militaryList: z.array(z.string()), dualUse: z.array(z.string()) })
      .meta({ description: 'What the catalogue suggests to look at; it decides nothing.' }),
    entries: z.array(ComplianceEntry),
  })
  .meta({ id: 'MatchCompliance', description: 'What a match needs, why, and how far it is.' });
export type MatchComplianceView = z.output<typeof MatchCompliance>;

export const DeliveryClearance = z
  .object({
    deliveryId: idOf('delivery'),
    on: calendarDate,
    isClear: z.boolean(),
    hindrances: z.array(
      z.object({ reference: z.string(), regime: slug, document: slug.nullable(), why: z.string() }).meta({
        id: 'Hindrance',
        description: 'What keeps the goods back.',
      }),
    ),
    confidential: count.meta({ description: 'How many more there are that the reader may not see.' }),
  })
  .meta({ id: 'DeliveryClearance', description: 'Whether a delivery may leave on a day, and what keeps it.' });
export type ClearanceView = z.output<typeof DeliveryClearance>;
export const clearanceQuery = z.strictObject({
  on: calendarDate.optional().meta({ description: 'The day of shipping; today where absent.' }),
});

export const RegimeVersion = z
  .object({
    regime: slug,
    version: versionField,
    validFrom: calendarDate,
    adoptedReason: z.string(),
    names,
    summary: bilingual,
    effect: z.string(),
    documentsRequired: z.array(slug),
    outcomes: z.array(slug),
    blocksMilestone: slug.nullable(),
    citations: z.array(Citation),
    confidence: z.string(),
    asOf: calendarDate,
    validUntil: calendarDate.nullable(),
    advice: z.string(),
  })
  .meta({ id: 'RegimeVersion', description: `What a regime says since when. ${ADVICE}` });
export type RegimeVersionView = z.output<typeof RegimeVersion>;
export const RegimeVersions = z.object({ items: z.array(RegimeVersion) }).meta({ id: 'RegimeVersions', description: 'The newest first.' });

export const AdoptRegime = z
  .strictObject({
    validFrom: calendarDate.meta({ description: 'From which day it binds; not in the past.' }),
    asOf: calendarDate.meta({ description: 'The day on which somebody looked the texts up.' }),
    reason,
    changes: z.strictObject({
      summary: bilingual.optional(),
      documentsRequired: z.array(slug).max(20).optional(),
      outcomes: z.array(slug).min(1).max(20).optional(),
      blocksMilestone: slug.nullable().optional(),
      validUntil: calendarDate.nullable().optional(),
      citations: z.array(Citation).max(20).optional(),
      note: shortText.nullable().optional(),
    }),
  })
  .meta({ id: 'AdoptRegime', description: 'What is different from the version before; the rest stays.' });
export type AdoptRegime = z.output<typeof AdoptRegime>;

export const listEntriesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(ENTRY_STATES).optional(),
  regime: slug.optional(),
  matchId: idOf('match').optional(),
  deliveryId: idOf('delivery').optional(),
  expiringBefore: calendarDate.optional().meta({ description: 'Confirmed ones whose last day comes before this one.' }),
});
export type ListEntries = z.output<typeof listEntriesQuery>;
export const entryParams = z.strictObject({ id: idOf('compliance-entry') });
export const matchComplianceParams = z.strictObject({ id: idOf('match') });
export const deliveryClearanceParams = z.strictObject({ id: idOf('delivery') });
export const regimeParams = z.strictObject({ slug });
