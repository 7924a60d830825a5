import t from 'tap';
import {
  acceptRisk,
  closeObstacle,
  markDuplicate,
  reopenObstacle,
  resolveObstacle,
  startObstacle,
  triageObstacle,
} from '#src/areas/obstacles/index.ts';
import { NOT_TO_BE_WAIVED } from '#src/areas/obstacles/domain/risk.ts';
import { moveDelivery, shipDelivery } from '#src/areas/deliveries/index.ts';
import { makePerson } from '#tests/support/people.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { match, move, people, others, plan, readObstacle, report, step, take } = world;
const { donor, requester, validator, facilitator } = people;
const evidence = { evidence: 'seen' };
const colleagueOf = {
  donor: await makePerson(world.database, { role: 'donor', organisation: 'it-ministry-of-interior' }),
  requester: await makePerson(world.database, { role: 'requester', organisation: 'ly-gasbcp' }),
  validator: await makePerson(world.database, { role: 'validator', organisation: 'ly-ministry-of-interior' }),
};
const everybody = [donor, requester, validator, facilitator, ...Object.values(colleagueOf), others.facilitator, others.mission];

t.test('over every pair: who closes is of another organisation than resolved it, owns it, or is above or below either', async (t) => {
  const voiceOf = (one: (typeof everybody)[number]) =>
    one.role === 'requester' || one.role === 'validator' ? 'recipients' : one.organisationId;
  for (const owner of [donor, requester]) {
    for (const resolver of [owner, facilitator]) {
      for (const closer of everybody) {
        const id = await report([{ matchId: (await match(5)).matchId }], { ownerId: owner.organisationId });
        await take(facilitator, id, triageObstacle, {});
        await take(facilitator, id, startObstacle, {});
        await take(resolver, id, resolveObstacle, evidence);
        const mayClose = voiceOf(closer) !== voiceOf(resolver) && voiceOf(closer) !== voiceOf(owner);
        const shown = await readObstacle(id, closer);
        const named = `${owner.role} owns, ${resolver.role} resolves, ${closer.role} closes`;
        t.equal(shown.allowedActions.includes('close'), mayClose, `${named}: as it is shown`);
        t.equal(await refusalOf(take(closer, id, closeObstacle, {})), mayClose ? 'no refusal' : 'resolver-may-not-close', named);
      }
    }
  }
});

t.test('a shared obstacle lets pass the part that its donor and the mission have accepted, and no other', async (t) => {
  const mine = await plan([{ matchId: (await match(5)).matchId, planned: 5 }]);
  const theirs = await plan([{ matchId: (await match(5, { by: others.donor })).matchId, planned: 5 }], {}, others.donor);
  await move('pack', mine);
  await step(others.donor, theirs, (tx, ctx, id, version, input: object) => moveDelivery(tx, ctx, 'pack', id, version, input), {});
  const id = await report(
    [{ deliveryId: mine }, { deliveryId: theirs }],
    { kind: 'no-transport', blocksMilestone: 'shipped' },
    facilitator,
  );
  await take(facilitator, id, triageObstacle, {});
  await take(facilitator, id, startObstacle, {});
  const ships = (by: typeof donor, delivery: typeof mine) => refusalOf(step(by, delivery, shipDelivery, { lines: [] }));
  await take(donor, id, acceptRisk, 'urgent');
  t.equal(await ships(donor, mine), 'blocked-by-obstacle', 'one hand lifts nothing');
  await take(facilitator, id, acceptRisk, 'agreed');
  t.equal((await readObstacle(id)).state, 'in-progress');
  t.equal(await ships(others.donor, theirs), 'blocked-by-obstacle', 'its own part still waits');
  t.equal(await ships(donor, mine), 'no refusal');
  t.equal((await readObstacle(id, others.donor)).acceptedRisks?.length, 1, 'what another donor accepted is not told');
  await take(others.donor, id, acceptRisk, 'urgent');
  t.equal((await readObstacle(id)).state, 'accepted-risk');
  t.equal(await ships(others.donor, theirs), 'no refusal');
});

t.test('what nobody may waive is neither accepted, nor made to block nothing, nor merged into what may be', async (t) => {
  for (const kind of NOT_TO_BE_WAIVED) {
    const id = await report([{ matchId: (await match(5)).matchId }], { kind }, facilitator);
    await take(facilitator, id, triageObstacle, {});
    for (const by of [donor, facilitator]) t.equal(await refusalOf(take(by, id, acceptRisk, 'x')), 'nobody-may-waive', kind);
    t.equal(await refusalOf(take(facilitator, id, triageObstacle, { blocking: false })), 'nobody-may-waive', kind);
    const original = await report([{ matchId: (await match(5)).matchId }]);
    t.equal(await refusalOf(take(facilitator, id, markDuplicate, { originalId: original })), 'nobody-may-waive', kind);
  }
});

t.test('a duplicate is reopened, and stands for itself again', async (t) => {
  const original = await report([{ matchId: (await match(5)).matchId }]);
  const id = await report([{ matchId: (await match(5)).matchId }]);
  await take(facilitator, id, markDuplicate, { originalId: original });
  await take(facilitator, id, reopenObstacle, { reason: 'another-one' });
  t.match(await readObstacle(id), { state: 'reopened', duplicateOf: null });
});
