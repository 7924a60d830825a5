import { allocate, type Allocation, ImpossibleConditions, type Solver, UnfinishedSearch } from '#src/allocation/index.ts';
import type { Mixture } from './mixtures.ts';

/** `impossible`: it is proven that the conditions can't all hold; `unsettled`: no plan was found, and that is not proven. */
export function tryToAllocate({ input, settings }: Mixture, solver: Solver): Allocation | 'impossible' | 'unsettled' {
  try {
    return allocate(input, settings, { solver });
  } catch (error) {
    if (error instanceof ImpossibleConditions) return 'impossible';
    if (error instanceof UnfinishedSearch) return 'unsettled';
    throw error;
  }
}
