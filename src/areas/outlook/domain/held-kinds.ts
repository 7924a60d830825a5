/** The four places where an open quantity can be; `wasl.count_held_quantities` in drizzle/ tells what each holds. */
export const HELD_KINDS = ['need-line', 'match', 'delivery-line', 'arrived'] as const;
export type HeldKind = (typeof HELD_KINDS)[number];
