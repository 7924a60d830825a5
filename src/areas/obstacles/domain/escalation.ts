import { type Severity } from '../../reference/domain/vocabulary.ts';

/**
 * Escalation on overdue. The next action's day has passed and nobody has moved it: after so many working days, on the calendar of
 * whoever has the move, it goes up one level. The next level's term counts from there, or from a later day that was promised and
 * passed again. A move ahead doesn't take a level back: what has been told to the follow-up meeting stays told.
 */
export interface EscalationLevel {
  readonly level: number;
  /** Who is told, and asked to help. */
  readonly told: string;
  readonly why: string;
  /** Working days, by severity. */
  readonly afterDays: Readonly<Record<Severity, number>>;
}

export const ESCALATION_LEVELS: readonly EscalationLevel[] = [
  {
    level: 1,
    told: 'the focal points of the party whose move it is, and the facilitators',
    why: 'A reminder to those who can act costs nothing. A critical one waits no longer than the next working day; a low one two weeks, as long as the usual exchange of letters.',
    afterDays: { critical: 1, high: 3, medium: 5, low: 10 },
  },
  {
    level: 2,
    told: 'the heads of the organisations on both sides',
    why: 'The playbooks give focal points five working days (escalate-focal-points); a critical one gets half of it.',
    afterDays: { critical: 2, high: 5, medium: 10, low: 20 },
  },
  {
    level: 3,
    told: 'the next follow-up meeting, with the authorities on both sides',
    why: 'The playbooks give twenty working days to bring a matter before the follow-up meeting (escalate-follow-up-meeting), which is the term of the lowest; graver ones are put on its agenda ahead.',
    afterDays: { critical: 3, high: 10, medium: 15, low: 20 },
  },
];
