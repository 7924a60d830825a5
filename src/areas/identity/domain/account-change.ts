/** What of an account takes two persons to change: what it is, what it may see into, and that it is open again. */
export const ACCOUNT_CHANGES = ['role', 'designation', 'reinstatement'] as const;
export type AccountChangeKind = (typeof ACCOUNT_CHANGES)[number];
