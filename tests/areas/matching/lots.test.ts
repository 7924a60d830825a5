import fc from 'fast-check';
import t from 'tap';
import { affordableSteps, exchangeableQuantity, lotBoundsOf, type LotBounds } from '#src/areas/matching/domain/lots.ts';
import { asOften } from '#tests/support/effort.ts';
import { aContext, aNeed, anItem, anOffer, someMoney } from './build-facts.ts';
import { inSteps } from '#tests/support/in-steps.ts';
import { DECIMALS } from '#src/kernel/quantity.ts';

/** The definition, tried quantity by quantity. */
function greatestByTrying({ open, needMinimumLot, remaining, lotSize, offerMinimumLot }: LotBounds): number {
  let greatest = 0;
  for (let quantity = 1; quantity <= open && quantity <= remaining; quantity += 1) {
    const inLots = quantity % lotSize === 0;
    const enoughForDonor = quantity >= offerMinimumLot;
    const enoughForNeed = quantity >= needMinimumLot || quantity === open;
    if (inLots && enoughForDonor && enoughForNeed) greatest = quantity;
  }
  return greatest;
}

t.test('the exchangeable quantity is the greatest that trying every quantity finds', async () => {
  const small = (min: number) => fc.integer({ min, max: 40 });
  fc.assert(
    fc.property(
      fc
        .record({ open: small(-2), needMinimumLot: small(1), remaining: small(-2), lotSize: small(1), offerMinimumLot: small(1) })
        .map(inSteps),
      (bounds) => exchangeableQuantity(bounds) === greatestByTrying(bounds),
    ),
    { numRuns: asOften(20_000) },
  );
});

t.test('lots and minimum lots by example', async (t) => {
  const bounds = { open: 10, needMinimumLot: 1, remaining: 100, lotSize: 1, offerMinimumLot: 1 };
  t.equal(exchangeableQuantity(inSteps({ ...bounds, lotSize: 4 })), 8, 'whole lots only');
  t.equal(exchangeableQuantity(inSteps({ ...bounds, lotSize: 4, needMinimumLot: 9 })), 0, 'the lots stay below what the need takes');
  t.equal(
    exchangeableQuantity(inSteps({ ...bounds, needMinimumLot: 12 })),
    10,
    'all that is open may be fewer than the need’s minimum lot',
  );
  t.equal(exchangeableQuantity(inSteps({ ...bounds, remaining: 9, needMinimumLot: 12 })), 0, 'but not fewer than all');
  t.equal(exchangeableQuantity(inSteps({ ...bounds, offerMinimumLot: 12 })), 0, 'the donor’s minimum lot knows no exception');
});

t.test('money buys the whole steps that it pays at the upper end of what a unit costs', async () => {
  const money = fc.integer({ min: 0, max: 2 ** 50 });
  fc.assert(
    fc.property(money, fc.integer({ min: 1, max: 2 ** 40 }), fc.constantFrom(...DECIMALS), (ceiling, cost, decimals) => {
      const bought = BigInt(affordableSteps(ceiling, cost, decimals));
      const [paid, asked] = [BigInt(ceiling) * 10n ** BigInt(decimals), BigInt(cost)];
      const isAll = (bought + 1n) * asked > paid || bought === BigInt(Number.MAX_SAFE_INTEGER);
      return bought * asked <= paid && isAll;
    }),
    { numRuns: asOften(2000) },
  );
});

t.test('the bounds of a pair come from both lines and from the conditions', async (t) => {
  const need = aNeed({ openQuantity: 7, minimumLot: 2 });
  const conditions = [
    { type: 'minimum-lot', quantity: 3 },
    { type: 'minimum-lot', quantity: 5 },
  ] as const;
  t.strictSame(lotBoundsOf(need, anOffer({ lotSize: 2, conditions }), aContext()), {
    open: 7,
    needMinimumLot: 2,
    remaining: 6,
    lotSize: 2,
    offerMinimumLot: 5,
  });
  t.equal(lotBoundsOf(need, someMoney(), aContext()).remaining, 2, '100 000 EUR at up to 40 000 each');
  t.equal(lotBoundsOf(need, someMoney({ currency: 'LYD' }), aContext()).remaining, 0, 'no rate is known');
  t.equal(lotBoundsOf(need, someMoney(), aContext(anItem('pickup', { unitCost: null }))).remaining, 0, 'no cost is known');
});
