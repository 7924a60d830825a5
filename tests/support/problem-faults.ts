import { isFieldOnlyCode } from '#src/kernel/field-codes.ts';
import { REFUSAL_CODES } from '#src/kernel/refusal.ts';

const isKnown = (code: string): boolean => (REFUSAL_CODES as readonly string[]).includes(code);

/** What is wrong with how something was refused: the media type, a code that isn't ours, words of a framework, a blank in a sentence. */
export function faultsOf(headers: Headers, text: string): string[] {
  if (!headers.get('content-type')?.startsWith('application/problem+json')) return ['no problem details'];
  if (headers.get('content-encoding') === null && text === '') return [];
  const { code, fields = [] } = JSON.parse(text) as { code: string; fields?: readonly { code: string; message: string }[] };
  return [
    ...(isKnown(code) ? [] : [`${code} is no code of ours`]),
    ...(text.includes('FST_') ? ['it tells of the framework'] : []),
    ...fields.filter((field) => !isKnown(field.code) && !isFieldOnlyCode(field.code)).map((field) => `${field.code} is no code of a field`),
    ...fields.filter(({ message }) => /[:：]\s*[.。]|\{[a-z]+\}|undefined/.test(message)).map(({ message }) => `a blank: ${message}`),
  ];
}
