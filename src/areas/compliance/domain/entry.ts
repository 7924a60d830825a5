import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { column, type TransitionTable } from '../../../kernel/transition.ts';
import { CONFIRMING_ROLES } from './hands.ts';
import type { NamedRegime } from '../../reference/domain/named-slugs.ts';

/** A decision of somebody under a regime, or a document that regimes ask for. */
export const ENTRY_KINDS = ['decision', 'document'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export const ENTRY_STATES = [
  'required',
  'check-needed',
  'not-required',
  'requested',
  'in-silence',
  'obtained',
  'refused',
  'expired',
  'waived',
] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

/** States in which nobody has asked for a decision yet, nor shown a document. */
export const UNASKED_STATES = ['required', 'check-needed'] as const satisfies readonly EntryState[];
/** States in which it has been decided. */
export const DECIDED_STATES = ['obtained', 'refused'] as const satisfies readonly EntryState[];
/** States in which what was asked for is there, or need not be. */
export const GRANTED_STATES = ['obtained', 'waived'] as const satisfies readonly EntryState[];

export const ENTRY_EVENTS = [
  'request',
  'start-silence',
  'object',
  'elapse',
  'record',
  'correct',
  'refuse',
  'expire',
  'waive',
  'confirm',
  'refuse-confirmation',
] as const;
export type EntryEvent = (typeof ENTRY_EVENTS)[number];

const on = (moves: Partial<Record<EntryState, EntryState>>) => column(ENTRY_STATES, moves);

/** The life of a checklist entry. The first three states are derived from the facts for as long as nobody has acted. */
export const ENTRY_TRANSITIONS: TransitionTable<EntryState, EntryEvent> = {
  request: on({ required: 'requested', 'check-needed': 'requested', refused: 'requested', expired: 'requested' }),
  'start-silence': on({ required: 'in-silence', requested: 'in-silence' }),
  object: on({ 'in-silence': 'refused' }),
  elapse: on({ 'in-silence': 'obtained' }),
  record: on({
    required: 'obtained',
    'check-needed': 'obtained',
    requested: 'obtained',
    refused: 'obtained',
    expired: 'obtained',
    waived: 'obtained',
    obtained: 'obtained',
  }),
  correct: on({ obtained: 'obtained', waived: 'obtained' }),
  refuse: on({ required: 'refused', 'check-needed': 'refused', requested: 'refused' }),
  expire: on({ obtained: 'expired', waived: 'expired' }),
  waive: on({ required: 'waived', 'check-needed': 'waived', requested: 'waived', refused: 'waived', expired: 'waived' }),
  confirm: on({ obtained: 'obtained', waived: 'waived' }),
  'refuse-confirmation': on({ obtained: 'required', waived: 'required' }),
};

export const ENTRY_ACTIONS = [
  'request',
  'start-silence',
  'object',
  'record',
  'correct',
  'refuse',
  'waive',
  'confirm',
  'refuse-confirmation',
] as const;
export type EntryAction = (typeof ENTRY_ACTIONS)[number];

/**
 * Who may do what with an entry that they see. Who records and who confirms this one stands in its `ownerRole` (domain/hands.ts); a human-rights
 * file asks for a designated facilitator besides.
 */
export const ENTRY_RIGHTS = {
  request: ['donor', 'validator', 'facilitator'],
  'start-silence': ['donor', 'facilitator'],
  object: ['donor', 'facilitator'],
  record: ['donor', 'validator', 'facilitator'],
  correct: ['donor', 'validator', 'facilitator'],
  refuse: ['donor', 'validator', 'facilitator'],
  waive: ['facilitator'],
  confirm: CONFIRMING_ROLES,
  'refuse-confirmation': CONFIRMING_ROLES,
} as const satisfies Record<EntryAction, readonly Role[]>;

export const mayActOnEntry = (action: EntryAction, role: ActingRole): boolean =>
  (ENTRY_RIGHTS[action] as readonly ActingRole[]).includes(role);

/** States that the facts alone decide, and may decide again. */
export const UNDECIDED: readonly EntryState[] = ['required', 'check-needed', 'not-required'];

/** Outcomes that let something pass (regimes.json, `positive_outcomes`). */
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

/** Working days of the Committee without a negative decision after which a notification stands (resolution 2009 (2011), paragraph 13). */
export const SILENCE_DAYS = 5;

/** What an entry comes to by silence: approval, from the day on which its silence ended. */
export const consentBySilence = ({ silenceEndsOn }: { readonly silenceEndsOn: CalendarDate | null }) =>
  ({ outcome: 'approved', validFrom: silenceEndsOn }) as const;

/** The outcome of a document that is there; a decision has those of its regime. */
export const DOCUMENT_OUTCOME = 'issued';

/** The outcome by which a regime says that nobody may supply this at all; no paper and no waiver changes it, only other facts. */
export const EXCLUDED = 'excluded';

/** Regimes that others decide: the signed partnership, and the recipients who say that they are ready. */
export const DECIDED_ELSEWHERE: readonly string[] = ['partnership-arrangement', 'readiness-to-receive'] satisfies readonly NamedRegime[];

interface Standing {
  readonly regime: string | null;
  readonly state: EntryState;
  readonly outcome: string | null;
}

/** Whether the facts still decide an entry: nobody has acted on it, or nobody may. */
export const followsFacts = ({ regime, state, outcome }: Standing): boolean =>
  UNDECIDED.includes(state) || outcome === EXCLUDED || (regime !== null && state !== 'waived' && DECIDED_ELSEWHERE.includes(regime));

/** From which day to which something was held, both included; null where it had no first or last day. */
export interface HeldSpan {
  readonly validFrom: CalendarDate | null;
  readonly validUntil: CalendarDate | null;
}

export interface Held extends HeldSpan {
  readonly state: EntryState;
  readonly isConfirmed: boolean;
}

const covers = ({ validFrom, validUntil }: HeldSpan, day: CalendarDate): boolean =>
  (validFrom === null || validFrom <= day) && (validUntil === null || validUntil >= day);

/** What ran out was held until then, as far as it was confirmed. */
export const spanThatRanOut = ({ state, isConfirmed, validFrom, validUntil }: Held): HeldSpan | null =>
  state === 'expired' && isConfirmed ? { validFrom, validUntil } : null;

/** Whether an entry that has run out since, whether or not it was asked for anew, was held on a day. The database asks the same (`wasl.was_held_on`). */
export function wasHeldOn(entry: Held & { readonly heldBefore: readonly HeldSpan[] }, day: CalendarDate): boolean {
  const last = spanThatRanOut(entry);
  return [...entry.heldBefore, ...(last === null ? [] : [last])].some((span) => covers(span, day));
}

/** Why an entry may hold a delivery back. */
export const MISSING_REASONS = [
  'required',
  'check-needed',
  'requested',
  'in-silence',
  'refused',
  'expired',
  'not-yet-valid',
  'unconfirmed',
] as const;
export type MissingReason = (typeof MISSING_REASONS)[number];

/** Why an entry holds a delivery back on a day; null where it doesn't. */
export function missingReasonOf(entry: Held, day: CalendarDate): MissingReason | null {
  const { state } = entry;
  if (state === 'not-required') return null;
  if (state !== 'obtained' && state !== 'waived') return state;
  if (entry.validUntil !== null && entry.validUntil < day) return 'expired';
  if (entry.validFrom !== null && entry.validFrom > day) return 'not-yet-valid';
  return entry.isConfirmed ? null : 'unconfirmed';
}
