/** A rule's verdict, as far as this decision needs it. */
interface RuleVerdict {
  readonly rule: string;
  readonly outcome: 'pass' | 'fail' | 'withheld';
}

/**
 * Rules that a facilitator may propose past, with a reason: they can be mended before the goods arrive, or waived by the parties. Lots can't: no
 * quantity that breaks them is ever reserved.
 */
const MENDABLE: readonly string[] = ['specification', 'time-window', 'training-first', 'course', 'prerequisites'];

/** The rules that a pair fails, parted into those that may be mended and those that nobody may go past. */
export function deviationsOf(rules: readonly RuleVerdict[]): { readonly hard: string[]; readonly mendable: string[] } {
  const failed = rules.filter(({ outcome }) => outcome === 'fail').map(({ rule }) => rule);
  return {
    hard: failed.filter((rule) => !MENDABLE.includes(rule)),
    mendable: failed.filter((rule) => MENDABLE.includes(rule)),
  };
}
