import type { OrganisationId, UserId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { requireApart, TWO_SIDED, type TwoSided } from '../../kernel/two-sidedness.ts';
import type { AccountActor, ActorContext } from './actor.ts';

/** Whoever proposed what a second person decides, as they stood then. */
export interface FirstHand {
  readonly userId: UserId;
  readonly organisationId: OrganisationId;
}

/** Refuses whose role doesn't begin this decision. */
export function checkBegins(decision: TwoSided, { actor: { role } }: ActorContext<AccountActor>): void {
  const begins: readonly string[] = TWO_SIDED[decision].begins;
  if (!begins.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...begins] } });
}

/**
 * Refuses who may not decide, one way or the other, what an administrator proposed: `barred` are organisations that gain by it. The database
 * asks the same again where it is done (`wasl.require_second_hand`).
 */
export function checkSecondHand(
  decision: TwoSided,
  first: FirstHand,
  { actor }: ActorContext<AccountActor>,
  barred: readonly OrganisationId[] = [],
): void {
  requireApart(decision, 'other-hand-required', { ...first, role: 'administrator' }, actor, { barred });
}
