import t from 'tap';
import {
  cancelMeeting,
  closeMeeting,
  holdMeeting,
  postponeMeeting,
  recordMinutes,
  rescheduleMeeting,
  reviseMeeting,
} from '#src/areas/follow-up/index.ts';
import { listMeetings } from '#src/areas/follow-up/meeting-queries.ts';
import { newId } from '#src/platform/ids.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { LATER, makeFollowUpWorld } from './follow-up-world.ts';

const world = await makeFollowUpWorld(t);
const { as, plan, held, readMeeting, takeMeeting, recommend, eventsOf, people, strangers } = world;
const { facilitator, donor, requester, validator, auditor, administrator } = people;
const minutes = { minutes: { en: 'Agreed.', ar: 'اتُّفق.' } };

t.test('a meeting is planned, held, minuted and closed by facilitators, each step with one event', async (t) => {
  const id = await plan({ site: 'ghadames', agenda: [{ en: 'Needs' }, { ar: 'العوائق' }] });
  t.match(await readMeeting(id), {
    state: 'planned',
    reference: /^G-/,
    startsOn: '2026-11-20',
    endsOn: '2026-11-20',
    site: 'ghadames',
    participants: [
      { organisation: { slug: 'it-ministry-of-interior' }, delegationSize: 3 },
      { organisation: { slug: 'ly-gasbcp' }, delegationSize: null },
    ],
    agenda: [{ en: 'Needs' }, { ar: 'العوائق' }],
  });
  t.equal(await refusalOf(takeMeeting(facilitator, id, recordMinutes, minutes)), 'transition-not-allowed', 'nothing to minute yet');
  await takeMeeting(facilitator, id, holdMeeting, { participants: [{ organisationId: donor.organisationId, delegationSize: 2 }] });
  t.match(await readMeeting(id), { state: 'held', heldAt: String, participants: [{ delegationSize: 2 }] });
  t.equal((await readMeeting(id)).participants.length, 1, 'who came, not who was invited');
  t.equal(await refusalOf(takeMeeting(facilitator, id, closeMeeting, undefined)), 'minutes-required');
  await takeMeeting(facilitator, id, recordMinutes, minutes);
  await takeMeeting(facilitator, id, closeMeeting, undefined);
  t.match(await readMeeting(id), { state: 'closed', minutes: minutes.minutes, closedAt: String, allowedActions: [] });
  t.strictSame(await eventsOf(id), ['meeting.planned', 'meeting.held', 'meeting.minutes-recorded', 'meeting.closed']);
  t.equal(await refusalOf(takeMeeting(facilitator, id, recordMinutes, minutes)), 'transition-not-allowed', 'the record is fixed');
  t.equal(await refusalOf(recommend(id)), 'meeting-not-held');
});

t.test('a meeting is not held before its first day, and ends no earlier than it begins', async (t) => {
  t.equal(await refusalOf(plan({ startsOn: '2026-12-15', endsOn: '2026-12-14' })), 'date-order /endsOn');
  const id = await plan({ startsOn: '2026-12-15', endsOn: '2026-12-16' });
  t.equal(await refusalOf(takeMeeting(facilitator, id, holdMeeting, {})), 'date-order /startsOn');
  t.equal(await refusalOf(takeMeeting(facilitator, id, holdMeeting, {}, LATER)), 'no refusal');
});

t.test('a meeting is postponed with a reason, planned again for other days, or cancelled with a reason', async (t) => {
  const id = await plan({ startsOn: '2026-12-15' });
  await takeMeeting(facilitator, id, postponeMeeting, 'airport-closed');
  t.match(await readMeeting(id), { state: 'postponed', stateReason: 'airport-closed' });
  t.equal(await refusalOf(takeMeeting(facilitator, id, holdMeeting, {}, LATER)), 'transition-not-allowed');
  t.equal(
    await refusalOf(takeMeeting(facilitator, id, rescheduleMeeting, { startsOn: '2027-01-20', endsOn: '2027-01-19' })),
    'date-order /endsOn',
  );
  await takeMeeting(facilitator, id, rescheduleMeeting, { startsOn: '2027-01-20', endsOn: '2027-01-21', reason: 'new-flight' });
  t.match(await readMeeting(id), { state: 'planned', startsOn: '2027-01-20', endsOn: '2027-01-21', stateReason: 'new-flight' });
  await takeMeeting(facilitator, id, cancelMeeting, 'no-quorum');
  t.match(await readMeeting(id), { state: 'cancelled', stateReason: 'no-quorum', allowedActions: [] });
  t.strictSame(await eventsOf(id), ['meeting.planned', 'meeting.postponed', 'meeting.rescheduled', 'meeting.cancelled']);
});

t.test('anything but its days is revised: participants, agenda, place and links are replaced, what is absent stays', async (t) => {
  const id = await plan();
  await takeMeeting(facilitator, id, reviseMeeting, {
    place: { en: 'Tripoli' },
    agenda: [],
    participants: [{ organisationId: strangers.donor.organisationId }],
  });
  const revised = await readMeeting(id);
  t.match(revised, {
    place: { en: 'Tripoli' },
    title: { en: 'Follow-up meeting' },
    participants: [{ organisation: { slug: 'eu-dg-mena' } }],
  });
  t.strictSame(revised.agenda, []);
  t.equal(await refusalOf(readMeeting(id, donor)), 'not-found', 'who takes part no longer doesn’t see it any more');
  t.equal(await refusalOf(takeMeeting(facilitator, id, reviseMeeting, { site: 'nowhere' })), 'reference-unknown /site');
  const unknown = newId<'organisation'>();
  t.equal(
    await refusalOf(
      takeMeeting(facilitator, id, reviseMeeting, {
        participants: [{ organisationId: donor.organisationId }, { organisationId: unknown }],
      }),
    ),
    'reference-unknown /participants/1/organisationId',
  );
  t.equal(
    await refusalOf(
      takeMeeting(facilitator, id, reviseMeeting, {
        participants: [{ organisationId: donor.organisationId }, { organisationId: donor.organisationId }],
      }),
    ),
    'invalid-field /participants/1/organisationId',
  );
  t.equal(
    await refusalOf(takeMeeting(facilitator, id, reviseMeeting, { links: [{ needId: newId<'need'>() }] })),
    'reference-unknown /links/0/needId',
  );
});

t.test('only facilitators keep meetings', async (t) => {
  const id = await held();
  for (const by of [donor, requester, validator, auditor, administrator]) {
    t.equal(await refusalOf(plan({}, by)), 'role-not-allowed', by.role);
    t.equal(await refusalOf(takeMeeting(by, id, recordMinutes, minutes)), 'role-not-allowed', by.role);
    t.equal(await refusalOf(recommend(id, {}, by)), 'role-not-allowed', by.role);
  }
  t.match((await readMeeting(id, donor)).allowedActions, []);
});

t.test('who took part reads a meeting and who else did; to anybody else it isn’t there', async (t) => {
  const id = await held();
  for (const by of [donor, requester, validator, auditor, facilitator]) {
    t.equal((await readMeeting(id, by)).participants.length, 2, `${by.role} sees both delegations`);
  }
  for (const by of [strangers.donor, strangers.requester, administrator]) {
    t.equal(await refusalOf(readMeeting(id, by)), 'not-found', by.role);
  }
  const listed = await as(strangers.donor, (tx, ctx) => listMeetings(tx, ctx, { limit: 50, organisationId: donor.organisationId }));
  t.notOk(
    listed.items.some((meeting) => meeting.id === id),
    'nor does a filter tell of it',
  );
});

t.test('lists are in the order of the days, in pages, by state and day', async (t) => {
  const filters = { limit: 2, from: '2030-01-01', until: '2030-12-31' };
  const ids = [];
  for (const startsOn of ['2030-03-01', '2030-01-01', '2030-02-01', '2031-01-01']) ids.push(await plan({ startsOn }));
  const first = await as(facilitator, (tx, ctx) => listMeetings(tx, ctx, filters));
  const second = await as(facilitator, (tx, ctx) => listMeetings(tx, ctx, { ...filters, cursor: first.next ?? '' }));
  t.strictSame(
    [...first.items, ...second.items].map(({ startsOn }) => startsOn),
    ['2030-03-01', '2030-02-01', '2030-01-01'],
  );
  t.equal(second.next, null);
  const none = await as(facilitator, (tx, ctx) => listMeetings(tx, ctx, { ...filters, state: 'held' }));
  t.strictSame(none.items, []);
});

t.test('a stale version is refused, and of two who close at once one is', async (t) => {
  const id = await held();
  await takeMeeting(facilitator, id, recordMinutes, minutes);
  const { version } = await readMeeting(id);
  t.equal(await refusalOf(as(facilitator, (tx, ctx) => closeMeeting(tx, ctx, id, version - 1))), 'stale-version');
  const outcomes = await Promise.all(
    [facilitator, people.otherFacilitator].map((by) => refusalOf(as(by, (tx, ctx) => closeMeeting(tx, ctx, id, version)))),
  );
  t.strictSame(outcomes.sort(), ['no refusal', 'stale-version']);
  t.equal(await refusalOf(as(facilitator, (tx, ctx) => closeMeeting(tx, ctx, newId<'meeting'>(), 1))), 'not-found');
});

t.test('a colleague can’t close a meeting while a recommendation of it is written down', async (t) => {
  const id = await held();
  await takeMeeting(facilitator, id, recordMinutes, minutes);
  const { version } = await readMeeting(id);
  const outcomes = await Promise.all([
    refusalOf(as(people.otherFacilitator, (tx, ctx) => closeMeeting(tx, ctx, id, version))),
    refusalOf(recommend(id)),
  ]);
  t.equal(outcomes[0], 'no refusal');
  t.ok(['no refusal', 'meeting-not-held'].includes(outcomes[1] ?? ''), 'it came before the closing, or not at all');
});

t.test('the planner’s event names the participants, who may read that it happened', async (t) => {
  const id = await plan();
  const [event] = await world.superuser<{ parties: string[] }[]>`select parties from events where subject_id = ${id}`;
  t.strictSame([...(event?.parties ?? [])].sort(), [donor.organisationId, requester.organisationId].sort());
});
