import type { Language } from '../kernel/language.ts';
import { formatMessage } from '../locales/format-message.ts';

/** The rules of eligibility (areas/matching), and those that an instance itself can bring. */
const NAMED_RULES = [
  'item',
  'specification',
  'region',
  'area',
  'site-kind',
  'unit-type',
  'recipient',
  'civilian-recipient',
  'time-window',
  'exchange-rate',
  'lot',
  'open-quantity',
  'training-first',
  'course',
  'prerequisites',
  'compliance-class',
  'state',
  'obstacle',
  'unit-ceiling',
] as const;

/** A rule's name in the reader's language; where it is not one of ours, what whoever wrote the instance calls it. */
export function formatRule(rule: string, language: Language): string {
  const named = NAMED_RULES.find((one) => one === rule);
  return named === undefined ? rule : formatMessage(language, `rule.${named}`);
}
