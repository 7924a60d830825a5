import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import {
  calendarDate,
  idOf,
  instant,
  localText,
  longText,
  names,
  quantity,
  reason,
  shortText,
  slug,
  versionField,
} from '../../platform/http/schemas.ts';
import { EMBARGO_CLASSES, PURPOSES, RULE_FIELDS } from './domain/facts.ts';
import { ENTRY_ACTIONS, ENTRY_KINDS, ENTRY_STATES, LACKS } from './domain/entry.ts';
import { GATED_STEPS, GATES } from './domain/gate.ts';
import { isRule } from './domain/rule.ts';
import type { RuleCondition } from '../reference/domain/stored-json.ts';

const notice = names.meta({ description: 'That this is advice as of a day, and no ruling.' });
const asOf = calendarDate.meta({ description: 'The day that the regimes and the facts are looked at.' });
const bilingual = z.object({ en: z.string(), ar: z.string() }).meta({ description: 'A text in English and Arabic.' });
const ruleCondition = z
  .record(z.string(), z.unknown())
  .refine((value) => isRule(value, RULE_FIELDS), { error: 'invalid-rule' })
  .meta({
    description: 'A rule: all, any, not, or field, op and value.',
    example: { field: 'item.kind', op: 'eq', value: 'equipment' },
  }) as unknown as z.ZodType<RuleCondition, RuleCondition>;

export const RegimeCitation = z
  .object({ title: z.string(), pinpoint: z.string().nullable(), url: z.string().nullable(), evidence: z.string() })
  .meta({ id: 'RegimeCitation', description: 'Where a rule comes from, and whether that was read.' });

export const RegimeVersion = z
  .object({
    regime: slug,
    version: versionField,
    names,
    summary: bilingual,
    level: slug,
    effect: slug,
    appliesWhen: z.unknown().meta({ description: 'The rule, as data.' }),
    documentsRequired: z.array(slug),
    outcomes: z.array(slug),
    blocksMilestone: slug.nullable(),
    citations: z.array(RegimeCitation),
    confidence: slug,
    validFrom: calendarDate.nullable().meta({ description: 'null: as far back as anybody asks.' }),
    validUntil: calendarDate.nullable(),
    adoptedBy: z.string(),
    publishedAt: instant,
    notice,
  })
  .meta({ id: 'RegimeVersion', description: 'A regime as one version has it; versions are added and never changed.' });
export const RegimeVersionPage = pageOf(RegimeVersion, 'RegimeVersionPage');

const citationInput = z.strictObject({
  title: shortText,
  pinpoint: shortText.nullable(),
  url: z.url().max(500).nullable(),
  evidence: z.enum(['read-excerpt', 'companion-research', 'own-knowledge']),
});

export const PublishRegime = z
  .strictObject({
    validFrom: calendarDate,
    validUntil: calendarDate.optional(),
    adoptedBy: shortText.meta({ description: 'Who adopted it, in which act.', example: 'Security Council resolution 2804 (2025)' }),
    appliesWhen: ruleCondition.optional(),
    documentsRequired: z.array(slug).max(20).optional(),
    citations: z.array(citationInput).min(1).max(20).optional(),
    summary: z.strictObject({ en: longText, ar: longText }).optional(),
  })
  .meta({ id: 'PublishRegime', description: 'The next version of a regime; what is absent stays as in the one before.' });
export type PublishRegime = z.output<typeof PublishRegime>;

export const ComplianceRequirement = z
  .object({
    regime: slug,
    version: versionField,
    names,
    verdict: z
      .enum(['required', 'check-needed', 'excluded'])
      .meta({ description: 'check-needed: nobody knows yet, so it has not passed.' }),
    because: bilingual.meta({ description: 'Why, in the words of the regime.' }),
    unknown: z.array(z.string()).meta({ description: 'What somebody must find out.', example: ['line.classified_dual_use'] }),
    documents: z.array(slug),
    blocksMilestone: slug.nullable(),
    actingRole: slug,
    issuers: z.array(slug),
    citations: z.array(RegimeCitation),
    confidence: slug,
  })
  .meta({ id: 'ComplianceRequirement', description: 'What one regime asks for, and why.' });

export const ComplianceAdvice = z
  .object({
    asOf,
    notice,
    hints: z.array(z.string()).meta({ description: 'Control lists that the catalogue thinks of: hints, no classification.' }),
    requirements: z.array(ComplianceRequirement),
  })
  .meta({ id: 'ComplianceAdvice', description: 'Documents and steps that regimes ask for, with citation: advice, not a ruling.' });

const found = {
  militaryList: z.array(shortText).max(20),
  dualUse: z.array(shortText).max(20),
  lethal: z.boolean(),
  purpose: z.enum(PURPOSES),
  foreignOriginControlled: z.boolean(),
  ownUseOfInternationalStaff: z.boolean(),
  hrddpOutOfScope: z.boolean(),
  importerIsMinistry: z.boolean(),
  paidByLetterOfCredit: z.boolean(),
};
const embargoClass = z.enum(EMBARGO_CLASSES);

export const AskAdvice = z
  .strictObject({
    itemType: slug,
    donorId: idOf('organisation'),
    exporterId: idOf('organisation').optional(),
    recipientId: idOf('organisation'),
    mode: z.enum(['sea', 'air', 'road', 'none']).optional(),
    modality: slug.optional(),
    conditions: z.array(slug).max(20).optional(),
    neighbour: z.string().length(2).nullable().optional(),
    asOf: asOf.optional(),
    classification: z.strictObject({ ...found, embargoClass }).optional(),
  })
  .meta({ id: 'AskAdvice', description: 'A case that nobody has yet: what is not said is unknown.' });
export type AskAdvice = z.output<typeof AskAdvice>;

export const ClassifyMatch = z
  .strictObject({
    model: shortText.meta({ description: 'The actual model.', example: 'Hytera PD785' }),
    ...found,
    hrddpReason: shortText.optional(),
    parts: z
      .array(z.strictObject({ embargoClass, quantity }))
      .min(1)
      .max(4)
      .meta({ description: 'How much of the match is of which embargo class; more than one class must be split.' }),
  })
  .meta({
    id: 'ClassifyMatch',
    description: 'What the actual model is. The catalogue only hints; this decides, once confirmed by a second person.',
  });
export type ClassifyMatch = z.output<typeof ClassifyMatch>;

export const Classification = z
  .object({
    id: idOf('classification'),
    matchId: idOf('match'),
    model: z.string(),
    ...found,
    embargoClass,
    hrddpReason: z.string().nullable(),
    recordedBy: idOf('user').nullable(),
    recordedAt: instant,
    confirmedBy: idOf('user').nullable(),
    confirmedAt: instant.nullable(),
    version: versionField,
  })
  .meta({ id: 'Classification', description: 'What the actual model of a match is, and who says so.' });

const AskingRegime = z
  .object({
    regime: slug,
    version: versionField.meta({ description: 'The version by which it asks; once somebody has decided, it stays this one.' }),
    names,
    because: bilingual.meta({ description: 'Why, in the words of the regime.' }),
    documents: z.array(slug).meta({ description: 'All documents that it asks for.' }),
    outcomes: z.array(slug).meta({ description: 'What its decision may come to.' }),
    citations: z.array(RegimeCitation),
  })
  .meta({ id: 'AskingRegime', description: 'A regime that asks for an entry, in the version by which it does.' });

const neededFor = z
  .enum(GATES)
  .nullable()
  .meta({ description: 'The step of the delivery that is refused without it; null where none is.' });

export const ComplianceEntry = z
  .object({
    id: idOf('compliance-entry'),
    reference: z.string().meta({ example: 'C-7F3K-2Q' }),
    deliveryId: idOf('delivery'),
    kind: z.enum(ENTRY_KINDS).meta({ description: 'The decision under one regime, or a document that serves all which ask for it.' }),
    regime: slug.nullable().meta({ description: 'Of a decision.' }),
    documentType: slug.nullable().meta({ description: 'Of a document.' }),
    names,
    askedBy: z.array(AskingRegime),
    ownerRole: slug,
    ownerId: idOf('organisation').nullable(),
    state: z.enum(ENTRY_STATES).meta({ description: 'check-needed: nobody knows yet whether it is asked for, so it has not passed.' }),
    neededFor,
    restricted: z.boolean().meta({ description: 'A human-rights file: only designated facilitators see into it.' }),
    unknown: z.array(z.string()).meta({ description: 'What somebody must find out.', example: ['line.classified_dual_use'] }),
    issuedBy: z.string().nullable(),
    referenceNumber: z.string().nullable(),
    outcome: slug.nullable(),
    evidence: z.string().nullable(),
    documentId: idOf('document').nullable().meta({ description: 'The paper itself, attached to this entry.' }),
    reason: z.string().nullable(),
    finding: localText.nullable().optional(),
    validFrom: calendarDate.nullable(),
    validUntil: calendarDate.nullable(),
    silenceStartedOn: calendarDate.nullable(),
    silenceEndsOn: calendarDate.nullable(),
    recordedAt: instant.nullable(),
    confirmedAt: instant.nullable(),
    version: versionField,
    allowedActions: z.array(z.enum(ENTRY_ACTIONS)),
    asOf,
    notice,
  })
  .meta({ id: 'ComplianceEntry', description: 'What is asked of a delivery, and how far that has come: advice, not a ruling.' });
export type EntryView = z.output<typeof ComplianceEntry>;
export const ComplianceEntryPage = pageOf(ComplianceEntry, 'ComplianceEntryPage');

const papers = {
  referenceNumber: shortText.optional(),
  evidence: shortText.optional().meta({ description: 'What shows it, in words.' }),
  documentId: idOf('document').optional().meta({ description: 'The paper itself, attached to this entry.' }),
  finding: localText.optional().meta({ description: 'Kept with human-rights files only.' }),
};
export type Papers = z.output<z.ZodObject<typeof papers>>;
export const RequestEntry = z
  .strictObject(papers)
  .meta({ id: 'RequestEntry', description: 'The authority was asked, under which number.' });
export type RequestEntry = z.output<typeof RequestEntry>;
export const StartSilence = z
  .strictObject({ on: calendarDate.optional().meta({ description: 'The day of the notification; today where absent.' }), ...papers })
  .meta({ id: 'StartSilence', description: 'The Committee was notified, on which day and under which number.' });
export type StartSilence = z.output<typeof StartSilence>;
export const RecordEntry = z
  .strictObject({
    outcome: slug.optional().meta({ description: 'Of a decision, one of its regime; a document is there or it is not.' }),
    issuedBy: shortText.optional(),
    validFrom: calendarDate.optional(),
    validUntil: calendarDate.optional(),
    ...papers,
  })
  .meta({
    id: 'RecordEntry',
    description: 'A positive decision, or a document by its number or its file.',
    example: { outcome: 'granted', validUntil: '2027-06-30' },
  });
export type RecordEntry = z.output<typeof RecordEntry>;
export const RefuseEntry = z.strictObject({ reason }).meta({ id: 'RefuseEntry', description: 'A negative decision.' });
export type RefuseEntry = z.output<typeof RefuseEntry>;
export const WaiveEntry = z
  .strictObject({ reason, validUntil: calendarDate.optional() })
  .meta({ id: 'WaiveEntry', description: 'Why it may pass without.' });
export type WaiveEntry = z.output<typeof WaiveEntry>;

export const SayReady = z
  .strictObject({ unitId: idOf('unit'), storage: z.boolean(), consignee: z.boolean(), operators: z.boolean(), fuel: z.boolean() })
  .meta({ id: 'SayReady', description: 'What a unit has for what comes.' });
export type SayReady = z.output<typeof SayReady>;
export const RecipientReadiness = z
  .object({
    unitId: idOf('unit'),
    storage: z.boolean(),
    consignee: z.boolean(),
    operators: z.boolean(),
    fuel: z.boolean(),
    saidAt: instant,
  })
  .meta({ id: 'RecipientReadiness', description: 'What a unit says it has for what comes.' });
export const RecipientReadinessPage = pageOf(RecipientReadiness, 'RecipientReadinessPage');

const ClearanceLack = z
  .object({
    entryId: idOf('compliance-entry'),
    regime: slug.nullable(),
    documentType: slug.nullable(),
    because: z.enum(LACKS),
  })
  .meta({ id: 'ClearanceLack', description: 'What holds a delivery back, and why.' });
export const Clearance = z
  .object({
    deliveryId: idOf('delivery'),
    step: z.enum(GATED_STEPS).meta({ description: 'The next step that asks for anything.' }),
    on: calendarDate,
    notice,
    isClear: z.boolean(),
    missing: z.array(ClearanceLack),
  })
  .meta({ id: 'Clearance', description: 'Whether a delivery may take its next step on a day, and what it lacks: advice, not a ruling.' });

export const asOfQuery = z.strictObject({ asOf: asOf.optional() });
export const onQuery = z.strictObject({ on: calendarDate.optional() });
export const matchParams = z.strictObject({ id: idOf('match') });
export const deliveryParams = z.strictObject({ id: idOf('delivery') });
export const entryParams = z.strictObject({ id: idOf('compliance-entry') });
export const regimeParams = z.strictObject({ slug });
export const listEntriesQuery = z.strictObject({
  ...pageQuery,
  deliveryId: idOf('delivery').optional(),
  kind: z.enum(ENTRY_KINDS).optional(),
  state: z.enum(ENTRY_STATES).optional(),
});
export type ListEntries = z.output<typeof listEntriesQuery>;
