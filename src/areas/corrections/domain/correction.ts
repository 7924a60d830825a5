import { CORRECTION_STATES, type CorrectionState } from '../../../kernel/correction.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { Scope } from '../../../kernel/scope.ts';
import { type Hand, refusalOfHand, TWO_SIDED, type TwoSided } from '../../../kernel/two-sidedness.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';
import { DELIVERY_CORRECTION_KINDS } from '../../deliveries/domain/corrections.ts';
import { OBSTACLE_CORRECTION_KINDS } from '../../obstacles/domain/correction.ts';

/** Records that something is put right in. */
export const CORRECTED_SUBJECTS = [
  'delivery',
  'compliance-entry',
  'obstacle',
  'holding-report',
  'proposed-holding',
  'requirement',
] as const;
export type CorrectedSubject = (typeof CORRECTED_SUBJECTS)[number];

/** Of these, those whose corrections are decided here; each of the others goes with the steps of its record. */
export const DECIDED_HERE = ['delivery'] as const satisfies readonly CorrectedSubject[];
type DecidedHere = (typeof DECIDED_HERE)[number];

export const isDecidedHere = (subject: CorrectedSubject): subject is DecidedHere =>
  (DECIDED_HERE as readonly CorrectedSubject[]).includes(subject);

/** Which part of a delivery or an obstacle is put right; of the others it is the record itself. */
export const CORRECTION_KINDS = [...DELIVERY_CORRECTION_KINDS, ...OBSTACLE_CORRECTION_KINDS] as const;
export type CorrectionKind = (typeof CORRECTION_KINDS)[number];

/** What a program's key must be good for to be told of a correction of another record than a delivery's: what it takes to read that. */
export const SCOPE_OF: Readonly<Record<Exclude<CorrectedSubject, DecidedHere>, Scope>> = {
  'compliance-entry': 'compliance:read',
  obstacle: 'obstacles:read',
  'holding-report': 'gaps:read',
  'proposed-holding': 'gaps:read',
  requirement: 'gaps:read',
};

/** It came to nothing: the other side didn't agree, or its own took it back. */
export const FALLEN_STATES = ['refused', 'withdrawn'] as const satisfies readonly CorrectionState[];
/** A paper that it cites has to stay. */
export const STANDING_STATES = ['proposed', 'in-force'] as const satisfies readonly CorrectionState[];

export const CORRECTION_EVENTS = ['confirm', 'refuse', 'withdraw'] as const;
export type CorrectionEvent = (typeof CORRECTION_EVENTS)[number];

const on = (moves: Partial<Record<CorrectionState, CorrectionState>>) => column(CORRECTION_STATES, moves);

/**
 * The lifecycle of a correction. One that no second hand has to agree to is in force at once; the others wait for the other side, and may
 * be withdrawn until it has spoken. What is in force is put right again by a further correction, never undone.
 */
export const CORRECTION_TRANSITIONS: TransitionTable<CorrectionState, CorrectionEvent> = {
  confirm: on({ proposed: 'in-force' }),
  refuse: on({ proposed: 'refused' }),
  withdraw: on({ proposed: 'withdrawn' }),
};

/** Which decision of the table of two-sidedness a correction of each record is. */
const DECISION_OF: Readonly<Record<DecidedHere, TwoSided>> = { delivery: 'correct-delivery' };

/** Which decision a correction is: what is recorded late is agreed to by those alone whom that takes. */
export const decisionOf = ({
  subjectType,
  recordedLate,
}: {
  readonly subjectType: DecidedHere;
  readonly recordedLate: boolean;
}): TwoSided => (recordedLate ? 'confirm-late-record' : DECISION_OF[subjectType]);

interface ProposedCorrection {
  readonly subjectType: DecidedHere;
  readonly recordedLate: boolean;
  readonly proposer: Hand;
}

/** What a reader could do with a correction: the side that proposed it withdraws it, whose part it is to agree confirms or refuses. */
export function correctionStepsOf(
  { state, proposer, ...correction }: ProposedCorrection & { readonly state: CorrectionState },
  reader: Hand | null,
): CorrectionEvent[] {
  if (reader === null) return [];
  const { completes }: { readonly completes: readonly ActingRole[] } = TWO_SIDED[decisionOf(correction)];
  return allowedEvents(CORRECTION_TRANSITIONS, state).filter((event) =>
    event === 'withdraw'
      ? reader.organisationId === proposer.organisationId && reader.role === proposer.role
      : completes.includes(reader.role),
  );
}

/** Why this account may not take a step of a correction; null where it may. */
export function refusalOfCorrectionStep(correction: ProposedCorrection, event: CorrectionEvent, reader: Hand): Refusal | null {
  const { proposer } = correction;
  if (event !== 'withdraw') return refusalOfHand(decisionOf(correction), 'other-hand-required', proposer, reader);
  return reader.organisationId === proposer.organisationId && reader.role === proposer.role ? null : new Refusal('not-your-own');
}
