import { eq } from 'drizzle-orm';
import t from 'tap';
import {
  acceptRisk,
  closeObstacle,
  reopenObstacle,
  resolveObstacle,
  resumeObstacle,
  reviseObstacle,
  startObstacle,
  triageObstacle,
  waitForAuthority,
} from '#src/areas/obstacles/index.ts';
import { obstaclePeriods } from '#src/areas/obstacles/period-tables.ts';
import type { ObstacleId } from '#src/kernel/id.ts';
import { organisationIdOf, REFERENCE_INSTANT } from '#tests/support/people.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { as, match, report, take, people, others } = world;
const { donor, requester, facilitator } = people;
const customs = await organisationIdOf(world.database, 'ly-customs-authority');
const on = (days: number) => new Date(REFERENCE_INSTANT.getTime() + days * 86_400_000);

interface Span {
  readonly state: string;
  readonly external: boolean;
  readonly from: number;
  readonly to: number | null;
  readonly waitingOn: string;
}
async function spansOf(id: ObstacleId): Promise<Span[]> {
  const rows = await world.superuser<{ state: string; external: boolean; began_at: Date; ended_at: Date | null; waiting_on: string }[]>`
    select state, external, began_at, ended_at, organisations.slug as waiting_on
    from obstacle_periods join organisations on organisations.id = waiting_on_id where obstacle_id = ${id} order by position`;
  const dayOf = (at: Date) => Math.round((at.getTime() - REFERENCE_INSTANT.getTime()) / 86_400_000);
  return rows.map((row) => ({
    state: row.state,
    external: row.external,
    from: dayOf(row.began_at),
    to: row.ended_at === null ? null : dayOf(row.ended_at),
    waitingOn: row.waiting_on,
  }));
}

t.test('every change of state, owner or waited-on party ends a span and begins the next', async (t) => {
  const { matchId } = await match(5);
  const id = await report([{ matchId }], { waitingOnId: donor.organisationId });
  await take(facilitator, id, triageObstacle, { severity: 'high' }, on(1));
  await take(donor, id, startObstacle, {}, on(2));
  await take(donor, id, reviseObstacle, { nextActionOn: '2027-01-01' }, on(3));
  await take(donor, id, waitForAuthority, { authorityId: customs, externalReference: 'NV-1', expectedOn: '2026-12-20' }, on(4));
  await take(donor, id, resumeObstacle, {}, on(9));
  await take(donor, id, reviseObstacle, { waitingOnId: requester.organisationId }, on(10));
  await take(donor, id, resolveObstacle, { evidence: 'form' }, on(11));
  await take(facilitator, id, closeObstacle, {}, on(12)); // the requester was waited on, so that it may not say that it is gone
  const mine = 'it-ministry-of-interior';
  const theirs = 'ly-gasbcp';
  const spans: Span[] = [
    { state: 'reported', external: false, from: 0, to: 1, waitingOn: mine },
    { state: 'triaged', external: false, from: 1, to: 2, waitingOn: mine },
    { state: 'in-progress', external: false, from: 2, to: 4, waitingOn: mine },
    { state: 'waiting-external', external: true, from: 4, to: 9, waitingOn: 'ly-customs-authority' },
    { state: 'in-progress', external: false, from: 9, to: 10, waitingOn: mine },
    { state: 'in-progress', external: false, from: 10, to: 11, waitingOn: theirs },
    // Whoever resolved it, owns it or was waited on is barred, and who speaks with them: a mission of its own is left.
    { state: 'resolved', external: false, from: 11, to: 12, waitingOn: 'quadripartite-mechanism' },
  ];
  t.strictSame(await spansOf(id), spans, 'another date alone is no new span, and a closed one runs no more');
  await take(requester, id, reopenObstacle, { reason: 'back' }, on(20));
  t.strictSame(await spansOf(id), [...spans, { state: 'reopened', external: false, from: 20, to: null, waitingOn: mine }]);
});

t.test('steps of one moment leave the last of them; an ended obstacle has no running span', async (t) => {
  const id = await world.inProgress();
  t.strictSame(
    (await spansOf(id)).map(({ state, to }) => [state, to]),
    [['in-progress', null]],
  );
  await take(donor, id, acceptRisk, 'low-value', on(3));
  await take(facilitator, id, acceptRisk, 'low-value', on(3));
  t.strictSame(
    (await spansOf(id)).map(({ from, to }) => [from, to]),
    [[0, 3]],
  );
});

t.test('whoever sees the obstacle reads its spans, nobody else does, and nobody writes them', async (t) => {
  const id = await world.inProgress();
  const count = (by: Parameters<typeof as>[0]) => as(by, (tx) => tx.$count(obstaclePeriods, eq(obstaclePeriods.obstacleId, id)));
  t.equal(await count(requester), 1);
  t.equal(await count(people.auditor), 1);
  t.equal(await count(others.donor), 0);
  await t.rejects(as(facilitator, (tx) => tx.execute(`update obstacle_periods set external = true where obstacle_id = '${id}'`)));
});
