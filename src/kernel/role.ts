/** One account has one role: the duties that the lifecycles keep apart can't meet in one sign-in. */
export const ROLES = ['requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** Who acts or reads: a role of a person, or the system's own scheduled jobs. */
export const ACTING_ROLES = [...ROLES, 'system'] as const;
export type ActingRole = (typeof ACTING_ROLES)[number];
