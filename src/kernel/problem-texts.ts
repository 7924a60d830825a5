import { ACCESS_TEXTS } from './problem-texts/access.ts';
import { ALLOCATION_TEXTS } from './problem-texts/allocations.ts';
import { COMPLIANCE_TEXTS } from './problem-texts/compliance.ts';
import { DELIVERY_TEXTS } from './problem-texts/deliveries.ts';
import { DOCUMENT_TEXTS } from './problem-texts/documents.ts';
import { FIELD_TEXTS, type FieldOnlyCode } from './problem-texts/fields.ts';
import { FOLLOW_UP_TEXTS } from './problem-texts/follow-up.ts';
import { MATCH_TEXTS } from './problem-texts/matches-and-partnerships.ts';
import { NEED_AND_OFFER_TEXTS } from './problem-texts/needs-and-offers.ts';
import { OBSTACLE_TEXTS } from './problem-texts/obstacles.ts';
import { PACKAGE_TEXTS } from './problem-texts/packages.ts';
import type { ProblemText } from './problem-texts/problem-text.ts';
import { RECORD_TEXTS } from './problem-texts/records.ts';
import { REQUEST_TEXTS } from './problem-texts/request.ts';
import { SERVICE_TEXTS } from './problem-texts/service.ts';
import type { Language } from './language.ts';
import type { FieldFault, RefusalCode } from './refusal.ts';

export type { ProblemText } from './problem-texts/problem-text.ts';

/**
 * The words of every refusal, in the four languages; the terms are those of the glossary (areas/reference/data/glossary.csv).
 * The Arabic, Italian and French were written by the authors and await a native review.
 */
export const PROBLEM_TEXTS: Readonly<Record<RefusalCode, ProblemText>> = {
  ...REQUEST_TEXTS,
  ...ACCESS_TEXTS,
  ...RECORD_TEXTS,
  ...NEED_AND_OFFER_TEXTS,
  ...MATCH_TEXTS,
  ...DELIVERY_TEXTS,
  ...COMPLIANCE_TEXTS,
  ...OBSTACLE_TEXTS,
  ...FOLLOW_UP_TEXTS,
  ...ALLOCATION_TEXTS,
  ...PACKAGE_TEXTS,
  ...DOCUMENT_TEXTS,
  ...SERVICE_TEXTS,
};

/** Whether a code is one that only a field can have. */
export const isFieldOnlyCode = (code: string): code is FieldOnlyCode => Object.hasOwn(FIELD_TEXTS, code);

/** What is wrong with a field, as a sentence in the reader's language. */
export function textOfField({ code, limit }: FieldFault, language: Language): string {
  const text = isFieldOnlyCode(code) ? FIELD_TEXTS[code][language] : PROBLEM_TEXTS[code].title[language];
  return text.replace('{limit}', limit ?? '');
}
