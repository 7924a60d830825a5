import fc from 'fast-check';
import t from 'tap';
import { findLoss, isWithin } from '#src/kernel/json-text.ts';
import { asOften } from '#tests/support/effort.ts';

/** Values and depth, counted by building everything. */
function measure(value: unknown): { values: number; depth: number } {
  if (typeof value !== 'object' || value === null) return { values: 1, depth: 0 };
  const parts = Object.values(value).map(measure);
  return {
    values:
      1 +
      Math.max(
        1,
        parts.reduce((sum, part) => sum + part.values, 0),
      ),
    depth: 1 + Math.max(0, ...parts.map((part) => part.depth)),
  };
}

t.test('what a text holds is counted as if it had been built, whatever stands in its strings', async () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const { values, depth } = measure(value);
      const names = Number.POSITIVE_INFINITY;
      const text = JSON.stringify(value);
      return (
        isWithin(text, { values, depth, names }) &&
        (values === 1 || !isWithin(text, { values: values - 1, depth, names })) &&
        (depth === 0 || !isWithin(text, { values, depth: depth - 1, names }))
      );
    }),
    { numRuns: asOften(1000) },
  );
});

t.test('signs inside a string count nothing, whether or not it ends', async (t) => {
  const bounds = { values: 2, depth: 1, names: 1 };
  t.ok(isWithin(JSON.stringify(['[[[,,,"\\"{{\\\\']), bounds));
  t.ok(isWithin('["\\\\"]', bounds));
  t.notOk(isWithin('["\\\\",1,2]', bounds));
  t.ok(isWithin('["never closed, [[[[', bounds));
  t.notOk(
    isWithin('['.repeat(1_000_000), { values: 10_000_000, depth: 32, names: 9 }),
    'and what is too deep is not followed to its bottom',
  );
});

t.test('names are counted of each object by itself, and a list may be longer', async (t) => {
  const bounds = { values: 1000, depth: 3, names: 2 };
  t.ok(isWithin('[{"a":1,"b":[1,2,3,4,5]},{"a":1,"b":{"c":1,"d":2}},3,4,5]', bounds));
  t.notOk(isWithin('[{"a":1,"b":[1,2,3],"c":1}]', bounds));
  t.notOk(isWithin('{"a":{"x":1,"y":2},"b":1,"c":1}', bounds));
});

t.test('every number that a program can have is kept as programs write it, and one digit more is not', async (t) => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const written = JSON.stringify(number);
      return (
        findLoss(`[${written}, {"a": ${number.toExponential()}}]`) === null &&
        (number === 0 || findLoss(`[0, {"a": ${number.toExponential(16).replace('e', '1e')}}]`)?.pointer === '/1/a')
      );
    }),
    { numRuns: asOften(1000) },
  );
  const zeros = '0'.repeat(500_000);
  // Squared, these zeros would take hours: the suite would end the test.
  t.strictSame(findLoss(`{"a": [1.${zeros}1${zeros}]}`), { pointer: '/a/0', code: 'not-kept-exactly' });
  t.equal(findLoss(`{"a": [1.${zeros}]}`), null);
});
