import type { ActingRole } from '../../../kernel/role.ts';

/**
 * As what somebody reads a record. A donor is a `donor` until both sides have accepted a match, or where the record is
 * another donor's; then it is a `donor-party`. `recipient` is a requester or validator; row-level security has already
 * decided that the row is theirs to see at all.
 */
export const AUDIENCES = ['recipient', 'donor-party', 'donor', 'facilitator', 'auditor', 'administrator'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** `isParty`: the donor owns the record, or both sides have accepted the match that leads to it. */
export function audienceOf(role: ActingRole, isParty: boolean): Audience {
  switch (role) {
    case 'requester':
    case 'validator':
      return 'recipient';
    case 'donor':
      return isParty ? 'donor-party' : 'donor';
    case 'facilitator':
    case 'auditor':
    case 'administrator':
      return role;
    case 'system':
      return 'facilitator';
  }
}
