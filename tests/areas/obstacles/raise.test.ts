import t from 'tap';
import {
  closeObstacle,
  dismissObstacle,
  type FoundObstacle,
  raiseObstacle,
  raiseObstacles,
  reopenObstacle,
  resolveObstacle,
} from '#src/areas/obstacles/index.ts';
import type { ObstacleId } from '#src/kernel/id.ts';
import { must } from '#src/kernel/assert.ts';
import { systemActor } from '#src/platform/auth/actor.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';
import { refusalOf } from '#src/platform/http/fault.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { as, match, plan, readObstacle, take, people, eventsOf, others } = world;
const system = systemActor('test');
const DAY = 86_400_000;
const later = (days: number) => new Date(REFERENCE_INSTANT.getTime() + days * DAY);

async function found(change: Partial<FoundObstacle> = {}): Promise<FoundObstacle> {
  const { matchId } = await match(5);
  const deliveryId = await plan([{ matchId, planned: 5 }]);
  return {
    kind: 'no-transport',
    blocks: [{ deliveryId }],
    detail: { en: 'Found by the system.' },
    causeKey: `test:${deliveryId}`,
    ...change,
  };
}
const raise = (one: FoundObstacle, now = REFERENCE_INSTANT) => as(system, (tx, ctx) => raiseObstacle(tx, ctx, one), now);

t.test('the system opens one with owner, next move and parties, and a second time does nothing', async (t) => {
  const one = await found();
  const id = must(await raise(one), 'it is new');
  t.match(await readObstacle(id), {
    state: 'reported',
    kind: 'no-transport',
    reportedByOrganisation: null,
    blocking: true,
    waitingOn: { slug: 'it-ministry-of-interior' },
    nextAction: { en: String },
    nextActionOn: String,
  });
  t.ok(await readObstacle(id, people.donor), 'the donor is a party of it');
  t.ok(await readObstacle(id, people.requester), 'and so is the recipient');
  t.strictSame(await eventsOf(id), ['obstacle.reported']);
  t.equal(await raise(one), null);
  t.equal(await raise(one, later(30)), null);
});

t.test('a person’s step may raise it: it is the system’s all the same, and the person is themselves again', async (t) => {
  const one = await found();
  const { id, role } = await as(people.donor, async (tx, ctx) => {
    const raised = await raiseObstacle(tx, ctx, one);
    const [reader] = await tx.execute<{ role: string }>(`select wasl.reader_role() as role`);
    return { id: must(raised, 'new'), role: reader?.role };
  });
  t.equal(role, 'donor');
  const [event] = await world.superuser<{ actor_kind: string }[]>`select actor_kind from events where subject_id = ${id}`;
  t.equal(event?.actor_kind, 'system');
});

t.test('of two who find the same at once, one opens it', async (t) => {
  const one = await found();
  const ids = await Promise.all([raise(one), raise(one), raise(one)]);
  t.equal(ids.filter((id) => id !== null).length, 1);
});

t.test('many are raised in one go, each once, each with its own parties', async (t) => {
  const ours = await found();
  const { matchId } = await match(5, { to: world.otherUnit, by: others.donor });
  const theirs: FoundObstacle = { ...ours, blocks: [{ matchId }], causeKey: `test:${matchId}` };
  const ids = await as(system, (tx, ctx) => raiseObstacles(tx, ctx, [ours, theirs, ours]));
  t.equal(ids.size, 2);
  const slugsOf = async (id: ObstacleId | undefined) => (await readObstacle(must(id, 'raised'))).parties?.map(({ slug }) => slug);
  t.strictSame(await slugsOf(ids.get(ours.causeKey)), ['it-ministry-of-interior', 'ly-gasbcp']);
  t.strictSame(await slugsOf(ids.get(theirs.causeKey)), ['eu-dg-mena', 'ly-coast-guard']);
});

t.test('what people have dismissed the system doesn’t raise again; what came back after closing it does', async (t) => {
  const dismissed = await found();
  await take(people.facilitator, must(await raise(dismissed), 'new'), dismissObstacle, 'not-so');
  t.equal(await raise(dismissed, later(5)), null);

  const closed = await found({ since: '2026-11-20' });
  const id = must(await raise(closed), 'new');
  await world.superuser`update obstacles set state = 'in-progress' where id = ${id}`;
  await take(people.facilitator, id, resolveObstacle, { evidence: 'booked' });
  await take(others.mission, id, closeObstacle, {});
  t.equal(await raise(closed, later(5)), null, 'the same cause was dealt with');
  t.ok(await raise({ ...closed, since: '2026-11-27' }, later(5)), 'a new one is another obstacle');
  const reopened = await take(people.facilitator, id, reopenObstacle, { reason: 'not-gone' }).catch(refusalOf);
  t.match(reopened, { code: 'cause-open-already' }, 'which stands for it now');
});
