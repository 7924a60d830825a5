import type { Steps } from '#src/kernel/quantity.ts';

/** A shape whose numbers are steps, written with plain numbers. */
export type Plain<Shape> = { readonly [K in keyof Shape]: Shape[K] extends Steps ? number : Shape[K] };

type InSteps<Shape> = { readonly [K in keyof Shape]: Shape[K] extends number ? Steps : Shape[K] };

/** The same shape, its numbers taken for steps of a unit: for tests of rules, which reckon with nothing else. */
export const inSteps = <Shape extends object>(shape: Shape): InSteps<Shape> => shape as unknown as InSteps<Shape>;
