import type { UnitId } from '../../../kernel/id.ts';
import { formatMessage, inEveryLanguage } from '../../../locales/format-message.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { raiseObstacle } from '../../obstacles/index.ts';
import { selectUnderWayTo } from '../line-queries.ts';
import type { DeliveryRecord } from './change-delivery.ts';
import type { MilestoneSlug } from '../../reference/domain/named-slugs.ts';

/** The first milestone of all: what is blocked there passes no step at all. */
const BEFORE_EVERYTHING: MilestoneSlug = 'pledged';

/** By what the cause of every loss of a delivery begins. */
export const lossOf = ({ id }: Pick<DeliveryRecord, 'id'>): string => `goods-lost:${id}:`;

/**
 * Opens the obstacle of a loss or diversion, whoever finds it out, and freezes, whoever gives it, all that is still to come to the units concerned: the
 * delivery itself, every delivery with a line for them that hasn't come, and every match of theirs that isn't delivered. Each
 * report opens its own, for a second loss isn't cleared up with the first.
 */
export async function freezeEndUsers(
  tx: Tx,
  ctx: ActorContext,
  delivery: DeliveryRecord,
  concerned: readonly { readonly unitId: UnitId }[],
  cause: 'lost' | 'diverted',
): Promise<void> {
  const units = [...new Set(concerned.map(({ unitId }) => unitId))];
  const { deliveryIds, matchIds } = await selectUnderWayTo(tx, ctx, units);
  await raiseObstacle(tx, ctx, {
    kind: 'diversion-or-loss',
    blocks: [
      ...[...new Set([delivery.id, ...deliveryIds])].map((deliveryId) => ({ deliveryId })),
      ...matchIds.map((matchId) => ({ matchId })),
    ],
    blocksMilestone: BEFORE_EVERYTHING,
    blocking: true,
    // Several donors read these words, so they name neither the goods nor whose they were: those are in the event of the delivery that
    // they were lost from, for its own two sides.
    detail: inEveryLanguage((language) => formatMessage(language, `obstacle.goods-${cause}`)),
    causeKey: `goods-${cause}:${delivery.id}:${delivery.version}`,
  });
}

/** What is seized waits on the authority; the obstacle says so to all involved. */
export async function reportSeizure(tx: Tx, ctx: ActorContext, delivery: DeliveryRecord): Promise<void> {
  await raiseObstacle(tx, ctx, {
    kind: 'customs-hold',
    blocks: [{ deliveryId: delivery.id }],
    detail: inEveryLanguage((language) => formatMessage(language, 'obstacle.goods-seized')),
    causeKey: `seized:${delivery.id}:${delivery.version}`,
  });
}
