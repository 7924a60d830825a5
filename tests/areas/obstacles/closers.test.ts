import fc from 'fast-check';
import t from 'tap';
import {
  closeObstacle,
  nameCloser,
  redirectResolved,
  reopenObstacle,
  resolveObstacle,
  reviseObstacle,
  startObstacle,
  triageObstacle,
} from '#src/areas/obstacles/index.ts';
import type { ObstacleId, UserId } from '#src/kernel/id.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { makePerson, REFERENCE_INSTANT, theSystem } from '#tests/support/people.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { database, superuser, match, people, others, report, readObstacle, take, eventsOf } = world;
const { donor, requester, validator, facilitator, auditor } = people;
const rights = await makePerson(database, { role: 'facilitator', organisation: 'ohchr' });
const everybody: Person[] = [donor, requester, validator, facilitator, others.facilitator, others.mission, rights, others.donor];
const suspended = (some: readonly Person[]) =>
  superuser`update users set suspended_at = case when id = any (${some.map(({ userId }) => userId)}::uuid[]) then ${REFERENCE_INSTANT} end`;
t.afterEach(() => suspended([]));

/** Resolved by one, owned by another and waiting on a third. */
async function resolved({ owner, resolver, waitsOn }: { owner: Person; resolver: Person; waitsOn: Person }): Promise<ObstacleId> {
  const id = await report([{ matchId: (await match(5)).matchId }], { ownerId: owner.organisationId }, facilitator);
  await take(facilitator, id, triageObstacle, {});
  await take(facilitator, id, startObstacle, {});
  await take(facilitator, id, reviseObstacle, { waitingOnId: waitsOn.organisationId });
  await take(resolver, id, resolveObstacle, { evidence: 'seen' });
  return id;
}
const mayClose = async (id: ObstacleId, some: readonly Person[]): Promise<Person[]> => {
  const found: Person[] = [];
  for (const one of some) {
    const shown = await readObstacle(id, one).catch(() => null);
    if (shown?.allowedActions.includes('close') === true) found.push(one);
  }
  return found;
};
const redirect = () => asActor(database.db, theSystem(), (tx) => redirectResolved(tx, theSystem()));

t.test('an auditor names a facilitator of another organisation where nobody else is left, and that one closes it', async (t) => {
  const id = await resolved({ owner: requester, resolver: facilitator, waitsOn: rights });
  const name = (by: Person, userId: UserId) => refusalOf(take(by, id, nameCloser, { userId, reason: 'nobody-else' }));
  t.equal(await name(auditor, rights.userId), 'closer-not-needed', 'while somebody else may');
  await suspended([donor, others.mission]);
  t.equal(await redirect(), 1);
  t.match(await readObstacle(id, auditor), {
    waitingOn: { slug: 'un-panel-of-experts-libya' },
    allowedTasks: ['name-closer'],
    closersToName: [{ userId: rights.userId }],
  });
  t.equal(await refusalOf(take(rights, id, closeObstacle, {})), 'resolver-may-not-close', 'not before');
  for (const one of [facilitator, others.facilitator, requester, donor, others.mission]) {
    t.equal(await name(auditor, one.userId), 'closer-may-not-be-named /userId', one.role);
  }
  for (const one of [facilitator, rights, donor, requester]) t.equal(await name(one, rights.userId), 'role-not-allowed', one.role);
  t.equal(await name(auditor, rights.userId), 'no refusal');
  t.equal((await eventsOf(id)).at(-1), 'obstacle.closer-named');
  t.match(await readObstacle(id, rights), { waitingOn: { slug: 'ohchr' }, namedCloser: { slug: 'ohchr' } });
  t.ok((await readObstacle(id, rights)).allowedActions.includes('close'));
  t.equal(await refusalOf(take(others.facilitator, id, closeObstacle, {})), 'resolver-may-not-close', 'nobody but whom was named');
  // Somebody else may again: the naming has lost its ground.
  await suspended([]);
  t.notOk((await readObstacle(id, rights)).allowedActions.includes('close'));
  t.equal(await refusalOf(take(rights, id, closeObstacle, {})), 'resolver-may-not-close');
  t.equal(await redirect(), 1);
  t.match(await readObstacle(id), { namedCloser: null, waitingOn: { slug: 'it-ministry-of-interior' } });
  t.equal(await redirect(), 0);
  await suspended([donor, others.mission]);
  t.equal(await redirect(), 1);
  t.equal(await name(auditor, rights.userId), 'no refusal');
  await take(rights, id, closeObstacle, {});
  t.match(await readObstacle(id), { state: 'closed' });
  await take(facilitator, id, reopenObstacle, { reason: 'x' });
  t.match(await readObstacle(id), { namedCloser: null });
});

t.test('the database lets nobody close who is barred, but whom an auditor has named', async (t) => {
  const id = await resolved({ owner: requester, resolver: facilitator, waitsOn: rights });
  const closing = superuser`
    update obstacles set state = 'closed', closed_by = ${rights.userId}, closed_by_organisation = ${rights.organisationId} where id = ${id}`;
  await t.rejects(closing.execute(), { message: /barred_does_not_close/ });
});

// Last, because what it leaves resolved would be redirected as well.
t.test('every resolved obstacle waits on somebody who may close it, or on the auditor to name one', async () => {
  const one = fc.constantFrom(...everybody);
  await fc.assert(
    fc.asyncProperty(
      fc.record({ owner: one, resolver: fc.constantFrom(facilitator, others.mission, rights), waitsOn: one }),
      fc.subarray(everybody),
      fc.subarray(everybody),
      async (hands, gone, goneLater) => {
        await suspended([]);
        // Whoever is suspended acts no more; here they have acted before.
        const id = await report([{ matchId: (await match(5)).matchId }], { ownerId: hands.owner.organisationId }, facilitator);
        await take(facilitator, id, triageObstacle, {});
        await take(facilitator, id, startObstacle, {});
        await take(facilitator, id, reviseObstacle, { waitingOnId: hands.waitsOn.organisationId });
        for (const [when, out] of [
          ['resolved', gone],
          ['later', goneLater],
        ] as const) {
          await suspended(out);
          if (when === 'resolved') await take(hands.resolver, id, resolveObstacle, { evidence: 'seen' });
          else await redirect();
          const left = await mayClose(
            id,
            everybody.filter((person) => !out.includes(person)),
          );
          const { waitingOn } = await readObstacle(id);
          const isRight =
            left.length === 0
              ? waitingOn?.id === auditor.organisationId
              : left.some(({ organisationId }) => organisationId === waitingOn?.id);
          if (!isRight) {
            throw new Error(`${when}: waits on ${waitingOn?.slug}, though ${left.map(({ role }) => role).join() || 'nobody'} may close it`);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});
