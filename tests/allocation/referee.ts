import * as highsModule from 'highs';
import type { DenseInstance } from '#src/allocation/dense-instance.ts';
import type { TierRule } from '#src/allocation/instance.ts';

// Its types describe the module that `require` gives; `import` gives the loader itself.
const load = highsModule.default as unknown as typeof highsModule.default.default;
const highs = await load();

export interface LinearProgram {
  readonly costs: Float64Array;
  /** Per row, the columns in it, each with coefficient 1. */
  readonly rows: { readonly starts: Int32Array; readonly columns: Int32Array };
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** The greatest objective, by the linear solver HiGHS; columns are not negative. */
export function maximise({ costs, rows, least, most }: LinearProgram): number {
  const model = highs.createModel({
    numCols: costs.length,
    numRows: least.length,
    sense: highs.constants.objectiveSense.maximize,
    colCost: costs,
    colLower: new Float64Array(costs.length),
    colUpper: new Float64Array(costs.length).fill(highs.infinity),
    rowLower: least,
    rowUpper: most,
    matrix: {
      format: 'csr',
      numRows: least.length,
      numCols: costs.length,
      starts: rows.starts,
      indices: rows.columns,
      values: new Float64Array(rows.columns.length).fill(1),
    },
  });
  model.options.set({ output_flag: false, dual_feasibility_tolerance: 1e-10, primal_feasibility_tolerance: 1e-10 });
  model.run();
  const value = model.getObjectiveValue();
  model.dispose();
  return Math.round(value);
}

/** Units by tier, then the score, as HiGHS reaches them: one linear program a tier, each keeping what the tiers above have. */
export function refereed(instance: DenseInstance, rule: TierRule): number[] {
  const needCount = instance.needIds.length;
  const pairCount = instance.offers.length;
  const needOf = [...instance.needIds.keys()].flatMap((need) =>
    Array.from({ length: (instance.rowStarts[need + 1] ?? 0) - (instance.rowStarts[need] ?? 0) }, () => need),
  );
  const members: number[][] = Array.from({ length: needCount + instance.offerIds.length }, () => []);
  needOf.forEach((need, pair) => {
    members[need]?.push(pair);
    members[needCount + (instance.offers[pair] ?? 0)]?.push(pair);
  });
  const most = [...instance.needQuantities, ...instance.offerQuantities];
  const least = most.map(() => 0);
  const counts = rule === 'strict' && instance.tiers.some((tier) => tier > 0);
  const tiers = counts ? [...new Set(instance.tiers)].toSorted((a, b) => (a || Infinity) - (b || Infinity)) : [];
  const optimum = (costs: number[]): number =>
    pairCount === 0
      ? 0
      : maximise({
          costs: Float64Array.from(costs),
          rows: {
            starts: Int32Array.from([
              0,
              ...members.map((_, row) => members.slice(0, row + 1).reduce((sum, pairs) => sum + pairs.length, 0)),
            ]),
            columns: Int32Array.from(members.flat()),
          },
          least: Float64Array.from(least),
          most: Float64Array.from(most),
        });
  const served = tiers.map((tier) => {
    const ofTier = needOf.flatMap((need, pair) => (instance.tiers[need] === tier ? [pair] : []));
    const units = optimum(needOf.map((need) => (instance.tiers[need] === tier ? 1 : 0)));
    members.push(ofTier);
    least.push(units);
    most.push(units);
    return units;
  });
  return [...served, optimum([...instance.scores])];
}
