import type { ObstacleId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { type Hand, refusalOfHand } from '../../../kernel/two-sidedness.ts';
import type { ActorRelation } from './obstacle.ts';

/** The ways in which what an obstacle holds back gets past it without its being resolved. */
export const LIFTING_STEPS = ['dismiss', 'mark-duplicate', 'let-go', 'correct-kind'] as const;
export type LiftingStep = (typeof LIFTING_STEPS)[number];

/** What lifts an obstacle of a kind that nobody may waive, as the first hand puts it to the second. */
export type Lifting =
  | { readonly step: 'dismiss' }
  | { readonly step: 'mark-duplicate'; readonly originalId: ObstacleId }
  | { readonly step: 'let-go'; readonly things: readonly string[] }
  | { readonly step: 'correct-kind'; readonly kind: string; readonly detail?: LocalText };

export interface OpenLift {
  readonly lifting: Lifting;
  readonly proposer: Hand;
}

/** What of an obstacle this account stands for: all that would be let go must be its own to speak on. */
export interface LiftStanding extends Pick<ActorRelation, 'isBlocked'> {
  readonly blockedThings: readonly string[];
}

/** Why this account may neither confirm nor refuse to lift it; null where it may. A donor speaks for what it gives itself. */
export function refusalOfLift({ lifting, proposer }: OpenLift, hand: Hand, { isBlocked, blockedThings }: LiftStanding): Refusal | null {
  const refusal = refusalOfHand('lift-obstacle', 'other-hand-required', proposer, hand);
  if (refusal || hand.role !== 'donor') return refusal;
  const isItsOwn = lifting.step === 'let-go' ? lifting.things.every((thing) => blockedThings.includes(thing)) : isBlocked;
  return isItsOwn ? null : new Refusal('not-your-own');
}

/** Why this account may not take back what was put forward: that is for the organisation that did, in the same role. */
export const refusalOfWithdrawing = ({ proposer }: OpenLift, hand: Hand): Refusal | null =>
  proposer.organisationId === hand.organisationId && proposer.role === hand.role ? null : new Refusal('not-your-own');
