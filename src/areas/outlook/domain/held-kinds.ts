import { DELIVERABLE_MATCH_STATES } from '../../deliveries/domain/delivery.ts';
import type { MatchState } from '../../matches/domain/match.ts';
import { ANNOUNCED_STATES, type NeedState } from '../../needs/domain/need.ts';

/** The four places where an open quantity can be; `wasl.count_held_quantities` in drizzle/ tells what each holds. */
export const HELD_KINDS = ['need-line', 'match', 'delivery-line', 'arrived'] as const;
export type HeldKind = (typeof HELD_KINDS)[number];

/** States in which what nobody has promised a need is held by the need's obstacles. */
export const UNMET_NEED_STATES: readonly NeedState[] = ['validated', ...ANNOUNCED_STATES, 'on-hold'];

/** States in which what a match holds and has not come yet is held by the match's obstacles. */
export const AWAITED_MATCH_STATES: readonly MatchState[] = ['reserved', ...DELIVERABLE_MATCH_STATES];
