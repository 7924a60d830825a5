import { assert } from '../kernel/assert.ts';
import { type Decimals, DECIMALS, parseSteps, type Quantity, quantityOf, type Steps, stepsPerUnit } from '../kernel/quantity.ts';
import { grainsOf } from './dense-instance.ts';
import type { AllocationInput, AllocationNeed, AllocationOffer, AllocationSettings, Cap, PairList, PlannedQuantity } from './instance.ts';
import type { AllocationRequest, AllocationResult, FloorPrice } from './run.ts';
import { InexactNumbers } from './transport.ts';

/**
 * The border of the engine. Outside, every quantity is a decimal number of its unit, and a line says how many decimals its own have;
 * inside, quantities are whole steps. Both have the same fields; money, scores and percentages are the same on both sides.
 */

/** A quantity with more decimals than its line says that it has, by its path in what was read. */
export interface DecimalsFault {
  readonly path: readonly (string | number)[];
  readonly limit: Decimals;
}

/** A quantity in steps; null where it isn't a whole number of them. Throws {@link InexactNumbers} where they are beyond 2^53. */
export function stepsIn(quantity: number, decimals: Decimals = 0): number | null {
  if (Math.abs(quantity) > Number.MAX_SAFE_INTEGER / stepsPerUnit(decimals)) throw new InexactNumbers();
  if (decimals === 0) return Number.isInteger(quantity) ? quantity : null;
  const steps = parseSteps(quantity, decimals);
  // A number of more digits than a double keeps is none of those that were told.
  return steps === null || quantityOf(steps, decimals) !== quantity ? null : steps;
}

const unitsIn = (steps: number, decimals: Decimals = 0): Quantity => quantityOf(steps as Steps, decimals);

/** Reads what was told into steps, and keeps what has more decimals than it may. */
export class StepReader {
  readonly faults: DecimalsFault[] = [];

  readNeed<Line extends AllocationNeed>(told: Line, ...at: readonly (string | number)[]): Line {
    const read = this.readerAt(told.decimals, at);
    return told.lot === undefined
      ? { ...told, quantity: read('quantity', told.quantity) }
      : { ...told, quantity: read('quantity', told.quantity), lot: read('lot', told.lot) };
  }

  readOffer<Line extends AllocationOffer>(told: Line, ...at: readonly (string | number)[]): Line {
    const read = this.readerAt(told.decimals, at);
    const { quantity, lot, minimumLot } = told;
    return {
      ...told,
      ...(quantity === undefined ? {} : { quantity: read('quantity', quantity) }),
      ...(lot === undefined ? {} : { lot: read('lot', lot) }),
      ...(minimumLot === undefined ? {} : { minimumLot: read('minimumLot', minimumLot) }),
    };
  }

  /** `lines`: of the instance that they are for. What names a need that isn't there is left as it is. */
  readSettings<Settings extends Omit<AllocationSettings, 'tiers'>>(
    told: Settings,
    lines: Pick<AllocationInput, 'needs' | 'offers'>,
    ...at: readonly (string | number)[]
  ): Settings {
    const { fixed, packages, caps } = told;
    if (fixed === undefined && packages === undefined && caps === undefined) return told;
    const decimalsOf = new Map(lines.needs.map(({ id, decimals = 0 }) => [id, decimals]));
    const readPart = <Part extends { readonly need: string; readonly quantity: number }>(
      part: Part,
      ...path: (string | number)[]
    ): Part => {
      const decimals = decimalsOf.get(part.need);
      return decimals === undefined ? part : { ...part, quantity: this.readerAt(decimals, path)('quantity', part.quantity) };
    };
    return {
      ...told,
      ...(fixed === undefined ? {} : { fixed: fixed.map((line, index) => readPart(line, ...at, 'fixed', index)) }),
      ...(packages === undefined
        ? {}
        : {
            packages: packages.map((one, index) => ({
              ...one,
              parts: one.parts.map((part, place) => readPart(part, ...at, 'packages', index, 'parts', place)),
            })),
          }),
      ...(caps === undefined ? {} : { caps: caps.map((cap, index) => this.readCap(cap, lines, [...at, 'caps', index])) }),
    };
  }

  /** A cap is for lines of any units: it may have as many decimals as the finest of them all. */
  private readCap(told: Cap, lines: Pick<AllocationInput, 'needs' | 'offers'>, at: readonly (string | number)[]): Cap {
    const finest = DECIMALS.find((decimals) => stepsPerUnit(decimals) === grainsOf(lines).perUnit) ?? 0;
    const decimals = DECIMALS.find((few) => few === finest || stepsIn(told.quantity, few) !== null) ?? finest;
    const quantity = this.readerAt(decimals, at)('quantity', told.quantity);
    return decimals === 0 ? { ...told, quantity } : { ...told, quantity, decimals };
  }

  private readerAt(decimals: Decimals = 0, at: readonly (string | number)[]) {
    return (field: string, quantity: number): number => {
      const steps = stepsIn(quantity, decimals);
      if (steps === null) this.faults.push({ path: [...at, field], limit: decimals });
      return steps ?? 0;
    };
  }
}

/** Reads a request that its border has checked. */
export function readRequest<Pairs extends PairList>({ input, settings, excluded }: AllocationRequest<Pairs>): AllocationRequest<Pairs> {
  const reader = new StepReader();
  const lines = { needs: input.needs.map((need) => reader.readNeed(need)), offers: input.offers.map((offer) => reader.readOffer(offer)) };
  const read = { input: { ...lines, pairs: input.pairs }, settings: reader.readSettings(settings, lines), excluded };
  assert(reader.faults.length === 0, 'quantities have no more decimals than their lines');
  return read;
}

/** A line of a plan, in units. */
export interface ToldLine extends PlannedQuantity {
  readonly quantity: Quantity;
}

/** A plan as it is told. */
export function tellPlan(plan: readonly PlannedQuantity[], { needs }: Pick<AllocationInput, 'needs'>): ToldLine[] {
  const decimalsOf = new Map(needs.map(({ id, decimals }) => [id, decimals]));
  return plan.map((line) => ({ ...line, quantity: unitsIn(line.quantity, decimalsOf.get(line.need)) }));
}

/** The same back; what is no whole number of steps is NaN, which no plan may hold. */
export function readPlan(plan: readonly PlannedQuantity[], { needs }: Pick<AllocationInput, 'needs'>): PlannedQuantity[] {
  const decimalsOf = new Map(needs.map(({ id, decimals }) => [id, decimals]));
  return plan.map((line) => ({ ...line, quantity: stepsIn(line.quantity, decimalsOf.get(line.need)) ?? Number.NaN }));
}

/** A sum of whatever size in units: a whole number, or decimal digits. */
export type ToldTotal = bigint | string;

/** A sum in grains, told exactly. */
export function tellTotal(grains: bigint, perUnit: number): ToldTotal {
  const unit = BigInt(perUnit);
  if (grains % unit === 0n) return grains / unit;
  const size = grains < 0n ? -grains : grains;
  const fraction = String(size % unit).padStart(String(perUnit).length - 1, '0');
  return `${grains < 0n ? '-' : ''}${size / unit}.${fraction.replace(/0+$/, '')}`;
}

/** The same back; null where it has more decimals than a grain. */
export function readTotal(told: string, perUnit: number): bigint | null {
  const [whole = '0', fraction = ''] = told.split('.');
  const places = String(perUnit).length - 1;
  return fraction.length > places ? null : BigInt(whole + fraction.padEnd(places, '0'));
}

/** A total as it is shown: exact where it is a whole number, else the nearest double. */
export const showTotal = (grains: bigint, perUnit: number): number | bigint => {
  const told = tellTotal(grains, perUnit);
  return typeof told === 'bigint' ? told : Number(told);
};

/** What the engine answers as it is told; the certificate stays in grains, which whoever checks it reckons with. */
export type ToldResult<Total = ToldTotal> = Omit<AllocationResult, 'plan' | 'objective' | 'tiers' | 'floorPrices'> & {
  readonly plan: readonly ToldLine[];
  readonly objective: Total;
  readonly tiers: readonly { readonly tier: number | null; readonly asked: Total; readonly served: Total }[];
  readonly floorPrices: readonly (Omit<FloorPrice, 'tiers' | 'score'> & {
    readonly tiers: readonly { readonly tier: number | null; readonly units: Total }[];
    readonly score: Total;
  })[];
};

/** `writeTotal`: as totals are written. */
export function tellResult<Total>(
  result: AllocationResult,
  input: Pick<AllocationInput, 'needs' | 'offers'>,
  writeTotal: (told: ToldTotal) => Total,
): ToldResult<Total> {
  const { perUnit } = grainsOf(input);
  const tell = (grains: bigint): Total => writeTotal(tellTotal(grains, perUnit));
  return {
    ...result,
    plan: tellPlan(result.plan, input),
    objective: tell(result.objective),
    tiers: result.tiers.map(({ tier, asked, served }) => ({ tier, asked: tell(asked), served: tell(served) })),
    floorPrices: result.floorPrices.map((price) => ({
      ...price,
      tiers: price.tiers.map(({ tier, units }) => ({ tier, units: tell(units) })),
      score: tell(price.score),
    })),
  };
}
