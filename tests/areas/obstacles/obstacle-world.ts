import type { Test } from 'tap';
import type { ReportObstacle } from '#src/areas/obstacles/contract.ts';
import { reportObstacle, startObstacle, triageObstacle } from '#src/areas/obstacles/index.ts';
import { findObstacle, listObstacles } from '#src/areas/obstacles/queries.ts';
import { Obstacle } from '#src/areas/obstacles/record.ts';
import type { ObstacleId } from '#src/kernel/id.ts';
import type { ActorContext, Actor } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';
import { makeDeliveryWorld } from '../deliveries/delivery-world.ts';

/** The world of deliveries, with what tests of obstacles do again and again. */
export async function makeObstacleWorld(t: Pick<Test, 'teardown'>) {
  const world = await makeDeliveryWorld(t);
  const { as, people } = world;

  const report = (blocks: ReportObstacle['blocks'], change: Partial<ReportObstacle> = {}, by: Actor = people.donor): Promise<ObstacleId> =>
    as(by, (tx, ctx) =>
      reportObstacle(tx, ctx, {
        kind: 'duty-exemption-pending',
        detail: { en: 'The form has not been issued.' },
        blocks,
        ownerId: people.donor.organisationId,
        ...change,
      }),
    );
  const read = (id: ObstacleId, by: Actor = people.facilitator, now = REFERENCE_INSTANT) =>
    as(by, async (tx, ctx) => Obstacle.schema.parse(await findObstacle(tx, ctx, id)), now);
  const list = (by: Actor, filters: Partial<Parameters<typeof listObstacles>[2]> = {}, now = REFERENCE_INSTANT) =>
    as(by, (tx, ctx) => listObstacles(tx, ctx, { limit: 50, ...filters }), now);

  /** Takes a step on the obstacle as it stands now. */
  const take = async <Input>(
    by: Actor,
    id: ObstacleId,
    verb: (tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: Input) => Promise<void>,
    input: Input,
    now = REFERENCE_INSTANT,
  ): Promise<void> => {
    const { version } = await read(id);
    await as(by, (tx, ctx) => verb(tx, ctx, id, version, input), now);
  };
  /** One that its owner, the donor, is working on. */
  const inProgress = async (change: Partial<ReportObstacle> = {}): Promise<ObstacleId> => {
    const { matchId } = await world.match(5);
    const id = await report([{ matchId }], change);
    await take(people.facilitator, id, triageObstacle, {});
    await take(people.donor, id, startObstacle, {});
    return id;
  };
  return { ...world, report, readObstacle: read, list, take, inProgress };
}
