/** How far a change has come that one person proposes and a second one decides; none of the last four is left again. */
export const PROPOSAL_STATES = ['proposed', 'confirmed', 'refused', 'withdrawn', 'lapsed'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** As many days as an invitation may wait; after that its proposer looks at it anew. */
export const PROPOSAL_DAYS = 14;

/** Where a proposal stands at a moment: one that nobody decided in time has lapsed, whether or not that was written down. */
export const stateAt = ({ state, expiresAt }: { readonly state: ProposalState; readonly expiresAt: Date }, now: Date): ProposalState =>
  state === 'proposed' && expiresAt <= now ? 'lapsed' : state;
