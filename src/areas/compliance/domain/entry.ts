import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

export const ENTRY_STATES = [
  'check-needed',
  'required',
  'requested',
  'in-silence',
  'recorded',
  'confirmed',
  'refused',
  'not-needed',
] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

export const ENTRY_EVENTS = [
  'require',
  'drop',
  'request',
  'begin-silence',
  'elapse',
  'record',
  'refuse',
  'confirm',
  'send-back',
  'withdraw',
] as const;
export type EntryEvent = (typeof ENTRY_EVENTS)[number];

const between = (moves: Partial<Record<EntryState, EntryState>>) => column(ENTRY_STATES, moves);

/**
 * The way of one thing that a line needs. What the facts say moves it between the first and the last column (`require`, `drop`), as
 * long as nobody has decided it; what people have decided stays.
 *
 *   check-needed ⇄ required → requested → in-silence → recorded → confirmed
 *                     ↑            └──────────┴→ refused      └→ required (sent back, withdrawn)
 */
export const ENTRY_TRANSITIONS: TransitionTable<EntryState, EntryEvent> = {
  require: between({ 'check-needed': 'required', 'not-needed': 'required' }),
  drop: between({ 'check-needed': 'not-needed', required: 'not-needed', requested: 'not-needed' }),
  request: between({ required: 'requested', refused: 'requested' }),
  'begin-silence': between({ requested: 'in-silence' }),
  elapse: between({ 'in-silence': 'recorded' }),
  record: between({ required: 'recorded', requested: 'recorded', 'in-silence': 'recorded', refused: 'recorded' }),
  refuse: between({ required: 'refused', requested: 'refused', 'in-silence': 'refused' }),
  confirm: between({ recorded: 'confirmed' }),
  'send-back': between({ recorded: 'required' }),
  withdraw: between({ confirmed: 'required' }),
};

const HANDS = ['requester', 'validator', 'donor', 'facilitator'] as const;

/** Who may do what: those whom the line concerns. Confirming takes another person than recording, whatever their roles. */
export const ENTRY_RIGHTS = {
  require: [],
  drop: [],
  request: HANDS,
  'begin-silence': HANDS,
  elapse: [],
  record: HANDS,
  refuse: HANDS,
  confirm: HANDS,
  'send-back': HANDS,
  withdraw: HANDS,
} as const satisfies Record<EntryEvent, readonly Role[]>;

/** What this reader may do next with an entry. */
export function allowedEntryActions(state: EntryState, role: ActingRole, isRecorder: boolean): EntryEvent[] {
  return allowedEvents(ENTRY_TRANSITIONS, state).filter(
    (event) => (ENTRY_RIGHTS[event] as readonly ActingRole[]).includes(role) && !(event === 'confirm' && isRecorder),
  );
}

/** What a recipient must have before goods leave for it (regimes.json, readiness-to-receive). */
export interface Readiness {
  readonly storage: boolean;
  readonly consignee: boolean;
  readonly operators: boolean;
  readonly fuel: boolean;
}
export const READINESS_REGIME = 'readiness-to-receive';
export const isReady = ({ storage, consignee, operators, fuel }: Readiness): boolean => storage && consignee && operators && fuel;

/** Regimes whose files are for designated facilitators alone (DESIGN section 6). */
export const CONFIDENTIAL_REGIMES: readonly string[] = ['un-hrddp'];
export const isConfidential = (regime: string): boolean => CONFIDENTIAL_REGIMES.includes(regime);

/** Working days without a negative decision after which the Committee's silence is consent. */
export const SILENCE_WORKING_DAYS = 5;

/** Why an entry keeps goods from leaving; null where it doesn't. */
export type Hindrance = 'check-needed' | 'missing' | 'refused' | 'silence-running' | 'unconfirmed' | 'not-yet-valid' | 'expired';

export interface DecidedEntry {
  readonly state: EntryState;
  readonly validFrom: CalendarDate | null;
  readonly validUntil: CalendarDate | null;
  /** Whether its outcome lets goods pass, by the list of regimes.json. */
  readonly isPositive: boolean;
}

/** Holds an entry against the day on which the goods are to leave. Only what is confirmed, positive and valid that day lets them. */
export function hindranceOf({ state, validFrom, validUntil, isPositive }: DecidedEntry, day: CalendarDate): Hindrance | null {
  switch (state) {
    case 'not-needed':
      return null;
    case 'check-needed':
    case 'refused':
      return state;
    case 'required':
    case 'requested':
      return 'missing';
    case 'in-silence':
      return 'silence-running';
    case 'recorded':
      return 'unconfirmed';
    case 'confirmed':
      if (!isPositive) return 'refused';
      if (validFrom !== null && validFrom > day) return 'not-yet-valid';
      return validUntil !== null && validUntil < day ? 'expired' : null;
  }
}

/** Outcomes that let goods pass: `positive_outcomes` of regimes.json, which a test holds this list against. */
export const POSITIVE_OUTCOMES: readonly string[] = [
  'approved',
  'granted',
  'granted-with-conditions',
  'standing-exemption',
  'clear',
  'cleared',
  'cleared-with-mitigation',
  'not-listed',
  'not-applicable',
  'issued',
  'signed',
  'waived',
  'not-required',
  'declared',
  'ready',
  'complied',
  'inspected-released',
  'coordinated',
  'reflected',
  'partially-granted',
];
export const isPositive = (outcome: string | null): boolean => outcome !== null && POSITIVE_OUTCOMES.includes(outcome);
