import fc from 'fast-check';
import t from 'tap';
import { ENTRY_STATES, type EntryState, missingReasonOf, POSITIVE_OUTCOMES, UNDECIDED } from '#src/areas/compliance/domain/entry.ts';
import { RULE_FIELDS } from '#src/areas/compliance/domain/facts.ts';
import { requirementsOf } from '#src/areas/compliance/domain/requirement.ts';
import { allOf, anyOf, evaluate, type Facts, isRule, not, type Verdict } from '#src/areas/compliance/domain/rule.ts';
import { readReferenceBundle } from '#src/areas/reference/index.ts';
import type { RuleCondition } from '#src/areas/reference/domain/stored-json.ts';
import { asOften } from '#tests/support/effort.ts';

const verdict = fc.constantFrom<Verdict>(true, false, null);
const field = fc.constantFrom('a', 'b', 'c', 'd');
const word = fc.constantFrom('x', 'y', 'z');
const fact = fc.oneof(word, fc.boolean(), fc.constant(null), fc.array(word, { maxLength: 2 }));
const facts: fc.Arbitrary<Facts> = fc.dictionary(field, fact, { maxKeys: 4 });

const { rule } = fc.letrec<{ rule: RuleCondition }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4 },
    fc.record({ field, op: fc.constantFrom('eq' as const, 'ne' as const), value: fc.oneof(word, fc.boolean()) }),
    fc.record({ field, op: fc.constantFrom('in' as const, 'intersects' as const), value: fc.array(word, { minLength: 1, maxLength: 2 }) }),
    fc.record({ field, op: fc.constantFrom('empty' as const, 'not_empty' as const) }),
    fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('rule') }),
  ),
}));

t.test("the three values obey Kleene's laws", async () => {
  fc.assert(
    fc.property(verdict, verdict, verdict, (a, b, c) => {
      const same = (left: Verdict, right: Verdict) => left === right;
      return (
        same(not(not(a)), a) &&
        same(not(allOf([a, b])), anyOf([not(a), not(b)])) &&
        same(allOf([a, b]), allOf([b, a])) &&
        same(allOf([a, anyOf([b, c])]), anyOf([allOf([a, b]), allOf([a, c])])) &&
        same(allOf([a, false]), false) &&
        same(anyOf([a, true]), true) &&
        same(allOf([a, anyOf([a, b])]), a)
      );
    }),
    { numRuns: asOften(500) },
  );
});

t.test('learning a field that was unknown never turns a result that was known', async () => {
  fc.assert(
    fc.property(rule, facts, field, fact, (condition, known, learnt, value) => {
      if (learnt in known) return true;
      const before = evaluate(condition, known);
      return before === null || evaluate(condition, { ...known, [learnt]: value }) === before;
    }),
    { numRuns: asOften(3000) },
  );
});

t.test('a rule that nobody can answer is a requirement, and never one that has passed', async () => {
  fc.assert(
    fc.property(rule, facts, (appliesWhen, known) => {
      const asked = { regime: 'r', version: 1, effect: 'gate', appliesWhen, documents: [], blocksMilestone: 'shipped', citations: [] };
      const [requirement] = requirementsOf([asked], [known]);
      if (evaluate(appliesWhen, known) !== null) return true;
      return requirement?.verdict === 'check-needed' && requirement.unknown.length > 0;
    }),
    { numRuns: asOften(2000) },
  );
  const day = fc.constantFrom('2026-01-01', '2026-06-01', '2027-01-01');
  fc.assert(
    fc.property(
      fc.constantFrom<EntryState>(...ENTRY_STATES),
      fc.boolean(),
      fc.option(day),
      fc.option(day),
      day,
      (state, isConfirmed, from, until, on) => {
        const requirement = missingReasonOf({ state, isConfirmed, validFrom: from, validUntil: until }, on);
        if (state === 'not-required') return requirement === null;
        if (requirement !== null) return true;
        return isConfirmed && (state === 'obtained' || state === 'waived') && !UNDECIDED.includes(state) && (until === null || until >= on);
      },
    ),
    { numRuns: asOften(1000) },
  );
});

t.test('the regimes of the reference data are rules over the known fields, and the positive outcomes are theirs', async (t) => {
  const { regimes } = await readReferenceBundle();
  t.equal(regimes.regimes.length, 41);
  for (const regime of regimes.regimes) t.ok(isRule(regime.applies_when, RULE_FIELDS), regime.slug);
  t.strictSame([...POSITIVE_OUTCOMES].sort(), [...regimes.meta.positive_outcomes].sort());
  t.strictSame([...RULE_FIELDS].sort(), [...Object.keys(regimes.meta.rule_fields), 'recipient.completed_courses'].sort());
});
