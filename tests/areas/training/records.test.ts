import { eq } from 'drizzle-orm';
import t from 'tap';
import { readNeedLines } from '#src/areas/matching/index.ts';
import { needLines } from '#src/areas/needs/tables.ts';
import { completedTraining, recordCompletedCourses } from '#src/areas/training/index.ts';
import type { DeliveryId, DeliveryLineId, NeedLineId, UnitId } from '#src/kernel/id.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { theSystem } from '#tests/support/people.ts';

type Json = Record<string, unknown>;

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const validator = await api.signIn(LOGIN_OF.validator);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const requester = await api.signIn(LOGIN_OF.requester);
const italy = await api.signIn(LOGIN_OF.donor);
const auditor = await api.signIn(LOGIN_OF.auditor);
const administrator = await api.signIn(LOGIN_OF.administrator);

const [unit] = await superuser<{ id: UnitId; line: NeedLineId }[]>`
  select units.id, need_lines.id as line from units join organisations on organisations.id = units.organisation_id
  join need_lines on need_lines.unit_id = units.id where organisations.slug = 'ly-gasbcp' order by need_lines.creation_order limit 1`;
const [strange] = await superuser<{ id: UnitId }[]>`
  select units.id from units join organisations on organisations.id = units.organisation_id where organisations.slug = 'ly-customs-authority' limit 1`;
if (!unit || !strange) throw new Error('the scenario has units of both');

const asSystem = <T>(work: (tx: Parameters<typeof completedTraining>[0]) => Promise<T>): Promise<T> =>
  asActor(api.database.db, theSystem(), work);
const listed = async (by: Caller, query = ''): Promise<Json[]> =>
  (await by('GET', `/v1/training-records?limit=200${query}`)).body['items'] as Json[];
const body = (change: Json = {}): Json => ({
  unitId: unit.id,
  itemType: 'course-radio-operator',
  seats: 14,
  completedOn: '2026-10-01',
  evidence: 'Certificates of the training centre, file 12/2026',
  ...change,
});
const record = (change: Json = {}, by = validator) => by('POST', '/v1/training-records', { body: body(change) });
const step = (by: Caller, path: string, name: 'confirm' | 'withdraw', version: number) =>
  by('POST', `${path}/${name}`, { ifMatch: `"${version}"`, ...(name === 'withdraw' ? { body: { reason: 'entered-for-a-test' } } : {}) });
const coursesOf = async (on?: string): Promise<string[]> =>
  ((await asSystem((tx) => completedTraining(tx, [unit.id], on))).get(unit.id) ?? []).map(({ itemType }) => itemType);

t.test('every course that the scenario’s deliveries completed is on record, the code of conduct included', async (t) => {
  const records = await listed(facilitator);
  t.equal(records.length, 10);
  for (const one of records) t.match(one, { source: 'delivery', state: 'confirmed', counts: true, evidence: null });
  t.match(
    records.filter(({ itemType }) => itemType === 'course-code-of-conduct'),
    [{ courses: 2, seats: 60, completedOn: '2026-10-26', validUntil: null, deliveryId: String }],
  );
  t.equal(
    records.reduce((sum, { seats }) => sum + Number(seats), 0),
    10 + 10 + 12 + 24 + 16 + 16 + 25 + 60 + 12 + 12,
    'seats are those that each offer’s course has',
  );
});

t.test('a record by hand counts once a second person has confirmed it, and no longer when it is withdrawn', async (t) => {
  const added = await record();
  t.equal(added.status, 201);
  t.match(added.body, { state: 'recorded', counts: false, source: 'evidence', courses: 1, allowedActions: ['withdraw'] });
  const path = String(added.headers.get('location'));
  t.notOk((await coursesOf()).includes('course-radio-operator'));
  const own = await step(validator, path, 'confirm', 1);
  t.equal(own.status, 403);
  t.equal(own.body['code'], 'recorder-may-not-confirm');
  const facts = async () => {
    const [subject] = await asSystem((tx) => readNeedLines(tx, eq(needLines.id, unit.line)));
    return subject?.facts.trainingsCompleted ?? [];
  };
  t.notOk((await facts()).includes('course-radio-operator'), 'a condition of a donor doesn’t see it yet');
  const confirmed = await step(facilitator, path, 'confirm', 1);
  t.match(confirmed.body, { state: 'confirmed', counts: true, version: 2 });
  t.ok((await coursesOf()).includes('course-radio-operator'));
  t.ok((await facts()).includes('course-radio-operator'), 'a condition of a donor sees it');
  t.equal((await step(facilitator, path, 'confirm', 2)).body['code'], 'transition-not-allowed');
  t.equal((await step(validator, path, 'withdraw', 1)).body['code'], 'stale-version');
  t.equal((await step(validator, path, 'withdraw', 2)).status, 200);
  t.notOk((await coursesOf()).includes('course-radio-operator'));
  const events = await auditor('GET', `/v1/events?subjectType=training-record&subjectId=${path.split('/').at(-1)}`);
  t.strictSame(
    (events.body['items'] as Json[]).map(({ action }) => action),
    ['training.withdrawn', 'training.confirmed', 'training.recorded'],
  );
});

t.test('a course counts until it expires', async (t) => {
  const added = await record({ itemType: 'course-first-responder', completedOn: '2025-01-15', validUntil: '2027-01-15' });
  await step(facilitator, String(added.headers.get('location')), 'confirm', 1);
  const counts = async (on: string) => (await coursesOf(on)).includes('course-first-responder');
  t.strictSame(
    [await counts('2025-01-14'), await counts('2025-01-15'), await counts('2027-01-15'), await counts('2027-01-16')],
    [false, true, true, false],
  );
  t.ok((await listed(facilitator, '&countsOn=2027-01-15')).some(({ itemType }) => itemType === 'course-first-responder'));
  t.notOk((await listed(facilitator, '&countsOn=2027-01-16')).some(({ itemType }) => itemType === 'course-first-responder'));
});

t.test('a record says whether it counts today, on the last day of its certificate too', async (t) => {
  const shown = async (change: Json) => {
    const added = await record({ completedOn: '2025-02-10', ...change });
    return (await step(facilitator, String(added.headers.get('location')), 'confirm', 1)).body['counts'];
  };
  t.equal(await shown({ validUntil: '2026-11-23' }), true, 'its last day is today');
  t.equal(await shown({ validUntil: '2026-11-22' }), false, 'it was yesterday');
});

t.test('what can’t be is refused at its field', async (t) => {
  const refusal = async (change: Json) => {
    const { body } = await record(change);
    return [body['code'], ...((body['fields'] ?? []) as Json[]).map(({ pointer, code }) => `${String(pointer)} ${String(code)}`)].join(
      ', ',
    );
  };
  t.equal(await refusal({ itemType: 'vehicle-4x4-pickup' }), 'reference-unknown, /itemType not-a-course');
  t.equal(await refusal({ completedOn: '2026-11-24' }), 'date-order, /completedOn in-the-future');
  t.equal(await refusal({ validUntil: '2026-09-30' }), 'date-order, /validUntil before-completed-on');
  t.equal(await refusal({ unitId: strange.id }), 'reference-unknown, /unitId reference-unknown', 'another ministry’s unit');
  t.match(await refusal({ evidence: undefined }), /invalid-field, \/evidence/);
});

t.test('each reads what concerns it, and nothing else', async (t) => {
  t.equal((await listed(italy)).length, 3, 'a donor its own courses');
  for (const one of await listed(italy)) t.notOk('evidence' in one || 'recordedBy' in one);
  const [ofGasbcp] = await superuser<{ count: number }[]>`
    select count(*)::int from training_records r join organisations o on o.id = r.organisation_id where o.slug = 'ly-gasbcp'`;
  t.equal((await listed(requester)).length, ofGasbcp?.count, 'a requester its organisation’s');
  t.equal((await administrator('GET', '/v1/training-records')).status, 403);
  t.equal((await record({}, facilitator)).body['code'], 'role-not-allowed');
  const [hidden] = await superuser<{ id: string }[]>`
    select r.id from training_records r join organisations o on o.id = r.donor_id where o.slug = 'eubam-libya' limit 1`;
  t.equal((await italy('GET', `/v1/training-records/${hidden?.id}`)).status, 404, 'another donor’s course is not found');
});

t.test('recording a delivery’s courses again has no second effect, and a withdrawn one is written anew as the offer says', async (t) => {
  const [done] = await superuser<{ id: string; version: number; delivery: DeliveryId; line: DeliveryLineId }[]>`
    select r.id, r.version, l.delivery_id as delivery, l.id as line from training_records r join delivery_lines l on l.id = r.delivery_line_id
    where r.item_type = 'course-offroad-driving'`;
  if (!done) throw new Error('the scenario completes a driving course');
  const again = () => asActor(api.database.db, theSystem(), (tx) => recordCompletedCourses(tx, theSystem(), done.delivery, '2026-11-30'));
  const ofLine = () =>
    superuser<Json[]>`select state, seats, completed_on::text as on, valid_until::text as until from training_records
      where delivery_line_id = ${done.line} order by creation_order`;
  await again();
  t.strictSame([...(await ofLine())], [{ state: 'confirmed', seats: 12, on: '2026-10-10', until: null }]);
  await step(facilitator, `/v1/training-records/${done.id}`, 'withdraw', done.version);
  await superuser`
    update offer_lines set course = '{"seats": 8, "startsOn": null, "endsOn": null, "prerequisites": [], "certificateMonths": 3}'
    where id = (select offer_line_id from matches join delivery_lines l on l.match_id = matches.id where l.id = ${done.line})`;
  await again();
  t.strictSame((await ofLine())[1], { state: 'confirmed', seats: 8, on: '2026-11-30', until: '2027-02-28' });
});

t.test('what an offer says of trainees that can’t be a number of people is on record as not said', async (t) => {
  const courses = () => superuser<{ delivery: DeliveryId; line: DeliveryLineId }[]>`
    select l.delivery_id as delivery, l.id as line from training_records r join delivery_lines l on l.id = r.delivery_line_id
    where r.item_type = 'course-offroad-driving' and r.state = 'confirmed'`;
  for (const trainees of [0, 1e10]) {
    const [done] = await courses();
    if (!done) throw new Error('the course is on record');
    const [record] = (await listed(facilitator)).filter(
      ({ itemType, state }) => itemType === 'course-offroad-driving' && state === 'confirmed',
    );
    await step(facilitator, `/v1/training-records/${String(record?.['id'])}`, 'withdraw', Number(record?.['version']));
    await superuser`
      update offer_lines set course = null, specifications = ${superuser.json([{ attribute: 'trainees', value: trainees }])}
      where id = (select offer_line_id from matches join delivery_lines l on l.match_id = matches.id where l.id = ${done.line})`;
    await asActor(api.database.db, theSystem(), (tx) => recordCompletedCourses(tx, theSystem(), done.delivery, '2026-11-30'));
    const [anew] = await superuser`select seats from training_records where delivery_line_id = ${done.line} and state = 'confirmed'`;
    t.strictSame(anew, { seats: null }, String(trainees));
  }
});

t.test('what a record says never changes, not even by the database’s owner’s hand', async (t) => {
  await t.rejects(superuser`update training_records set seats = 99`, /keeps what it says/);
  await t.rejects(superuser`delete from training_records`, /keeps what it says/);
});
