import { isFieldOnlyCode } from '../kernel/field-codes.ts';
import type { Language } from '../kernel/language.ts';
import type { FieldFault, RefusalCode } from '../kernel/refusal.ts';
import { formatList } from './format-arguments.ts';
import { formatMessage } from './format-message.ts';
import type { MessageParameters } from './message-parameters.ts';

/** What a refusal says to a person: a short statement without a full stop, the same at every occurrence. */
export const formatProblemTitle = (code: RefusalCode, language: Language): string => formatMessage(language, `problem.${code}.title`);

/** What can be done next: one sentence; never a quantity, a place or a name, so that it tells nothing that the reader may not know. */
export const formatProblemNext = (code: RefusalCode, language: Language): string => formatMessage(language, `problem.${code}.next`);

/**
 * What is wrong with a field, as a sentence in the reader's language. It never repeats values that are possible, patterns or names of
 * types: those are for programs, which find them in the fault's `limit`.
 */
export function formatFieldFault({ code, limit = '', limitNames = [] }: FieldFault, language: Language): string {
  if (code === 'invalid-type') return formatMessage(language, 'field.invalid-type', { expected: KINDS.get(limit) ?? 'other' });
  if (code === 'invalid-format') return formatMessage(language, 'field.invalid-format', { form: FORMS.get(limit) ?? 'other' });
  if (code === 'too-big' || code === 'too-small' || code === 'not-multiple-of') {
    if (limit.trim() === '' || !Number.isFinite(Number(limit))) return formatMessage(language, 'field.out-of-range');
    return formatMessage(language, `field.${code}`, { limit: Number(limit) });
  }
  if (code === 'too-many-decimals') {
    if (limit.trim() === '' || !Number.isFinite(Number(limit))) return formatMessage(language, 'field.out-of-range');
    return formatMessage(language, 'field.too-many-decimals', { decimals: Number(limit) });
  }
  if (code === 'file-too-large') return formatMessage(language, 'field.file-too-large', { megabytes: Number(limit) });
  if (code === 'predecessor-not-reached' || code === 'before-its-predecessor') {
    const names = limitNames.map((one) => one[language]);
    return formatMessage(language, `field.${code}`, { names: formatList(names, language) });
  }
  return isFieldOnlyCode(code) ? formatMessage(language, `field.${code}`) : formatProblemTitle(code, language);
}

/** The types that zod expects, in the words of the catalogues. */
const KINDS: ReadonlyMap<string, MessageParameters['field.invalid-type']['expected']> = new Map([
  ['string', 'text'],
  ['number', 'number'],
  ['int', 'integer'],
  ['boolean', 'boolean'],
  ['array', 'list'],
  ['object', 'record'],
  ['record', 'record'],
  ['date', 'day'],
  ['null', 'nothing'],
]);

/** The formats that zod knows, in the words of the catalogues. */
const FORMS: ReadonlyMap<string, MessageParameters['field.invalid-format']['form']> = new Map([
  ['uuid', 'identifier'],
  ['date', 'day'],
  ['datetime', 'moment'],
  ['email', 'email'],
  ['url', 'address'],
]);
