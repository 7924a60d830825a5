import t from 'tap';
import { readCalendars } from '#src/areas/calendars/index.ts';
import { addWorkingDays } from '#src/areas/calendars/domain/working-calendar.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { theSystem } from '#tests/support/people.ts';

const api = await startTestApi(t);
const administrator = await api.signIn(LOGIN_OF.administrator);
const donor = await api.signIn(LOGIN_OF.donor);
const auditor = await api.signIn(LOGIN_OF.auditor);

const body = (day: string, isHoliday: boolean) => ({
  calendar: 'libya',
  day,
  isHoliday,
  name: { ar: 'عيد الفطر المبارك', en: 'Eid al-Fitr' },
  source: 'Decision announced for a test',
});
const correct = (day: string, isHoliday: boolean) => administrator('POST', '/v1/calendar-corrections', { body: body(day, isHoliday) });
const workingDays = async (query: string) => (await donor('GET', `/v1/calendars/libya/working-days?${query}`)).body;
const holiday = async (day: string) => {
  const { body } = await donor('GET', `/v1/calendars/libya/holidays?year=${day.slice(0, 4)}`);
  return (body['items'] as Record<string, unknown>[]).find((item) => item['day'] === day);
};

t.test('an announced feast moves the working days, until it is taken back', async (t) => {
  t.match(await workingDays('from=2026-03-19&add=1'), { to: '2026-03-23', workingDays: 1 }, 'expected from Friday 20 to Sunday 22');
  t.match(await holiday('2026-03-20'), { certainty: 'expected', names: { en: 'Eid al-Fitr' } });
  const added = await correct('2026-03-23', true);
  t.equal(added.status, 201);
  t.match(await workingDays('from=2026-03-19&add=1'), { to: '2026-03-24' });
  t.match(await holiday('2026-03-23'), { certainty: 'announced', names: null, source: 'Decision announced for a test' });
  const calendars = await asActor(api.database.db, theSystem(), readCalendars);
  t.equal(addWorkingDays(calendars('libya'), '2026-03-19', 1), '2026-03-24', 'for other areas too');
  t.equal(addWorkingDays(calendars('weekdays'), '2026-03-19', 2), '2026-03-23', 'for that calendar alone');

  const path = String(added.headers.get('location'));
  const revised = await administrator('PATCH', path, { body: { isHoliday: false }, ifMatch: '"1"' });
  t.match(revised.body, { isHoliday: false, version: 2 });
  t.match(await workingDays('from=2026-03-19&add=1'), { to: '2026-03-23' });
  const withdrawn = await administrator('POST', `${path}/withdraw`, { body: { reason: 'entered-for-a-test' }, ifMatch: '"2"' });
  t.equal(withdrawn.status, 200);
  t.not(withdrawn.body['withdrawnAt'], null);
  t.notOk(await holiday('2026-03-23'));
  const again = await administrator('POST', `${path}/withdraw`, { body: { reason: 'once-more' }, ifMatch: '"3"' });
  t.equal(again.body['code'], 'transition-not-allowed');

  const events = await auditor('GET', `/v1/events?subjectType=calendar-correction&subjectId=${path.split('/').at(-1)}`);
  t.strictSame(
    (events.body['items'] as Record<string, unknown>[]).map((event) => event['action']),
    ['calendar.correction-withdrawn', 'calendar.correction-revised', 'calendar.corrected'],
    'one event per change',
  );
});

t.test('an expected feast that is announced for another day is none on the expected one', async (t) => {
  await correct('2027-03-10', false);
  t.notOk(await holiday('2027-03-10'));
  t.match(await workingDays('from=2027-03-09&add=1'), { to: '2027-03-10' });
});

t.test('one correction stands per day of a calendar', async (t) => {
  const [one, other] = await Promise.all([correct('2026-08-27', true), correct('2026-08-27', true)]);
  t.strictSame(
    [one.status, other.status].toSorted((a, b) => a - b),
    [201, 409],
  );
  t.equal((one.status === 409 ? one : other).body['code'], 'already-recorded');
});

t.test('a change names the version that it is based on', async (t) => {
  const { headers } = await correct('2026-09-01', true);
  const path = String(headers.get('location'));
  t.equal((await administrator('PATCH', path, { body: { isHoliday: false } })).status, 428);
  const stale = await administrator('PATCH', path, { body: { isHoliday: false }, ifMatch: '"7"' });
  t.equal(stale.status, 412);
  t.equal(stale.body['code'], 'stale-version');
});

t.test('everyone signed in reads calendars, an administrator alone changes them', async (t) => {
  const refused = await donor('POST', '/v1/calendar-corrections', { body: body('2026-09-02', true) });
  t.equal(refused.body['code'], 'role-not-allowed');
  const { items } = (await donor('GET', '/v1/calendars')).body as { items: { slug: string; weekend: number[] }[] };
  t.strictSame(
    items.map(({ slug }) => slug),
    ['un', 'libya', 'italy', 'eu', 'weekdays'],
  );
  t.strictSame(items.find(({ slug }) => slug === 'libya')?.weekend, [5, 6]);
  const list = await donor('GET', '/v1/calendar-corrections?calendar=libya&limit=1');
  t.equal((list.body['items'] as unknown[]).length, 1);
  t.notMatch(list.body['items'], [{ recordedBy: String }], 'who entered it is for administrators and auditors');
  t.equal((await api.nobody('GET', '/v1/calendars')).status, 401);
});

t.test('a question names a day to count to or days to add, not both and not neither', async (t) => {
  for (const query of ['from=2026-03-19', 'from=2026-03-19&to=2026-03-20&add=1', 'from=2026-03-19&add=-1', 'from=yesterday&add=1']) {
    t.equal((await donor('GET', `/v1/calendars/un/working-days?${query}`)).status, 400, query);
  }
  const counted = await donor('GET', '/v1/calendars/un/working-days?from=2026-12-23&to=2026-12-31');
  t.match(counted.body, { calendar: 'un', workingDays: 5 });
  t.equal((await donor('GET', '/v1/calendars/mars/holidays')).status, 400);
});
