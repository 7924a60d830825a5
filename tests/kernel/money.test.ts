import fc from 'fast-check';
import t from 'tap';
import { CURRENCIES, decimalsOfCurrency, IN_THOUSANDTHS, WITHOUT_MINOR_UNIT } from '#src/kernel/currency.ts';
import { exactThousandths, factorOf, hasPlacesOf, priceOf, unitCostIn, written, writtenThousandths } from '#src/kernel/money.ts';
import { steps } from '#src/kernel/quantity.ts';
import { affordableSteps } from '#src/areas/matching/domain/lots.ts';

const currency = fc.constantFrom('EUR', 'JPY', 'LYD', 'TND', 'USD', 'KWD', 'XOF');
const rate = fc
  .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 999_999_999 }))
  .filter(([whole, fraction]) => whole + fraction > 0)
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(9, '0')}`);

t.test('a currency has the places of ISO 4217', async (t) => {
  t.strictSame(
    ['JPY', 'EUR', 'USD', 'LYD', 'TND', 'IQD', 'KWD', 'HUF', 'CLP', 'XAF'].map((code) => [code, decimalsOfCurrency(code)]),
    [
      ['JPY', 0],
      ['EUR', 2],
      ['USD', 2],
      ['LYD', 3],
      ['TND', 3],
      ['IQD', 3],
      ['KWD', 3],
      ['HUF', 2],
      ['CLP', 0],
      ['XAF', 0],
    ],
  );
  t.strictSame([...CURRENCIES], [...new Set(CURRENCIES)].toSorted(), 'each once, in order');
  const gone = ['BGN', 'HRK', 'ANG', 'ZWL', 'DEM', 'XAU', 'XXX', 'XTS'];
  t.strictSame(
    gone.filter((code) => (CURRENCIES as readonly string[]).includes(code)),
    [],
  );
  t.equal(WITHOUT_MINOR_UNIT.length + IN_THOUSANDTHS.length, 23);
});

t.test('an amount has no more places than its currency, and is written with all of them', async (t) => {
  t.notOk(hasPlacesOf({ amount: '10.5', currency: 'JPY' }));
  t.notOk(hasPlacesOf({ amount: '10.005', currency: 'EUR' }));
  t.ok(hasPlacesOf({ amount: '10.005', currency: 'LYD' }));
  t.strictSame(
    [
      { amount: '310.500', currency: 'EUR' },
      { amount: '310.5', currency: 'EUR' },
      { amount: '7', currency: 'LYD' },
      { amount: '2000.000', currency: 'JPY' },
    ].map((sum) => written(sum).amount),
    ['310.50', '310.50', '7.000', '2000'],
  );
});

t.test('what is converted is never below what is exact, by less than one minor unit, either way round', async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 999_999_999 }),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.constantFrom(0, 1, 2, 3),
      fc.tuple(currency, currency).filter(([from, to]) => from !== to),
      rate,
      fc.boolean(),
      (unitCost, quantity, decimals, [from, to], value, isInverse) => {
        const factor = factorOf(isInverse ? { base: to, quote: from, rate: value } : { base: from, quote: to, rate: value }, from, to);
        if (factor === null) return false;
        const price = exactThousandths(priceOf(unitCost, steps(quantity), decimals, factor, to));
        const minor = 10n ** BigInt(3 - decimalsOfCurrency(to));
        const over = BigInt(unitCost) * BigInt(quantity) * factor.over;
        const under = 10n ** BigInt(decimals) * factor.under;
        return price % minor === 0n && price * under >= over && (price - minor) * under < over;
      },
    ),
  );
});

t.test('what a ceiling affords never costs more than it, and one step more would', async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9_999_999 }),
      fc.integer({ min: 1, max: 9_999_999 }),
      fc.constantFrom(0, 1, 2, 3),
      currency.filter((to) => to !== 'EUR'),
      rate,
      (minorUnits, unitCost, decimals, to, value) => {
        const factor = factorOf({ base: 'EUR', quote: to, rate: value }, 'EUR', to);
        if (factor === null) return false;
        const remaining = minorUnits * 10 ** (3 - decimalsOfCurrency(to));
        const afforded = affordableSteps(remaining, unitCost, decimals, factor);
        const costs = (quantity: number) => exactThousandths(priceOf(unitCost, steps(quantity), decimals, factor, to));
        if (afforded === Number.MAX_SAFE_INTEGER) return true;
        return costs(afforded) <= BigInt(remaining) && costs(afforded + 1) > BigInt(remaining);
      },
    ),
  );
});

t.test('a unit’s cost is never told lower than it is', async (t) => {
  const factor = factorOf({ base: 'EUR', quote: 'JPY', rate: '163.42' }, 'EUR', 'JPY');
  t.equal(factor && unitCostIn(900_001, factor), 147_078_164);
  t.equal(writtenThousandths(1n, 'EUR', 'up'), '0.01');
  t.equal(writtenThousandths(19n, 'EUR', 'down'), '0.01');
});

t.test('a rate of another pair converts nothing', async (t) => {
  t.equal(factorOf({ base: 'EUR', quote: 'USD', rate: '1.1' }, 'EUR', 'JPY'), null);
  t.equal(factorOf({ base: 'USD', quote: 'JPY', rate: '150' }, 'EUR', 'JPY'), null);
});
