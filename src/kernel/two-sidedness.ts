import type { OrganisationId, UserId } from './id.ts';
import { throwWhere } from './possible.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import type { ActingRole, Role } from './role.ts';

/** Whom a role stands for where a decision is taken between sides. */
export const SIDES = ['recipient', 'donor', 'mission', 'administration', 'audit'] as const;
export type Side = (typeof SIDES)[number];

const SIDE_OF: Readonly<Record<Role, Side>> = {
  requester: 'recipient',
  validator: 'recipient',
  donor: 'donor',
  facilitator: 'mission',
  administrator: 'administration',
  auditor: 'audit',
};

export const sideOf = (role: Role): Side => SIDE_OF[role];

/**
 * How far the two hands of a decision stand apart, from near to far: within a side it takes two persons; two offices are of two
 * organisations, or of two roles in one (an administrator and a facilitator of the mission); where a whole organisation is one voice, two
 * organisations; between sides, two organisations that stand for different sides.
 */
export const DISTANCES = ['two-persons', 'two-offices', 'two-organisations', 'two-sides'] as const;
export type Distance = (typeof DISTANCES)[number];

interface TwoSidedDecision {
  /** Whose roles may take the first half. */
  readonly begins: readonly Role[];
  /** Whose roles may take the second. */
  readonly completes: readonly Role[];
  readonly apart: Distance;
}

const involved = ['requester', 'validator', 'donor', 'facilitator'] as const satisfies readonly Role[];
const parties = ['requester', 'validator', 'donor'] as const satisfies readonly Role[];

/**
 * The decisions that no hand takes alone: who begins, who completes, and whose account may not be both. Code, routes, the API document
 * and the tests (tests/kernel/two-sidedness.test.ts and those of the areas, every decision × every pair of accounts) read this one table.
 * A decision that isn't here is one hand's.
 */
export const TWO_SIDED = {
  'validate-need': { begins: ['requester'], completes: ['validator'], apart: 'two-persons' },
  'change-published-need': { begins: ['requester'], completes: ['validator'], apart: 'two-persons' },
  'close-need-with-gap': { begins: ['validator', 'facilitator'], completes: ['validator', 'facilitator'], apart: 'two-sides' },
  'accept-match': { begins: ['requester', 'donor'], completes: ['requester', 'donor'], apart: 'two-sides' },
  'amend-match': { begins: parties, completes: parties, apart: 'two-sides' },
  'agree-match': { begins: ['donor', 'validator'], completes: ['donor', 'validator'], apart: 'two-sides' },
  'sign-partnership': { begins: ['donor', 'validator'], completes: ['donor', 'validator'], apart: 'two-sides' },
  'amend-partnership': { begins: ['donor', 'validator'], completes: ['donor', 'validator'], apart: 'two-sides' },
  'close-obstacle': { begins: involved, completes: involved, apart: 'two-organisations' },
  // Where nobody else is left: an auditor names the facilitator who closes.
  'close-as-named': { begins: ['auditor'], completes: ['facilitator'], apart: 'two-sides' },
  // Dismissing, merging, letting go or re-naming what nobody may waive; it takes the hands of an accepted risk.
  'lift-obstacle': { begins: involved, completes: ['donor', 'facilitator'], apart: 'two-sides' },
  'accept-risk': { begins: ['donor', 'facilitator'], completes: ['donor', 'facilitator'], apart: 'two-sides' },
  'confirm-entry': { begins: ['donor', 'validator', 'facilitator'], completes: ['donor', 'validator', 'facilitator'], apart: 'two-sides' },
  'confirm-human-rights-file': { begins: ['facilitator'], completes: ['facilitator'], apart: 'two-persons' },
  'confirm-classification': { begins: ['donor', 'facilitator'], completes: ['donor', 'facilitator'], apart: 'two-sides' },
  'confirm-training': { begins: ['validator'], completes: ['validator', 'facilitator'], apart: 'two-persons' },
  'verify-delivery': { begins: ['requester'], completes: ['donor', 'facilitator'], apart: 'two-sides' },
  // What passed the gate on a day, and is recorded once what let it pass has lapsed: whoever takes the step says so, and the other side agrees.
  'confirm-late-record': { begins: involved, completes: ['donor', 'validator'], apart: 'two-sides' },
  'correct-delivery': { begins: involved, completes: involved, apart: 'two-sides' },
  // A unit that is merged or closed hands over all that hangs on it; that, and taking it back, is no one hand's.
  'end-unit': { begins: ['validator'], completes: ['validator', 'facilitator'], apart: 'two-persons' },
  // What a type of unit requires touches the units of every organisation: none changes it by itself.
  'change-type-requirement': { begins: ['validator', 'facilitator'], completes: ['validator', 'facilitator'], apart: 'two-organisations' },
  'give-account': { begins: ['administrator'], completes: ['administrator', 'facilitator'], apart: 'two-offices' },
  'change-role': { begins: ['administrator'], completes: ['administrator', 'facilitator'], apart: 'two-offices' },
  'designate-for-human-rights': { begins: ['administrator'], completes: ['administrator', 'facilitator'], apart: 'two-offices' },
  // Closing an account takes one hand, since it is done in haste; opening it again lifts what the first hand found necessary.
  'reinstate-account': { begins: ['administrator'], completes: ['administrator', 'facilitator'], apart: 'two-offices' },
  'record-rate': { begins: ['administrator', 'facilitator'], completes: ['administrator', 'facilitator'], apart: 'two-offices' },
  'publish-regime': { begins: ['administrator'], completes: ['administrator', 'facilitator'], apart: 'two-offices' },
} as const satisfies Readonly<Record<string, TwoSidedDecision>>;
export type TwoSided = keyof typeof TWO_SIDED;

/** One who takes half of a decision, as they stood when they took it. */
export interface Hand {
  readonly userId: UserId;
  readonly organisationId: OrganisationId;
  readonly role: ActingRole;
}

/** Why somebody may not complete what another began. */
export const NOT_APART = ['not-your-role', 'same-person', 'same-organisation', 'same-side', 'beneficiary'] as const;
export type NotApart = (typeof NOT_APART)[number];

/**
 * Why this hand may not complete a decision that another began; null where it may. `barred` are organisations that gain by it or have
 * their own part in it, such as the owner of an obstacle or whoever an account is for: their people complete nothing.
 */
export function notApart(decision: TwoSided, first: Hand, second: Hand, barred: readonly OrganisationId[] = []): NotApart | null {
  const { completes, apart }: TwoSidedDecision = TWO_SIDED[decision];
  if (second.role === 'system' || !completes.includes(second.role)) return 'not-your-role';
  if (first.userId === second.userId) return 'same-person';
  if (barred.includes(second.organisationId)) return 'beneficiary';
  if (apart === 'two-persons') return null;
  if (first.organisationId === second.organisationId) {
    return apart === 'two-offices' && first.role !== second.role ? null : 'same-organisation';
  }
  if (apart !== 'two-sides' || first.role === 'system') return null;
  return sideOf(first.role) === sideOf(second.role) ? 'same-side' : null;
}

/** What narrows a decision besides the table: see {@link notApart}, and the roles where a record itself names fewer than the table. */
interface Narrowed {
  readonly barred?: readonly OrganisationId[];
  readonly completes?: readonly Role[];
}

/**
 * The refusal of whoever may not complete what another began, by the code that the area has for it; `because` tells in which way the two
 * aren't apart. What nobody has begun, such as what the system wrote, has no first hand to be apart from.
 */
export function refusalOfHand(
  decision: TwoSided,
  code: RefusalCode,
  first: Hand | null,
  second: Hand,
  { barred = [], completes = TWO_SIDED[decision].completes }: Narrowed = {},
): Refusal | null {
  const { role } = second;
  if (role === 'system' || !completes.includes(role)) return new Refusal('role-not-allowed', { facts: { role, allowed: [...completes] } });
  const gains = barred.includes(second.organisationId) ? 'beneficiary' : null;
  const because = first === null ? gains : notApart(decision, first, second, barred);
  return because === null ? null : new Refusal(code, { facts: { because } });
}

/** Refuses whoever may not complete what another began: {@link refusalOfHand}, thrown. */
export function requireApart(decision: TwoSided, code: RefusalCode, first: Hand | null, second: Hand, narrowed: Narrowed = {}): void {
  throwWhere(refusalOfHand(decision, code, first, second, narrowed));
}

/** Who took a half, from the columns that keep it; null where nobody has, or the system did. */
export const handIn = (userId: UserId | null, organisationId: OrganisationId | null, role: ActingRole | null): Hand | null =>
  userId === null || organisationId === null || role === null ? null : { userId, organisationId, role };
