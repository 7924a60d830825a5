import type { OrganisationId, UserId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { handIn, type Hand, refusalOfHand } from '../../../kernel/two-sidedness.ts';

/** Whose part an entry is: the donor's, the recipients' or the mission's. */
export const OWNER_ROLES = ['donor', 'recipient', 'facilitator'] as const;
export type OwnerRole = (typeof OWNER_ROLES)[number];

/** Who records what is a side's part. */
const RECORDERS = {
  donor: ['donor'],
  recipient: ['validator'],
  facilitator: ['facilitator'],
} as const satisfies Record<OwnerRole, readonly Role[]>;

/** Who confirms it: those of the other sides who may look into it. */
const CONFIRMERS = {
  donor: ['validator', 'facilitator'],
  recipient: ['donor', 'facilitator'],
  facilitator: ['donor', 'validator'],
} as const satisfies Record<OwnerRole, readonly Role[]>;

/** Roles that confirm entries of any kind. */
export const CONFIRMING_ROLES = ['donor', 'validator', 'facilitator'] as const satisfies readonly Role[];
type ConfirmingRole = (typeof CONFIRMING_ROLES)[number];

interface Owned {
  readonly ownerRole: OwnerRole;
  readonly restricted: boolean;
}

/** The roles by which an entry is recorded. */
export const recordersOf = ({ ownerRole }: Owned): readonly Role[] => RECORDERS[ownerRole];

/** The roles by which an entry is confirmed; a human-rights file is closed to all but designated facilitators, and takes two of them. */
export const confirmersOf = ({ ownerRole, restricted }: Owned): readonly ConfirmingRole[] =>
  restricted ? ['facilitator'] : CONFIRMERS[ownerRole];

/** What confirming is decided on. */
export interface ToConfirm extends Owned {
  readonly recordedBy: UserId | null;
  readonly recordedById: OrganisationId | null;
  readonly recordedByRole: ActingRole | null;
  readonly confirmedAt: Date | null;
}

/** Why this account may not record the entry, or record it anew; null where it may. Once confirmed it is corrected instead. */
export function refusalOfRecording(
  entry: Owned & Pick<ToConfirm, 'confirmedAt'> & { readonly state: string },
  role: ActingRole,
): Refusal | null {
  const allowed = recordersOf(entry);
  if (!(allowed as readonly ActingRole[]).includes(role)) {
    return new Refusal('role-not-allowed', { facts: { role, allowed: [...allowed] } });
  }
  return entry.state === 'obtained' && entry.confirmedAt !== null ? new Refusal('already-confirmed') : null;
}

/** Why this account may not correct the entry: it is for what has been confirmed. */
export function refusalOfCorrecting(entry: Owned & Pick<ToConfirm, 'confirmedAt'>, role: ActingRole): Refusal | null {
  const allowed = recordersOf(entry);
  if (!(allowed as readonly ActingRole[]).includes(role)) {
    return new Refusal('role-not-allowed', { facts: { role, allowed: [...allowed] } });
  }
  return entry.confirmedAt === null
    ? new Refusal('transition-not-allowed', { facts: { state: 'unconfirmed', event: 'correct', allowed: ['record'] } })
    : null;
}

/** Why this account may neither confirm the entry nor refuse to; null where it may. */
export function refusalOfConfirming(entry: ToConfirm, hand: Hand): Refusal | null {
  const first = handIn(entry.recordedBy, entry.recordedById, entry.recordedByRole);
  const decision = entry.restricted ? 'confirm-human-rights-file' : 'confirm-entry';
  // Who recorded it is told so, also where the role alone would say no.
  if (first !== null && first.userId === hand.userId) return new Refusal('recorder-may-not-confirm', { facts: { because: 'same-person' } });
  return (
    refusalOfHand(decision, 'recorder-may-not-confirm', first, hand, { completes: confirmersOf(entry) }) ??
    (entry.confirmedAt === null ? null : new Refusal('already-recorded'))
  );
}
