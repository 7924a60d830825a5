import fc from 'fast-check';
import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { judgePair } from '#src/areas/matching/domain/judge.ts';
import { judgeRule } from '#src/areas/matching/domain/rules.ts';
import { compareValues } from '#src/areas/matching/domain/specification-check.ts';
import type { AttributeValue, Specification } from '#src/areas/needs/domain/specification.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { aGoodsLine, aNeedLine, someSpecifications } from './arbitraries.ts';
import { aContext } from './build-facts.ts';

const context = aContext();

t.test('each direction compares as the catalogue says', async (t) => {
  const compare = (key: string, asked: AttributeValue, offered: AttributeValue | null) =>
    compareValues(context.attributes.get(key), asked, offered);
  t.equal(compare('seats', 5, 7), 'met', 'higher: more');
  t.equal(compare('seats', 5, 5), 'met', 'higher: the same');
  t.equal(compare('seats', 5, 4), 'not-met', 'higher: less');
  t.equal(compare('seats', 5, 'seven'), 'not-comparable', 'higher: no number');
  t.equal(compare('weight_kg', 900, 900), 'met', 'lower: the same');
  t.equal(compare('weight_kg', 900, 901), 'not-met', 'lower: more');
  t.equal(compare('winch', true, true), 'met', 'exact: the same');
  t.equal(compare('winch', false, true), 'not-met', 'exact: something else, though it be more');
  t.equal(compare('fuel_type', 'diesel', 'petrol'), 'not-met', 'any-of: another');
  t.equal(compare('fuel_type', ['diesel', 'hybrid'], 'hybrid'), 'met', 'any-of: one of those accepted');
  t.equal(compare('fuel_type', 'diesel', ['petrol', 'diesel']), 'met', 'any-of: the goods can do both');
  t.equal(compare('armour_level', 'b4', 'b6'), 'met', 'ordinal: a higher rank');
  t.equal(compare('armour_level', 'b4', 'b4'), 'met', 'ordinal: the same rank');
  t.equal(compare('armour_level', 'b4', 'none'), 'not-met', 'ordinal: a lower rank');
  t.equal(compare('armour_level', 'b4', 'toString'), 'not-comparable', 'ordinal: no value of the enumeration');
  t.equal(compare('size_range', 'm', null), 'met', 'info: shown, not compared');
  t.equal(compare('seats', 5, null), 'not-stated', 'silence is not a yes');
  t.equal(compare('wings', 2, 2), 'unknown-attribute');
});

/** Asks for more of one specification, or makes a wish a must; `draw` chooses how. */
function tighten(specification: Specification, draw: number): Specification {
  const { attribute, value } = specification;
  const rule = must(context.attributes.get(attribute), attribute);
  const stricter = (): AttributeValue => {
    switch (rule.direction) {
      case 'higher':
        return Number(value) + draw;
      case 'lower':
        return Number(value) - draw;
      case 'ordinal': {
        const ranks = must(rule.ranks, attribute);
        const rank = must(ranks[String(value)], String(value));
        return must(
          Object.entries(ranks).find(([, other]) => other === Math.min(rank + draw, Object.keys(ranks).length - 1)),
          attribute,
        )[0];
      }
      case 'any-of':
        return typeof value === 'object' ? value.slice(0, 1) : value;
      case 'exact':
      case 'info':
        return value;
    }
  };
  return { attribute, value: stricter(), mandatory: specification.mandatory || draw % 2 === 0 };
}

t.test('a stricter specification never makes a failing pair pass', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(5000), floors: { failing: 1 / 5 } }, (met) =>
    fc.property(
      aNeedLine,
      aGoodsLine,
      someSpecifications,
      fc.array(fc.nat(5), { minLength: 4, maxLength: 4 }),
      (need, offer, more, draws) => {
        const asked = need.specifications;
        const added = more.filter(({ attribute }) => asked.every((one) => one.attribute !== attribute));
        const strict = { ...need, specifications: [...asked.map((one, index) => tighten(one, draws[index] ?? 0)), ...added] };
        const before = judgeRule('specification', need, offer, context).outcome;
        const after = judgeRule('specification', strict, offer, context).outcome;
        if (before === 'fail') met.failing += 1;
        return (
          (before === 'pass' || after === 'fail') &&
          (judgePair(need, offer, context).eligible || !judgePair(strict, offer, context).eligible)
        );
      },
    ),
  );
});
