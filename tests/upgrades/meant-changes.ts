import type { MeantChange } from './what-was-lost.ts';

/**
 * What migrations change on purpose of what databases of tagged versions hold: a column that goes, a state under another name. Each is
 * read by whoever reviews the migration. Events and documents are not to be had.
 */
export const MEANT_CHANGES: readonly MeantChange[] = [];
