import { unreachable } from '../../../kernel/assert.ts';
import type { RuleCondition } from '../../reference/domain/stored-json.ts';

/** null: nobody knows. It is shown as "check needed" and never counts as passed. */
export type Verdict = boolean | null;

/** What is known, by the names of the rule fields (regimes.json, `rule_fields`). A field that is absent is unknown. */
export type FactValue = string | boolean | null | readonly string[];
export type Facts = Readonly<Partial<Record<string, FactValue>>>;

/** Kleene's strong conjunction: one false decides, else one unknown leaves it open. */
export const allOf = (verdicts: readonly Verdict[]): Verdict => (verdicts.includes(false) ? false : verdicts.includes(null) ? null : true);
/** Kleene's strong disjunction: one true decides, else one unknown leaves it open. */
export const anyOf = (verdicts: readonly Verdict[]): Verdict => (verdicts.includes(true) ? true : verdicts.includes(null) ? null : false);
export const not = (verdict: Verdict): Verdict => (verdict === null ? null : !verdict);

/** The rule language of regimes.json in three values: learning an unknown field never turns a known result. */
export function evaluate(rule: RuleCondition, facts: Facts): Verdict {
  if ('all' in rule) return allOf(rule.all.map((part) => evaluate(part, facts)));
  if ('any' in rule) return anyOf(rule.any.map((part) => evaluate(part, facts)));
  if ('not' in rule) return not(evaluate(rule.not, facts));
  const fact = facts[rule.field];
  if (fact === undefined) return null;
  switch (rule.op) {
    case 'eq':
      return fact === rule.value;
    case 'ne':
      return fact !== rule.value;
    case 'in':
      return typeof fact === 'string' && listOf(rule.value).includes(fact);
    case 'intersects':
      return isList(fact) && listOf(rule.value).some((value) => fact.includes(value));
    case 'not_empty':
      return isPresent(fact);
    case 'empty':
      return !isPresent(fact);
    default:
      return unreachable(rule.op);
  }
}

/** The fields that a rule asks for and nobody knows. */
export function unknownFields(rule: RuleCondition, facts: Facts): string[] {
  if ('field' in rule) return facts[rule.field] === undefined ? [rule.field] : [];
  const parts = 'all' in rule ? rule.all : 'any' in rule ? rule.any : [rule.not];
  return [...new Set(parts.flatMap((part) => unknownFields(part, facts)))].sort();
}

const isList = (value: unknown): value is readonly string[] => Array.isArray(value);
const listOf = (value: unknown): readonly string[] => (isList(value) ? value : []);
const isPresent = (fact: FactValue): boolean => fact !== null && fact !== false && (fact === true || fact.length > 0);

/** What a rule compares with: slugs, codes of control lists, party codes. */
const isCode = (value: unknown): boolean => typeof value === 'string' && /^[\w.:/-]{1,80}$/u.test(value);
const OPERATORS: readonly unknown[] = ['eq', 'ne', 'in', 'intersects', 'not_empty', 'empty'];

/** Whether a value from outside is a rule over fields that somebody can know. Deeper than this no rule is written. */
export function isRule(value: unknown, fields: readonly string[], depth = 8): value is RuleCondition {
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  const rule = value as Readonly<Record<string, unknown>>;
  if ('all' in rule || 'any' in rule) {
    const parts = rule['all'] ?? rule['any'];
    return (
      Object.keys(rule).length === 1 && Array.isArray(parts) && parts.length > 0 && parts.every((part) => isRule(part, fields, depth - 1))
    );
  }
  if ('not' in rule) return Object.keys(rule).length === 1 && isRule(rule['not'], fields, depth - 1);
  const { field, op, value: wanted } = rule;
  if (typeof field !== 'string' || !fields.includes(field) || !OPERATORS.includes(op)) return false;
  if (op === 'in' || op === 'intersects') {
    return Array.isArray(wanted) && wanted.length > 0 && wanted.every(isCode);
  }
  if (op === 'eq' || op === 'ne') return isCode(wanted) || typeof wanted === 'boolean';
  return wanted === undefined;
}
