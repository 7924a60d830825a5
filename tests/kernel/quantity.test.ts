import fc from 'fast-check';
import t from 'tap';
import {
  atDecimals,
  DECIMALS,
  hasAtMost,
  MOST_UNITS,
  parseSteps,
  quantityOf,
  steps,
  stepsAtLeast,
  stepsFrom,
} from '#src/kernel/quantity.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import { asOften } from '#tests/support/effort.ts';

const decimals = fc.constantFrom(...DECIMALS);
const held = fc.integer({ min: 0, max: MOST_UNITS * 1000 }).map(steps);

t.test('what goes out comes in again, through text as JSON writes it', async () => {
  fc.assert(
    fc.property(held, decimals, (one, places) => {
      const sent = JSON.parse(JSON.stringify(quantityOf(one, places))) as number;
      return parseSteps(sent, places) === one;
    }),
    { numRuns: asOften(20_000) },
  );
});

t.test('a quantity is told in no more places than its unit has', async () => {
  fc.assert(
    fc.property(held, decimals, (one, places) => {
      const [, fraction = ''] = String(quantityOf(one, places)).split('.');
      return fraction.length <= places;
    }),
    { numRuns: asOften(20_000) },
  );
});

t.test('decimal text is taken by its digits', async () => {
  fc.assert(
    fc.property(fc.nat({ max: MOST_UNITS - 1 }), decimals, fc.nat({ max: 999 }), (whole, places, rest) => {
      const digits = String(rest).padStart(3, '0').slice(0, places);
      return parseSteps(Number(`${whole}.${digits || '0'}`), places) === whole * 10 ** places + Number(digits || '0');
    }),
    { numRuns: asOften(20_000) },
  );
});

t.test('the noise of binary fractions is none of a quantity', async (t) => {
  t.equal(parseSteps(0.1 + 0.2, 1), 3);
  t.equal(parseSteps(1.005, 3), 1005, 'which is a little less, and times a thousand 1004.99…');
  t.equal(parseSteps(4.35 * 100, 0), 435);
  t.equal(parseSteps(999_999_999.999, 3), 999_999_999_999);
  t.equal(parseSteps(0.001, 2), null);
  t.equal(parseSteps(12.5, 0), null);
  t.ok(hasAtMost(3, 0.1 + 0.2));
  t.notOk(hasAtMost(3, 0.0001));
});

t.test('of any number it can be said how many places it has', async (t) => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), decimals, (any, places) =>
      Number.isInteger(any) ? hasAtMost(places, any) : typeof hasAtMost(places, any) === 'boolean',
    ),
    { numRuns: asOften(20_000) },
  );
  t.notOk(hasAtMost(3, -2_762_696_598_907_384.5), 'beyond fifteen digits too');
});

t.test('too many places are refused at their field, with how many there may be', async (t) => {
  t.equal(stepsFrom(12.5, 3, '/quantity'), 12_500);
  try {
    stepsFrom(12.5, 0, '/lines/0/quantity');
    t.fail('half a piece');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    t.match(error, {
      code: 'invalid-field',
      details: { fields: [{ pointer: '/lines/0/quantity', code: 'too-many-decimals', limit: '0' }] },
    });
  }
});

t.test('the least of several units is never too little, and never a step too much', async (t) => {
  t.equal(stepsAtLeast(0.5, 0), 1);
  t.equal(stepsAtLeast(2, 0), 2);
  t.equal(stepsAtLeast(2.125, 2), 213);
  fc.assert(
    fc.property(held, decimals, (one, places) => {
      const least = stepsAtLeast(quantityOf(one, 3), places);
      return atDecimals(least, places, 3) >= one && atDecimals(steps(Math.max(0, least - 1)), places, 3) < Math.max(1, one);
    }),
    { numRuns: asOften(5000) },
  );
});

t.test('what isn’t a safe whole number is no number of steps', async (t) => {
  for (const wrong of [0.5, NaN, Infinity, 2 ** 53]) t.throws(() => steps(wrong));
});
