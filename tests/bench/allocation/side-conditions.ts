import { allocate, type Solver, verifyAllocation } from '#src/allocation/index.ts';
import { loadSolver } from '#src/platform/integer-solver.ts';
import { median } from '../statistics.ts';
import { TIME_LIMIT, withAllOrNothing, withEverything } from './conditions.ts';
import { generate } from './generate.ts';

/** What side conditions take: all kinds together on a thousand lines, and all-or-nothing lines by our start alone against HiGHS. */
const [seed = '1'] = process.argv.slice(2);
const SEEDS = 10;
/** The study's small and middle size. */
const SIZES = [1_000, 3_000];

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const highs = await loadSolver();
const stopAtOnce: Solver = {
  now: () => highs.now(),
  openLinear: (program) => highs.openLinear(program),
  solveInteger: () => ({ status: 'stopped', values: null, bound: Infinity }),
};

sayEverything();
for (const lines of SIZES) sayAllOrNothing(lines);

function sayEverything(): void {
  const instance = generate('domain', { needs: 1_000, offers: 1_000, pairs: 20_000 }, Number(seed));
  const { input, settings } = withEverything(instance, Number(seed));
  const proofs = { programs: 0, seconds: 0 };
  const from = performance.now();
  const allocation = allocate(input, settings, { solver: countLinear(proofs) });
  const seconds = (performance.now() - from) / 1_000;
  const { certificate, isProven } = allocation;
  say(
    `all side conditions on ${input.needs.length} × ${input.offers.length} lines, ${input.pairs.length} pairs: ${seconds.toFixed(1)} s of ${TIME_LIMIT}, ${isProven ? 'proven' : 'not all proven'}`,
  );
  const checkFrom = performance.now();
  if (verifyAllocation(input, settings, allocation) !== null) throw new Error('the allocation does not pass its check');
  const checked = performance.now() - checkFrom;
  say(
    `  of it for the multipliers of the bounds ${proofs.seconds.toFixed(1)} s, in ${proofs.programs} linear programs; the whole checked anew in ${checked.toFixed(0)} ms`,
  );
  for (const { stages, needs } of certificate.parts.filter((part) => part.needs.length > 1)) {
    const steps = stages.map((stage) => {
      const gap =
        stage.bound === stage.reached
          ? 'proven'
          : `gap ${((100 * Number(stage.bound - stage.reached)) / Number(stage.bound)).toFixed(1)} %`;
      return `${'score' in stage ? 'score' : `tier ${stage.tier}`} ${gap}`;
    });
    say(`  part of ${needs.length} needs: ${steps.join(', ')}`);
  }
}

/** The solver, and what its linear programs take: they are solved for the multipliers of proofs alone. */
function countLinear(proofs: { programs: number; seconds: number }): Solver {
  return {
    now: () => highs.now(),
    solveInteger: (program, options) => highs.solveInteger(program, options),
    openLinear: (program) => {
      const linear = highs.openLinear(program);
      return {
        bound: (column, least, most) => linear.bound(column, least, most),
        close: () => linear.close(),
        solve: (seconds) => {
          const from = performance.now();
          const answer = linear.solve(seconds);
          proofs.programs += 1;
          proofs.seconds += (performance.now() - from) / 1_000;
          return answer;
        },
      };
    },
  };
}

function sayAllOrNothing(lines: number): void {
  const runs = Array.from({ length: SEEDS }, (_, index) => {
    const instance = generate('domain', { needs: lines, offers: lines, pairs: 20 * lines }, Number(seed) + index);
    const { input, settings } = withAllOrNothing(instance, Number(seed) + index);
    const timed = (solver: Solver): { objective: bigint; milliseconds: number } => {
      const from = performance.now();
      const { objective } = allocate(input, settings, { solver });
      return { objective, milliseconds: performance.now() - from };
    };
    const ours = timed(stopAtOnce);
    const best = timed({
      now: () => highs.now(),
      openLinear: (program) => highs.openLinear(program),
      solveInteger: (program, { seconds }) => highs.solveInteger(program, { start: null, seconds }),
    });
    return { ratio: best.milliseconds / ours.milliseconds, gap: (100 * Number(best.objective - ours.objective)) / Number(best.objective) };
  });
  const gaps = runs.map(({ gap }) => gap);
  say(
    `a fifth all or nothing on ${lines} × ${lines} lines, ${SEEDS} seeds: our start alone within ${Math.max(...gaps).toFixed(4)} % of HiGHS (goal 0.02), ${median(runs.map(({ ratio }) => ratio)).toFixed(1)} times as fast (goal 10)`,
  );
}
