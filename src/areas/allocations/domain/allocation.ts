import type { ProgressStage } from '../../../allocation/instance.ts';
import type { ImpossibleReason } from '../../../allocation/refusals.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

export const ALLOCATION_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type AllocationState = (typeof ALLOCATION_STATES)[number];

/** States in which it waits or is worked on. */
export const PENDING_STATES = ['queued', 'running'] as const satisfies readonly AllocationState[];
/** States in which it has come to its end. */
export const ENDED_STATES = ['done', 'failed', 'cancelled'] as const satisfies readonly AllocationState[];

export const ALLOCATION_EVENTS = ['start', 'requeue', 'finish', 'fail', 'cancel'] as const;
export type AllocationEvent = (typeof ALLOCATION_EVENTS)[number];

const on = (moves: Partial<Record<AllocationState, AllocationState>>) => column(ALLOCATION_STATES, moves);

/**
 * The lifecycle of a run. `start` from `running` is another process taking up what a killed one left behind; `requeue` is a
 * process that stops and leaves its run to the next.
 */
export const ALLOCATION_TRANSITIONS: TransitionTable<AllocationState, AllocationEvent> = {
  start: on({ queued: 'running', running: 'running' }),
  requeue: on({ running: 'queued' }),
  finish: on({ running: 'done' }),
  fail: on({ running: 'failed' }),
  cancel: on({ queued: 'cancelled', running: 'cancelled' }),
};

/** Who may do what: people cancel, the rest is the runner's. */
export const ALLOCATION_RIGHTS = {
  start: [],
  requeue: [],
  finish: [],
  fail: [],
  cancel: ['facilitator'],
} as const satisfies Record<AllocationEvent, readonly Role[]>;

/** What this reader may do next with a run in this state; nothing else ever stands in the way. */
export function allocationActionsOf(state: AllocationState, role: ActingRole): AllocationEvent[] {
  return allowedEvents(ALLOCATION_TRANSITIONS, state).filter((event) => (ALLOCATION_RIGHTS[event] as readonly ActingRole[]).includes(role));
}

export const hasEnded = (state: AllocationState): boolean => state === 'done' || state === 'failed' || state === 'cancelled';

/** How far the engine has come. */
export interface Progress {
  readonly stage: ProgressStage;
  readonly done: number;
  readonly total: number;
}

/** How much was put before the engine, and how many pairs had to be judged for it. */
export interface InstanceSize {
  readonly needs: number;
  readonly offers: number;
  readonly pairs: number;
  readonly excluded: number;
  readonly judged: number;
}

/** What came out, in short: units, and micro-units of score. Numbers of any size as text, with decimals where lines have them. */
export interface Totals {
  readonly objective: string;
  readonly isProven: boolean;
  readonly lines: number;
  readonly tiers: readonly { readonly tier: number | null; readonly asked: string; readonly served: string }[];
}

/**
 * Why a run failed. `settings-contradict`: it is proven that they can't all hold; `no-plan-found`: none was found that obeys them, and it is
 * not proven that there is none; `given-up`: the processes that took it up ended each time before it did.
 */
export const FAILURES = ['numbers-too-large', 'settings-contradict', 'no-plan-found', 'engine-fault', 'given-up'] as const;
export type Failure = (typeof FAILURES)[number];

/** A setting that can't hold, and how much of it could. */
export type FailureReason = ImpossibleReason;

/** How often a run is taken up before it is given up. */
export const MOST_ATTEMPTS = 3;
