import { unreachable } from '../../../kernel/assert.ts';
import type { RuleCondition, RuleValue } from '../../reference/domain/stored-json.ts';

/** True, false, or not known: a rule that is not known is to be checked by people, and never counts as passed. */
export type Truth = boolean | 'unknown';

export type FactValue = string | boolean | readonly string[] | null;

/** What is known of a line. A field that is absent is not known; null and an empty list say that there is nothing. */
export type Facts = Readonly<Record<string, FactValue | undefined>>;

/**
 * Evaluates a rule of a regime in Kleene's strong three-valued logic: `all` is false as soon as one part is, and unknown before it
 * is true; `any` the other way round. Learning a fact never turns a known answer over.
 */
export function evaluate(condition: RuleCondition, facts: Facts): Truth {
  if ('all' in condition) return combine(condition.all, facts, false);
  if ('any' in condition) return combine(condition.any, facts, true);
  if ('not' in condition) {
    const truth = evaluate(condition.not, facts);
    return truth === 'unknown' ? truth : !truth;
  }
  const value = facts[condition.field];
  return value === undefined ? 'unknown' : compare(value, condition.op, condition.value);
}

/** `decisive` is the answer of one part that decides the whole. */
function combine(parts: readonly RuleCondition[], facts: Facts, decisive: boolean): Truth {
  const truths = parts.map((part) => evaluate(part, facts));
  if (truths.includes(decisive)) return decisive;
  return truths.includes('unknown') ? 'unknown' : !decisive;
}

type Operator = Extract<RuleCondition, { readonly field: string }>['op'];

function compare(value: FactValue, op: Operator, wanted: RuleValue | undefined): boolean {
  const list = Array.isArray(wanted) ? (wanted as readonly unknown[]) : [];
  switch (op) {
    case 'eq':
      return value === wanted;
    case 'ne':
      return value !== wanted;
    case 'in':
      return list.includes(value);
    case 'intersects':
      return Array.isArray(value) && value.some((one) => list.includes(one));
    case 'not_empty':
      return !isEmpty(value);
    case 'empty':
      return isEmpty(value);
    default:
      return unreachable(op);
  }
}

const isEmpty = (value: FactValue): boolean => value === null || value === false || (value !== true && value.length === 0);

/** The fields that a rule asks for and nobody knows: what has to be found out before it can be decided. */
export function unknownFields(condition: RuleCondition, facts: Facts): string[] {
  if ('all' in condition) return [...new Set(condition.all.flatMap((part) => unknownFields(part, facts)))];
  if ('any' in condition) return [...new Set(condition.any.flatMap((part) => unknownFields(part, facts)))];
  if ('not' in condition) return unknownFields(condition.not, facts);
  return facts[condition.field] === undefined ? [condition.field] : [];
}
