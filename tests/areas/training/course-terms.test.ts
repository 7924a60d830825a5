import fc from 'fast-check';
import t from 'tap';
import { validUntil } from '#src/areas/training/domain/course-terms.ts';
import { fromEpochDay } from '#src/kernel/calendar-date.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { asOften } from '#tests/support/effort.ts';

type Json = Record<string, unknown>;

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const donor = await api.signIn(LOGIN_OF.donor);
const requester = await api.signIn(LOGIN_OF.requester);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const [unit] = await superuser<{ id: string }[]>`
  select units.id from units join organisations on organisations.id = units.organisation_id where organisations.slug = 'ly-gasbcp' limit 1`;

const terms = { seats: 16, startsOn: '2027-03-01', endsOn: '2027-03-12', prerequisites: ['course-code-of-conduct'], certificateMonths: 24 };
const offer = (course: Json | undefined, itemType = 'course-xray-operator') =>
  donor('POST', '/v1/offers', {
    body: {
      modality: 'training',
      validFrom: '2026-11-23',
      validUntil: '2027-12-31',
      lines: [{ kind: 'item', itemType, quantity: 2, ...(course === undefined ? {} : { course }) }],
    },
  });
const need = (course: Json, itemType = 'course-xray-operator') =>
  requester('POST', '/v1/needs', {
    body: { unitId: unit?.id, priority: 'urgent', justification: { en: 'x' }, lines: [{ itemType, quantityRequested: 1, course }] },
  });
const firstLine = (body: Json): Json => (body['lines'] as Json[])[0] ?? {};
const faultsOf = ({ body }: { body: Json }) =>
  [body['code'], ...((body['fields'] ?? []) as Json[]).map(({ pointer, code }) => `${String(pointer)} ${String(code)}`)].join(', ');

t.test('an offer and a need of a course state seats, dates and prerequisites', async (t) => {
  const offered = await offer(terms);
  t.equal(offered.status, 201, JSON.stringify(offered.body));
  t.strictSame(firstLine(offered.body)['course'], terms);
  const asked = await need({ seats: 12, startsOn: '2027-02-01', endsOn: '2027-04-30' });
  t.equal(asked.status, 201, JSON.stringify(asked.body));
  t.strictSame(firstLine(asked.body)['course'], {
    seats: 12,
    startsOn: '2027-02-01',
    endsOn: '2027-04-30',
    prerequisites: [],
    certificateMonths: null,
  });
  const plain = await offer(undefined);
  t.equal(firstLine(plain.body)['course'], null);
});

t.test('terms that can’t be are refused at their field, on both sides', async (t) => {
  t.equal(faultsOf(await offer(terms, 'vehicle-4x4-pickup')), 'reference-unknown, /lines/0/course not-a-course');
  t.equal(
    faultsOf(await offer({ ...terms, prerequisites: ['vehicle-4x4-pickup'] })),
    'reference-unknown, /lines/0/course/prerequisites/0 not-a-course',
  );
  t.equal(
    faultsOf(await need({ prerequisites: ['course-xray-operator'] })),
    'reference-unknown, /lines/0/course/prerequisites/0 own-prerequisite',
  );
  t.equal(faultsOf(await need({ startsOn: '2027-03-02', endsOn: '2027-03-01' })), 'date-order, /lines/0/course/endsOn before-starts-on');
  t.equal((await offer({ seats: 0 })).status, 400);
  t.equal((await offer({ prerequisites: ['course-human-rights', 'course-human-rights'] })).status, 400);
});

t.test('a donor sees no other donor’s terms, and none of a need before both sides have accepted', async (t) => {
  await superuser`update offer_lines set course = ${superuser.json({ ...terms })} where item_type like 'course-%'`;
  await superuser`update need_lines set course = ${superuser.json({ ...terms })} where item_type like 'course-%'`;
  const lines = async (by: typeof donor, path: string): Promise<(Json & { own: boolean })[]> => {
    const { body } = await by('GET', path);
    return (body['items'] as (Json & { lines: Json[] })[]).flatMap((item) =>
      item.lines
        .filter(({ itemType }) => String(itemType).startsWith('course-'))
        .map((line) => ({ ...line, own: 'unit' in item || (item['donor'] as Json | undefined)?.['slug'] === 'it-ministry-of-interior' })),
    );
  };
  for (const path of ['/v1/offers?limit=200', '/v1/needs?limit=200']) {
    const seen = await lines(donor, path);
    t.ok(
      seen.some(({ own }) => !own),
      `${path}: others' courses are listed`,
    );
    t.ok(
      seen.every((line) => 'course' in line === line.own),
      `${path}: with terms where the donor is a party, without where not`,
    );
    t.ok((await lines(facilitator, path)).every((line) => 'course' in line));
  }
});

t.test('a certificate of so many months ends on the same day of that month, or on its last', async (t) => {
  t.equal(validUntil('2026-11-30', 3), '2027-02-28');
  t.equal(validUntil('2026-01-31', 1), '2026-02-28');
  t.equal(validUntil('2026-02-28', 24), '2028-02-28');
  t.equal(validUntil('2026-12-15', 1), '2027-01-15');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }).map(fromEpochDay), fc.integer({ min: 1, max: 600 }), (day, months) => {
      const until = validUntil(day, months);
      const monthOfYear = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
      return monthOfYear(until) - monthOfYear(day) === months && until.slice(8) <= day.slice(8) && until < validUntil(day, months + 1);
    }),
    { numRuns: asOften(1000) },
  );
});
