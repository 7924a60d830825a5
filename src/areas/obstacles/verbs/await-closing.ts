import { must } from '../../../kernel/assert.ts';
import { addDays, type CalendarDate } from '../../../kernel/calendar-date.ts';
import { formatMessage, inEveryLanguage } from '../../../locales/format-message.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { selectInvolved, selectThings } from '../blocked-thing-queries.ts';
import { findOverseer, organisationsOf, selectClosers } from '../closer-queries.ts';
import { actionOf, whoConfirms } from '../domain/next-move.ts';
import { DAYS_TO_NAME_A_CLOSER } from '../domain/obstacle.ts';
import { todayOfOrganisation } from '../../reference/index.ts';
import { findKind } from '../kind-queries.ts';
import type { LockedObstacle } from './change-obstacle.ts';

/** Whose move a resolved obstacle is: one who may close it or, where nobody is left, the auditor who names one. */
export async function awaitClosing(tx: Tx, ctx: ActorContext, obstacle: LockedObstacle, resolvedOn?: CalendarDate) {
  const since = resolvedOn ?? (await todayOfOrganisation(tx, ctx, obstacle.ownerId));
  const { id, kind: slug, reportedById } = obstacle;
  const closers = organisationsOf(await selectClosers(tx, ctx, obstacle));
  const { involved, overseer } = await asConsequence(tx, ctx, 'obstacle-parties', async () => ({
    involved: await selectInvolved(tx, await selectThings(tx, id)),
    overseer: closers.length === 0 ? await findOverseer(tx) : null,
  }));
  const confirming = whoConfirms(closers, reportedById, involved);
  if (confirming !== null) {
    const kind = must(await findKind(tx, slug), 'an obstacle has a kind');
    return { waitingOnId: confirming, ...actionOf(kind.lastStep, since) };
  }
  return {
    waitingOnId: overseer ?? obstacle.waitingOnId,
    nextAction: inEveryLanguage((language) => formatMessage(language, 'obstacle.name-closer')),
    nextActionOn: addDays(since, DAYS_TO_NAME_A_CLOSER),
  };
}
