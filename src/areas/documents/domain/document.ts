import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';

export const DOCUMENT_ACTIONS = ['withdraw'] as const;
export type DocumentAction = (typeof DOCUMENT_ACTIONS)[number];

/**
 * Parties act for their own side (the policies of the database see to that); an auditor reads. An administrator has no rights on content: to them
 * there are but the acts by which regimes are adopted.
 */
export const DOCUMENT_RIGHTS = {
  attach: ['requester', 'validator', 'donor', 'facilitator', 'administrator'],
  withdraw: ['requester', 'validator', 'donor', 'facilitator', 'administrator'],
  read: ['requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator'],
} as const satisfies Record<DocumentAction | 'attach' | 'read', readonly Role[]>;

/** Whether a reader gets a document as it was sent: its own side, and who audits. Everybody else gets the copy without its metadata. */
export const getsOriginal = (isOwn: boolean, role: ActingRole): boolean => isOwn || role === 'auditor';

/** What a reader could do: the organisation that attached it, or a facilitator, withdraws it once. */
export function documentActionsOf(isWithdrawn: boolean, isOwn: boolean, role: ActingRole): DocumentAction[] {
  if (isWithdrawn || !(DOCUMENT_RIGHTS.withdraw as readonly ActingRole[]).includes(role)) return [];
  return isOwn || role === 'facilitator' ? ['withdraw'] : [];
}

/** Why a document stays; the database holds it too (`cited_document_stays`). */
export const refusalOfWithdrawing = ({ isCited }: { readonly isCited: boolean }): Refusal | null =>
  isCited ? new Refusal('document-in-use') : null;
