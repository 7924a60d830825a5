import fc from 'fast-check';
import t from 'tap';
import { addDependency, closeObstacle, dropDependency, markDuplicate, resolveObstacle } from '#src/areas/obstacles/index.ts';
import type { ObstacleId } from '#src/kernel/id.ts';
import { newId } from '#src/platform/ids.ts';
import { postgresErrorOf } from '#src/platform/db/postgres-error.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { as, match, report, readObstacle, take, inProgress, people, others } = world;
const { donor, requester, facilitator } = people;

/** As the person would be told: the constraint of the database, where that refused. */
const outcomeOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    return await refusalOf(attempt);
  } catch (error) {
    return postgresErrorOf(error)?.constraint_name ?? String(error);
  }
};

t.test('an obstacle is not resolved before those that it depends on have gone', async (t) => {
  const first = await inProgress();
  const second = await inProgress();
  t.equal(await refusalOf(take(donor, second, addDependency, { dependsOnId: first })), 'role-not-allowed');
  t.equal(
    await refusalOf(take(facilitator, second, addDependency, { dependsOnId: newId<'obstacle'>() })),
    'reference-unknown /dependsOnId',
  );
  t.equal(await refusalOf(take(facilitator, second, addDependency, { dependsOnId: second })), 'reference-unknown /dependsOnId');
  await take(facilitator, second, addDependency, { dependsOnId: first });
  t.equal(await refusalOf(take(facilitator, second, addDependency, { dependsOnId: first })), 'already-recorded /dependsOnId');
  t.match(await readObstacle(second, donor), { dependsOn: [{ id: first, state: 'in-progress' }], requiredBy: [] });
  t.match(await readObstacle(first, donor), { requiredBy: [{ id: second }] });
  t.equal(await refusalOf(take(donor, second, resolveObstacle, { evidence: 'x' })), 'depends-on-open-obstacle');
  await take(donor, first, resolveObstacle, { evidence: 'x' });
  t.equal(await refusalOf(take(donor, second, resolveObstacle, { evidence: 'x' })), 'depends-on-open-obstacle', 'not confirmed yet');
  await take(requester, first, closeObstacle, {});
  t.equal(await refusalOf(take(donor, second, resolveObstacle, { evidence: 'x' })), 'no refusal');
});

t.test('a dependency that was none is taken off; one on an obstacle that a party doesn’t see is not shown to it', async (t) => {
  const mine = await inProgress();
  const elsewhere = await match(5, { to: world.otherUnit, by: others.donor });
  const theirs = await report([{ matchId: elsewhere.matchId }], { ownerId: others.donor.organisationId }, others.donor);
  await take(facilitator, mine, addDependency, { dependsOnId: theirs });
  t.strictSame((await readObstacle(mine, donor)).dependsOn, []);
  t.equal((await readObstacle(mine)).dependsOn?.length, 1);
  t.equal(await refusalOf(take(donor, mine, resolveObstacle, { evidence: 'x' })), 'depends-on-open-obstacle', 'it holds all the same');
  await take(facilitator, mine, dropDependency, { dependsOnId: theirs });
  t.equal(await refusalOf(take(facilitator, mine, dropDependency, { dependsOnId: theirs })), 'reference-unknown /dependsOnId');
  t.equal(await refusalOf(take(donor, mine, resolveObstacle, { evidence: 'x' })), 'no refusal');
});

t.test('a merge that would close a circle is refused whole', async (t) => {
  const { matchId } = await match(5);
  const [original, between, duplicate] = [await report([{ matchId }]), await report([{ matchId }]), await report([{ matchId }])];
  await take(facilitator, original, addDependency, { dependsOnId: between });
  await take(facilitator, between, addDependency, { dependsOnId: duplicate });
  t.equal(await outcomeOf(take(facilitator, duplicate, markDuplicate, { originalId: original })), 'dependencies_have_no_cycle');
  t.equal((await readObstacle(duplicate)).state, 'reported');
});

t.test('whatever is added at the same time, no circle comes to be, and only what would close one is refused', async (t) => {
  const { matchId } = await match(5);
  const ids: ObstacleId[] = [];
  for (let count = 0; count < 5; count += 1) ids.push(await report([{ matchId }]));
  const edge = fc.tuple(fc.nat(4), fc.nat(4)).filter(([from, to]) => from !== to);
  await fc.assert(
    fc.asyncProperty(fc.array(edge, { minLength: 2, maxLength: 12 }), async (edges) => {
      await world.superuser`delete from obstacle_dependencies`;
      const outcomes = await Promise.all(
        edges.map(([from, to]) =>
          outcomeOf(
            as(facilitator, (tx) =>
              tx.execute(
                `insert into obstacle_dependencies (obstacle_id, depends_on_id, created_at) values ('${ids[from]}', '${ids[to]}', now()) on conflict do nothing`,
              ),
            ),
          ),
        ),
      );
      const rows = await world.superuser<{ obstacle_id: ObstacleId; depends_on_id: ObstacleId }[]>`
        select obstacle_id, depends_on_id from obstacle_dependencies`;
      const reaches = (from: ObstacleId, to: ObstacleId, seen = new Set<ObstacleId>()): boolean =>
        from === to ||
        rows.some(({ obstacle_id, depends_on_id }) => {
          if (obstacle_id !== from || seen.has(depends_on_id)) return false;
          seen.add(depends_on_id);
          return reaches(depends_on_id, to, seen);
        });
      const circles = rows.filter(({ obstacle_id, depends_on_id }) => reaches(depends_on_id, obstacle_id));
      if (circles.length > 0) return false;
      return edges.every(([from, to], index) => {
        const refused = outcomes[index] !== 'no refusal';
        if (refused && outcomes[index] !== 'dependencies_have_no_cycle') return false;
        // What was refused would close a circle with what stands now; what was not refused stands.
        return refused
          ? reaches(ids[to] as ObstacleId, ids[from] as ObstacleId)
          : rows.some((row) => row.obstacle_id === ids[from] && row.depends_on_id === ids[to]);
      });
    }),
    { numRuns: 60 },
  );
  t.pass();
});
