import fc from 'fast-check';
import t from 'tap';
import { handOverDelivery, putInService, shipDelivery, verifyDelivery } from '#src/areas/deliveries/index.ts';
import {
  closeObstacle,
  escalateOverdue,
  resolveObstacle,
  resumeObstacle,
  startObstacle,
  triageObstacle,
  waitForAuthority,
} from '#src/areas/obstacles/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { DeliveryId, ObstacleId } from '#src/kernel/id.ts';
import { runScheduledJob } from '#src/platform/jobs/scheduled-jobs.ts';
import { organisationIdOf, REFERENCE_INSTANT } from '#tests/support/people.ts';
import { asOften } from '#tests/support/effort.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

/*
 * One simulated delivery for each kind of obstacle: it goes as far as the obstacle lets it, the obstacle is opened, escalated,
 * paused, resolved and verified, and the delivery moves on.
 */
const world = await makeObstacleWorld(t);
const { match, plan, move, step, read, receive, report, take, readObstacle, people } = world;
const { donor, requester, facilitator } = people;
const authority = await organisationIdOf(world.database, 'ly-customs-authority');
const after = (days: number) => new Date(REFERENCE_INSTANT.getTime() + days * 86_400_000);

/** The steps of a consignment, in order, each with the milestone that no obstacle may block on the way to it. */
const STEPS: readonly { readonly asks: string; readonly take: (id: DeliveryId) => Promise<unknown> }[] = [
  { asks: 'ready-to-ship', take: (id) => move('pack', id) },
  { asks: 'shipped', take: (id) => step(donor, id, shipDelivery, { lines: [] }) },
  { asks: 'arrived-port-of-entry', take: (id) => move('arrive', id) },
  {
    asks: 'customs-cleared',
    take: async (id) => {
      if ((await read(id)).state === 'arrived') await move('enter-customs', id);
      await move('release', id);
    },
  },
  {
    asks: 'inland-delivered',
    take: async (id) => {
      const { lines } = await read(id);
      await receive(
        id,
        lines.map((line) => ({ lineId: line.id, accepted: line.shipped })),
      );
    },
  },
  {
    asks: 'handover-accepted',
    take: (id) =>
      step(requester, id, handOverDelivery, {
        handedOverOn: '2026-11-23',
        handedOverBy: 'For the donor',
        takenOverBy: 'For the unit',
        document: 'handover-certificate 1',
      }),
  },
  { asks: 'in-service', take: (id) => step(requester, id, putInService, {}) },
  // The check due after half a year is the one that shows the end use.
  { asks: 'end-use-verified', take: (id) => step(facilitator, id, verifyDelivery, { inUse: true }, after(185)) },
];

const allKinds = await world.superuser<{ slug: string; position: number }[]>`
  select obstacle_kinds.slug, milestones.position
  from obstacle_kinds join milestones on milestones.slug = obstacle_kinds.blocks_milestone order by obstacle_kinds.slug`;
const positionOf = new Map(
  (await world.superuser<{ slug: string; position: number }[]>`select slug, position from milestones`).map(({ slug, position }) => [
    slug,
    position,
  ]),
);

interface Simulated {
  readonly kind: string;
  readonly deliveryId: DeliveryId;
  readonly id: ObstacleId;
  readonly next: (typeof STEPS)[number];
}
/** As far as the obstacle lets it, and the obstacle that stops it there. */
const simulate = async ({ slug: kind, position }: (typeof allKinds)[number]): Promise<Simulated> => {
  const { matchId } = await match(5);
  const deliveryId = await plan([{ matchId, planned: 5 }]);
  const reach = STEPS.findIndex(({ asks }) => must(positionOf.get(asks), asks) >= position);
  for (const earlier of STEPS.slice(0, reach)) await earlier.take(deliveryId);
  const id = await report(
    [{ deliveryId }],
    { kind, blocking: true, waitingOnId: donor.organisationId, nextActionOn: '2026-11-25' },
    facilitator,
  );
  return { kind, deliveryId, id, next: must(STEPS[reach], `a step at or after the stage of ${kind}`) };
};
const some = asOften(allKinds.length, 0);
const [kinds = []] = fc.sample(fc.shuffledSubarray(allKinds, { minLength: some, maxLength: some }), 1);
const simulated = await Promise.all(kinds.map(simulate));
await runScheduledJob(
  { name: 'escalate-obstacles', schedule: '* * * * *', work: escalateOverdue },
  { db: world.database.db, clock: { now: () => after(30) } },
);

t.test('there are 43 kinds, and a delivery for each that is tried', async (t) => {
  t.equal(allKinds.length, 43);
  t.equal(simulated.length, some);
});

for (const { kind, deliveryId, id, next } of simulated) {
  t.test(`${kind}: opened, escalated, paused, resolved, verified, and the delivery moves on`, async (t) => {
    const opened = await readObstacle(id, facilitator, after(30));
    t.match(opened, { state: 'reported', overdue: true, escalationLevel: 1, owner: { slug: 'it-ministry-of-interior' } });
    t.equal(opened.steps?.at(-1)?.step, 'verify-resolution');
    t.equal(await refusalOf(next.take(deliveryId)), 'blocked-by-obstacle');

    await take(facilitator, id, triageObstacle, { nextActionOn: '2027-01-10' }, after(31));
    await take(donor, id, startObstacle, {}, after(32));
    await take(donor, id, waitForAuthority, { authorityId: authority, externalReference: 'NV-1', expectedOn: '2027-01-12' }, after(33));
    const waiting = must((await readObstacle(id, donor, after(43))).clocks, 'its clocks');
    t.match(waiting, {
      total: { days: 43 },
      internal: { days: 33 },
      external: { days: 10 },
      withOwner: { days: 33 },
      inState: { days: 10 },
    });
    await take(donor, id, resumeObstacle, {}, after(44));
    await take(donor, id, resolveObstacle, { evidence: 'confirmed-in-writing' }, after(45));
    t.equal(await refusalOf(next.take(deliveryId)), 'blocked-by-obstacle', 'not before another has verified it');
    t.equal(await refusalOf(take(donor, id, closeObstacle, {}, after(46))), 'resolver-may-not-close');
    await take(requester, id, closeObstacle, {}, after(46));
    t.match(await readObstacle(id, facilitator, after(90)), {
      state: 'closed',
      daysOpen: 46,
      clocks: { total: { days: 46 }, internal: { days: 35 }, external: { days: 11 }, inState: null },
    });
    t.equal(await refusalOf(next.take(deliveryId)), 'no refusal', 'the delivery moves on');
  });
}
