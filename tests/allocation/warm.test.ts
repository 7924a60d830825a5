import fc from 'fast-check';
import t from 'tap';
import { densify, needsOfPairs } from '#src/allocation/dense-instance.ts';
import { worthOf } from '#src/allocation/lexicographic.ts';
import { NetworkSimplex } from '#src/allocation/network-simplex.ts';
import { solveInstance, toTransport } from '#src/allocation/solve.ts';
import { WarmAllocation } from '#src/allocation/warm-allocation.ts';
import { WarmSimplex } from '#src/allocation/warm-simplex.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { anInstance } from './instances.ts';

const SOME = { lines: 9, pairs: 40, quantity: 12, score: 60 };

const worthAfresh = (transport: ConstructorParameters<typeof NetworkSimplex>[0]): bigint =>
  new NetworkSimplex(transport)
    .solve()
    .quantities.reduce((sum, quantity, pair) => sum + BigInt(quantity) * BigInt(transport.values[pair] ?? 0), 0n);

const aChange = fc.oneof(
  fc.record({ kind: fc.constant('value' as const), at: fc.nat(), to: fc.integer({ min: -5, max: 60 }) }),
  fc.record({ kind: fc.constant('quantity' as const), at: fc.nat(), to: fc.integer({ min: 1, max: 14 }) }),
  fc.record({ kind: fc.constant('keep' as const), at: fc.nat(), to: fc.constantFrom(0, 1) }),
);

t.test('after any sequence of changes, going on from the last basis is worth as much as beginning again', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(2_000), floors: { solves: 1.5 } }, (met) =>
    fc.property(anInstance(SOME), fc.array(aChange, { minLength: 1, maxLength: 25 }), (input, changes) => {
      const instance = densify(input);
      const { transport } = toTransport(instance, new Float64Array(instance.needIds.length), 0);
      if (transport.offers.length === 0) return true;
      const values = transport.values.slice();
      const quantities = transport.quantities.slice();
      const kept = new Set<number>();
      const needs = needsOfPairs(transport);
      const warm = new WarmSimplex(transport);
      return changes.every(({ kind, at, to }) => {
        const node = at % quantities.length;
        if (kind === 'value') {
          values[at % values.length] = to;
          warm.setValue(at % values.length, to);
        } else if (kind === 'quantity') {
          quantities[node] = to;
          warm.setQuantity(node, to);
        } else {
          if (to === 1) kept.add(node);
          else kept.delete(node);
          warm.keep(node, to === 1);
        }
        warm.reoptimise();
        met.solves += 1;
        const isUsable = (pair: number, need: number): boolean => !kept.has(need) && !kept.has(transport.offers[pair] ?? 0);
        const open = values.map((value, pair) => (isUsable(pair, needs[pair] ?? 0) ? value : -1));
        return warm.worth() === worthAfresh({ ...transport, values: open, quantities });
      });
    }),
  );
});

t.test('what one more unit of a line adds is what an instance with that unit reaches more', async () => {
  fc.assert(
    fc.property(anInstance(SOME), fc.constantFrom('strict' as const, 'off' as const), fc.nat(), (input, rule, pick) => {
      const instance = densify(input);
      const count = instance.needIds.length + instance.offerIds.length;
      if (count === 0) return true;
      const line = pick % count;
      const { unitWorth } = worthOf(instance, rule);
      const gain = new WarmAllocation(instance, rule).gainOfOneMore(line);
      if (gain === null) return true;
      const raised = {
        ...instance,
        needQuantities: instance.needQuantities.slice(),
        offerQuantities: instance.offerQuantities.slice(),
      };
      const side = line < instance.needIds.length ? raised.needQuantities : raised.offerQuantities;
      const place = line < instance.needIds.length ? line : line - instance.needIds.length;
      side[place] = (side[place] ?? 0) + 1;
      const worth = (of: typeof instance): bigint => {
        const { quantities, weights } = solveInstance(of, rule);
        let sum = 0n;
        for (const [need] of of.needIds.entries()) {
          for (let pair = of.rowStarts[need] ?? 0; pair < (of.rowStarts[need + 1] ?? 0); pair += 1) {
            sum += BigInt(quantities[pair] ?? 0) * BigInt((weights[need] ?? 0) * unitWorth + (of.scores[pair] ?? 0));
          }
        }
        return sum;
      };
      return worth(raised) - worth(instance) === BigInt(gain.units * unitWorth + gain.score);
    }),
    { numRuns: asOften(3_000) },
  );
});
