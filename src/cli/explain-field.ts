import type { Language } from '../kernel/language.ts';
import type { FieldFault } from '../kernel/refusal.ts';
import { formatFieldFault } from '../locales/format-problem.ts';

/** What is wrong with a field, for whoever types a command or writes a file: they choose among values, and so are told them. */
export function explainField(fault: FieldFault, language: Language): string {
  const text = formatFieldFault(fault, language);
  return fault.code === 'invalid-value' && fault.limit !== undefined ? `${text.replace(/\.$/, '')} (${fault.limit}).` : text;
}
