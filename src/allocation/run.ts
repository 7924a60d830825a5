import { allocate, type AllocationTools } from './allocate.ts';
import type { Allocation, TierTotal } from './answer.ts';
import { explain } from './explain.ts';
import type { AllocationInput, AllocationSettings, EngineInput, PairList } from './instance.ts';
import type { ExcludedPair, Reasons } from './reasons.ts';

export interface AllocationRequest<Pairs extends PairList = PairList> {
  readonly input: AllocationInput<Pairs>;
  readonly settings: AllocationSettings;
  readonly excluded: readonly ExcludedPair[];
}

/** What a guaranteed share costs: what the best plan found without it reaches, less what the one with it reaches. */
export interface FloorPrice {
  readonly id: string;
  /** Grains by tier that are given up for it; negative where its needs bring more of that tier. */
  readonly tiers: readonly { readonly tier: number | null; readonly units: bigint }[];
  /** In micro-units × grains per unit. */
  readonly score: bigint;
  /** Whether both plans are proven best, so that this is exactly what it costs. */
  readonly isProven: boolean;
}

export interface AllocationResult extends Allocation {
  readonly reasons: Reasons;
  readonly floorPrices: readonly FloorPrice[];
}

/** The best plan of a request, with the reason of every line and the price of every guaranteed share. Takes seconds where it is large. */
export function runAllocation({ input, settings, excluded }: AllocationRequest, tools: AllocationTools = {}): AllocationResult {
  const allocation = allocate(input, settings, tools);
  return {
    ...allocation,
    reasons: explain(input, settings, allocation, excluded),
    floorPrices: priceFloors(input, settings, allocation, tools),
  };
}

/** Each floor is left out by itself, with the others in force. All together they take as long as the plan may have taken, where time is limited. */
function priceFloors(input: EngineInput, settings: AllocationSettings, allocation: Allocation, { solver }: AllocationTools): FloorPrice[] {
  const { floors = [], timeLimit } = settings;
  const seconds = timeLimit === undefined ? undefined : timeLimit / floors.length;
  return floors.map((floor) => {
    const fewer = { ...settings, floors: floors.filter((other) => other !== floor), timeLimit: seconds };
    const without = allocate(input, fewer, { solver, start: allocation.plan });
    return {
      id: floor.id,
      tiers: without.tiers.map(({ tier, served }, place) => ({ tier, units: served - servedIn(allocation.tiers, place) })),
      score: without.objective - allocation.objective,
      isProven: allocation.isProven && without.isProven,
    };
  });
}

const servedIn = (tiers: readonly TierTotal[], place: number): bigint => tiers[place]?.served ?? 0n;
