import type { UnitId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { raiseObstacle } from '../../obstacles/index.ts';
import { selectUnderWayTo } from '../line-queries.ts';
import type { DeliveryRecord } from './change-delivery.ts';

/** The first milestone of all: what is blocked there passes no step at all. */
const BEFORE_EVERYTHING = 'pledged';

/**
 * Several donors read these words, so they name neither the goods nor whose they were: those are in the event of the delivery that
 * they were lost from, for its own two sides.
 */
const DETAIL = {
  lost: {
    en: 'Goods on their way to this end user were lost. What else is on its way to it waits until that is cleared up.',
    ar: 'فُقدت بضائع كانت في طريقها إلى هذا المستخدم النهائي. ويتوقف كل ما هو في الطريق إليه إلى أن يتضح الأمر.',
    it: 'Merci dirette a questo utilizzatore finale sono andate perse. Quanto altro è in viaggio attende che la cosa sia chiarita.',
    fr: 'Des biens destinés à cet utilisateur final ont été perdus. Ce qui est encore en route vers lui attend que cela soit éclairci.',
  },
  diverted: {
    en: 'A diversion of goods meant for this end user is reported. What is on its way to it waits until that is cleared up.',
    ar: 'أُبلغ عن تحويل بضائع موجّهة إلى هذا المستخدم النهائي عن وجهتها. ويتوقف كل ما هو في الطريق إليه إلى أن يتضح الأمر.',
    it: 'È segnalata una diversione di merci destinate a questo utilizzatore finale. Quanto è in viaggio attende che la cosa sia chiarita.',
    fr: 'Un détournement de biens destinés à cet utilisateur final est signalé. Ce qui est en route vers lui attend que cela soit éclairci.',
  },
} as const satisfies Record<string, LocalText>;

/**
 * Opens the obstacle of a loss or diversion, whoever finds it out, and freezes, whoever gives it, all that is still to come to the units concerned: the
 * delivery itself, every delivery with a line for them that hasn't come, and every match of theirs that isn't delivered. Each
 * report opens its own, for a second loss isn't cleared up with the first.
 */
export async function freezeEndUsers(
  tx: Tx,
  act: Act,
  delivery: DeliveryRecord,
  concerned: readonly { readonly unitId: UnitId }[],
  cause: keyof typeof DETAIL,
): Promise<void> {
  const units = [...new Set(concerned.map(({ unitId }) => unitId))];
  const { deliveryIds, matchIds } = await selectUnderWayTo(tx, act, units);
  await raiseObstacle(tx, act, {
    kind: 'diversion-or-loss',
    blocks: [
      ...[...new Set([delivery.id, ...deliveryIds])].map((deliveryId) => ({ deliveryId })),
      ...matchIds.map((matchId) => ({ matchId })),
    ],
    blocksMilestone: BEFORE_EVERYTHING,
    blocking: true,
    detail: DETAIL[cause],
    signal: `goods-${cause}:${delivery.id}:${delivery.version}`,
  });
}

const SEIZED: LocalText = {
  en: 'An authority has seized goods of this delivery.',
  ar: 'حجزت إحدى السلطات بضائع من هذا التسليم.',
  it: 'Un’autorità ha sequestrato merci di questa consegna.',
  fr: 'Une autorité a saisi des biens de cette livraison.',
};

/** What is seized waits on the authority; the obstacle says so to all involved. */
export async function reportSeizure(tx: Tx, act: Act, delivery: DeliveryRecord): Promise<void> {
  await raiseObstacle(tx, act, {
    kind: 'customs-hold',
    blocks: [{ deliveryId: delivery.id }],
    detail: SEIZED,
    signal: `seized:${delivery.id}:${delivery.version}`,
  });
}
