import t from 'tap';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

type Json = Record<string, unknown>;
type Told = Record<string, Json & { lines: Json[]; participants: Json[] }>;

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const as = (role: keyof typeof LOGIN_OF): Promise<Caller> => api.signIn(LOGIN_OF[role]);
const [requester, validator, donor, facilitator, auditor] = await Promise.all([
  as('requester'),
  as('validator'),
  as('donor'),
  as('facilitator'),
  as('auditor'),
]);

async function done(caller: Caller, method: string, path: string, body: object, version?: number): Promise<Json> {
  const reply = await caller(method, path, { body, ...(version === undefined ? {} : { ifMatch: `"${version}"` }) });
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}

/** What the newest event of this kind tells its reader. */
async function toldOf(id: unknown, action: string, reader = auditor): Promise<Told> {
  const { body } = await reader('GET', `/v1/events?subjectId=${String(id)}&action=${action}&limit=1`);
  return (body['items'] as Told[])[0] ?? {};
}

t.test('a need that is revised and validated tells of its lines, before and after', async (t) => {
  const [unit] = await superuser<{ id: string }[]>`
    select unit_id as id from users where login = ${LOGIN_OF.requester} and unit_id is not null
    union all select units.id from units join users using (organisation_id) where login = ${LOGIN_OF.requester} limit 1`;
  const line = { itemType: 'individual-first-aid-kit', quantityRequested: 9 };
  const header = { justification: { en: 'For the night shift.' }, neededBy: '2027-06-30', respondBy: '2027-03-31' };
  const { id } = await done(requester, 'POST', '/v1/needs', { unitId: unit?.id, priority: 'urgent', ...header, lines: [line] });
  const drafted = await toldOf(id, 'need.drafted');
  t.match(drafted['after'], { priority: 'urgent', state: 'draft', lines: [line] });
  t.equal(drafted['before'], null);

  await done(requester, 'PATCH', `/v1/needs/${String(id)}`, { lines: [{ ...line, quantityRequested: 30 }] }, 1);
  const revised = await toldOf(id, 'need.revised');
  t.match(revised, {
    before: { version: 1, lines: [{ quantityRequested: 9 }] },
    after: { version: 2, lines: [{ quantityRequested: 30 }] },
  });
  t.notOk('priority' in (revised['after'] ?? {}), 'nor of what stayed');

  const submitted = await done(requester, 'POST', `/v1/needs/${String(id)}/submit`, {}, 2);
  const [{ id: lineId } = { id: '' }] = submitted['lines'] as { id: string }[];
  const decision = { lines: [{ lineId, quantityValidated: 12, reason: 'one-per-person' }] };
  await done(validator, 'POST', `/v1/needs/${String(id)}/validate`, decision, 3);
  t.match(await toldOf(id, 'need.validated'), {
    before: { state: 'submitted', lines: [{ id: lineId, quantityValidated: null, validationReason: null }] },
    after: { state: 'validated', lines: [{ id: lineId, quantityValidated: 12, validationReason: 'one-per-person' }] },
  });
});

t.test('a need that is emptied says so, and one that is filled again says of what', async (t) => {
  const [unit] = await superuser<{ id: string }[]>`
    select unit_id as id from users where login = ${LOGIN_OF.requester} and unit_id is not null
    union all select units.id from units join users using (organisation_id) where login = ${LOGIN_OF.requester} limit 1`;
  const line = { itemType: 'individual-first-aid-kit', quantityRequested: 9 };
  const header = { justification: { en: 'For the day shift.' }, neededBy: '2027-06-30', respondBy: '2027-03-31' };
  const { id } = await done(requester, 'POST', '/v1/needs', { unitId: unit?.id, priority: 'urgent', ...header, lines: [line] });
  await done(requester, 'PATCH', `/v1/needs/${String(id)}`, { lines: [] }, 1);
  for (const reader of [requester, auditor]) {
    const emptied = await toldOf(id, 'need.revised', reader);
    t.match(emptied['before']?.lines, [line]);
    t.strictSame(emptied['after']?.lines, []);
  }
  await done(requester, 'PATCH', `/v1/needs/${String(id)}`, { lines: [line] }, 2);
  const filled = await toldOf(id, 'need.revised');
  t.strictSame(filled['before']?.lines, []);
  t.match(filled['after']?.lines, [line]);
});

t.test('a participant who stays is told of only where something of it changed', async (t) => {
  const [first, second] = await superuser<{ id: string }[]>`select id from organisations where parent_id is null order by slug limit 2`;
  const participants = [
    { organisationId: first?.id, delegationSize: 2 },
    { organisationId: second?.id, delegationSize: 3 },
  ];
  const meeting = await done(facilitator, 'POST', '/v1/meetings', {
    title: { en: 'On the road' },
    purpose: { en: 'What is lacking' },
    place: { en: 'Tunis' },
    startsOn: '2027-01-10',
    endsOn: '2027-01-10',
    participants,
  });
  const changed = [participants[0], { ...participants[1], delegationSize: 4 }];
  await done(facilitator, 'PATCH', `/v1/meetings/${String(meeting['id'])}`, { participants: changed }, 1);
  const revised = await toldOf(meeting['id'], 'meeting.revised', facilitator);
  t.strictSame(revised['before']?.participants, [participants[1]]);
  t.strictSame(revised['after']?.participants, [changed[1]]);
});

t.test('an amount of money is told as it is kept and as the record says, to the last place', async (t) => {
  const ceiling = { amount: '99999999999999.999', currency: 'TND' };
  const offer = await done(donor, 'POST', '/v1/offers', {
    modality: 'funding',
    validFrom: '2026-11-23',
    validUntil: '2027-12-31',
    budget: ceiling,
    lines: [{ kind: 'funding', ceiling }],
  });
  t.match(offer, { budget: ceiling, lines: [{ ceiling }] });
  const written = await toldOf(offer['id'], 'offer.drafted');
  t.strictSame([written['after']?.['budgetAmount'], written['after']?.lines[0]?.['ceilingAmount']], [ceiling.amount, ceiling.amount]);
});

t.test('an offer that is revised tells of its lines, and a meeting of who takes part', async (t) => {
  const line = { kind: 'item', itemType: 'vehicle-4x4-pickup', quantity: 9, goodsCondition: 'new' };
  const offer = await done(donor, 'POST', '/v1/offers', {
    modality: 'in-kind-new',
    validFrom: '2026-12-01',
    validUntil: '2027-12-31',
    lines: [line],
  });
  await done(donor, 'PATCH', `/v1/offers/${String(offer['id'])}`, { lines: [{ ...line, quantity: 30 }] }, 1);
  t.match(await toldOf(offer['id'], 'offer.revised'), { before: { lines: [{ quantity: 9 }] }, after: { lines: [{ quantity: 30 }] } });

  const [first, second] = await superuser<{ id: string }[]>`select id from organisations where parent_id is null order by slug limit 2`;
  const meeting = await done(facilitator, 'POST', '/v1/meetings', {
    title: { en: 'On the crossing' },
    purpose: { en: 'What is lacking' },
    place: { en: 'Tunis' },
    startsOn: '2027-01-10',
    endsOn: '2027-01-10',
    participants: [{ organisationId: first?.id, delegationSize: 2 }],
  });
  await done(
    facilitator,
    'PATCH',
    `/v1/meetings/${String(meeting['id'])}`,
    { participants: [{ organisationId: second?.id, delegationSize: 5 }] },
    1,
  );
  t.match(await toldOf(meeting['id'], 'meeting.revised'), {
    before: { participants: [{ organisationId: first?.id, delegationSize: 2 }] },
    after: { participants: [{ organisationId: second?.id, delegationSize: 5 }] },
  });
});

t.test(
  'who else may read the record is told of the fields that the record lets them read, and nobody of one that is not theirs',
  async (t) => {
    const [unit] = await superuser<
      { id: string }[]
    >`select unit_id as id from users where login = ${LOGIN_OF.requester} and unit_id is not null
    union all select units.id from units join users using (organisation_id) where login = ${LOGIN_OF.requester} limit 1`;
    const line = { itemType: 'individual-first-aid-kit', quantityRequested: 9 };
    const header = { justification: { en: 'Told to few.' }, neededBy: '2027-06-30', respondBy: '2027-03-31' };
    const { id } = await done(requester, 'POST', '/v1/needs', { unitId: unit?.id, priority: 'urgent', ...header, lines: [line] });
    t.match(await toldOf(id, 'need.drafted', requester), { after: { justification: header.justification, lines: [line] } });
    t.match(await toldOf(id, 'need.drafted', facilitator), { before: null, after: null }, 'a draft is its author’s');

    const submitted = await done(requester, 'POST', `/v1/needs/${String(id)}/submit`, {}, 1);
    await done(validator, 'POST', `/v1/needs/${String(id)}/validate`, { lines: [] }, Number(submitted['version']));
    const disclosure = { disclosureLevel: 'partners', summary: { en: 'First aid for one post.' } };
    await done(facilitator, 'POST', `/v1/needs/${String(id)}/publish`, disclosure, 3);
    t.match(await toldOf(id, 'need.validated', facilitator), { after: { lines: [{ quantityValidated: 9 }] } });
    const [{ organisation } = { organisation: '' }] = await superuser<{ organisation: string }[]>`
    select organisation_id as organisation from users where login = ${LOGIN_OF.donor}`;
    await superuser`alter table events disable trigger events_are_append_only`;
    await superuser`update events set parties = parties || ${organisation}::uuid where subject_id = ${String(id)}`;
    await superuser`alter table events enable trigger events_are_append_only`;
    const { body } = await donor('GET', `/v1/events?subjectId=${String(id)}`);
    const items = body['items'] as Told[];
    t.equal(items.length, 4, 'were a donor party to them all');
    t.match(items.at(0), { action: 'need.published', after: { state: 'published', summary: disclosure.summary } });
    t.notMatch(JSON.stringify(items), /justification|quantity|priority|unitId|neededBy"|Told to few/);
  },
);
