import fc from 'fast-check';
import t from 'tap';
import type { Dependency } from '#src/areas/packages/domain/parts.ts';
import { packageStanding, shareBandOf, standingOf, type Supply } from '#src/areas/packages/domain/readiness.ts';
import { type Held, shareStock, spareStock } from '#src/areas/packages/domain/stock.ts';
import { inSteps } from '#tests/support/in-steps.ts';
import { NO_STEPS } from '#src/kernel/quantity.ts';
import { asOften } from '#tests/support/effort.ts';

const quantity = fc.nat(60);
const supply: fc.Arbitrary<Supply> = fc
  .record({
    needed: fc.integer({ min: 1, max: 60 }),
    held: quantity,
    verified: quantity,
    delivered: quantity,
    inTransit: quantity,
    agreed: quantity,
    reserved: quantity,
  })
  .map(inSteps);
const KINDS = ['held', 'verified', 'delivered', 'inTransit', 'agreed', 'reserved'] as const;
const statesInOrder = ['incomplete', 'complete', 'ready'];

t.test('a package stands never above any of its parts, and exactly as its weakest', async () => {
  fc.assert(
    fc.property(fc.array(supply, { minLength: 1, maxLength: 8 }), (supplies) => {
      const parts = supplies.map(standingOf);
      const whole = packageStanding(parts);
      return (
        parts.every((part) => whole.readiness <= part.readiness && whole.completeness <= part.completeness) &&
        parts.some((part) => whole.readiness === part.readiness) &&
        parts.some((part) => whole.completeness === part.completeness) &&
        whole.readiness <= whole.completeness
      );
    }),
    { numRuns: asOften(3000) },
  );
});

t.test('more of anything never makes a package less ready or less complete, nor more of it missing', async () => {
  fc.assert(
    fc.property(
      fc.array(supply, { minLength: 1, maxLength: 6 }),
      fc.nat(5),
      fc.constantFrom(...KINDS),
      fc.nat(20),
      (supplies, which, kind, more) => {
        const index = which % supplies.length;
        const richer = supplies.map((one, at) => (at === index ? inSteps({ ...one, [kind]: one[kind] + more }) : one));
        const [before, after] = [packageStanding(supplies.map(standingOf)), packageStanding(richer.map(standingOf))];
        return (
          after.readiness >= before.readiness &&
          after.completeness >= before.completeness &&
          statesInOrder.indexOf(after.state) >= statesInOrder.indexOf(before.state) &&
          richer.every((one, at) => standingOf(one).missing <= standingOf(supplies[at] ?? one).missing)
        );
      },
    ),
    { numRuns: asOften(3000) },
  );
});

t.test(
  'goods on their way from a reservation to the unit’s hands never lower its readiness, and a reservation counts for nothing',
  async () => {
    fc.assert(
      fc.property(supply, fc.integer({ min: 0, max: 3 }), (one, step) => {
        const [from, to] = [
          ['reserved', 'agreed'],
          ['agreed', 'inTransit'],
          ['inTransit', 'delivered'],
          ['delivered', 'verified'],
        ][step] as ['reserved', 'agreed'];
        const moved = inSteps({ ...one, [from]: 0, [to]: one[to] + one[from] });
        return (
          standingOf(moved).readiness >= standingOf(one).readiness &&
          standingOf(moved).completeness >= standingOf(one).completeness &&
          standingOf(moved).missing === standingOf(one).missing &&
          standingOf({ ...one, reserved: NO_STEPS }).completeness === standingOf(one).completeness
        );
      }),
      { numRuns: asOften(3000) },
    );
  },
);

t.test('a package is complete when every part is promised, and ready when every part is in the unit’s hands', async (t) => {
  const nothing = { needed: 6, held: 0, verified: 0, delivered: 0, inTransit: 0, agreed: 0, reserved: 0 };
  const stateOf = (...supplies: (typeof nothing)[]) => packageStanding(supplies.map((one) => standingOf(inSteps(one)))).state;
  t.equal(stateOf({ ...nothing, agreed: 6 }, { ...nothing, reserved: 6 }), 'incomplete');
  t.equal(stateOf({ ...nothing, agreed: 6 }, { ...nothing, agreed: 2, inTransit: 2, held: 2 }), 'complete');
  t.equal(stateOf({ ...nothing, delivered: 6 }, { ...nothing, verified: 4, held: 2 }), 'ready');
  t.strictSame(standingOf(inSteps({ ...nothing, agreed: 3, held: 1, reserved: 1 })), { completeness: 66, readiness: 16, missing: 1 });
  t.strictSame([0, 1, 49, 50, 99, 100].map(shareBandOf), ['none', 'under-half', 'under-half', 'over-half', 'over-half', 'all']);
});

const NEEDS: readonly Dependency[] = [
  { item: 'vehicle', needs: 'spares', type: 'spares', quantity: 1, per: 1, criticality: 'required' },
  { item: 'tanker', needs: 'spares', type: 'spares', quantity: 1, per: 2, criticality: 'recommended' },
  { item: 'generator', needs: 'fuel', type: 'consumable', quantity: 12000, per: 1, criticality: 'required' },
];
const holding = (entries: Record<string, Partial<Held>>) =>
  new Map(Object.entries(entries).map(([item, held]) => [item, { serviceable: 0, repairable: 0, arrived: 0, ...held }]));

t.test('a unit’s spare stock is what is serviceable beyond what its other equipment needs, the repairable included', async (t) => {
  t.equal(
    spareStock(
      'spares',
      holding({ spares: { serviceable: 9 }, vehicle: { serviceable: 2, repairable: 3 }, tanker: { serviceable: 3 } }),
      NEEDS,
    ),
    2,
  ); // 9 − 5 − 1.5
  t.equal(spareStock('spares', holding({ spares: { serviceable: 4, repairable: 9 }, vehicle: { serviceable: 5 } }), NEEDS), 0);
  t.equal(spareStock('spares', holding({ vehicle: { serviceable: 5 } }), NEEDS), 0);
  t.equal(spareStock('fuel', holding({ fuel: { serviceable: 45000 }, generator: { serviceable: 1 } }), NEEDS), 33000);
});

t.test('what came through packages is neither stock of the unit’s own nor equipment that draws on it', async (t) => {
  const before = holding({ spares: { serviceable: 9 }, vehicle: { serviceable: 5 } });
  const counted = holding({ spares: { serviceable: 15, arrived: 6 }, vehicle: { serviceable: 11, arrived: 6 } });
  t.equal(spareStock('spares', before, NEEDS), 4);
  t.equal(spareStock('spares', counted, NEEDS), 4);
});

t.test('stock is given out once: what packages get together is never more than there is, the first served first', async () => {
  fc.assert(
    fc.property(fc.nat(50), fc.array(fc.nat(20), { maxLength: 6 }), (stock, demands) => {
      const given = [
        ...shareStock(
          stock,
          demands.map((needed, key) => ({ key, needed })),
        ).values(),
      ];
      const total = given.reduce((sum, one) => sum + one, 0);
      const firstShort = given.findIndex((one, index) => one < (demands[index] ?? 0));
      return total <= stock && (firstShort < 0 || given.slice(firstShort + 1).every((one) => one === 0)) && given.length === demands.length;
    }),
  );
});
