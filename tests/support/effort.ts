/** The share of what is random that a usual run tries; each has seeds of its own, so that many of them try much. */
const USUAL_SHARE = 0.2;

/** Whether a run tries all that is random, and whatever says more than once what a usual run says once. */
export const isThorough = (): boolean => process.env['WASL_TEST_EFFORT'] === 'thorough';

/**
 * How often something random is tried, or how many records are walked, where a thorough run does it so many times
 * (`npm test -- --thorough`): in full there, a fifth in a usual run, but not fewer than a number that is quick.
 */
export const asOften = (times: number, fewest = 100): number =>
  isThorough() ? times : Math.max(Math.ceil(times * USUAL_SHARE), Math.min(times, fewest));
