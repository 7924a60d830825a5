import t from 'tap';
import { readersOfRecords } from '#tests/support/readers.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const as = async (role: keyof typeof LOGIN_OF) => api.signIn(LOGIN_OF[role]);
const [facilitator, donor, requester, administrator] = [
  await as('facilitator'),
  await as('donor'),
  await as('requester'),
  await as('administrator'),
];
const [italys] = await superuser<{ id: string; need_id: string }[]>`
  select deliveries.id, matches.need_id from deliveries join delivery_lines on delivery_id = deliveries.id join matches on matches.id = match_id
  join organisations on organisations.id = deliveries.donor_id
  where organisations.slug = 'it-ministry-of-interior' and deliveries.state not in ('verified', 'handed-over') order by deliveries.creation_order limit 1`;
const [others] = await superuser<{ id: string }[]>`
  select deliveries.id from deliveries join organisations on organisations.id = donor_id where organisations.slug <> 'it-ministry-of-interior' limit 1`;
const secretUnits = await superuser<{ id: string }[]>`
  select id from units where not exists (select from matches join organisations on organisations.id = donor_id
    where matches.unit_id = units.id and slug = 'it-ministry-of-interior' and disclosed_at is not null)`;

t.test('the ranking of the scenario has every open obstacle, with the lists behind its figures', async (t) => {
  const { status, body } = await facilitator('GET', '/v1/obstacles/ranking?limit=200');
  t.equal(status, 200);
  const items = body['items'] as {
    id: string;
    held: { weightedQuantity: number; quantity: number };
    things: { weightedQuantity: number }[];
  }[];
  const [open] = await superuser<{ count: number }[]>`
    select count(*)::int as count from obstacles where state in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened')`;
  t.equal(items.length, open?.count);
  t.ok(items.some(({ held }) => held.quantity > 0));
  for (const { held, things } of items) {
    const listed = things.reduce((sum, one) => sum + one.weightedQuantity, 0);
    t.equal(listed, held.weightedQuantity);
  }
  const [first] = items;
  const whatIf = await facilitator('GET', `/v1/obstacles/ranking/what-if?resolved=${first?.id}`);
  t.match(whatIf.body, { resolved: [{ id: first?.id }] });
  t.equal((whatIf.body['items'] as unknown[]).length, Math.min(50, items.length - 1));
  t.equal((await administrator('GET', '/v1/obstacles/ranking')).body['code'], 'role-not-allowed');
});

t.test('what-if takes the obstacles in one text or one after the other, and says of each that is none that it was sent', async (t) => {
  const whatIf = async (query: string) => (await facilitator('GET', `/v1/obstacles/ranking/what-if${query}`)).body;
  const ranking = await facilitator('GET', '/v1/obstacles/ranking?limit=2');
  const [one, other] = (ranking.body['items'] as { id: string }[]).map(({ id }) => id);
  for (const both of [`?resolved=${one},${other}`, `?resolved=${one}&resolved=${other}`]) {
    const played = (await whatIf(both))['resolved'] as { id: string }[];
    t.strictSame(new Set(played.map(({ id }) => id)), new Set([one, other]), both);
  }
  const faults = async (query: string) =>
    ((await whatIf(query))['fields'] as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`);
  t.strictSame(await faults(''), ['query/resolved missing']);
  for (const query of ['?resolved=x', '?resolved=']) t.strictSame(await faults(query), ['query/resolved/0 invalid-format'], query);
  t.strictSame(await faults(`?resolved=${one},x,${other},`), ['query/resolved/1 invalid-format', 'query/resolved/3 invalid-format']);
  const nobody = '00000000-0000-4000-8000-000000000000';
  t.strictSame(await faults(`?resolved=${one},${nobody}`), ['query/resolved/1 reference-unknown']);
  t.strictSame(await faults(`?resolved=${`${one},`.repeat(50)}${one}`), ['query/resolved too-big']);
});

t.test('a donor is told when its own deliveries arrive, from what that was reckoned, and of nobody else’s', async (t) => {
  const path = `/v1/deliveries/${italys?.id}/forecast`;
  const { status, body } = await donor('GET', path);
  t.equal(status, 200);
  t.match(body, { is: 'under-way', p50On: /^20/, p80On: /^20/, asOf: '2026-11-23', runs: 2000 });
  t.ok(String(body['p50On']) <= String(body['p80On']));
  t.strictSame((await donor('GET', path)).body, body, 'asked again');
  t.equal((await donor('GET', `${path}?seed=7`)).body['seed'], 7);
  t.match((await donor('GET', `${path}?seed=9007199254740993`)).body['fields'], { length: 1, 0: { code: 'too-big', limit: '4294967295' } });
  t.equal((await donor('GET', `/v1/deliveries/${others?.id}/forecast`)).status, 404);
  for (const used of body['ahead'] as { from: string; records: number }[]) t.equal(used.from, 'reference', 'nothing has been recorded yet');
});

t.test('a need’s forecast says what it doesn’t cover: all of it to the recipient, to a donor only its own', async (t) => {
  const path = `/v1/needs/${italys?.need_id}/forecast`;
  const { body: toDonor } = await donor('GET', path);
  const { body: toFacilitator } = await facilitator('GET', path);
  t.match(toFacilitator, { coversAll: Boolean, lines: [{ unpromised: Number }], deliveries: [{ is: String }] });
  t.notOk('coversAll' in toDonor);
  for (const line of toDonor['lines'] as object[]) t.notOk('unpromised' in line);
  t.ok((toDonor['deliveries'] as unknown[]).length >= 1);
});

t.test('nothing of it tells a donor a unit that it may not know, or a field that its records don’t let it read', async (t) => {
  for (const path of [
    '/v1/obstacles/ranking?limit=200',
    `/v1/deliveries/${italys?.id}/forecast`,
    `/v1/needs/${italys?.need_id}/forecast`,
  ]) {
    const { body } = await donor('GET', path);
    const text = JSON.stringify(body);
    t.notOk(
      secretUnits.some(({ id }) => text.includes(id)),
      path,
    );
  }
  const { body } = await donor('GET', '/v1/obstacles/ranking');
  const listed: Readonly<Record<string, readonly string[]>> = readersOfRecords().get('RankedObstacle') ?? {};
  for (const item of body['items'] as object[]) {
    t.strictSame(
      Object.keys(item).filter((field) => !listed[field]?.includes('donor-party')),
      [],
    );
  }
  t.equal((await requester('GET', '/v1/obstacles/ranking')).status, 200);
});
