import { Refusal } from './refusal.ts';
import type { ActingRole } from './role.ts';
import { type Hand, refusalOfHand, TWO_SIDED, type TwoSided } from './two-sidedness.ts';

/** How far a change has come that one person proposes and a second one decides; none of the last four is left again. */
export const PROPOSAL_STATES = ['proposed', 'confirmed', 'refused', 'withdrawn', 'lapsed'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** As many days as an invitation may wait; after that its proposer looks at it anew. */
export const PROPOSAL_DAYS = 14;

/** Where a proposal stands at a moment: one that nobody decided in time has lapsed, whether or not that was written down. */
export const stateAt = ({ state, expiresAt }: { readonly state: ProposalState; readonly expiresAt: Date }, now: Date): ProposalState =>
  state === 'proposed' && expiresAt <= now ? 'lapsed' : state;

/** What a proposal's hands may do: whoever proposed it withdraws it, whoever stands far enough from them confirms or refuses. */
export const PROPOSAL_EVENTS = ['confirm', 'refuse', 'withdraw'] as const;
export type ProposalEvent = (typeof PROPOSAL_EVENTS)[number];

/** What the role could do with a proposal; {@link refusalOfProposalStep} says whose hand it takes. */
export function proposalStepsOf(decision: TwoSided, state: ProposalState, role: ActingRole): ProposalEvent[] {
  if (state !== 'proposed') return [];
  const { begins, completes }: { readonly begins: readonly ActingRole[]; readonly completes: readonly ActingRole[] } = TWO_SIDED[decision];
  return PROPOSAL_EVENTS.filter((event) => (event === 'withdraw' ? begins : completes).includes(role));
}

/** Why this hand may not take a step with what another, or they themselves, proposed; null where it may. */
export function refusalOfProposalStep(decision: TwoSided, event: ProposalEvent, proposer: Hand, reader: Hand): Refusal | null {
  if (event !== 'withdraw') return refusalOfHand(decision, 'other-hand-required', proposer, reader);
  return reader.userId === proposer.userId ? null : new Refusal('not-your-own');
}
