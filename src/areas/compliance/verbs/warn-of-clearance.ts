import { must } from '../../../kernel/assert.ts';
import { groupBy } from '../../../kernel/group-by.ts';
import type { Names } from '../../../kernel/language.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { CLEARANCE_CAUSE, type FoundObstacle, raiseObstacles } from '../../obstacles/index.ts';
import type { MilestoneSlug } from '../../reference/domain/named-slugs.ts';
import { CLEARANCE_WARNING_DAYS, clearanceObstacleKind } from '../domain/clearance-warning.ts';
import { missingReasonOf } from '../domain/entry.ts';
import { formatMissing } from '../domain/format-missing.ts';
import { selectKindsOfObstacles, selectSoonNeeded } from '../due-queries.ts';

/**
 * Two weeks before goods are to leave, what they lack is an obstacle, papers included that will have run out by that day. The kind is
 * the one that names the regime; all that a delivery lacks of one kind is one obstacle, and the cause key keeps it to one.
 */
export async function warnOfClearance(tx: Tx, ctx: ActorContext): Promise<number> {
  const rows = await selectSoonNeeded(tx, ctx.now, CLEARANCE_WARNING_DAYS);
  const kinds = await selectKindsOfObstacles(tx);
  const lacking = rows.flatMap((row) => {
    const because = missingReasonOf({ ...row, isConfirmed: row.confirmedAt !== null }, row.leavesOn);
    const asking = row.askedBy.map(({ regime }) => regime);
    return because === null ? [] : [{ ...row, names: nameOf(row), because, kind: clearanceObstacleKind(kinds, asking) }];
  });
  const found = [...groupBy(lacking, ({ deliveryId }) => deliveryId)].flatMap(([deliveryId, ofDelivery]) =>
    [...groupBy(ofDelivery, ({ kind }) => kind)].map(([kind, missing]): FoundObstacle => ({
      kind,
      blocks: [{ deliveryId }],
      detail: formatMissing(missing, must(missing[0], 'a group has a member').leavesOn),
      // The gate refuses by itself, so that the paper's arrival is enough; the obstacle is somebody's task.
      blocking: false,
      blocksMilestone: 'shipped' satisfies MilestoneSlug,
      causeKey: `${CLEARANCE_CAUSE}:${deliveryId}:${kind}`,
    })),
  );
  return (await raiseObstacles(tx, ctx, found)).size;
}

const nameOf = ({ regimeNames, documentNames }: { readonly regimeNames: Names | null; readonly documentNames: Names | null }): Names =>
  must(regimeNames ?? documentNames, 'an entry is of a regime or of a document');
