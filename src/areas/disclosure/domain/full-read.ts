/** By what a need was shown in full to the donor of one of its matches. */
export const SHOWN_BY = ['need', 'match', 'package', 'delivery', 'document'] as const;
export type ShownBy = (typeof SHOWN_BY)[number];
