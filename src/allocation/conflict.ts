import type { Conditions } from './conditions.ts';
import { PartProgram } from './part-program.ts';
import type { Part } from './parts.ts';
import type { PartSolving } from './solve-parts.ts';

/**
 * A condition that can't hold together with the others that are named beside it. `reachable`: where a floor fails by itself, the
 * most units that its needs can have, and how many it asks for.
 */
export type ImpossibleReason =
  | { readonly condition: 'floor'; readonly id: string; readonly wanted: number | null; readonly reachable: number | null }
  | { readonly condition: 'fixed'; readonly need: string; readonly offer: string; readonly quantity: number };

/** A floor by its place, or a fixed line by its pair. */
type Suspect = { readonly floor: number } | { readonly pair: number };

/**
 * Of the floors and fixed lines of a part that can't all hold, a smallest set that can't: each is left out in turn, and stays out
 * where the rest is impossible without it (the deletion filter of J. W. Chinneck and E. W. Dravnieks, 1991).
 */
export function findConflict(solving: PartSolving, part: Part): ImpossibleReason[] {
  const { conditions, instance } = solving;
  const suspects: Suspect[] = [
    ...conditions.floors.flatMap(({ needs }, floor) => (part.needs.includes(needs[0] ?? -1) ? [{ floor }] : [])),
    ...part.pairs.flatMap((pair) => ((conditions.fixed[pair] as number) >= 0 ? [{ pair }] : [])),
  ];
  let guilty = suspects;
  for (const suspect of suspects) {
    const rest = guilty.filter((other) => other !== suspect);
    if (!isPossible(solving, part, rest)) guilty = rest;
  }
  return guilty.map((suspect): ImpossibleReason => {
    if ('pair' in suspect) {
      const need = instance.rowStarts.findIndex((start, row) => start <= suspect.pair && suspect.pair < (instance.rowStarts[row + 1] ?? 0));
      return {
        condition: 'fixed',
        need: instance.needIds[need] as string,
        offer: instance.offerIds[instance.offers[suspect.pair] as number] as string,
        quantity: conditions.fixed[suspect.pair] as number,
      };
    }
    return readFloor(solving, part, suspect.floor, guilty.length === 1);
  });
}

function isPossible(solving: PartSolving, part: Part, suspects: readonly Suspect[]): boolean {
  const program = new PartProgram(solving.instance, only(solving.conditions, suspects), part, true).maximising('score');
  const answer = solving.solver.solveInteger(
    { ...program, costs: new Float64Array(program.costs.length) },
    { start: null, seconds: Infinity },
  );
  return answer.status !== 'infeasible';
}

/** The conditions with these floors and fixed lines alone. */
function only(conditions: Conditions, suspects: readonly Suspect[]): Conditions {
  const fixed = new Float64Array(conditions.fixed.length).fill(-1);
  for (const suspect of suspects) if ('pair' in suspect) fixed[suspect.pair] = conditions.fixed[suspect.pair] as number;
  return {
    ...conditions,
    fixed,
    floors: conditions.floors.filter((_, floor) => suspects.some((suspect) => 'floor' in suspect && suspect.floor === floor)),
  };
}

function readFloor({ instance, conditions, solver }: PartSolving, part: Part, place: number, isAlone: boolean): ImpossibleReason {
  const floor = conditions.floors[place];
  if (floor === undefined) throw new Error('a suspect is one of the floors');
  const { id, needs, percent, of } = floor;
  if (!isAlone || of === 'support') return { condition: 'floor', id, wanted: null, reachable: null };
  const asked = needs.reduce((sum, need) => sum + (instance.needQuantities[need] as number), 0);
  const program = new PartProgram(instance, only(conditions, []), part, true);
  const answer = solver.solveInteger(program.maximisingNeeds(needs), { start: null, seconds: Infinity });
  return { condition: 'floor', id, wanted: Math.ceil((asked * percent) / 100), reachable: Math.floor(answer.bound + 1e-6) };
}
