import t from 'tap';
import { closeObstacle, obstaclesBlocking, reportObstacle, resolveObstacle, type ThingsOnTheirWay } from '#src/areas/obstacles/index.ts';
import type { Actor } from '#src/platform/auth/actor.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { as, match, plan, report, take, inProgress, people, others } = world;

const blocking = async (things: ThingsOnTheirWay, milestone: string, by: Actor = people.donor): Promise<string[]> =>
  (await as(by, (tx, ctx) => obstaclesBlocking(tx, ctx, things, milestone))).map(({ id }) => id);

t.test('an obstacle blocks its milestone and every later one, and no earlier one', async (t) => {
  const { matchId } = await match(5);
  const deliveryId = await plan([{ matchId, planned: 5 }]);
  const id = await report([{ deliveryId }]);
  t.strictSame(await blocking({ deliveryId }, 'arrived-port-of-entry'), []);
  t.strictSame(await blocking({ deliveryId }, 'customs-cleared'), [id]);
  t.strictSame(await blocking({ deliveryId }, 'in-service'), [id]);
});

t.test('it is found through any of the things that it blocks, and through nothing else', async (t) => {
  const agreed = await match(5);
  const elsewhere = await match(5);
  const onNeed = await report([{ needId: agreed.needId }]);
  const onMatch = await report([{ matchId: agreed.matchId }]);
  t.strictSame(await blocking({ needIds: [agreed.needId], matchIds: [agreed.matchId] }, 'customs-cleared'), [onNeed, onMatch]);
  t.strictSame(await blocking({ needIds: [elsewhere.needId], matchIds: [elsewhere.matchId] }, 'customs-cleared'), []);
  t.strictSame(await blocking({}, 'customs-cleared'), []);
  t.strictSame(await blocking({ matchIds: [] }, 'customs-cleared'), []);
});

t.test('a party is held back also by what it may not see', async (t) => {
  const agreed = await match(5);
  const id = await as(people.facilitator, (tx, ctx) =>
    reportObstacle(tx, ctx, { kind: 'hrddp-not-cleared', blocks: [{ needId: agreed.needId }], detail: { en: 'x' } }),
  );
  t.strictSame(await blocking({ needIds: [agreed.needId] }, 'in-service', others.donor), [id]);
  const [reader] = await as(people.donor, async (tx, ctx) => {
    await obstaclesBlocking(tx, ctx, { needIds: [agreed.needId] }, 'in-service');
    return tx.execute<{ role: string }>(`select wasl.reader_role() as role`);
  });
  t.equal(reader?.role, 'donor', 'and whoever asked is themselves again');
});

t.test('one that doesn’t block lets everything pass; a resolved one does only once it is closed', async (t) => {
  const { matchId } = await match(5);
  await report([{ matchId }], { blocking: false });
  t.strictSame(await blocking({ matchIds: [matchId] }, 'in-service'), []);
  const id = await inProgress();
  const things = { matchIds: (await world.readObstacle(id)).blocks.flatMap((block) => block.matchId ?? []) };
  await take(people.donor, id, resolveObstacle, { evidence: 'form' });
  t.strictSame(await blocking(things, 'customs-cleared'), [id]);
  await take(people.requester, id, closeObstacle, {});
  t.strictSame(await blocking(things, 'customs-cleared'), []);
});
