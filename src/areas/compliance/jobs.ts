import { must } from '../../kernel/assert.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { Names } from '../../kernel/language.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type FoundObstacle, raiseObstacles } from '../obstacles/index.ts';
import { missingReasonOf } from './domain/entry.ts';
import { formatMissing } from './domain/format-missing.ts';
import { lockElapsedSilences, lockExpired, selectKindsOfObstacles, selectSoonNeeded } from './due-queries.ts';
import { stepEntry } from './verbs/change-entry.ts';
import type { MilestoneSlug } from '../reference/domain/named-slugs.ts';

/** How long before the planned day a paper that is missing or runs out becomes somebody's task. */
const WARNING_DAYS = 14;

/** Silence that has lasted its days is consent; a second run finds nothing in silence. */
export async function elapseSilences(tx: Tx, ctx: ActorContext): Promise<number> {
  const due = await lockElapsedSilences(tx, dayOf(ctx.now));
  for (const entry of due) {
    await stepEntry(tx, ctx, entry, {
      event: 'elapse',
      action: 'compliance-entry.silence-elapsed',
      set: { outcome: 'approved', validFrom: entry.silenceEndsOn },
    });
  }
  return due.length;
}

/** What ran out while its goods had not left yet is no longer held. What has left keeps what it left with. */
export async function expireEntries(tx: Tx, ctx: ActorContext): Promise<number> {
  const due = await lockExpired(tx, dayOf(ctx.now));
  for (const entry of due) await stepEntry(tx, ctx, entry, { event: 'expire', action: 'compliance-entry.expired' });
  return due.length;
}

/**
 * Two weeks before goods are to leave, what they lack is an obstacle, papers included that will have run out by that day. The kind is
 * the one that names the regime; all that a delivery lacks of one kind is one obstacle, and the cause key keeps it to one.
 */
export async function warnOfClearance(tx: Tx, ctx: ActorContext): Promise<number> {
  const rows = await selectSoonNeeded(tx, dayOf(ctx.now), WARNING_DAYS);
  const kinds = await selectKindsOfObstacles(tx);
  const lacking = rows.flatMap((row) => {
    const because = missingReasonOf({ ...row, isConfirmed: row.confirmedAt !== null }, row.leavesOn);
    const asking = row.askedBy.map(({ regime }) => regime);
    return because === null ? [] : [{ ...row, names: nameOf(row), because, kind: kindFor(kinds, asking) }];
  });
  const found = [...groupBy(lacking, ({ deliveryId }) => deliveryId)].flatMap(([deliveryId, ofDelivery]) =>
    [...groupBy(ofDelivery, ({ kind }) => kind)].map(([kind, missing]): FoundObstacle => ({
      kind,
      blocks: [{ deliveryId }],
      detail: formatMissing(missing, must(missing[0], 'a group has a member').leavesOn),
      // The gate refuses by itself, so that the paper's arrival is enough; the obstacle is somebody's task.
      blocking: false,
      blocksMilestone: 'shipped' satisfies MilestoneSlug,
      causeKey: `not-clear:${deliveryId}:${kind}`,
    })),
  );
  return (await raiseObstacles(tx, ctx, found)).size;
}

const nameOf = ({ regimeNames, documentNames }: { readonly regimeNames: Names | null; readonly documentNames: Names | null }): Names =>
  must(regimeNames ?? documentNames, 'an entry is of a regime or of a document');

/** The kind that names a regime which asks for it, one that waits for a paper before any other; else that papers don't agree. */
function kindFor(kinds: readonly { readonly slug: string; readonly regimes: readonly string[] }[], asking: readonly string[]): string {
  const naming = kinds.filter(({ regimes }) => regimes.some((regime) => asking.includes(regime)));
  return (naming.find(({ slug }) => /-(?:missing|pending|open)$/u.test(slug)) ?? naming[0])?.slug ?? 'document-discrepancy';
}
