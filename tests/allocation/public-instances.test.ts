import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { allocate, type AllocationInput, type AllocationSettings, type Solver, verifyAllocation } from '#src/allocation/index.ts';
import { loadSolver } from '#src/platform/integer-solver.ts';

const solver = await loadSolver();
const read = (name: string): unknown => JSON.parse(readFileSync(`tests/allocation/public/${name}.json`, 'utf8'));
const linesOf = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

/** Everything served, at the best score, proven, and checked. */
function reaches(t: Test, what: string, input: AllocationInput, settings: AllocationSettings, units: number, score: number): void {
  const allocation = allocate(input, settings, { solver });
  t.match(allocation, { objective: BigInt(score), isProven: true, tiers: [{ tier: 1, served: BigInt(units) }] }, what);
  t.equal(verifyAllocation(input, settings, allocation), null, what);
}

/** Costs are scores that are so much less than this. */
const DEAR = 1_000;

// J. E. Beasley, OR-Library, assign100: the least cost is 305.
t.test('the assignment of a hundred to a hundred costs what is published', async (t) => {
  const { costs, best } = read('assignment-100') as { costs: number[][]; best: number };
  const input = {
    needs: linesOf('task ', costs.length).map((id) => ({ id, quantity: 1, tier: 1 })),
    offers: linesOf('worker ', costs.length).map((id) => ({ id, quantity: 1 })),
    pairs: costs.flatMap((row, task) =>
      row.map((cost, worker) => ({ need: `task ${task + 1}`, offer: `worker ${worker + 1}`, score: DEAR - cost })),
    ),
  };
  reaches(t, 'without a condition', input, { tiers: 'strict' }, 100, 100 * DEAR - best);
  const capped = { ...input, offers: input.offers.map((offer) => ({ ...offer, quantity: 2, donor: offer.id })) };
  const caps = input.offers.map(({ id }) => ({ id, by: 'donor' as const, value: id, quantity: 1 }));
  reaches(t, 'with caps as what each may do', capped, { tiers: 'strict', caps }, 100, 100 * DEAR - best);
});

// G. B. Dantzig, Linear Programming and Extensions, 1963, chapter 3-3: 153.675 thousand dollars at 90 dollars a case and thousand miles.
t.test('the canneries’ transport costs what is published', async (t) => {
  const miles = { 'New York': [2.5, 2.5], Chicago: [1.7, 1.8], Topeka: [1.8, 1.4] };
  const asked = { 'New York': 325, Chicago: 300, Topeka: 275 };
  const input = {
    needs: Object.entries(asked).map(([id, quantity]) => ({ id, quantity, tier: 1 })),
    offers: [
      { id: 'Seattle', quantity: 350 },
      { id: 'San Diego', quantity: 600 },
    ],
    pairs: Object.entries(miles).flatMap(([need, [seattle = 0, sanDiego = 0]]) => [
      { need, offer: 'Seattle', score: DEAR - Math.round(seattle * 10) },
      { need, offer: 'San Diego', score: DEAR - Math.round(sanDiego * 10) },
    ]),
  };
  reaches(t, 'without a condition', input, { tiers: 'strict' }, 900, 900 * DEAR - 17_075);
  const caps = [{ id: 'Seattle', by: 'donor' as const, value: 'Seattle', quantity: 350 }];
  const capped = { ...input, offers: input.offers.map((offer) => ({ ...offer, quantity: 600, donor: offer.id })) };
  reaches(t, 'with a cap as what Seattle has', capped, { tiers: 'strict', caps }, 900, 900 * DEAR - 17_075);
});

interface GeneralisedAssignment {
  readonly name: string;
  readonly worths: number[][];
  readonly uses: number[][];
  readonly capacities: number[];
  readonly best: number;
}

// D. Cattrysse, M. Salomon, L. N. Van Wassenhove, A set partitioning heuristic for the generalized assignment problem, 1994; their optima
// are those of OR-Library, gap1 and gap2.
const generalised = read('generalised-assignment') as GeneralisedAssignment[];
const named = (name: string): GeneralisedAssignment => {
  const found = generalised.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not among the instances`);
  return found;
};

t.test('jobs that use more of one agent than of another are worth what is published', async (t) => {
  for (const name of ['c515-1', 'c515-2', 'c515-3']) {
    const { worths, uses, capacities, best } = named(name);
    const jobs = worths[0]?.length ?? 0;
    const input = {
      needs: linesOf('job ', jobs).map((id) => ({ id, quantity: 1, tier: 1 })),
      offers: capacities.map((budget, agent) => ({ id: `agent ${agent + 1}`, budget })),
      pairs: worths.flatMap((row, agent) =>
        row.map((score, job) => ({ need: `job ${job + 1}`, offer: `agent ${agent + 1}`, score, unitCost: uses[agent]?.[job] ?? 0 })),
      ),
    };
    reaches(t, name, input, { tiers: 'strict' }, jobs, best);
  }
});

const gcd = (one: number, other: number): number => (other === 0 ? one : gcd(other, one % other));

/**
 * The same with units of time: each agent has an offer for each job, which goes whole, and a cap on what it gives in all. A whole offer is
 * worth so many `units` times what the job is, and as much more for every job that is done that no job is left out for the sake of others.
 */
function inTime({ worths, uses, capacities }: GeneralisedAssignment): {
  input: AllocationInput;
  settings: AllocationSettings;
  units: number;
} {
  const units = uses.flat().reduce((multiple, use) => (multiple / gcd(multiple, use)) * use, 1);
  const agents = capacities.map((_, agent) => `agent ${agent + 1}`);
  const jobs = (worths[0] ?? []).map((_, job) => `job ${job + 1}`);
  const ofEach = agents.flatMap((agent, row) =>
    jobs.map((job, column) => ({ agent, job, use: uses[row]?.[column] ?? 0, worth: worths[row]?.[column] ?? 0 })),
  );
  return {
    units,
    input: {
      needs: jobs.map((id) => ({
        id,
        quantity: Math.max(...ofEach.filter(({ job }) => job === id).map(({ use }) => use)),
        donorLimit: 1,
      })),
      offers: ofEach.map(({ agent, job, use }) => ({ id: `${agent} for ${job}`, quantity: use, allOrNothing: true, donor: agent })),
      pairs: ofEach.map(({ agent, job, use, worth }) => ({
        need: job,
        offer: `${agent} for ${job}`,
        score: ((worth + DEAR) * units) / use,
      })),
    },
    settings: {
      tiers: 'off',
      caps: agents.map((id, agent) => ({ id, by: 'donor', value: id, quantity: capacities[agent] ?? 0 })),
    },
  };
}

/** Finds plans as ever, and shows nothing. */
const unproving: Solver = {
  now: () => 0,
  solveInteger: (program, options) => solver.solveInteger(program, options),
  openLinear: () => ({
    bound: () => undefined,
    solve: () => ({ status: 'stopped', values: new Float64Array(), prices: new Float64Array() }),
    close: () => undefined,
  }),
};

t.test('so they are where agents have time, with caps as their capacities', async (t) => {
  // The proof of c515-2 takes ten seconds, so it is reached alone.
  for (const [name, isProven] of [
    ['c515-1', true],
    ['c515-2', false],
    ['c515-3', true],
    ['c520-2', true],
    ['c520-3', true],
  ] as const) {
    const instance = named(name);
    const { input, settings, units } = inTime(instance);
    const allocation = allocate(input, settings, { solver: isProven ? solver : unproving });
    const jobs = input.needs.length;
    t.equal(allocation.objective, BigInt(instance.best + jobs * DEAR) * BigInt(units), name);
    t.equal(allocation.plan.length, jobs);
    t.equal(allocation.isProven, isProven);
    t.equal(verifyAllocation(input, settings, allocation), null);
  }
});
