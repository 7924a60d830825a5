import type { NeedId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { requireMeeting } from '../../follow-up/index.ts';
import type { ReviseNeed } from '../contract.ts';
import { checkDates } from '../domain/completeness.ts';
import { isEditable } from '../domain/need.ts';
import { needs } from '../tables.ts';
import { changeNeed, checkNeedRight, lockNeed } from './change-need.ts';
import { replaceLines } from './write-lines.ts';

/** The requester changes a draft, or a need that was returned. */
export async function reviseNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, input: ReviseNeed): Promise<void> {
  checkNeedRight(ctx, 'submit');
  const need = await lockNeed(tx, id, version);
  if (!isEditable(need.state)) {
    throw new Refusal('transition-not-allowed', { facts: { state: need.state, event: 'revise', allowed: [] } });
  }
  const {
    priority = need.priority,
    justification = need.justification,
    neededBy = need.neededBy,
    respondBy = need.respondBy,
    fulfilTogether = need.fulfilTogether,
    citedMeetingId = need.citedMeetingId,
    lines,
    ...rest
  } = input;
  nothingLeft(rest);
  checkDates(neededBy, respondBy);
  await requireMeeting(tx, input.citedMeetingId, '/citedMeetingId');
  if (lines) await replaceLines(tx, need, lines);
  const set = { priority, justification, neededBy, respondBy, fulfilTogether, citedMeetingId };
  if (!(await makesDifference(tx, { type: 'need', id }, needs, set))) return;
  await changeNeed(tx, ctx, need, set, 'need.revised');
}
