import t from 'tap';
import { reportObstacle } from '#src/areas/obstacles/index.ts';
import { newId } from '#src/platform/ids.ts';
import { type Actor, systemActor } from '#src/platform/auth/actor.ts';
import { organisationIdOf } from '#tests/support/people.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { as, match, plan, report, readObstacle, list, people, others, eventsOf } = world;

t.test('a bare report takes the rest from its kind: severity, milestone, whose move, what and when', async (t) => {
  const { matchId } = await match(5);
  const deliveryId = await plan([{ matchId, planned: 5 }]);
  const id = await report([{ deliveryId }]);
  t.match(await readObstacle(id, people.donor), {
    state: 'reported',
    blocking: true,
    blocksMilestone: 'customs-cleared',
    owner: { slug: 'it-ministry-of-interior' },
    waitingOn: { slug: 'ly-mofa' },
    nextAction: { en: String, ar: String },
    reportedByOrganisation: { slug: 'it-ministry-of-interior' },
    daysOpen: 0,
    overdue: false,
    blocks: [{ deliveryId, reference: /^D-/ }],
    version: 1,
  });
  const { nextActionOn } = await readObstacle(id);
  t.ok(nextActionOn !== null && nextActionOn > '2026-11-23', `a day ahead: ${nextActionOn}`);
  t.strictSame(await eventsOf(id), ['obstacle.reported']);
});

t.test(
  'who owns it follows from the Incoterm at the stages that it shares out, else from its kind, else it is the reporter’s',
  async (t) => {
    const ownerOf = async (kind: string, incoterm: 'CIP' | 'DDP' | null, by: Actor = people.donor, blocksMilestone?: string) => {
      const { matchId } = await match(5);
      const deliveryId = incoterm === null ? null : await plan([{ matchId, planned: 5 }], { incoterm });
      const id = await as(by, (tx, ctx) =>
        reportObstacle(tx, ctx, {
          kind,
          blocks: [deliveryId === null ? { matchId } : { deliveryId }],
          detail: { en: 'x' },
          ...(blocksMilestone === undefined ? {} : { blocksMilestone }),
        }),
      );
      const { owner, waitingOn } = await readObstacle(id);
      return [owner?.slug, waitingOn?.slug];
    };
    t.strictSame(await ownerOf('customs-hold', 'CIP'), ['ly-gasbcp', 'ly-customs-authority'], 'customs are the recipient’s under CIP');
    t.strictSame(await ownerOf('customs-hold', 'DDP'), ['it-ministry-of-interior', 'ly-customs-authority'], 'and the donor’s under DDP');
    t.strictSame(await ownerOf('customs-hold', null), ['ly-customs-authority', 'ly-customs-authority'], 'no delivery, no Incoterm');
    t.strictSame(await ownerOf('no-transport', 'CIP'), ['it-ministry-of-interior', 'it-ministry-of-interior']);
    t.strictSame(
      await ownerOf('consignee-unclear', 'CIP'),
      ['ly-gasbcp', 'ly-gasbcp'],
      'a stage that Incoterms don’t share out: its kind decides',
    );
    t.strictSame(await ownerOf('status-unknown', 'CIP'), ['unsmil', 'unsmil'], 'the facilitators’ is the mission’s');
    t.strictSame(await ownerOf('focal-point-vacant', null, people.donor, 'recipient-ready'), ['ly-gasbcp', 'ly-gasbcp']);
  },
);

t.test('what the report says wins over its kind', async (t) => {
  const { needId } = await match(5);
  const customs = await organisationIdOf(world.database, 'ly-customs-authority');
  const id = await report([{ needId }], {
    severity: 'low',
    severityReason: 'x',
    blocking: false,
    blocksMilestone: 'in-service',
    ownerId: customs,
    waitingOnId: people.requester.organisationId,
    nextAction: { ar: 'اتصال' },
    nextActionOn: '2026-12-01',
  });
  t.match(await readObstacle(id), {
    severity: 'low',
    severityReason: 'x',
    blocking: false,
    blocksMilestone: 'in-service',
    owner: { slug: 'ly-customs-authority' },
    waitingOn: { slug: 'ly-gasbcp' },
    nextAction: { ar: 'اتصال' },
    nextActionOn: '2026-12-01',
  });
});

t.test('reporter, owner, recipients and donors are its parties, and nobody else sees it', async (t) => {
  const ours = await match(5);
  const theirs = await match(5, { to: world.otherUnit });
  const deliveryId = await plan([
    { matchId: ours.matchId, planned: 5 },
    { matchId: theirs.matchId, planned: 5 },
  ]);
  const id = await report([{ deliveryId }], {}, people.facilitator);
  t.strictSame(
    (await readObstacle(id)).parties?.map(({ slug }) => slug),
    ['it-ministry-of-interior', 'ly-coast-guard', 'ly-gasbcp', 'unsmil'],
  );
  for (const party of [people.donor, people.requester, people.validator, others.requester, people.auditor]) {
    t.ok(await readObstacle(id, party));
  }
  t.notOk('parties' in (await readObstacle(id, people.donor)), 'who they all are is for overseers');
  for (const stranger of [others.donor, people.administrator]) {
    t.equal(await refusalOf(readObstacle(id, stranger)), 'not-found');
  }
  t.equal((await list(others.donor)).items.length, 0);
});

t.test('everyone may report on what is theirs; what they aren’t involved in is unknown to them', async (t) => {
  const agreed = await match(5);
  for (const by of [people.requester, people.validator, people.donor, people.facilitator, systemActor('test')]) {
    t.ok(await report([{ needId: agreed.needId }, { matchId: agreed.matchId }], {}, by), by.role);
  }
  t.equal(await refusalOf(report([{ matchId: agreed.matchId }], {}, others.donor)), 'reference-unknown /blocks/0/matchId');
  t.equal(await refusalOf(report([{ matchId: agreed.matchId }, { needId: newId<'need'>() }])), 'reference-unknown /blocks/1/needId');
  t.equal(await refusalOf(report([{ matchId: agreed.matchId }], {}, people.auditor)), 'role-not-allowed');
  const foreign = await match(5, { to: world.otherUnit });
  t.equal(await refusalOf(report([{ needId: foreign.needId }], {}, people.requester)), 'reference-unknown /blocks/0/needId');
});

t.test('a donor that doesn’t know yet for whom it gives is no party: an obstacle would tell it', async (t) => {
  const proposed = await match(5, { state: 'proposed', disclosed: false });
  t.equal(
    await refusalOf(report([{ needId: proposed.needId }])),
    'reference-unknown /blocks/0/needId',
    'though it may read the published need',
  );
  t.equal(await refusalOf(report([{ matchId: proposed.matchId }])), 'reference-unknown /blocks/0/matchId');
  const id = await report([{ matchId: proposed.matchId }], { ownerId: people.requester.organisationId }, people.requester);
  t.equal(await refusalOf(readObstacle(id, people.donor)), 'not-found');
});

t.test('a reader is shown of what is blocked only what they may see', async (t) => {
  const ours = await match(5);
  const theirs = await match(5, { to: world.otherUnit, by: others.donor });
  const id = await report([{ matchId: ours.matchId }, { matchId: theirs.matchId }], {}, people.facilitator);
  t.equal((await readObstacle(id)).blocks.length, 2);
  t.strictSame(
    (await readObstacle(id, people.donor)).blocks.map(({ matchId }) => matchId),
    [ours.matchId],
  );
  t.strictSame(
    (await readObstacle(id, others.requester)).blocks.map(({ matchId }) => matchId),
    [theirs.matchId],
  );
});

t.test('what the reference data doesn’t know, and days that have passed, are refused where they stand', async (t) => {
  const { matchId } = await match(5);
  const attempt = (change: Parameters<typeof report>[1]) => refusalOf(report([{ matchId }], change));
  t.equal(await attempt({ kind: 'bad-luck' }), 'reference-unknown /kind');
  t.equal(await attempt({ blocksMilestone: 'nowhere' }), 'reference-unknown /blocksMilestone');
  t.equal(await attempt({ ownerId: newId<'organisation'>() }), 'reference-unknown /ownerId');
  t.equal(await attempt({ waitingOnId: newId<'organisation'>() }), 'reference-unknown /waitingOnId');
  t.equal(await attempt({ nextActionOn: '2026-11-22' }), 'next-action-required /nextActionOn');
  t.equal(
    await refusalOf(
      as(people.donor, (tx, ctx) =>
        reportObstacle(tx, ctx, { kind: 'customs-hold', detail: { en: 'x' }, blocks: [{ matchId }, { matchId }] }),
      ),
    ),
    'no refusal',
    'named twice is once',
  );
});

t.test('a list is filtered by what it shows, and paged', async (t) => {
  const agreed = await match(5);
  const deliveryId = await plan([{ matchId: agreed.matchId, planned: 5 }]);
  const onNeed = await report([{ needId: agreed.needId }], { severity: 'low', severityReason: 'x', nextActionOn: '2026-11-24' });
  const onMatch = await report([{ matchId: agreed.matchId }], { kind: 'customs-hold', severity: 'critical', severityReason: 'x' });
  const onDelivery = await report([{ deliveryId }], { severity: 'critical', severityReason: 'x', nextActionOn: '2027-06-01' });
  await world.superuser`update obstacles set state = 'not-an-obstacle' where id = ${onDelivery}`;
  const found = async (filters: Parameters<typeof list>[1], now?: Date) => {
    const { items } = await list(people.donor, filters, now);
    return [onNeed, onMatch, onDelivery]
      .filter((id) => items.some((item) => item.id === id))
      .map((id) => ({ [onNeed]: 'need', [onMatch]: 'match', [onDelivery]: 'delivery' })[id]);
  };
  t.strictSame(await found({ needId: agreed.needId }), ['need']);
  t.strictSame(await found({ matchId: agreed.matchId }), ['match']);
  t.strictSame(await found({ deliveryId }), ['delivery']);
  t.strictSame(await found({ severity: 'critical' }), ['match', 'delivery']);
  t.strictSame(await found({ kind: 'customs-hold' }), ['match']);
  t.strictSame(await found({ state: 'not-an-obstacle' }), ['delivery']);
  t.strictSame(await found({ open: true }), ['need', 'match']);
  t.strictSame(await found({ open: false }), ['delivery']);
  t.strictSame(await found({ ownerId: people.donor.organisationId }), ['need', 'match', 'delivery']);
  t.strictSame(await found({ waitingOnId: others.donor.organisationId }), []);
  const later = new Date('2026-11-25T09:00:00.000Z');
  t.strictSame(await found({ overdue: true, severity: 'low' }, later), ['need']);
  t.strictSame(await found({ overdue: false, severity: 'low' }, later), []);
  t.match(await readObstacle(onNeed, people.donor, later), { overdue: true, daysOpen: 2 });
  const first = await list(people.donor, { limit: 1 });
  const second = await list(people.donor, { limit: 1, cursor: first.next ?? '' });
  t.strictSame(
    [first, second].map(({ items }) => items[0]?.id),
    [onDelivery, onMatch],
    'newest first',
  );
});
