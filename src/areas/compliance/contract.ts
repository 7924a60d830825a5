import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import {
  calendarDate,
  idOf,
  listOf,
  localText,
  longText,
  quantity,
  reason,
  shortText,
  slugOf,
  webAddress,
} from '../../platform/http/schemas.ts';
import { TRANSPORT_MODES } from '../deliveries/domain/delivery.ts';
import { RULE_FIELDS } from './domain/facts.ts';
import { ENTRY_KINDS, ENTRY_STATES } from './domain/entry.ts';
import { isRule } from './domain/rule.ts';
import { asOf, ComplianceEntry, embargoClass, found, RecipientReadiness, RegimeProposal, RegimeVersion } from './record.ts';
import type { RuleCondition } from '../reference/domain/stored-json.ts';
import { EVIDENCE_MARKS } from '../reference/domain/vocabulary.ts';

const ruleCondition = z
  .record(z.string(), z.unknown())
  .refine((value) => isRule(value, RULE_FIELDS), { error: 'invalid-rule' })
  .meta({
    description: 'A rule: all, any, not, or field, op and value.',
    example: { field: 'item.kind', op: 'eq', value: 'equipment' },
  }) as unknown as z.ZodType<RuleCondition, RuleCondition>;

export const RegimeVersionPage = pageOf(RegimeVersion.schema, 'RegimeVersionPage');

const citationInput = z.strictObject({
  title: shortText,
  pinpoint: shortText.nullable(),
  url: webAddress.nullable(),
  evidence: z.enum(EVIDENCE_MARKS),
});

const adoptedBy = shortText.meta({ description: 'Who adopted it, in which act.', example: 'Security Council resolution 2804 (2025)' });

export const ProposeRegime = z
  .strictObject({
    validFrom: calendarDate.meta({ description: 'Today or later: no version begins in the past.' }),
    validUntil: calendarDate.optional(),
    adoptedBy,
    appliesWhen: ruleCondition.optional(),
    documentsRequired: listOf(slugOf('document-type')).max(20).optional(),
    citations: listOf(citationInput).min(1).max(20).optional(),
    summary: z.strictObject({ en: longText, ar: longText }).optional(),
  })
  .meta({ id: 'ProposeRegime', description: 'The next version of a regime; what is absent stays as in the one before.' });
export type ProposeRegime = z.output<typeof ProposeRegime>;

export const ProposeRegimeWithdrawal = z
  .strictObject({ adoptedBy })
  .meta({ id: 'ProposeRegimeWithdrawal', description: 'By which act the latest version, which has not begun, is taken back.' });
export type ProposeRegimeWithdrawal = z.output<typeof ProposeRegimeWithdrawal>;
export const RegimeProposalPage = pageOf(RegimeProposal.schema, 'RegimeProposalPage');
export const regimeProposalParams = z.strictObject({ id: idOf('regime-proposal') });
export const pageOnly = z.strictObject(pageQuery);
export type PageOnly = z.output<typeof pageOnly>;

export const AskAdvice = z
  .strictObject({
    itemType: slugOf('item-type'),
    donorId: idOf('organisation'),
    exporterId: idOf('organisation').optional(),
    recipientId: idOf('organisation'),
    mode: z.enum(TRANSPORT_MODES).optional(),
    modality: slugOf('modality').optional(),
    conditions: listOf(slugOf('offer-condition')).max(20).optional(),
    neighbour: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .nullable()
      .optional(),
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
    parts: listOf(z.strictObject({ embargoClass, quantity }), 'embargoClass')
      .min(1)
      .max(4)
      .meta({ description: 'How much of the match is of which embargo class; more than one class must be split.' }),
  })
  .meta({
    id: 'ClassifyMatch',
    description: 'What the actual model is. The catalogue only hints; this decides, once confirmed by a second person.',
  });
export type ClassifyMatch = z.output<typeof ClassifyMatch>;

export const ComplianceEntryPage = pageOf(ComplianceEntry.schema, 'ComplianceEntryPage');

const papers = {
  referenceNumber: shortText.optional(),
  evidence: shortText.optional().meta({ description: 'What shows it, in words.' }),
  documentId: idOf('document').optional().meta({ description: 'The paper itself, attached to this entry.' }),
  finding: localText.optional().meta({ description: 'Of a human-rights file alone; for any other it is refused.' }),
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
    outcome: slugOf('outcome').optional().meta({ description: 'Of a decision, one of its regime; a document is there or it is not.' }),
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
export const CorrectEntry = z
  .strictObject({ ...RecordEntry.shape, reason })
  .meta({ id: 'CorrectEntry', description: 'What was confirmed, as it should have been recorded, and why.' });
export type CorrectEntry = z.output<typeof CorrectEntry>;
export const RefuseEntry = z.strictObject({ reason }).meta({ id: 'RefuseEntry', description: 'A negative decision.' });
export type RefuseEntry = z.output<typeof RefuseEntry>;
export const WaiveEntry = z
  .strictObject({ reason, validUntil: calendarDate.optional() })
  .meta({ id: 'WaiveEntry', description: 'Why it may pass without.' });
export type WaiveEntry = z.output<typeof WaiveEntry>;

export const DeclareReadiness = z
  .strictObject({ unitId: idOf('unit'), storage: z.boolean(), consignee: z.boolean(), operators: z.boolean(), fuel: z.boolean() })
  .meta({ id: 'DeclareReadiness', description: 'What a unit has for what comes.' });
export type DeclareReadiness = z.output<typeof DeclareReadiness>;
export const RecipientReadinessPage = pageOf(RecipientReadiness.schema, 'RecipientReadinessPage');

export const asOfQuery = z.strictObject({ asOf: asOf.optional() });
export const onQuery = z.strictObject({ on: calendarDate.optional() });
export const matchParams = z.strictObject({ id: idOf('match') });
export const deliveryParams = z.strictObject({ id: idOf('delivery') });
export const entryParams = z.strictObject({ id: idOf('compliance-entry') });
export const regimeParams = z.strictObject({ slug: slugOf('regime') });
export const listEntriesQuery = z.strictObject({
  ...pageQuery,
  deliveryId: idOf('delivery').optional(),
  kind: z.enum(ENTRY_KINDS).optional(),
  state: z.enum(ENTRY_STATES).optional(),
});
export type ListEntries = z.output<typeof listEntriesQuery>;
