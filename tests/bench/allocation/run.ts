import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, percentile } from '../statistics.ts';
import { type Family, generate, save, type Size } from './generate.ts';

/**
 * `npm run bench:allocation`: our core against HiGHS (WebAssembly), LEMON (C++, where Debian's liblemon-dev and g++ are installed) and what
 * is done by hand. Every solver runs once a round, in a process of its own, cold; figures are medians of ratios of the same round.
 */
const rounds = Number(process.env['WASL_BENCH_ROUNDS'] ?? 3);
/** Seeds on which nothing was tuned. */
const SEED = Number(process.env['WASL_BENCH_SEED'] ?? 20_261);
/** An instance by ids takes minutes and gigabytes beyond. */
const MOST_PAIRS_BY_IDS = 500_000;
/** HiGHS takes minutes and gigabytes beyond. */
const MOST_PAIRS_FOR_HIGHS = 600_000;

/** One size alone, by its needs. */
const ONLY = Number(process.env['WASL_BENCH_NEEDS'] ?? 0);
const SIZES: readonly Size[] = [
  { needs: 1_000, offers: 1_000, pairs: 20_000 },
  { needs: 5_000, offers: 5_000, pairs: 100_000 },
  { needs: 10_000, offers: 10_000, pairs: 500_000 },
  { needs: 50_000, offers: 20_000, pairs: 2_000_000 },
];

/** Whole, and with its components solved one by one, as ours does from 300 thousand pairs on. */
const LEMON_MODELS = [['ground'], ['circulation'], ['ground', 'decomposed'], ['circulation', 'decomposed']];

interface Outcome {
  readonly milliseconds: number;
  readonly objective: number;
  readonly served?: readonly number[];
  readonly proven?: boolean;
  readonly check?: number;
  readonly megabytes?: number;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const workshop = mkdtempSync(join(tmpdir(), 'wasl-allocation-'));
try {
  const lemon = compileLemon();
  if (lemon === null) say('LEMON is not installed (liblemon-dev, g++): left out.');
  const ours: { pairs: number; milliseconds: number }[] = [];
  for (const size of SIZES.filter(({ needs }) => ONLY === 0 || needs === ONLY)) {
    for (const family of ['domain', 'random'] as const) {
      const took = benchOne(family, size, lemon);
      if (family === 'domain') ours.push(took);
    }
  }
  const [, small, , large] = ours;
  if (small && large) {
    const slope = Math.log(large.milliseconds / small.milliseconds) / Math.log(large.pairs / small.pairs);
    say(`growth from 5 thousand to 50 thousand needs (domain): pairs^${slope.toFixed(2)} (goal ≤ 1.3)`);
  }
  if (ONLY === 0) {
    execFileSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'side-conditions.ts'), String(SEED)], {
      stdio: 'inherit',
    });
  }
} finally {
  rmSync(workshop, { recursive: true, force: true });
}

function benchOne(family: Family, size: Size, lemon: string | null): { pairs: number; milliseconds: number } {
  const file = join(workshop, 'instance.bin');
  const instance = generate(family, size, SEED);
  save(instance, file);
  const pairs = instance.offers.length;
  const outcomes: Record<string, Outcome[]> = {};
  const note = (name: string, outcome: Outcome): void => void (outcomes[name] ??= []).push(outcome);
  for (let round = 0; round < rounds; round += 1) {
    note('ours', solveOne('ours', file));
    note('strict', solveOne('strict', file));
    for (const [model, ...how] of lemon === null ? [] : LEMON_MODELS) {
      note(['lemon', model, ...how].join('-'), runJson(lemon ?? '', [file, model ?? '', ...how]) as Outcome);
    }
    if (pairs <= MOST_PAIRS_FOR_HIGHS && round === 0) note('highs', solveOne('highs', file));
    if (pairs <= MOST_PAIRS_BY_IDS && round === 0) note('whole', solveOne('whole', file));
    if (round === 0) note('greedy', solveOne('greedy', file));
  }
  const own = outcomes['ours'] ?? [];
  const took = median(own.map(({ milliseconds }) => milliseconds));
  const ratio = (name: string): number =>
    median((outcomes[name] ?? []).map(({ milliseconds }, round) => milliseconds / (own[round]?.milliseconds ?? NaN)));
  const [first] = own;
  const others = ['highs', ...LEMON_MODELS.map((model) => ['lemon', ...model].join('-'))].filter((name) => outcomes[name]);
  const agree = others.every((name) => outcomes[name]?.every(({ objective }) => objective === first?.objective));
  say(
    [
      `${family} ${size.needs} × ${size.offers}, ${pairs} pairs: ${took.toFixed(0)} ms cold`,
      `${first?.megabytes} MB`,
      `checked in ${first?.check?.toFixed(2)} ms`,
      own.every(({ proven }) => proven) && agree ? 'proven, and the same objective as the others' : 'NOT THE SAME OBJECTIVE',
    ].join(', '),
  );
  for (const name of ['strict', ...others]) say(`  ${name}: ${ratio(name).toFixed(2)} times our time`);
  const [whole] = outcomes['whole'] ?? [];
  if (whole) {
    say(
      `  from ids to ids, every answer held against its check: ${ratio('whole').toFixed(1)} times our time, ${whole.megabytes} MB; checked anew in ${whole.check?.toFixed(0)} ms`,
    );
  }
  sayWarm(file);
  sayGreedy(first, outcomes['greedy']?.[0], outcomes['strict']?.[0]);
  return { pairs, milliseconds: took };
}

/** One offer withdrawn or added, from the last basis. */
function sayWarm(file: string): void {
  const { withdrawn, added, isBest } = runJson(process.execPath, [
    '--import',
    'tsx',
    join(import.meta.dirname, 'warm.ts'),
    file,
    String(SEED),
  ]) as { withdrawn: number[]; added: number[]; isBest: boolean };
  const sayOne = (times: readonly number[]): string =>
    `${percentile(times, 0.5).toFixed(0)} µs median, ${percentile(times, 0.95).toFixed(0)} µs p95`;
  say(`  solved on: withdrawn ${sayOne(withdrawn)}; added ${sayOne(added)}${isBest ? '' : '; NOT THE BEST PLAN'}`);
}

function sayGreedy(best: Outcome | undefined, byHand: Outcome | undefined, strict: Outcome | undefined): void {
  if (!best || !byHand || !strict?.served || !byHand.served) return;
  const lost = (most: number, got: number): string => `${((100 * (most - got)) / most).toFixed(1)} %`;
  const sum = (served: readonly number[], tiers: number): number => served.slice(0, tiers).reduce((a, b) => a + b, 0);
  const [plan, hand] = [strict.served, byHand.served];
  const tiers = plan.length - 1;
  say(
    `  by tier and score, as by hand, loses ${lost(best.objective, byHand.objective)} of the value; against strict tiers ${lost(sum(plan, 1), sum(hand, 1))} of tier 1, ` +
      `${lost(sum(plan, 2), sum(hand, 2))} of tiers 1 and 2, ${lost(sum(plan, tiers), sum(hand, tiers))} of all units`,
  );
}

function solveOne(solver: string, file: string): Outcome {
  return runJson(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'solve-one.ts'), solver, file]) as Outcome;
}

function runJson(program: string, parameters: readonly string[]): unknown {
  return JSON.parse(execFileSync(program, parameters, { encoding: 'utf8', timeout: 600_000 })) as unknown;
}

/** The driver, compiled; null where LEMON or a compiler is missing. */
function compileLemon(): string | null {
  if (!existsSync('/usr/include/lemon/network_simplex.h')) return null;
  const program = join(workshop, 'lemon-driver');
  try {
    execFileSync('g++', ['-O3', '-w', '-o', program, join(import.meta.dirname, 'lemon-driver.cpp')]);
    return program;
  } catch {
    return null;
  }
}
