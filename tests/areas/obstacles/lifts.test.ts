import t from 'tap';
import {
  acceptRisk,
  closeObstacle,
  confirmLift,
  dismissObstacle,
  holdBack,
  letGo,
  markDuplicate,
  putObstacleRight,
  refuseLift,
  reopenObstacle,
  resolveObstacle,
  startObstacle,
  triageObstacle,
  withdrawLift,
} from '#src/areas/obstacles/index.ts';
import { NOT_TO_BE_WAIVED } from '#src/areas/obstacles/domain/risk.ts';
import type { ObstacleId } from '#src/kernel/id.ts';
import type { ActorContext } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { makePerson } from '#tests/support/people.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { as, eventsOf, match, people, others, readObstacle, report, take } = world;
const { donor, requester, validator, facilitator, auditor, administrator } = people;
const colleague = await makePerson(world.database, { role: 'donor', organisation: 'it-ministry-of-interior' });
const KIND = 'human-rights-allegation';
const why = 'named-another-unit';

const unwaivable = async (kind: string = KIND): Promise<ObstacleId> => {
  const id = await report([{ matchId: (await match(5)).matchId }, { matchId: (await match(5)).matchId }], { kind }, facilitator);
  await take(facilitator, id, triageObstacle, {});
  return id;
};
const confirm = (by: typeof donor, id: ObstacleId) =>
  refusalOf(take(by, id, (tx: Tx, ctx: ActorContext, one: ObstacleId, version: number) => confirmLift(tx, ctx, one, version), undefined));

/** The ways in which one facilitator could let something past an obstacle. */
const WAYS = {
  dismiss: async (id: ObstacleId) => take(facilitator, id, dismissObstacle, why),
  'mark-duplicate': async (id: ObstacleId) => {
    const { kind } = await readObstacle(id);
    const originalId = await report([{ matchId: (await match(5)).matchId }], { kind }, facilitator);
    await take(facilitator, id, markDuplicate, { originalId, reason: why });
  },
  'let-go': async (id: ObstacleId) => {
    const [first] = (await readObstacle(id)).blocks;
    await take(facilitator, id, letGo, { blocks: [{ matchId: first?.matchId as never }], reason: why });
  },
  'correct-kind': async (id: ObstacleId) => take(facilitator, id, putObstacleRight, { kind: 'no-transport', reason: why }),
} as const;

for (const kind of NOT_TO_BE_WAIVED) {
  t.test(`${kind}: what lifts it waits for another side, whichever way it is tried`, async (t) => {
    for (const [step, way] of Object.entries(WAYS)) {
      const id = await unwaivable(kind);
      const before = await readObstacle(id);
      await way(id);
      const waiting = await readObstacle(id);
      t.match(waiting, { state: before.state, kind, blocks: before.blocks, lift: { step, reason: why } }, `${step}: it stands as it did`);
      t.match((await eventsOf(id)).at(-1), 'obstacle.lift-proposed');
      for (const one of [facilitator, others.facilitator, others.mission]) {
        t.equal(await confirm(one, id), 'other-hand-required', `${step}: no hand of the mission’s own side`);
        t.notOk((await readObstacle(id, one)).allowedTasks.includes('confirm-lift'));
      }
      for (const one of [requester, validator]) t.equal(await confirm(one, id), 'role-not-allowed', `${step}: ${one.role}`);
      t.equal(await refusalOf(way(id)), 'proposal-open', `${step}: one at a time`);
      t.ok((await readObstacle(id, donor)).allowedTasks.includes('confirm-lift'), `${step}: the other side may`);
      t.equal(await confirm(donor, id), 'no refusal', step);
      const after = await readObstacle(id);
      t.equal(after.lift, null);
      t.not(JSON.stringify([after.state, after.kind, after.blocks]), JSON.stringify([before.state, before.kind, before.blocks]), step);
    }
  });
}

t.test('the database lifts none of them by one hand either, whatever statement is sent', async (t) => {
  for (const kind of NOT_TO_BE_WAIVED) {
    const id = await unwaivable(kind);
    const statements = [
      `update obstacles set state = 'not-an-obstacle', closed_at = now() where id = '${id}'`,
      `update obstacles set kind = 'no-transport' where id = '${id}'`,
      `update obstacles set blocking = false where id = '${id}'`,
      `delete from obstacle_blocks where obstacle_id = '${id}'`,
    ];
    for (const statement of statements) {
      await t.rejects(
        as(facilitator, (tx) => tx.execute(statement)),
        { cause: { constraint_name: 'takes_two_hands' } },
        `${kind}: ${statement}`,
      );
    }
  }
});

t.test('the other side refuses and says why, whoever put it forward takes it back, and it ends with the obstacle', async (t) => {
  const id = await unwaivable();
  await take(facilitator, id, dismissObstacle, why);
  t.equal(await refusalOf(take(others.mission, id, withdrawLift, 'x')), 'not-your-own');
  await take(donor, id, refuseLift, 'it-names-this-unit');
  t.match(await readObstacle(id), { state: 'triaged', lift: null });
  await take(facilitator, id, dismissObstacle, why);
  await take(others.facilitator, id, withdrawLift, 'a-colleague-knows-better');
  await take(facilitator, id, dismissObstacle, why);
  await take(facilitator, id, startObstacle, {});
  await take(facilitator, id, resolveObstacle, { evidence: 'seen' });
  t.equal(await confirm(donor, id), 'transition-not-allowed', 'resolved meanwhile');
  await take(requester, id, closeObstacle, {});
  t.match(await readObstacle(id), { state: 'closed', lift: null });
  t.strictSame(
    (await eventsOf(id)).filter((action) => action.includes('lift')),
    ['obstacle.lift-proposed', 'obstacle.lift-refused', 'obstacle.lift-proposed', 'obstacle.lift-withdrawn', 'obstacle.lift-proposed'],
  );
});

t.test('a donor speaks for what it gives itself', async (t) => {
  const mine = (await match(5)).matchId;
  const theirs = (await match(5, { by: others.donor })).matchId;
  const id = await report([{ matchId: mine }, { matchId: theirs }], { kind: KIND }, facilitator);
  await take(facilitator, id, letGo, { blocks: [{ matchId: theirs }], reason: why });
  t.strictSame((await readObstacle(id, donor)).lift?.blocks, [], 'what another gives is not told');
  t.equal(await confirm(donor, id), 'not-your-own');
  t.equal(await confirm(others.donor, id), 'no refusal');
  t.strictSame(
    (await readObstacle(id)).blocks.map(({ matchId }) => matchId),
    [mine],
  );
});

t.test('merged it is only into one of the same kind that blocks, and no later', async (t) => {
  const refused = async (change: Parameters<typeof report>[1]) => {
    const id = await unwaivable('embargo-memo-missing');
    const originalId = await report([{ matchId: (await match(5)).matchId }], change, facilitator);
    return refusalOf(take(facilitator, id, markDuplicate, { originalId, reason: why }));
  };
  t.equal(await refused({ kind: 'no-transport' }), 'nobody-may-waive');
  t.equal(await refused({ kind: KIND }), 'nobody-may-waive', 'nor of another such kind');
  t.equal(await refused({ kind: 'embargo-memo-missing', blocking: false }), 'nobody-may-waive');
  t.equal(await refused({ kind: 'embargo-memo-missing', blocksMilestone: 'in-service' }), 'nobody-may-waive');
  t.equal(await refused({ kind: 'embargo-memo-missing' }), 'no refusal');
});

t.test(
  'whoever reported it puts kind and detail right until somebody has acted on it, afterwards a facilitator, who says why',
  async (t) => {
    const id = await report([{ matchId: (await match(5)).matchId }]);
    t.equal(await refusalOf(take(requester, id, putObstacleRight, { kind: 'no-transport' })), 'not-your-own');
    t.ok((await readObstacle(id, colleague)).allowedTasks.includes('put-right'), 'one organisation is one voice');
    await take(colleague, id, putObstacleRight, { kind: 'no-transport', detail: { en: 'No carrier answers.' } });
    const expected = await readObstacle(await report([{ matchId: (await match(5)).matchId }], { kind: 'no-transport' }));
    const now = await readObstacle(id);
    t.match(now, { kind: 'no-transport', detail: { en: 'No carrier answers.' } });
    for (const field of ['severity', 'blocking', 'blocksMilestone', 'nextAction', 'nextActionOn', 'steps'] as const) {
      t.strictSame(now[field], expected[field], `${field}: as if it had been right from the beginning`);
    }
    await take(facilitator, id, triageObstacle, {});
    t.equal(await refusalOf(take(donor, id, putObstacleRight, { detail: { en: 'x' } })), 'transition-not-allowed');
    t.notOk((await readObstacle(id, donor)).allowedTasks.includes('put-right'));
    t.equal(await refusalOf(take(facilitator, id, putObstacleRight, { detail: { en: 'x' } })), 'reason-required /reason');
    t.equal(await refusalOf(take(facilitator, id, putObstacleRight, { kind: 'unheard-of', reason: 'x' })), 'reference-unknown /kind');
    await take(facilitator, id, putObstacleRight, { kind: 'duty-exemption-pending', reason: 'as-the-port-says' });
    t.match(await readObstacle(id), { kind: 'duty-exemption-pending' });
    t.equal((await eventsOf(id)).at(-1), 'obstacle.put-right');
  },
);

t.test(
  'no way leads round the control: what was accepted or let go of another kind counts for nothing of one that nobody may waive',
  async (t) => {
    const id = await report([{ matchId: (await match(5)).matchId }], { kind: 'no-transport' }, facilitator);
    await take(facilitator, id, triageObstacle, { blocking: false });
    await take(donor, id, acceptRisk, 'urgent');
    await take(facilitator, id, putObstacleRight, { kind: KIND, reason: why });
    t.match(await readObstacle(id), { kind: KIND, blocking: true, acceptedRisks: [] });
    t.equal(await refusalOf(take(facilitator, id, acceptRisk, 'x')), 'nobody-may-waive');
    // Its own reporter takes it out of the kind with another side's hand alone.
    const own = await report([{ matchId: (await match(5)).matchId }], { kind: KIND });
    await take(donor, own, putObstacleRight, { kind: 'no-transport', reason: why });
    t.match(await readObstacle(own), { kind: KIND, lift: { step: 'correct-kind', kind: 'no-transport' } });
    t.equal(await confirm(colleague, own), 'other-hand-required');
    t.equal(await confirm(facilitator, own), 'no refusal');
    t.match(await readObstacle(own), { kind: 'no-transport', lift: null });
  },
);

t.test(
  'every end is reopened by a facilitator, by whom it blocks and by whoever reported it, and a duplicate gets back what was its own',
  async (t) => {
    const ends = {
      dismissed: (id: ObstacleId) => take(facilitator, id, dismissObstacle, 'x'),
      duplicate: async (id: ObstacleId) =>
        take(facilitator, id, markDuplicate, { originalId: await report([{ matchId: (await match(5)).matchId }]) }),
      'accepted-risk': async (id: ObstacleId) => {
        await take(facilitator, id, triageObstacle, {});
        await take(donor, id, acceptRisk, 'x');
        await take(facilitator, id, acceptRisk, 'x');
      },
    };
    const allowed = [facilitator, others.mission, donor, colleague, requester, validator];
    for (const [end, bring] of Object.entries(ends)) {
      for (const by of allowed) {
        const id = await report([{ matchId: (await match(5)).matchId }], {}, requester);
        await bring(id);
        t.ok((await readObstacle(id, by)).allowedActions.includes('reopen'), `${end}, ${by.role}: as it is shown`);
        t.equal(await refusalOf(take(by, id, reopenObstacle, { reason: 'x' })), 'no refusal', `${end}, ${by.role}`);
      }
      for (const by of [auditor, administrator]) {
        const id = await report([{ matchId: (await match(5)).matchId }], {}, requester);
        await bring(id);
        t.equal(await refusalOf(take(by, id, reopenObstacle, { reason: 'x' })), 'role-not-allowed', `${end}, ${by.role}`);
      }
    }
    const original = await report([{ matchId: (await match(5)).matchId }]);
    const duplicate = await report([{ matchId: (await match(5)).matchId }]);
    await take(facilitator, duplicate, markDuplicate, { originalId: original });
    t.equal((await readObstacle(original)).blocks.length, 2);
    await take(facilitator, duplicate, reopenObstacle, { reason: 'another-one' });
    t.equal((await readObstacle(original)).blocks.length, 1);
    t.equal((await readObstacle(duplicate)).blocks.length, 1);
    t.equal((await eventsOf(original)).at(-1), 'obstacle.duplicate-given-back');
  },
);

t.test(
  'what another holds back too doesn’t pass with a duplicate that is reopened: the original itself, or a second duplicate',
  async (t) => {
    const shared = { matchId: (await match(5)).matchId };
    const original = await report([{ matchId: (await match(5)).matchId }]);
    const [first, second] = [await report([shared]), await report([shared])];
    const holds = async () => (await readObstacle(original)).blocks.some(({ matchId }) => matchId === shared.matchId);
    await take(facilitator, first, markDuplicate, { originalId: original });
    await take(facilitator, second, markDuplicate, { originalId: original });
    await take(facilitator, first, reopenObstacle, { reason: 'another-one' });
    t.ok(await holds(), 'the second holds it');
    await take(facilitator, original, holdBack, { blocks: [shared] });
    await take(facilitator, second, reopenObstacle, { reason: 'another-one' });
    t.ok(await holds(), 'the original does');
    t.equal((await readObstacle(original)).blocks.length, 2);
  },
);
