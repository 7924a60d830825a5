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
import { PROPOSAL_STATES } from '../../kernel/proposal.ts';
import { ACTING_ROLES } from '../../kernel/role.ts';
import { notAllowedNow } from '../../platform/http/shared-shapes.ts';
import { declareRecord, donorsSide, everyone, facilitators, overseers, parties, type ViewOf } from '../disclosure/index.ts';
import { PURPOSES } from '../partnerships/domain/conditions.ts';
import { CONFIDENCES, EVIDENCE_MARKS, REGIME_EFFECTS, REGIME_LEVELS } from '../reference/domain/vocabulary.ts';
import { ENTRY_ACTIONS, ENTRY_KINDS, ENTRY_STATES, MISSING_REASONS } from './domain/entry.ts';
import { EMBARGO_CLASSES } from './domain/facts.ts';
import { GATED_STEPS, GATES } from './domain/gate.ts';
import { REGIME_WARNINGS, TOUCHES } from './domain/regime-effects.ts';
import { CONFIRMING_ROLES, OWNER_ROLES } from './domain/hands.ts';
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
  proposalId: everyone(
    idOf('regime-proposal').nullable().meta({
      description: 'What it was proposed as; the act that it was adopted by is attached to that. null: it came with the reference data.',
    }),
  ),
  publishedAt: everyone(instant),
  notice: everyone(notice),
});

export const RegimeProposal = declareRecord(
  'RegimeProposal',
  'The next version of a regime as one person proposes it; a second one confirms it, with the act attached.',
  {
    id: everyone(idOf('regime-proposal')),
    regime: everyone(slugOf('regime')),
    baseVersion: everyone(versionField.meta({ description: 'The version that it follows.' })),
    withdraws: everyone(z.boolean().meta({ description: 'Takes back that version, which has not begun.' })),
    names: everyone(names),
    summary: everyone(bilingual),
    appliesWhen: everyone(z.unknown().meta({ description: 'The rule, as data.' })),
    documentsRequired: everyone(z.array(slugOf('document-type'))),
    citations: everyone(z.array(RegimeCitation.schema)),
    validFrom: everyone(calendarDate.meta({ description: 'It begins on this day, or on that of its confirmation where that is later.' })),
    validUntil: everyone(calendarDate.nullable()),
    adoptedBy: everyone(z.string()),
    state: everyone(z.enum(PROPOSAL_STATES).meta({ description: 'lapsed: nobody decided in time.' })),
    proposedBy: everyone(idOf('user')),
    proposedByOrganisation: everyone(idOf('organisation')),
    expiresAt: everyone(instant.meta({ description: 'Until when it can be decided.' })),
    decidedBy: everyone(idOf('user').nullable()),
    decidedAt: everyone(instant.nullable()),
    refusalReason: everyone(z.string().nullable()),
    publishedVersion: everyone(versionField.nullable().meta({ description: 'The version that it became.' })),
    version: everyone(versionField),
    createdAt: everyone(instant),
  },
);

const verdict = z.enum(REQUIREMENT_VERDICTS).nullable().meta({ description: 'null: it does not ask.' });
const touches = z.object(Object.fromEntries(TOUCHES.map((touch) => [touch, z.int()])) as Record<(typeof TOUCHES)[number], z.ZodInt>).meta({
  description:
    'How many gain it, lose it, are asked otherwise, stay as they are, or stay because somebody has decided them under the version before.',
});

export const TouchedDelivery = declareRecord('TouchedDelivery', 'A delivery on which a proposed version would have an effect.', {
  reference: overseers(z.string().meta({ example: 'D-7F3K-2Q' })),
  touch: overseers(z.enum(TOUCHES)),
  before: overseers(verdict),
  after: overseers(verdict),
  documentsAdded: overseers(z.array(slugOf('document-type'))),
  documentsDropped: overseers(z.array(slugOf('document-type'))),
});

export const RegimeEffects = declareRecord(
  'RegimeEffects',
  'What a proposed version would touch of what is open, by the rules of the gate.',
  {
    proposalId: everyone(idOf('regime-proposal')),
    regime: everyone(slugOf('regime')),
    from: everyone(calendarDate.meta({ description: 'The day that it would begin, were it confirmed now.' })),
    warnings: everyone(
      z.array(z.enum(REGIME_WARNINGS)).meta({
        description:
          'never-applies: no case whatever can meet its rule. applies-to-nothing-open: none of what is open. asks-for-no-document, ends: it does.',
      }),
    ),
    deliveries: everyone(touches.meta({ description: 'Of deliveries that have not left.' })),
    matches: everyone(touches.meta({ description: 'Of matches that both sides have accepted and no delivery carries.' })),
    touched: overseers(z.array(TouchedDelivery.schema)),
  },
);

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
  recordedByRole: donorsSide(z.enum(ACTING_ROLES).nullable()),
  recordedAt: donorsSide(instant),
  confirmedBy: donorsSide(idOf('user').nullable()),
  confirmedAt: donorsSide(instant.nullable()),
  refusedAt: donorsSide(instant.nullable().meta({ description: 'When the other side refused to confirm it; it is to be recorded anew.' })),
  refusalReason: donorsSide(z.string().nullable()),
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
    ownerRole: parties(z.enum(OWNER_ROLES).meta({ description: 'The side whose part it is, which records it.' })),
    confirmedBy: parties(
      z.array(z.enum(CONFIRMING_ROLES)).meta({ description: 'By whom it is confirmed, or refused to be, once it is recorded.' }),
    ),
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
    recordedByRole: parties(z.enum(ACTING_ROLES).nullable()),
    confirmedAt: parties(instant.nullable()),
    version: parties(versionField),
    allowedActions: parties(z.array(z.enum(ENTRY_ACTIONS))),
    notAllowedNow: parties(notAllowedNow(z.enum(ENTRY_ACTIONS), 'ComplianceEntryNotAllowedNow')),
    asOf: parties(asOf),
    notice: parties(notice),
  },
);

export const EntryValues = z
  .object({
    state: z.enum(ENTRY_STATES),
    outcome: slugOf('outcome').nullable(),
    issuedBy: z.string().nullable(),
    referenceNumber: z.string().nullable(),
    evidence: z.string().nullable(),
    documentId: idOf('document').nullable(),
    validFrom: calendarDate.nullable(),
    validUntil: calendarDate.nullable(),
    finding: localText.nullable().meta({ description: 'Of a human-rights file.' }),
  })
  .meta({ id: 'EntryValues', description: 'What was recorded of an entry, as it stood or as it should have been.' });

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
