export const ACTION_STATES = ['open', 'done', 'cancelled'] as const;
export type ActionState = (typeof ACTION_STATES)[number];

/** How an action ends: a cancelled one says why. */
export const ACTION_OUTCOMES = ['done', 'cancelled'] as const satisfies readonly ActionState[];
