import { and, asc, eq, isNull } from 'drizzle-orm';
import type { NeedId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { insertMany } from '../../../platform/db/write-rows.ts';
import { newId } from '../../../platform/ids.ts';
import { needLines, needs } from '../tables.ts';
import { checkNeedRight } from './change-need.ts';

const whatIsCopied = {
  organisationId: needs.organisationId,
  unitId: needs.unitId,
  region: needs.region,
  cell: needs.cell,
  priority: needs.priority,
  justification: needs.justification,
  fulfilTogether: needs.fulfilTogether,
  citedMeetingId: needs.citedMeetingId,
};

const whatIsCopiedOfLines = {
  organisationId: needLines.organisationId,
  unitId: needLines.unitId,
  itemType: needLines.itemType,
  quantityRequested: needLines.quantityRequested,
  specifications: needLines.specifications,
  minimumLot: needLines.minimumLot,
  acceptedSubstitutes: needLines.acceptedSubstitutes,
  note: needLines.note,
  course: needLines.course,
};

/**
 * A requester begins a new draft with what another need of its unit asks for, whatever became of that one. Its days are set anew; what
 * others decided about it is not copied.
 */
export async function copyNeed(tx: Tx, ctx: ActorContext, id: NeedId): Promise<NeedId> {
  checkNeedRight(ctx, 'submit');
  const [source] = await tx.select(whatIsCopied).from(needs).where(eq(needs.id, id));
  if (!source) throw new Refusal('not-found');
  const lines = await tx
    .select(whatIsCopiedOfLines)
    .from(needLines)
    .where(and(eq(needLines.needId, id), isNull(needLines.leftOutAt)))
    .orderBy(asc(needLines.position));
  const needId = newId<'need'>();
  await tx.insert(needs).values({ ...source, id: needId, state: 'draft', authorId: userOf(ctx), createdAt: ctx.now });
  await insertMany(
    tx,
    needLines,
    lines.map((line, index) => ({ ...line, id: newId<'need-line'>(), needId, position: index + 1 })),
  );
  await recordEvent(tx, ctx, {
    action: 'need.drafted',
    subject: { type: 'need', id: needId },
    details: { copyOf: id },
    parties: [source.organisationId],
  });
  return needId;
}
