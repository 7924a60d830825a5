import type { RuleCondition } from '../../reference/domain/stored-json.ts';
import { type REQUIREMENT_VERDICTS, type RegimeRule, requirementsOf } from './requirement.ts';
import { evaluate, type Facts, type FactValue } from './rule.ts';

/** What a reader is warned of before a version is confirmed. */
export const REGIME_WARNINGS = ['never-applies', 'applies-to-nothing-open', 'asks-for-no-document', 'ends'] as const;
export type RegimeWarning = (typeof REGIME_WARNINGS)[number];

/** What becomes of one thing that is open: asked for anew, no longer, otherwise, or as before; `decided`: stays as it was decided. */
export const TOUCHES = ['gains', 'loses', 'changes', 'stays', 'decided'] as const;
export type Touch = (typeof TOUCHES)[number];

type Verdict = (typeof REQUIREMENT_VERDICTS)[number];

/** What is open, with what is known of it, and whether somebody has decided it under the version before. */
export interface OpenCase {
  readonly facts: readonly Facts[];
  readonly isDecided: boolean;
}

export interface Effect {
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  readonly touch: Touch;
  readonly documentsAdded: readonly string[];
  readonly documentsDropped: readonly string[];
}

/** What one open thing gains or loses where one version of a regime follows another: by the rules that the gate asks. */
export function effectOn(before: RegimeRule | undefined, after: RegimeRule, { facts, isDecided }: OpenCase): Effect {
  const [was] = before ? requirementsOf([before], facts) : [];
  const [is] = requirementsOf([after], facts);
  const asked = was?.rule.documents ?? [];
  const asks = is?.rule.documents ?? [];
  const documentsAdded = isDecided ? [] : asks.filter((document) => !asked.includes(document));
  const documentsDropped = isDecided ? [] : asked.filter((document) => !asks.includes(document));
  const verdicts = { before: was?.verdict ?? null, after: is?.verdict ?? null };
  return {
    ...verdicts,
    documentsAdded,
    documentsDropped,
    touch: touchOf(verdicts, isDecided, documentsAdded.length + documentsDropped.length > 0),
  };
}

function touchOf({ before, after }: Pick<Effect, 'before' | 'after'>, isDecided: boolean, asksOtherwise: boolean): Touch {
  if (isDecided) return 'decided';
  if (before === null) return after === null ? 'stays' : 'gains';
  if (after === null) return 'loses';
  return before !== after || asksOtherwise ? 'changes' : 'stays';
}

/** What of a version deserves a second look, whoever proposed it. */
export function warningsOf(rule: RegimeRule, validUntil: string | null, effects: readonly Effect[]): RegimeWarning[] {
  const warnings: readonly (readonly [RegimeWarning, boolean])[] = [
    ['never-applies', canApply(rule.appliesWhen) === false],
    ['applies-to-nothing-open', effects.length > 0 && effects.every(({ after }) => after === null)],
    ['asks-for-no-document', rule.documents.length === 0],
    ['ends', validUntil !== null],
  ];
  return warnings.filter(([, holds]) => holds).map(([warning]) => warning);
}

const STEPS = 20_000;

/**
 * Whether anything at all could meet a rule: facts are tried field by field, over the values that the rule names and those that it doesn't,
 * and what is false already whatever else may be known is left. null: the rule is too large to say.
 */
export function canApply(rule: RuleCondition): boolean | null {
  const values = valuesByField(rule);
  const fields = [...values.keys()];
  let steps = 0;
  const search = (known: Facts, place: number): boolean | null => {
    const verdict = evaluate(rule, known);
    if (verdict !== null) return verdict;
    const field = fields[place];
    if (field === undefined) return false;
    let unsure = false;
    for (const value of values.get(field) ?? []) {
      if ((steps += 1) > STEPS) return null;
      const found = search({ ...known, [field]: value }, place + 1);
      if (found === true) return true;
      unsure ||= found === null;
    }
    return unsure ? null : false;
  };
  return search({ 'line.any': true }, 0);
}

/** What a field may be, as far as a rule can tell: each value that it names, all of them, another, yes, no, or nothing. */
function valuesByField(rule: RuleCondition): Map<string, readonly FactValue[]> {
  const named = new Map<string, Set<string>>();
  const collect = (part: RuleCondition): void => {
    if ('all' in part) return part.all.forEach(collect);
    if ('any' in part) return part.any.forEach(collect);
    if ('not' in part) return collect(part.not);
    const seen = named.get(part.field) ?? new Set<string>();
    const { value } = part;
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) if (typeof one === 'string') seen.add(one);
    named.set(part.field, seen);
  };
  collect(rule);
  return new Map(
    [...named].map(([field, values]) => [
      field,
      field === 'line.any'
        ? [true]
        : [...values, [...values], ...[...values].map((one) => [one]), true, false, 'another value', ['another value'], null],
    ]),
  );
}
