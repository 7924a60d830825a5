import fc from 'fast-check';
import t from 'tap';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { canApply, effectOn, warningsOf } from '#src/areas/compliance/domain/regime-effects.ts';
import type { RegimeRule } from '#src/areas/compliance/domain/requirement.ts';
import { evaluate } from '#src/areas/compliance/domain/rule.ts';
import type { RuleCondition } from '#src/areas/reference/domain/stored-json.ts';
import { readReferenceBundle } from '#src/areas/reference/verbs/read-reference-bundle.ts';

const is = (field: string, value: string): RuleCondition => ({ field, op: 'eq', value });
const ruleOf = (appliesWhen: RuleCondition, documents: readonly string[] = ['paper']): RegimeRule => ({
  regime: 'one',
  version: 1,
  effect: 'gate',
  appliesWhen,
  documents,
  blocksMilestone: 'shipped',
  citations: [],
});

t.test('a rule that contradicts itself never applies, and one that doesn’t may', (t) => {
  t.equal(canApply({ all: [is('item.kind', 'equipment'), is('item.kind', 'training')] }), false);
  t.equal(canApply({ field: 'line.any', op: 'eq', value: false }), false);
  t.equal(
    canApply({
      all: [
        { field: 'offer.conditions', op: 'empty' },
        { field: 'offer.conditions', op: 'intersects', value: ['x'] },
      ],
    }),
    false,
  );
  t.equal(canApply({ all: [is('item.kind', 'equipment'), { not: is('item.kind', 'equipment') }] }), false);
  t.equal(canApply({ any: [is('item.kind', 'equipment'), is('item.kind', 'training')] }), true);
  t.equal(canApply({ not: is('item.kind', 'equipment') }), true);
  t.end();
});

t.test('of every regime of the reference data it is known that it may apply', async (t) => {
  const { regimes } = await readReferenceBundle();
  t.ok(regimes.regimes.length > 20);
  for (const regime of regimes.regimes) t.equal(canApply(regime.applies_when), true, regime.slug);
});

t.test('what a case meets is never said to apply to nothing', async (t) => {
  const fields = ['a', 'b', 'c'];
  const values = ['x', 'y'];
  const { rule } = fc.letrec<{ rule: RuleCondition }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 3 },
      fc.record({
        field: fc.constantFrom(...fields),
        op: fc.constantFrom('eq' as const, 'ne' as const),
        value: fc.constantFrom(...values),
      }),
      fc.record({ field: fc.constantFrom(...fields), op: fc.constantFrom('empty' as const, 'not_empty' as const) }),
      fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('rule') }),
    ),
  }));
  const fact = fc.constantFrom('x', 'y', 'z', null, true, false);
  const facts = fc.record({ a: fact, b: fact, c: fact });
  await holdAndMeet(t, { numRuns: 2000, floors: { applied: 1 / 20 } }, (met) =>
    fc.property(rule, facts, (asked, known) => {
      if (evaluate(asked, known) !== true) return;
      met.applied += 1;
      if (canApply(asked) === false) throw new Error('it applies');
    }),
  );
});

t.test('what is open gains, loses or is asked otherwise; what somebody has decided stays', (t) => {
  const before = ruleOf(is('item.kind', 'equipment'));
  const after = ruleOf(is('item.kind', 'equipment'), ['paper', 'stamp']);
  const open = (kind: string, isDecided = false) => ({ facts: [{ 'item.kind': kind }], isDecided });
  t.match(effectOn(before, after, open('equipment')), { touch: 'changes', documentsAdded: ['stamp'], documentsDropped: [] });
  t.match(effectOn(before, after, open('equipment', true)), { touch: 'decided', documentsAdded: [] });
  t.match(effectOn(before, after, open('training')), { touch: 'stays', before: null, after: null });
  t.match(effectOn(undefined, after, open('equipment')), { touch: 'gains' });
  const none = ruleOf(is('item.kind', 'training'), []);
  const lost = effectOn(before, none, open('equipment'));
  t.match(lost, { touch: 'loses', documentsDropped: ['paper'] });
  t.strictSame(warningsOf(none, '2027-01-01', [lost]), ['applies-to-nothing-open', 'asks-for-no-document', 'ends']);
  t.end();
});
