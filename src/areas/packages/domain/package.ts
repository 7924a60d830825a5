import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

/** Derived from the parts, all but the last: something isn't promised yet; all is; all is in the unit's hands. */
export const PACKAGE_STATES = ['incomplete', 'complete', 'ready', 'dissolved'] as const;
export type PackageState = (typeof PACKAGE_STATES)[number];

export const PACKAGE_ACTIONS = ['link', 'unlink', 'ask-for-missing', 'dissolve'] as const;
export type PackageAction = (typeof PACKAGE_ACTIONS)[number];

const on = (moves: Partial<Record<PackageState, PackageState>>) => column(PACKAGE_STATES, moves);
const stays = { incomplete: 'incomplete', complete: 'complete', ready: 'ready' } as const;

/** What people do to a package; between the first three states it moves by itself, as its parts come and go. */
export const PACKAGE_TRANSITIONS: TransitionTable<PackageState, PackageAction> = {
  link: on(stays),
  unlink: on(stays),
  'ask-for-missing': on(stays),
  dissolve: on({ incomplete: 'dissolved', complete: 'dissolved', ready: 'dissolved' }),
};

/** Who may do what. Asking for what is missing is one call that takes each role's own step: see `ask-for-missing.ts`. */
export const PACKAGE_RIGHTS = {
  assemble: ['facilitator'],
  link: ['facilitator'],
  unlink: ['facilitator'],
  'ask-for-missing': ['requester', 'validator', 'facilitator'],
  dissolve: ['facilitator'],
} as const satisfies Record<PackageAction | 'assemble', readonly Role[]>;

/** What of a package somebody's part in asking for what is missing rests on. */
export interface Asked {
  /** How many parts lack something that nobody has asked for. */
  readonly lacking: number;
  /** How many of the needs that were asked so wait for the validator, and for the facilitator. */
  readonly submitted: number;
  readonly validated: number;
}

/** Why this role has nothing to do in asking for what is missing; null where it has. */
export function refusalOfAsking({ lacking, submitted, validated }: Asked, role: ActingRole): Refusal | null {
  if (role === 'requester') return lacking === 0 ? new Refusal('nothing-missing') : null;
  const state = role === 'validator' ? 'submitted' : 'validated';
  return (role === 'validator' ? submitted : validated) === 0 ? new Refusal('no-need-awaits-you', { facts: { state } }) : null;
}

/** What a role could do with a package in its state; {@link refusalOfAsking} says whether there is anything to ask for. */
export const packageActionsOf = (state: PackageState, role: ActingRole): PackageAction[] =>
  allowedEvents(PACKAGE_TRANSITIONS, state).filter((action) => (PACKAGE_RIGHTS[action] as readonly ActingRole[]).includes(role));
