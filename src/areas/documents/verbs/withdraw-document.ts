import { and, eq, isNull, sql } from 'drizzle-orm';
import type { DocumentId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { isCited } from '../citation-queries.ts';
import { DOCUMENT_RIGHTS, refusalOfWithdrawing } from '../domain/document.ts';
import { documents } from '../tables.ts';
import { documentColumns } from './document-columns.ts';

/** The organisation that attached it, or a facilitator, withdraws a document: from then on nobody gets its content. */
export async function withdrawDocument(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: DocumentId,
  version: number,
  reason: string,
): Promise<void> {
  const { actor } = ctx;
  const { role } = actor;
  if (!(DOCUMENT_RIGHTS.withdraw as readonly ActingRole[]).includes(role)) {
    throw new Refusal('role-not-allowed', { facts: { role, allowed: DOCUMENT_RIGHTS.withdraw } });
  }
  const [seen] = await tx.select({ organisationId: documents.uploadedByOrganisation }).from(documents).where(eq(documents.id, id));
  if (!seen) throw new Refusal('not-found');
  if (role !== 'facilitator' && seen.organisationId !== actor.organisationId) throw new Refusal('not-your-own');
  const [before] = await tx.select(documentColumns).from(documents).where(eq(documents.id, id)).for('no key update');
  if (!before) throw new Refusal('not-found');
  if (before.version !== version) throw new Refusal('stale-version', { facts: { version: before.version } });
  if (before.withdrawnAt !== null) {
    throw new Refusal('transition-not-allowed', { facts: { state: 'withdrawn', event: 'withdraw', allowed: [] } });
  }
  throwWhere(refusalOfWithdrawing({ isCited: await isCited(tx, id) }));
  const [after] = await tx
    .update(documents)
    .set({ withdrawnAt: ctx.now, withdrawnBy: actor.userId, withdrawalReason: reason, version: sql`${documents.version} + 1` })
    .where(and(eq(documents.id, id), eq(documents.version, version), isNull(documents.withdrawnAt)))
    .returning(documentColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: 'document.withdrawn',
    subject: { type: 'document', id },
    // What is said of a human-rights file stays in it.
    note: before.confidentiality === 'human-rights' ? null : reason,
    parties: [before.uploadedByOrganisation, actor.organisationId],
  });
}
