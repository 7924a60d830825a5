import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { isDesignated } from '../../identity/index.ts';
import type { AttachDocument } from '../contract.ts';
import { DOCUMENT_RIGHTS } from '../domain/document.ts';
import type { Confidentiality } from '../domain/subject.ts';
import { findStanding, isKnownKind } from '../queries.ts';

/** What is asked of a document before its content is stored, and again when it is attached. */
interface Attachable extends Pick<AttachDocument, 'subjectType' | 'subjectId' | 'confidentiality'> {
  readonly kind: string | null;
}

/** Refuses what this account may not attach, or not to this record; answers the confidentiality that it gets. */
export async function requireAttachable(
  tx: Tx,
  { actor }: ActorContext<AccountActor>,
  { subjectType, subjectId, kind, confidentiality: asked }: Attachable,
): Promise<Confidentiality> {
  const { role } = actor;
  if (!(DOCUMENT_RIGHTS.attach as readonly ActingRole[]).includes(role)) {
    throw new Refusal('role-not-allowed', { facts: { role, allowed: DOCUMENT_RIGHTS.attach } });
  }
  const standing = await findStanding(tx, { type: subjectType, id: subjectId });
  if (!standing.sees) throw refuseField('reference-unknown', '/subjectId');
  if (!standing.acts) throw refuseField('not-your-own', '/subjectId');
  if (kind !== null && !(await isKnownKind(tx, kind))) throw refuseField('reference-unknown', '/kind');
  // What is attached to a human-rights file belongs into it, whatever its sender says.
  const confidentiality = standing.closed ? 'human-rights' : asked;
  if (confidentiality === 'human-rights' && !(await isDesignated(tx))) throw refuseField('role-not-allowed', '/confidentiality');
  return confidentiality;
}
