import t from 'tap';
import { loginOf } from '#src/demo/accounts.ts';
import { must } from '#src/kernel/assert.ts';
import { type Caller, LOGIN_OF, type Reply, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { makeUnit, REFERENCE_INSTANT } from '#tests/support/people.ts';

type Json = Record<string, unknown>;

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
let validator = await api.signIn(LOGIN_OF.validator);
let facilitator = await api.signIn(LOGIN_OF.facilitator);
const colleague = await api.signIn(loginOf('facilitator', 'unsmil', '2'));
const requester = await api.signIn(LOGIN_OF.requester);
const donor = await api.signIn(LOGIN_OF.donor);

const told = ({ status, body }: Reply): string => (status < 300 ? String(status) : String(body['code']));
const get = async (by: Caller, path: string): Promise<Json> => (await by('GET', path)).body;
const itemsOf = async (by: Caller, path: string): Promise<Json[]> => (await get(by, path))['items'] as Json[];

const required = await itemsOf(facilitator, '/v1/requirements?limit=200');
const { unitType, itemType } = must(
  required.find((row) => row['unitType'] !== null),
  'a type of unit that requires something',
);
const table = (): Promise<Json[]> =>
  itemsOf(facilitator, `/v1/requirements?limit=100&unitType=${String(unitType)}&itemType=${String(itemType)}`);
const propose = (by: Caller, body: Json): Promise<Reply> =>
  by('POST', '/v1/requirement-proposals', { body: { unitType, itemType, reason: 'The table was typed wrong', ...body } });
const decide = (by: Caller, id: unknown, step: string, body?: Json): Promise<Reply> =>
  by('POST', `/v1/requirement-proposals/${String(id)}/${step}`, { ifMatch: '"1"', ...(body ? { body } : {}) });
const actionsOf = (id: unknown) =>
  superuser<{ action: string }[]>`
  select action from events where subject_id = ${String(id)} order by creation_order`.then((rows) => rows.map(({ action }) => action));

/** So many days on, at which everybody signs in anew. */
async function after(days: number): Promise<void> {
  api.setTime(new Date(REFERENCE_INSTANT.getTime() + days * 86_400_000));
  validator = await api.signIn(LOGIN_OF.validator);
  facilitator = await api.signIn(LOGIN_OF.facilitator);
}

const TODAY = '2026-11-23';
const LATER = '2026-12-01';

t.test(
  'one organisation proposes what a type of unit is to require, another confirms it, and what was before stays to be read',
  async (t) => {
    const before = await table();
    const proposed = await propose(validator, { authorised: 41, effectiveOn: TODAY });
    t.equal(told(proposed), '201');
    t.match(proposed.body, { state: 'proposed', allowedActions: ['withdraw'], authorised: 41 });
    t.match(proposed.body['notAllowedNow'], [
      { action: 'confirm', code: 'other-hand-required', facts: { because: 'same-person' } },
      { action: 'refuse', code: 'other-hand-required', facts: { because: 'same-person' } },
    ]);
    const { id } = proposed.body;
    t.strictSame(await table(), before, 'nothing has changed yet');
    t.equal(told(await propose(facilitator, { authorised: 42, effectiveOn: LATER })), 'proposal-open');
    t.equal(told(await decide(validator, id, 'confirm')), 'other-hand-required');
    t.equal(told(await decide(requester, id, 'confirm')), 'role-not-allowed');
    t.equal(told(await decide(facilitator, id, 'withdraw')), 'not-your-own');
    const confirmed = await decide(facilitator, id, 'confirm');
    t.equal(told(confirmed), '200');
    t.match(confirmed.body, { state: 'confirmed', allowedActions: [], notAllowedNow: [] });
    const now = await table();
    t.match(
      now.find((row) => row['id'] === confirmed.body['requirementId']),
      { authorised: 41, effectiveOn: TODAY, withdrawn: false },
    );
    t.equal(now.length, before.length + 1, 'the rows before stay');
    t.strictSame(await actionsOf(id), ['requirement-proposal.proposed', 'requirement-proposal.confirmed']);
    t.strictSame(await actionsOf(confirmed.body['requirementId']), ['requirement.recorded']);
    t.equal(told(await decide(facilitator, id, 'confirm')), 'stale-version');
  },
);

t.test('what it would touch is told beforehand: how many units of all, and the gaps of those that the reader sees', async (t) => {
  const proposed = await propose(facilitator, { authorised: 43, effectiveOn: LATER });
  const { id } = proposed.body;
  const effects = await get(facilitator, `/v1/requirement-proposals/${String(id)}/effects`);
  t.match(effects, { from: LATER, authorisedBefore: 41, authorisedAfter: 43, proposalId: id });
  const touched = effects['touched'] as Json[];
  t.ok(touched.length > 0 && touched.length === effects['touchedUnits'], 'a facilitator sees them all');
  const gaps = await itemsOf(facilitator, `/v1/gaps?limit=200&itemType=${String(itemType)}`);
  for (const { unit, gapBefore } of touched) {
    t.equal(gapBefore, gaps.find(({ unitId }) => unitId === (unit as Json)['id'])?.['gap'] ?? 0, 'as the gaps have it');
  }
  const own = await get(requester, `/v1/requirement-proposals/${String(id)}/effects`);
  const unseen = touched.length - (own['touched'] as Json[]).length;
  t.match(own, unseen > 0 && unseen < 3 ? { touchedUnits: null, suppressed: true } : { touchedUnits: touched.length, suppressed: false });
  const ours = new Set((await itemsOf(requester, '/v1/units?limit=200')).map((unit) => unit['id']));
  t.ok(
    (own['touched'] as Json[]).every(({ unit }) => ours.has((unit as Json)['id'])),
    'of others it is told how many, and not which',
  );
  t.equal((await donor('GET', `/v1/requirement-proposals/${String(id)}`)).status, 403);
  t.equal(told(await decide(colleague, id, 'confirm')), 'other-hand-required', 'a colleague is of the same organisation');
  t.equal(told(await decide(validator, id, 'confirm')), '200');
  const seen = (await get(facilitator, '/v1/gaps?limit=1'))['items'];
  t.ok(seen, 'and gaps go on being computed');
  t.equal((await table()).find((row) => row['effectiveOn'] === LATER)?.['authorised'], 43);
});

t.test('of one day the later word holds, and the earlier is withdrawn for it', async (t) => {
  const proposed = await propose(validator, { authorised: 44, effectiveOn: LATER });
  t.equal(told(await decide(facilitator, proposed.body['id'], 'confirm')), '200');
  const ofTheDay = (await table()).filter((row) => row['effectiveOn'] === LATER);
  t.strictSame(
    ofTheDay.map(({ authorised, withdrawn }) => [authorised, withdrawn]),
    [
      [44, false],
      [43, true],
    ],
  );
  t.strictSame(await actionsOf(ofTheDay[1]?.['id']), ['requirement.recorded', 'requirement.superseded']);
});

t.test('no day that has passed, no type or item that isn’t there, and nothing that the table says already', async (t) => {
  t.equal(told(await propose(validator, { authorised: 1, effectiveOn: '2026-11-22' })), 'date-order');
  t.equal(told(await propose(validator, { authorised: 1, effectiveOn: TODAY, unitType: 'no-such-type' })), 'reference-unknown');
  t.equal(told(await propose(validator, { authorised: 1, effectiveOn: TODAY, itemType: 'no-such-item' })), 'reference-unknown');
  t.equal(told(await propose(validator, { authorised: 44, effectiveOn: LATER })), 'invalid-field');
  t.equal(told(await propose(requester, { authorised: 1, effectiveOn: LATER })), 'role-not-allowed');
});

t.test('whoever may confirm may refuse and says why; whoever proposed takes it back; what nobody decided in time lapses', async (t) => {
  const refused = (await propose(validator, { authorised: 45, effectiveOn: LATER })).body['id'];
  t.match((await decide(facilitator, refused, 'refuse', { reason: 'Not by our doctrine' })).body, {
    state: 'refused',
    refusalReason: 'Not by our doctrine',
  });
  const withdrawn = (await propose(validator, { authorised: 45, effectiveOn: LATER })).body['id'];
  t.match((await decide(validator, withdrawn, 'withdraw')).body, { state: 'withdrawn' });
  const lapsing = (await propose(validator, { authorised: 45, effectiveOn: LATER })).body['id'];
  await after(15);
  t.match(await get(facilitator, `/v1/requirement-proposals/${String(lapsing)}`), { state: 'lapsed', allowedActions: [] });
  t.equal(told(await decide(facilitator, lapsing, 'confirm')), 'transition-not-allowed');
  t.strictSame(
    (await itemsOf(facilitator, '/v1/requirement-proposals?state=lapsed')).map(({ id }) => id),
    [lapsing],
  );
  const next = await propose(facilitator, { authorised: 46, effectiveOn: '2026-12-24' });
  t.equal(told(next), '201', 'it makes room for another');
  t.strictSame(await actionsOf(lapsing), ['requirement-proposal.proposed', 'requirement-proposal.lapsed']);
});

t.test(
  'one that is confirmed after its day begins on the day of the confirmation, and the database takes no hand of the same organisation',
  async (t) => {
    const [open] = await itemsOf(facilitator, '/v1/requirement-proposals?state=proposed');
    if (open) await decide(facilitator, open['id'], 'withdraw');
    const { id } = (await propose(validator, { authorised: 47, effectiveOn: '2026-12-08' })).body;
    const refusal = await superuser`
      update requirement_proposals set state = 'confirmed', decided_by = gen_random_uuid(), decided_at = now(), requirement_id = gen_random_uuid()
      where id = ${String(id)}`.catch((error: unknown) => error);
    t.match(refusal, { constraint_name: 'takes_two_hands' });
    await after(18);
    const { requirementId } = (await decide(facilitator, id, 'confirm')).body;
    t.match(
      (await table()).find((row) => row['id'] === requirementId),
      { authorised: 47, effectiveOn: '2026-12-11' },
    );
  },
);

t.test('units of others that are too few to hide behind each other are not counted to who doesn’t see them', async (t) => {
  const ofLonely = 'lonely-post';
  await superuser`insert into unit_types select (jsonb_populate_record(one, jsonb_build_object('slug', ${ofLonely}::text))).* from unit_types as one limit 1`;
  const make = (organisation: string) => makeUnit(api.database, { organisation, unitType: ofLonely });
  await make('ly-gasbcp');
  const strange = await make('ly-customs-authority');
  const { id } = (await propose(facilitator, { unitType: ofLonely, authorised: 3, effectiveOn: '2026-12-24' })).body;
  const own = await api.signIn(LOGIN_OF.requester);
  const effects = (by: Caller) => get(by, `/v1/requirement-proposals/${String(id)}/effects`);
  const hidden = { touchedUnits: null, unitsWithTheirOwn: null, organisations: null, suppressed: true };
  t.match(await effects(own), hidden, 'one of another');
  t.equal(((await effects(own))['touched'] as Json[]).length, 1, 'its own it sees');
  t.match(await effects(facilitator), { touchedUnits: 2, organisations: 2, suppressed: false }, 'whoever sees both counts both');
  await make('ly-customs-authority');
  t.match(await effects(own), hidden, 'two');
  await make('ly-customs-authority');
  t.match(
    await effects(own),
    { touchedUnits: 4, unitsWithTheirOwn: 0, organisations: 2, suppressed: false },
    'three hide behind each other',
  );
  await superuser`insert into requirements (id, unit_id, organisation_id, item_type, authorised, effective_on, created_at)
    values (gen_random_uuid(), ${strange.id}, ${strange.organisationId}, ${String(itemType)}, 1, '2026-11-01', now())`;
  t.match(await effects(own), hidden, 'one that goes by its own is hidden, and what the rest would tell of it');
});

t.test('what an account proposed that was suspended since is decided as ever, or lapses by its date', async (t) => {
  const suspended = async () => superuser`update users set suspended_at = now() where login = ${LOGIN_OF.validator}`;
  const ids = [];
  for (const authorised of [61, 62]) {
    const open = (await itemsOf(facilitator, '/v1/requirement-proposals?state=proposed&limit=100')).find(
      (one) => one['unitType'] === unitType,
    );
    if (open) t.equal(told(await decide(facilitator, open['id'], 'withdraw')), '200');
    await superuser`update users set suspended_at = null where login = ${LOGIN_OF.validator}`;
    validator = await api.signIn(LOGIN_OF.validator);
    const { id } = (await propose(validator, { authorised, effectiveOn: '2026-12-30' })).body;
    ids.push(id);
    await suspended();
    if (authorised === 61) t.equal(told(await decide(facilitator, id, 'confirm')), '200');
  }
  api.setTime(new Date(REFERENCE_INSTANT.getTime() + 40 * 86_400_000));
  facilitator = await api.signIn(LOGIN_OF.facilitator);
  t.match(await get(facilitator, `/v1/requirement-proposals/${String(ids[1])}`), { state: 'lapsed', allowedActions: [] });
  t.equal(told(await propose(facilitator, { authorised: 63, effectiveOn: '2027-01-20' })), '201', 'and stands in nobody’s way');
});
