import type { Citation, RuleCondition } from '../../reference/domain/stored-json.ts';
import { anyOf, evaluate, type Facts, unknownFields } from './rule.ts';

/** What an assessment reads of a version of a regime. */
export interface RegimeRule {
  readonly regime: string;
  readonly version: number;
  readonly effect: string;
  readonly appliesWhen: RuleCondition;
  readonly documents: readonly string[];
  readonly blocksMilestone: string | null;
  readonly citations: readonly Citation[];
}

/** What an assessment finds of a regime that may hold: asked for, not known yet, or nothing may ship under it. */
export const REQUIREMENT_VERDICTS = ['required', 'check-needed', 'excluded'] as const;

export interface Requirement<Rule extends RegimeRule = RegimeRule> {
  readonly rule: Rule;
  readonly verdict: (typeof REQUIREMENT_VERDICTS)[number];
  /** What somebody must find out before the rule can say. */
  readonly unknown: readonly string[];
}

/** What is asked of lines that travel together: a regime that may hold for one of them holds for all until somebody knows. */
export function requirementsOf<Rule extends RegimeRule>(rules: readonly Rule[], lines: readonly Facts[]): Requirement<Rule>[] {
  return rules.flatMap((rule): Requirement<Rule>[] => {
    const verdicts = lines.map((facts) => evaluate(rule.appliesWhen, facts));
    const verdict = anyOf(verdicts);
    if (verdict === false) return [];
    if (verdict === true) return [{ rule, verdict: rule.effect === 'exclusion' ? 'excluded' : 'required', unknown: [] }];
    const unknown = lines.filter((_, index) => verdicts[index] === null).flatMap((facts) => unknownFields(rule.appliesWhen, facts));
    return [{ rule, verdict: 'check-needed', unknown: [...new Set(unknown)].sort() }];
  });
}
