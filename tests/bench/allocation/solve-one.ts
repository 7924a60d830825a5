import { allocate, verifyAllocation, verifyCertificate } from '#src/allocation/index.ts';
import { solveInstance } from '#src/allocation/solve.ts';
import { reached } from '#tests/allocation/instances.ts';
import { median } from '../statistics.ts';
import { named as nameLines } from './conditions.ts';
import { load } from './generate.ts';
import { greedy } from './greedy.ts';

/** One solver on one instance in a process of its own, cold: prints what it took and what it reached, as JSON. */
const [solver = '', file = ''] = process.argv.slice(2);
const instance = load(file);
// Loaded for itself alone: its memory is not ours.
const referee = solver === 'highs' ? await import('#tests/allocation/referee.ts') : null;

/** As a file has it, with ids: made outside the time measured. */
const named = solver === 'whole' ? nameLines(instance, 'off') : null;

const start = performance.now();
const result = solvers()[solver]?.();
const milliseconds = performance.now() - start;
if (!result) throw new Error(`no such solver: ${solver}`);
process.stdout.write(
  JSON.stringify({
    milliseconds,
    ...result(),
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);

/** Each solves at once, and tells of what it reached afterwards, outside the time measured. */
function solvers(): Record<string, () => () => object> {
  return {
    ours: () => solveWith('off'),
    strict: () => solveWith('strict'),
    whole: () => allocateByIds(),
    greedy: () => {
      const quantities = greedy(instance);
      return () => ({
        objective: Number(reached(instance, { quantities }, 'off')[0]),
        served: reached(instance, { quantities }, 'strict').map(Number),
      });
    },
    highs: () => {
      const objective = referee?.maximise(linearProgram());
      return () => ({ objective });
    },
  };
}

/** As `wasl allocate` does it, which holds every answer against its check; and that check once more by itself. */
function allocateByIds() {
  if (named === null) throw new Error('nothing was named');
  const { input, settings } = named;
  const allocation = allocate(input, settings);
  return () => {
    const from = performance.now();
    const proven = verifyAllocation(input, settings, allocation) === null && allocation.isProven;
    return { objective: Number(allocation.objective), proven, check: performance.now() - from };
  };
}

function solveWith(rule: 'strict' | 'off') {
  const solution = solveInstance(instance, rule);
  return () => {
    const claim = { ...instance, ...solution, tierRule: rule };
    const proven = verifyCertificate(claim) === null;
    const checks = Array.from({ length: 9 }, () => {
      const from = performance.now();
      verifyCertificate(claim);
      return performance.now() - from;
    });
    return {
      objective: Number(reached(instance, solution, 'off')[0]),
      served: reached(instance, solution, 'strict').map(Number),
      proven,
      check: median(checks),
    };
  };
}

function linearProgram() {
  const { needQuantities, offerQuantities, rowStarts, offers, scores } = instance;
  const needCount = needQuantities.length;
  const starts = new Int32Array(needCount + offerQuantities.length + 1);
  const columns = new Int32Array(2 * offers.length);
  starts.set(rowStarts);
  for (const [pair] of offers.entries()) columns[pair] = pair;
  const counts = new Int32Array(offerQuantities.length);
  for (const offer of offers) counts[offer] = (counts[offer] ?? 0) + 1;
  for (const [offer, count] of counts.entries()) starts[needCount + offer + 1] = (starts[needCount + offer] ?? 0) + count;
  const places = starts.slice(needCount);
  for (const [pair, offer] of offers.entries()) {
    columns[places[offer] ?? 0] = pair;
    places[offer] = (places[offer] ?? 0) + 1;
  }
  const most = Float64Array.from([...needQuantities, ...offerQuantities]);
  return { costs: scores, rows: { starts, columns }, least: new Float64Array(most.length), most };
}
