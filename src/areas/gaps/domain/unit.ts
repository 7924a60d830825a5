import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';

/** A unit that was closed or turned out to be another entered twice is kept, with its history; nothing new begins with it. */
export const UNIT_STATES = ['active', 'closed', 'merged'] as const;
export type UnitState = (typeof UNIT_STATES)[number];

/** What ends it, or takes its end back; two persons decide. */
export const UNIT_CHANGES = ['merge', 'close', 'reopen'] as const;
export type UnitChangeKind = (typeof UNIT_CHANGES)[number];

export const UNIT_ACTIONS = ['change', ...UNIT_CHANGES] as const;
export type UnitAction = (typeof UNIT_ACTIONS)[number];

/** What went to another unit, by its ids, so that it can come back. What belongs to these goes with them. */
export interface HandedOver {
  readonly needs: readonly string[];
  readonly packages: readonly string[];
  readonly trainingRecords: readonly string[];
  readonly users: readonly string[];
  readonly invitations: readonly string[];
  readonly accountChanges: readonly string[];
  readonly requirements: readonly string[];
  /** Of holdings that went as they are. */
  readonly moves: readonly string[];
  /** By which the other unit took over what was held, on top of its own. */
  readonly takenOver: readonly string[];
}

/** What to look at before a unit goes on: another at the same site, of the same type, by the same name. */
export const UNIT_WARNINGS = ['same-unit'] as const;

/** What a role may do with a unit that it answers for. */
export const actionsOfUnit = (role: ActingRole): readonly UnitAction[] => (role === 'validator' ? UNIT_ACTIONS : []);

/** Why not yet: what has ended is only reopened, and while somebody's proposal waits there is no other. */
export function refusalOfUnitAction(
  { state, openChange }: { readonly state: UnitState; readonly openChange: boolean },
  action: UnitAction,
): Refusal | null {
  if ((state === 'active') === (action === 'reopen')) {
    return new Refusal('transition-not-allowed', { facts: { state, event: action, allowed: [] } });
  }
  return openChange && action !== 'change' ? new Refusal('proposal-open') : null;
}
