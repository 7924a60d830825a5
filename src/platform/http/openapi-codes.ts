import { FIELD_CODES } from '../../kernel/field-codes.ts';
import { FIELD_FAULT_CODES, type FieldCode, REFUSAL_CODES } from '../../kernel/refusal.ts';
import { formatFieldFault, formatProblemNext, formatProblemTitle } from '../../locales/format-problem.ts';
import { statusOf } from './problem.ts';

/** What stands in a text for the number that differs from fault to fault. */
const ANY_NUMBER = 987_654_321;
const ANY_NAME = { en: '…', ar: '…', it: '…', fr: '…' };

/** What a fault says, with dots for what differs. */
const describeFault = (code: FieldCode): string =>
  formatFieldFault({ pointer: '', code, limit: String(ANY_NUMBER), limitNames: [ANY_NAME] }, 'en').replace(
    ANY_NUMBER.toLocaleString('en'),
    '…',
  );

/** A closed list with what each value means, in the order of the list; generators of clients write it beside each. */
const listOf = (description: string, codes: readonly string[], meanings: readonly string[]) => ({
  type: 'string',
  description,
  enum: codes,
  'x-enum-descriptions': meanings,
});

/** The codes of refusals, and of what can be wrong with a field: named lists of the API document. */
export const CODE_SCHEMAS = {
  ProblemCode: listOf(
    'The stable code of a refusal; programs decide by it. It is never used again for another meaning.',
    REFUSAL_CODES,
    REFUSAL_CODES.map((code) => `${statusOf(code)}: ${formatProblemTitle(code, 'en')}. ${formatProblemNext(code, 'en')}`),
  ),
  FieldCode: listOf(
    'The stable code of what is wrong with a field: what only a field can have, or a refusal that this field is the reason for.',
    FIELD_FAULT_CODES,
    [...FIELD_CODES.map(describeFault), ...REFUSAL_CODES.map((code) => `${formatProblemTitle(code, 'en')}.`)],
  ),
};
