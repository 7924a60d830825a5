import { z } from 'zod';
import {
  calendarDate,
  idOf,
  instant,
  listOf,
  localText,
  names,
  shortText,
  slug,
  slugOf,
  versionField,
} from '../../platform/http/schemas.ts';
import { declareRecord, donorsSide, everyone, facilitators, parties, type ViewOf } from '../disclosure/index.ts';
import { PURPOSES } from '../partnerships/domain/conditions.ts';
import { CONFIDENCES, EVIDENCE_MARKS, REGIME_EFFECTS, REGIME_LEVELS } from '../reference/domain/vocabulary.ts';
import { ENTRY_ACTIONS, ENTRY_KINDS, ENTRY_STATES, MISSING_REASONS } from './domain/entry.ts';
import { EMBARGO_CLASSES } from './domain/facts.ts';
import { GATED_STEPS, GATES } from './domain/gate.ts';
import { REQUIREMENT_VERDICTS } from './domain/requirement.ts';

const notice = names.meta({ description: 'That this is advice as of a day, and no ruling.' });
export const asOf = calendarDate.meta({ description: 'The day that the regimes and the facts are looked at.' });
const bilingual = z.object({ en: z.string(), ar: z.string() }).meta({ description: 'A text in English and Arabic.' });
/** What somebody has found out of the model; asked of a case as well. */
export const found = {
  militaryList: listOf(shortText).max(20),
  dualUse: listOf(shortText).max(20),
  lethal: z.boolean(),
  purpose: z.enum(PURPOSES),
  foreignOriginControlled: z.boolean(),
  ownUseOfInternationalStaff: z.boolean(),
  hrddpOutOfScope: z.boolean(),
  importerIsMinistry: z.boolean(),
  paidByLetterOfCredit: z.boolean(),
};
export const embargoClass = z.enum(EMBARGO_CLASSES);

const neededFor = z
  .enum(GATES)
  .nullable()
  .meta({ description: 'The step of the delivery that is refused without it; null where none is.' });

export const RegimeCitation = declareRecord('RegimeCitation', 'Where a rule comes from, and whether that was read.', {
  title: everyone(z.string()),
  pinpoint: everyone(z.string().nullable()),
  url: everyone(z.string().nullable()),
  evidence: everyone(z.enum(EVIDENCE_MARKS)),
});

export const RegimeVersion = declareRecord('RegimeVersion', 'A regime as one version has it; versions are added and never changed.', {
  regime: everyone(slugOf('regime')),
  version: everyone(versionField),
  names: everyone(names),
  summary: everyone(bilingual),
  level: everyone(z.enum(REGIME_LEVELS)),
  effect: everyone(z.enum(REGIME_EFFECTS)),
  appliesWhen: everyone(z.unknown().meta({ description: 'The rule, as data.' })),
  documentsRequired: everyone(z.array(slugOf('document-type'))),
  outcomes: everyone(z.array(slugOf('outcome'))),
  blocksMilestone: everyone(slugOf('milestone').nullable()),
  citations: everyone(z.array(RegimeCitation.schema)),
  confidence: everyone(z.enum(CONFIDENCES)),
  validFrom: everyone(calendarDate.nullable().meta({ description: 'null: as far back as anybody asks.' })),
  validUntil: everyone(calendarDate.nullable()),
  adoptedBy: everyone(z.string()),
  publishedAt: everyone(instant),
  notice: everyone(notice),
});

export const ComplianceRequirement = declareRecord('ComplianceRequirement', 'What one regime asks for, and why.', {
  regime: parties(slugOf('regime')),
  version: parties(versionField),
  names: parties(names),
  verdict: parties(z.enum(REQUIREMENT_VERDICTS).meta({ description: 'check-needed: nobody knows yet, so it has not passed.' })),
  because: parties(bilingual.meta({ description: 'Why, in the words of the regime.' })),
  unknown: parties(z.array(z.string()).meta({ description: 'What somebody must find out.', example: ['line.classified_dual_use'] })),
  documents: parties(z.array(slugOf('document-type'))),
  blocksMilestone: parties(slugOf('milestone').nullable()),
  actingRole: parties(slugOf('role')),
  issuers: parties(z.array(slug)),
  citations: parties(z.array(RegimeCitation.schema)),
  confidence: parties(z.enum(CONFIDENCES)),
});

export const ComplianceAdvice = declareRecord(
  'ComplianceAdvice',
  'Documents and steps that regimes ask for, with citation: advice, not a ruling.',
  {
    asOf: parties(asOf),
    notice: parties(notice),
    hints: parties(z.array(z.string()).meta({ description: 'Control lists that the catalogue thinks of: hints, no classification.' })),
    requirements: parties(z.array(ComplianceRequirement.schema)),
  },
);

export const Classification = declareRecord('Classification', 'What the actual model of a match is, and who says so.', {
  id: donorsSide(idOf('classification')),
  matchId: donorsSide(idOf('match')),
  model: donorsSide(z.string()),
  militaryList: donorsSide(found.militaryList),
  dualUse: donorsSide(found.dualUse),
  lethal: donorsSide(found.lethal),
  purpose: donorsSide(found.purpose),
  foreignOriginControlled: donorsSide(found.foreignOriginControlled),
  ownUseOfInternationalStaff: donorsSide(found.ownUseOfInternationalStaff),
  hrddpOutOfScope: donorsSide(found.hrddpOutOfScope),
  importerIsMinistry: donorsSide(found.importerIsMinistry),
  paidByLetterOfCredit: donorsSide(found.paidByLetterOfCredit),
  embargoClass: donorsSide(embargoClass),
  hrddpReason: donorsSide(z.string().nullable()),
  recordedBy: donorsSide(idOf('user').nullable()),
  recordedAt: donorsSide(instant),
  confirmedBy: donorsSide(idOf('user').nullable()),
  confirmedAt: donorsSide(instant.nullable()),
  version: donorsSide(versionField),
});

export const AskingRegime = declareRecord('AskingRegime', 'A regime that asks for an entry, in the version by which it does.', {
  regime: parties(slugOf('regime')),
  version: parties(versionField.meta({ description: 'The version by which it asks; once somebody has decided, it stays this one.' })),
  names: parties(names),
  because: parties(bilingual.meta({ description: 'Why, in the words of the regime.' })),
  documents: parties(z.array(slugOf('document-type')).meta({ description: 'All documents that it asks for.' })),
  outcomes: parties(z.array(slugOf('outcome')).meta({ description: 'What its decision may come to.' })),
  citations: parties(z.array(RegimeCitation.schema)),
});

export const ComplianceEntry = declareRecord(
  'ComplianceEntry',
  'What is asked of a delivery, and how far that has come: advice, not a ruling.',
  {
    id: parties(idOf('compliance-entry')),
    reference: parties(z.string().meta({ example: 'C-7F3K-2Q' })),
    deliveryId: parties(idOf('delivery')),
    kind: parties(
      z.enum(ENTRY_KINDS).meta({ description: 'The decision under one regime, or a document that serves all which ask for it.' }),
    ),
    regime: parties(slugOf('regime').nullable().meta({ description: 'Of a decision.' })),
    documentType: parties(slugOf('document-type').nullable().meta({ description: 'Of a document.' })),
    names: parties(names),
    askedBy: parties(z.array(AskingRegime.schema)),
    ownerRole: parties(slug),
    ownerId: parties(idOf('organisation').nullable()),
    state: parties(
      z.enum(ENTRY_STATES).meta({ description: 'check-needed: nobody knows yet whether it is asked for, so it has not passed.' }),
    ),
    neededFor: parties(neededFor),
    restricted: parties(z.boolean().meta({ description: 'A human-rights file: only designated facilitators see into it.' })),
    unknown: parties(z.array(z.string()).meta({ description: 'What somebody must find out.', example: ['line.classified_dual_use'] })),
    issuedBy: parties(z.string().nullable()),
    referenceNumber: parties(z.string().nullable()),
    outcome: parties(slugOf('outcome').nullable()),
    evidence: parties(z.string().nullable()),
    documentId: parties(idOf('document').nullable().meta({ description: 'The paper itself, attached to this entry.' })),
    reason: parties(z.string().nullable()),
    finding: facilitators(localText.nullable()),
    validFrom: parties(calendarDate.nullable()),
    validUntil: parties(calendarDate.nullable()),
    silenceStartedOn: parties(calendarDate.nullable()),
    silenceEndsOn: parties(calendarDate.nullable()),
    recordedAt: parties(instant.nullable()),
    confirmedAt: parties(instant.nullable()),
    version: parties(versionField),
    allowedActions: parties(z.array(z.enum(ENTRY_ACTIONS))),
    asOf: parties(asOf),
    notice: parties(notice),
  },
);

export const RecipientReadiness = declareRecord('RecipientReadiness', 'What a unit says it has for what comes.', {
  unitId: parties(idOf('unit')),
  storage: parties(z.boolean()),
  consignee: parties(z.boolean()),
  operators: parties(z.boolean()),
  fuel: parties(z.boolean()),
  declaredAt: parties(instant),
});

export const MissingRequirement = declareRecord('MissingRequirement', 'What holds a delivery back, and why.', {
  entryId: parties(idOf('compliance-entry')),
  regime: parties(slugOf('regime').nullable()),
  documentType: parties(slugOf('document-type').nullable()),
  because: parties(z.enum(MISSING_REASONS)),
});

export const Clearance = declareRecord(
  'Clearance',
  'Whether a delivery may take its next step on a day, and what it lacks: advice, not a ruling.',
  {
    deliveryId: parties(idOf('delivery')),
    step: parties(z.enum(GATED_STEPS).meta({ description: 'The next step that asks for anything.' })),
    on: parties(calendarDate),
    notice: parties(notice),
    isClear: parties(z.boolean()),
    missing: parties(z.array(MissingRequirement.schema)),
  },
);

export type EntryView = ViewOf<typeof ComplianceEntry>;
