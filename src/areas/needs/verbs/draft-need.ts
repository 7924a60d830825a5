import type { NeedId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { requireMeeting } from '../../follow-up/index.ts';
import { requireUnit } from '../../gaps/index.ts';
import type { DraftNeed } from '../contract.ts';
import { needs } from '../tables.ts';
import { checkDates } from '../domain/completeness.ts';
import { replaceLines } from './write-lines.ts';

/** A requester writes down a need of its unit; it stays a draft, and its own organisation's, until it is submitted. */
export async function draftNeed(tx: Tx, ctx: ActorContext, input: DraftNeed): Promise<NeedId> {
  const { actor } = ctx;
  if (actor.role !== 'requester' && actor.role !== 'system') {
    throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: ['requester'] } });
  }
  const { unitId, priority, justification, fulfilTogether, neededBy = null, respondBy = null, citedMeetingId, lines, ...rest } = input;
  nothingLeft(rest);
  const unit = await requireUnit(tx, unitId);
  checkDates(neededBy, respondBy);
  await requireMeeting(tx, citedMeetingId, '/citedMeetingId');

  const [need] = await tx
    .insert(needs)
    .values({
      id: newId<'need'>(),
      organisationId: unit.organisationId,
      unitId: unit.id,
      region: unit.region,
      cell: unit.cell,
      state: 'draft',
      priority,
      justification,
      fulfilTogether,
      neededBy,
      respondBy,
      citedMeetingId: citedMeetingId ?? null,
      authorId: userOf(ctx),
      createdAt: ctx.now,
    })
    .returning({
      id: needs.id,
      organisationId: needs.organisationId,
      unitId: needs.unitId,
      state: needs.state,
      reference: needs.reference,
    });
  if (!need) throw new Refusal('internal-error');
  await replaceLines(tx, need, lines);
  await recordEvent(tx, ctx, {
    action: 'need.drafted',
    subject: { type: 'need', id: need.id },
    parties: [need.organisationId],
  });
  return need.id;
}
