/** How far a correction has come: in force at once, or proposed to a second hand first. None of the last three is left again. */
export const CORRECTION_STATES = ['proposed', 'in-force', 'refused', 'withdrawn'] as const;
export type CorrectionState = (typeof CORRECTION_STATES)[number];
