import type { AllocationInput } from '../../../allocation/instance.ts';
import { MOST_DECIMALS, stepsPerUnit } from '../../../kernel/quantity.ts';
import type { PlanLine } from './result.ts';

/** What quantities of several lines, and of several runs, are added up in: whole thousandths of a unit, the finest that any line has. */
export const PER_UNIT = stepsPerUnit(MOST_DECIMALS);

/** Steps of a line in thousandths of a unit. */
export const thousandthsOf = (steps: number, { decimals = 0 }: Pick<AllocationInput['needs'][number], 'decimals'>): bigint =>
  BigInt(steps) * BigInt(PER_UNIT / stepsPerUnit(decimals));

/** What a line of a plan gives, in thousandths of a unit. */
export function givenBy({ needs }: Pick<AllocationInput, 'needs'>): (line: Pick<PlanLine, 'need' | 'quantity'>) => bigint {
  const lines = new Map(needs.map((need) => [need.id, need]));
  return ({ need, quantity }) => thousandthsOf(quantity, lines.get(need) ?? {});
}

/** A decimal number of units: the nearest double. */
export const unitsOf = (thousandths: bigint): number => Number(thousandths) / PER_UNIT;
