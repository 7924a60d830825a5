import { randomInt } from 'node:crypto';
import type { NeedId } from '../../../kernel/id.ts';
import { must } from '../../../kernel/assert.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { jitter } from '../../disclosure/index.ts';
import { findUnitPlace } from '../../gaps/index.ts';
import type { PublishNeed } from '../contract.ts';
import { checkNeedRight, lockNeed, stepNeed } from './change-need.ts';

const DRAWS = 2 ** 40;
/** A number in [0, 1) that nobody can foresee. */
const secretDraw = (): number => randomInt(DRAWS) / DRAWS;

/** The facilitator opens a validated need to partners, at a disclosure level and with the text that donors read. */
export async function publishNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, input: PublishNeed): Promise<void> {
  const { disclosureLevel, disclosedTo, summary, ...rest } = input;
  nothingLeft(rest);
  checkNeedRight(ctx, 'publish');
  const need = await lockNeed(tx, id, version);
  const place = must(await findUnitPlace(tx, need.unitId), 'a need has a unit');
  const position = jitter(place, secretDraw(), secretDraw());
  await stepNeed(tx, ctx, need, {
    event: 'publish',
    action: 'need.published',
    set: {
      disclosureLevel,
      disclosedTo,
      summary,
      jitteredLatitude: position.latitude,
      jitteredLongitude: position.longitude,
      publishedAt: ctx.now,
      confirmedAt: ctx.now,
    },
  });
}
