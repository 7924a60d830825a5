import type { ActingRole, Role } from '../../../kernel/role.ts';

export const DOCUMENT_ACTIONS = ['withdraw'] as const;
export type DocumentAction = (typeof DOCUMENT_ACTIONS)[number];

/** Parties act for their own side (the policies of the database see to that); an auditor reads, an administrator has no rights on content. */
export const DOCUMENT_RIGHTS = {
  attach: ['requester', 'validator', 'donor', 'facilitator'],
  withdraw: ['requester', 'validator', 'donor', 'facilitator'],
  read: ['requester', 'validator', 'donor', 'facilitator', 'auditor'],
} as const satisfies Record<DocumentAction | 'attach' | 'read', readonly Role[]>;

/** What a reader may do next: the organisation that attached it, or a facilitator, withdraws it once. */
export function allowedDocumentActions(isWithdrawn: boolean, isOwn: boolean, role: ActingRole): DocumentAction[] {
  if (isWithdrawn || !(DOCUMENT_RIGHTS.withdraw as readonly ActingRole[]).includes(role)) return [];
  return isOwn || role === 'facilitator' ? ['withdraw'] : [];
}
