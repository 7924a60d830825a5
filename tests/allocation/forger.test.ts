import fc from 'fast-check';
import t from 'tap';
import { type Allocation, type PlannedQuantity, verifyAllocation } from '#src/allocation/index.ts';
import { loadSolver } from '#src/platform/integer-solver.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { everyPlan } from './every-plan.ts';
import { aMixture, isLess, type Mixture, totalsOf } from './mixtures.ts';
import { restate, STATED } from './restate.ts';
import { tryToAllocate } from './try-to-allocate.ts';

const solver = await loadSolver();
const TINY = { needs: 3, offers: 3, pairs: 5, quantity: 4, score: 9 };

/** Where something of a certificate stands. */
type Path = readonly (string | number)[];

/** Every value within, outermost first. */
function* within(value: unknown, path: Path = []): Generator<readonly [path: Path, value: unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* within(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

/** A copy with one thing put elsewhere; `undefined` takes it out of its list. */
function put(value: unknown, [key, ...rest]: Path, what: unknown): unknown {
  if (key === undefined) return what;
  const copy: Record<string | number, unknown> | unknown[] = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const changed = put((copy as Record<string | number, unknown>)[key], rest, what);
  if (Array.isArray(copy) && changed === undefined) copy.splice(Number(key), 1);
  else (copy as Record<string | number, unknown>)[key] = changed;
  return copy;
}

/** What a forger would make of a value: another number, another name, one case for both, the cases turned round, one thing less or twice. */
function forgeriesOf(value: unknown, ids: readonly string[]): readonly unknown[] {
  if (typeof value === 'bigint') return [value + 1n, value - 1n, value * 2n, 0n, -value, value * 1_000n];
  if (typeof value === 'number') return [value + 1, value - 1, value * 2, 0, -value, 0.5];
  if (typeof value === 'string') return ids;
  if (Array.isArray(value)) return [[], value.slice(1), [...(value as unknown[]), ...(value as unknown[]).slice(0, 1)]];
  if (value === null) return [1];
  if (typeof value !== 'object' || !('split' in value) || !('less' in value) || !('more' in value)) return [];
  const { split, less, more } = value;
  return [less, more, { split, less: more, more: less }, { split, less, more: less }, { split, less: more, more }];
}

t.test('no forgery of a plan and its certificate passes for proven where a better plan exists', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(300), floors: { forgeries: 16, unproven: 0 } }, (met) =>
    fc.property(aMixture(TINY), fc.nat(), (mixture, seed) => {
      const { input } = mixture;
      const plans = everyPlan(mixture);
      const honest = tryToAllocate(mixture, solver);
      if (typeof honest === 'string' || honest.certificate.parts.length === 0) return true;
      const best = totalsOf(mixture, honest.plan);
      const worse = plans.filter((plan) => isLess(totalsOf(mixture, plan), best));
      const plan = worse[seed % Math.max(1, worse.length)];
      if (plan === undefined) return true;
      const ids = [...input.needs, ...input.offers].map(({ id }) => id);
      const certificates = [...within(honest.certificate)].flatMap(([path, value]) =>
        forgeriesOf(value, ids).map((forgery) => put(honest.certificate, path, forgery)),
      );
      for (const certificate of [honest.certificate, ...certificates]) {
        const forged = { ...honest, plan, certificate } as Allocation;
        for (const attempt of [forged, ...STATED.map((stated) => restateOrKeep(mixture, plan, forged, stated))]) {
          met.forgeries += 1;
          if (attempt.isProven && passes(mixture, attempt)) return false;
          if (!attempt.isProven) met.unproven += 1;
        }
      }
      return true;
    }),
  );
});

/** What would stop a command with a bug of its own doesn't pass either. */
function passes({ input, settings }: Mixture, allocation: Allocation): boolean {
  return verifyAllocation(input, settings, allocation) === null;
}

function restateOrKeep(
  mixture: Mixture,
  plan: readonly PlannedQuantity[],
  forged: Allocation,
  stated: (typeof STATED)[number],
): Allocation {
  try {
    return restate(mixture, plan, forged, stated);
  } catch {
    return forged;
  }
}
