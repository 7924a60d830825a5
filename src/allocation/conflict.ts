import { type Conditions, leastOfFloor } from './conditions.ts';
import { readExactInstance } from './exact-instance.ts';
import type { EngineInput, AllocationSettings } from './instance.ts';
import { PairSet } from './pair-map.ts';
import { PartProgram } from './part-program.ts';
import type { Part } from './parts.ts';
import { type Reaching, reachOfNeeds } from './reach-of-needs.ts';
import type { Hopeless, ImpossibleReason } from './refusals.ts';

export interface Conflict {
  readonly reasons: readonly ImpossibleReason[];
  /** Whether multipliers show that these can't all hold; otherwise it is the solver's word. */
  readonly isProven: boolean;
}

/** A floor by its place, or a fixed line by its pair. */
type Suspect = { readonly floor: number } | { readonly pair: number };

/** What was asked, for bounds under some of its floors and fixed lines alone. */
export interface Asked {
  readonly input: EngineInput;
  readonly settings: AllocationSettings;
}

/**
 * Of the floors and fixed lines of a part that can't all hold, some that can't, and none too many: each is left out in turn, and stays out
 * where the rest is impossible without it by the solver's word (the deletion filter of J. W. Chinneck and E. W. Dravnieks, 1991).
 * Where nothing shows that of these, but of all of them, all are named.
 */
export function findConflict(solving: Reaching, part: Part, asked: Asked, hopeless: Hopeless): Conflict {
  return new ConflictSearch(solving, part, asked).find(hopeless);
}

class ConflictSearch {
  private readonly solving: Reaching;
  private readonly part: Part;
  private readonly asked: Asked;

  constructor(solving: Reaching, part: Part, asked: Asked) {
    this.solving = solving;
    this.part = part;
    this.asked = asked;
  }

  find(hopeless: Hopeless): Conflict {
    const suspects = this.readSuspects();
    let guilty = suspects;
    for (const suspect of suspects) {
      const rest = guilty.filter((other) => other !== suspect);
      if (this.isImpossible(rest)) guilty = rest;
    }
    if (this.isShown(guilty)) return { reasons: this.formatReasons(guilty), isProven: true };
    if (hopeless === 'shown' || this.isShown(suspects)) return { reasons: this.formatReasons(suspects), isProven: true };
    return { reasons: this.formatReasons(guilty), isProven: false };
  }

  /** A floor of support speaks of all lines. */
  private readSuspects(): Suspect[] {
    const { conditions } = this.solving;
    const needs = new Set(this.part.needs);
    return [
      ...conditions.floors.flatMap(({ needs: members, of }, floor) =>
        of === 'support' || members.some((need) => needs.has(need)) ? [{ floor }] : [],
      ),
      ...this.part.pairs.flatMap((pair) => (conditions.fixedOf(pair) >= 0 ? [{ pair }] : [])),
    ];
  }

  private isImpossible(suspects: readonly Suspect[]): boolean {
    const { instance, conditions, solver, time } = this.solving;
    const program = new PartProgram(instance, only(conditions, suspects), this.part, true).maximisingNeeds([]);
    return solver.solveInteger(program, { start: null, seconds: time.forNextStep() }).status === 'infeasible';
  }

  private isShown(suspects: readonly Suspect[]): boolean {
    return reachOfNeeds(this.under(suspects), this.part, []).bound === null;
  }

  /** The same under these floors and fixed lines alone. */
  private under(suspects: readonly Suspect[]): Reaching {
    const { conditions, instance } = this.solving;
    const { input, settings } = this.asked;
    const floors = new Set(suspects.flatMap((suspect) => ('floor' in suspect ? (conditions.floors[suspect.floor]?.id ?? []) : [])));
    const fixed = new PairSet(
      suspects.flatMap((suspect) => {
        if (!('pair' in suspect)) return [];
        const need = instance.needIds[conditions.needOf[suspect.pair] as number] as string;
        return [{ need, offer: instance.offerIds[instance.offers[suspect.pair] as number] as string }];
      }),
    );
    const fewer = {
      ...settings,
      floors: settings.floors?.filter(({ id }) => floors.has(id)),
      fixed: settings.fixed?.filter((line) => fixed.has(line)),
    };
    return { ...this.solving, conditions: only(conditions, suspects), exact: readExactInstance(input, fewer) };
  }

  private formatReasons(suspects: readonly Suspect[]): ImpossibleReason[] {
    const { instance, conditions } = this.solving;
    return suspects.map((suspect): ImpossibleReason => {
      if ('floor' in suspect) return this.formatFloor(suspect.floor, suspects.length === 1);
      return {
        condition: 'fixed',
        need: instance.needIds[conditions.needOf[suspect.pair] as number] as string,
        offer: instance.offerIds[instance.offers[suspect.pair] as number] as string,
        quantity: conditions.fixedOf(suspect.pair) / instance.grainsPerUnit,
      };
    });
  }

  private formatFloor(place: number, isAlone: boolean): ImpossibleReason {
    const { instance, conditions } = this.solving;
    const floor = conditions.floors[place];
    if (floor === undefined) throw new Error('a suspect is one of the floors');
    const { id, needs, of } = floor;
    if (!isAlone || of === 'support') return { condition: 'floor', id, wanted: null, reachable: null };
    const { reached, bound } = reachOfNeeds(this.under([]), this.part, needs);
    return {
      condition: 'floor',
      id,
      wanted: leastOfFloor(instance, floor) / instance.grainsPerUnit,
      reachable: reached !== null && reached === bound ? Number(reached) / instance.grainsPerUnit : null,
    };
  }
}

/** The conditions with these floors and fixed lines alone. */
function only(conditions: Conditions, suspects: readonly Suspect[]): Conditions {
  const fixed = new Set(suspects.flatMap((suspect) => ('pair' in suspect ? [suspect.pair] : [])));
  return {
    ...conditions,
    fixedOf: (pair) => (fixed.has(pair) ? conditions.fixedOf(pair) : -1),
    floors: conditions.floors.filter((_, floor) => suspects.some((suspect) => 'floor' in suspect && suspect.floor === floor)),
  };
}
