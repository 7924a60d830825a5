import t from 'tap';
import { LOGIN_OF, type Reply, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const sameOffice = await api.signIn('facilitator2@unsmil.demo');
const administrator = await api.signIn(LOGIN_OF.administrator);
const elsewhere = await api.signIn('administrator@ly-jtct.demo');
const donor = await api.signIn(LOGIN_OF.donor);
const auditor = await api.signIn(LOGIN_OF.auditor);

const DAY = '2026-11-23';
const SOURCE = 'European Central Bank, euro reference rates';
const rate = (changes: object = {}) => ({ base: 'EUR', quote: 'JPY', rate: '163.42', validFrom: DAY, source: SOURCE, ...changes });
const record = (by: typeof facilitator, changes: object = {}) => by('POST', '/v1/exchange-rates', { body: rate(changes) });
const step = (by: typeof facilitator, { body }: Reply, action: string, more: object = {}) =>
  by('POST', `/v1/exchange-rates/${String(body['id'])}/${action}`, { ifMatch: `"${String(body['version'])}"`, ...more });
const faultsOf = ({ body }: Reply): string[] =>
  ((body['fields'] ?? []) as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer}: ${code}`);

t.test('a rate is of two currencies that there are, above zero, of days that have begun, and at most a month of them', async (t) => {
  for (const [changes, fault] of [
    [{ quote: 'EUR' }, '/quote: same-currency'],
    [{ quote: 'BGN' }, '/quote: currency-unknown'],
    [{ rate: '0.000' }, '/rate: not-positive'],
    [{ rate: '1,5' }, '/rate: invalid-format'],
    [{ validFrom: '2026-11-24' }, '/validFrom: in-the-future'],
    [{ validFrom: '2026-11-01', validUntil: '2026-12-02' }, '/validUntil: more-days-than-a-rate-holds'],
    [{ validUntil: '2026-11-22' }, '/validUntil: before-valid-from'],
    [{ source: '\u200b' }, '/source: blank'],
  ] as const) {
    t.strictSame(faultsOf(await record(facilitator, changes)), [fault]);
  }
  for (const someone of [donor, auditor]) t.equal((await record(someone)).status, 403);
});

t.test('it counts with a second person’s word alone, who stands apart', async (t) => {
  const recorded = await record(facilitator);
  t.equal(recorded.status, 201);
  t.match(recorded.body, { state: 'proposed', validUntil: DAY, allowedActions: ['revise', 'withdraw'] });
  t.match(recorded.body['notAllowedNow'], [{ action: 'confirm', code: 'other-hand-required', facts: { because: 'same-person' } }, {}]);
  t.match((await step(facilitator, recorded, 'confirm')).body, { code: 'other-hand-required' });
  t.match((await step(sameOffice, recorded, 'confirm')).body, { code: 'other-hand-required' });
  t.equal((await step(donor, recorded, 'confirm')).status, 403);
  const confirmed = await step(administrator, recorded, 'confirm');
  t.match(confirmed, { status: 200, body: { state: 'confirmed', allowedActions: ['withdraw'] } });
  t.match((await donor('GET', `/v1/exchange-rates/${String(recorded.body['id'])}`)).body, { rate: '163.42', source: SOURCE });
  const events = (await auditor('GET', `/v1/events?subjectType=exchange-rate&subjectId=${String(recorded.body['id'])}`)).body['items'];
  t.strictSame((events as { action: string }[]).map(({ action }) => action).toSorted(), [
    'exchange-rate.confirmed',
    'exchange-rate.recorded',
  ]);
});

t.test('the database asks for two hands, and that what is decided stays as it is', async (t) => {
  const { body } = await record(facilitator, { quote: 'USD', rate: '1.08' });
  const id = String(body['id']);
  await t.rejects(
    superuser`update exchange_rates set state = 'confirmed', decided_by = recorded_by, decided_by_organisation = recorded_by_organisation where id = ${id}`,
    /two persons|confirmed_rate_has_two_hands/,
  );
  await step(elsewhere, { body } as Reply, 'confirm');
  await t.rejects(superuser`update exchange_rates set rate = '2' where id = ${id}`);
  await t.rejects(superuser`delete from exchange_rates where id = ${id}`);
});

t.test('what was typed wrongly is mended by its recorder until somebody decides it', async (t) => {
  const recorded = await record(administrator, { quote: 'TND', rate: '33.3' });
  const mend = (by: typeof facilitator, reply: Reply, body: object) =>
    by('PATCH', `/v1/exchange-rates/${String(reply.body['id'])}`, { ifMatch: `"${String(reply.body['version'])}"`, body });
  t.equal((await mend(facilitator, recorded, { rate: '3.33' })).body['code'], 'not-your-own');
  const mended = await mend(administrator, recorded, { rate: '3.33' });
  t.match(mended.body, { rate: '3.33', version: 2 });
  const confirmed = await step(facilitator, mended, 'confirm');
  t.equal((await mend(administrator, confirmed, { rate: '3.4' })).body['code'], 'transition-not-allowed');
});

t.test('one that counts is put right by another with two hands, and refused where the second doesn’t find it so', async (t) => {
  const first = await step(facilitator, await record(administrator, { quote: 'LYD', rate: '55.9' }), 'confirm');
  const right = await record(facilitator, { quote: 'LYD', rate: '5.59', corrects: first.body['id'] });
  t.equal(
    (await administrator('GET', `/v1/exchange-rates/${String(first.body['id'])}`)).body['state'],
    'confirmed',
    'until it is confirmed',
  );
  t.equal((await step(administrator, right, 'confirm')).status, 200);
  t.equal((await administrator('GET', `/v1/exchange-rates/${String(first.body['id'])}`)).body['state'], 'superseded');
  t.strictSame(faultsOf(await record(facilitator, { quote: 'USD', corrects: right.body['id'] })), ['/corrects: reference-unknown']);
  const wrong = await record(facilitator, { quote: 'LYD', rate: '9' });
  t.match(await step(administrator, wrong, 'refuse', { body: { reason: 'not-as-published' } }), {
    status: 200,
    body: { state: 'refused', stateReason: 'not-as-published' },
  });
});
