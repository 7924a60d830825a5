import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, listOf, localText, longText, reason } from '../../platform/http/schemas.ts';
import { linkedThings } from './contract-links.ts';
import { AGREEMENT_KINDS, AGREEMENT_STATES } from './domain/agreement.ts';
import { Agreement } from './record.ts';
import { OBSERVANCES } from './domain/obligation.ts';

const parties = listOf(idOf('organisation')).min(2).max(20);

export const RecordAgreement = z
  .strictObject({
    kind: z.enum(AGREEMENT_KINDS),
    title: localText,
    summary: localText.meta({ description: 'What it is about.' }),
    partyIds: parties.meta({ description: 'The organisations that are bound by it: those of its states.' }),
    validUntil: calendarDate.optional(),
    links: linkedThings.default([]),
  })
  .meta({ id: 'RecordAgreement', description: 'An agreement whose observance is followed up.' });
export type RecordAgreement = z.output<typeof RecordAgreement>;

export const ReviseAgreement = z
  .strictObject({
    title: localText.optional(),
    summary: localText.optional(),
    partyIds: parties.optional().meta({ description: 'Where given, replaces all; a party that owes or is owed something stays.' }),
    validUntil: calendarDate.nullable().optional(),
    links: linkedThings.optional().meta({ description: 'Where given, replaces all.' }),
  })
  .meta({ id: 'ReviseAgreement', description: 'What is to change; what is absent stays, null takes away.' });
export type ReviseAgreement = z.output<typeof ReviseAgreement>;

export const BringIntoForce = z
  .strictObject({ signedOn: calendarDate.meta({ description: 'The day of signature; not in the future.', example: '2018-05-31' }) })
  .meta({ id: 'BringIntoForce', description: 'It has been signed.' });
export type BringIntoForce = z.output<typeof BringIntoForce>;

export const AddObligation = z
  .strictObject({
    duty: localText.meta({ description: 'What is owed.' }),
    owedById: idOf('organisation').meta({ description: 'The party that owes it.' }),
    owedToId: idOf('organisation').optional().meta({ description: 'The party that it is owed to; all the others where absent.' }),
    dueOn: calendarDate.meta({ description: 'When it is due, or first due.' }),
    everyMonths: z.int().min(1).max(120).optional().meta({ description: 'How often it recurs; once where absent.', example: 3 }),
  })
  .meta({ id: 'AddObligation', description: 'Who owes what to whom, and when.' });
export type AddObligation = z.output<typeof AddObligation>;

export const ReleaseObligation = z
  .strictObject({ obligationId: idOf('obligation'), reason })
  .meta({ id: 'ReleaseObligation', description: 'It is no longer owed.' });
export type ReleaseObligation = z.output<typeof ReleaseObligation>;

export const AssessObservance = z
  .strictObject({
    obligationId: idOf('obligation'),
    observance: z.enum(OBSERVANCES),
    assessedOn: calendarDate.optional().meta({ description: 'The day that it speaks of; today where absent, never in the future.' }),
    finding: localText.optional(),
    evidence: longText.optional().meta({ description: 'What shows it; mandatory unless it could not be assessed.' }),
  })
  .meta({ id: 'AssessObservance', description: 'How an obligation is observed. A later assessment stands beside the earlier ones.' });
export type AssessObservance = z.output<typeof AssessObservance>;

export const AgreementPage = pageOf(Agreement.schema, 'AgreementPage');

export const listAgreementsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(AGREEMENT_STATES).optional(),
  kind: z.enum(AGREEMENT_KINDS).optional(),
  partyId: idOf('organisation').optional(),
});
export type ListAgreements = z.output<typeof listAgreementsQuery>;

export const agreementParams = z.strictObject({ id: idOf('agreement') });
