import t from 'tap';
import { correctWait, resolveObstacle, resumeObstacle, reviseObstacle, waitForAuthority } from '#src/areas/obstacles/index.ts';
import type { ObstacleId } from '#src/kernel/id.ts';
import { organisationIdOf } from '#tests/support/people.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { eventsOf, inProgress, people, readObstacle, superuser, take } = world;
const { donor, requester, facilitator } = people;
const customs = await organisationIdOf(world.database, 'ly-customs-authority');
const uama = await organisationIdOf(world.database, 'it-uama');
const at = (day: string) => new Date(`${day}T09:00:00.000Z`);
const wrong = { authorityId: customs, externalReference: 'NV-181/2026', expectedOn: '2026-12-30' };
const right = { authorityId: uama, externalReference: 'NV-118/2026', expectedOn: '2026-12-03' };

/** A wait, said wrong or right; then, as far as the history goes, its end and the resolution. */
async function waited(said: typeof wrong, until: 'waiting' | 'resumed' | 'resolved'): Promise<ObstacleId> {
  const id = await inProgress();
  await take(donor, id, waitForAuthority, said, at('2026-11-24'));
  if (until === 'resumed') await take(donor, id, resumeObstacle, {}, at('2026-12-01'));
  if (until === 'resolved') await take(donor, id, resolveObstacle, { evidence: 'seen' }, at('2026-12-01'));
  return id;
}
const spansOf = (id: ObstacleId) => superuser`
  select position, state, waiting_on_id, external, began_at, ended_at from obstacle_periods where obstacle_id = ${id} order by position`;
const told = async (id: ObstacleId) => {
  const { state, waitingOn, authority, externalReference, expectedOn, nextActionOn, clocks, overdue } = await readObstacle(
    id,
    facilitator,
    at('2026-12-10'),
  );
  return { state, waitingOn: waitingOn?.slug, authority: authority?.slug, externalReference, expectedOn, nextActionOn, clocks, overdue };
};

for (const until of ['waiting', 'resumed', 'resolved'] as const) {
  t.test(`${until}: a wait put right ends as if it had been right from the beginning`, async (t) => {
    const expected = await waited(right, until);
    const id = await waited(wrong, until);
    const { expectedOn, ...rest } = right;
    await take(donor, id, correctWait, { ...(until === 'resumed' ? rest : right), reason: 'misread' }, at('2026-12-05'));
    // Once work goes on, the day of the next action is the owner's own to revise.
    if (until === 'resumed') await take(donor, id, reviseObstacle, { nextActionOn: '2026-12-10' });
    if (until === 'resumed') await take(donor, expected, reviseObstacle, { nextActionOn: '2026-12-10' });
    t.strictSame(await told(id), await told(expected));
    t.strictSame(await spansOf(id), await spansOf(expected), 'what statistics are made of');
    t.ok((await eventsOf(id)).includes('obstacle.wait-corrected'), 'history shows both');
    const [barred] =
      await superuser`select (select barred_from_closing from obstacles where id = ${id}) is not distinct from barred_from_closing as same from obstacles where id = ${expected}`;
    t.equal(barred?.['same'], true, 'and so is who may not close it');
  });
}

t.test('by the owner’s people or a facilitator, who say why; of a wait alone, and for no day before it', async (t) => {
  const none = await inProgress();
  t.equal(await refusalOf(take(donor, none, correctWait, { authorityId: uama, reason: 'x' })), 'transition-not-allowed');
  t.notOk((await readObstacle(none, donor)).allowedTasks.includes('correct-wait'));
  const id = await waited(wrong, 'waiting');
  t.ok((await readObstacle(id, donor)).allowedTasks.includes('correct-wait'));
  t.equal(await refusalOf(take(requester, id, correctWait, { authorityId: uama, reason: 'x' })), 'not-your-own');
  t.equal(await refusalOf(take(donor, id, correctWait, { expectedOn: '2026-11-23', reason: 'x' })), 'date-order /expectedOn');
  await take(facilitator, id, correctWait, { externalReference: 'NV-118/2026', reason: 'x' });
  t.match(await readObstacle(id), {
    externalReference: 'NV-118/2026',
    expectedOn: '2026-12-30',
    waitingOn: { slug: 'ly-customs-authority' },
  });
  const over = await waited(wrong, 'resumed');
  t.equal(await refusalOf(take(donor, over, correctWait, { expectedOn: '2026-12-03', reason: 'x' })), 'invalid-field /expectedOn');
});
