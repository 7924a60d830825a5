import t from 'tap';
import { NEED_EVENTS, NEED_RIGHTS, NEED_STATES, NEED_TRANSITIONS, type NeedEvent, type NeedState } from '#src/areas/needs/domain/need.ts';
import { ROLES, type Role } from '#src/kernel/role.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const callers = new Map<Role, Caller>();
for (const role of ROLES) callers.set(role, await api.signIn(LOGIN_OF[role]));
const as = (role: Role): Caller => callers.get(role) as Caller;
const [need] = await superuser<{ id: string }[]>`
  select needs.id from needs join organisations on organisations.id = needs.organisation_id
  where organisations.slug = 'ly-gasbcp' and state = 'published'
    and not exists (select from need_lines where need_id = needs.id and reserved + agreed > 0) limit 1`;
const id = need?.id ?? '';

const STEPS: Readonly<Partial<Record<NeedEvent, { readonly step: string; readonly body?: object }>>> = {
  submit: { step: 'submit' },
  recall: { step: 'recall' },
  discard: { step: 'discard' },
  validate: { step: 'validate', body: { lines: [] } },
  return: { step: 'return', body: { reason: 'incomplete' } },
  publish: { step: 'publish', body: { disclosureLevel: 'partners', summary: { en: 'Equipment' } } },
  hold: { step: 'hold', body: { reason: 'due-diligence-review' } },
  resume: { step: 'resume' },
  confirm: { step: 'confirm' },
  'revise-disclosure': { step: 'disclosure', body: { disclosureLevel: 'partners', summary: { en: 'Other equipment' } } },
  'propose-revision': { step: 'revision', body: { neededBy: '2027-12-30', reason: 'typed-wrong' } },
  'approve-revision': { step: 'revision/approve' },
  'refuse-revision': { step: 'revision/refuse', body: { reason: 'other' } },
  'withdraw-revision': { step: 'revision/withdraw' },
  withdraw: { step: 'withdraw', body: { reason: 'no-longer-needed' } },
  reject: { step: 'reject', body: { reason: 'duplicate' } },
  'close-with-gap': { step: 'close', body: { reason: 'no-offer-in-sight' } },
  'keep-open': { step: 'keep-open' },
  reinstate: { step: 'reinstate', body: { reason: 'done-by-mistake' } },
};

/** Puts the need into a state as no verb would, with the triggers that derive states asleep. */
const put = (state: string, event?: NeedEvent): Promise<unknown> =>
  superuser.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update needs set state = ${state}, version = 7, closing_requested_by = ${event === 'keep-open' ? 'validator' : null}, validated_by = null,
      needed_by = '2027-12-01', respond_by = '2027-06-01', ended_from = 'published', ended_by = ${state === 'rejected' ? 'facilitator' : 'requester'},
      reinstating_requested_by = null where id = ${id}`;
    await tx`update need_lines set quantity_validated = quantity_requested where need_id = ${id}`;
    await tx`delete from need_revisions where need_id = ${id}`;
    if (event !== 'propose-revision' && event?.endsWith('-revision')) {
      await tx`insert into need_revisions (id, need_id, organisation_id, unit_id, state, changes, before, reason, created_at)
        select gen_random_uuid(), id, organisation_id, unit_id, 'open', '{"summary": {"en": "Spares"}}', '{"summary": {"en": "Equipment"}}', 'typed-wrong', now()
        from needs where id = ${id}`;
    }
  });

/** Who may take an end back, where the tables name everybody who may end a need. */
const mayTakeBack = (role: Role, state: NeedState): boolean =>
  state === 'withdrawn' ? role === 'requester' : state === 'rejected' ? role === 'facilitator' : role !== 'requester';

t.test('whatever a person may do with a need is walked', async (t) => {
  t.strictSame(
    NEED_EVENTS.filter((event) => NEED_RIGHTS[event].length > 0 && STEPS[event] === undefined),
    [],
  );
});

for (const [event, { step, body }] of Object.entries(STEPS) as [NeedEvent, { step: string; body?: object }][]) {
  t.test(`${event} follows the table of transitions and rights, in every state and for every role`, async (t) => {
    const rights: readonly Role[] = NEED_RIGHTS[event];
    for (const state of NEED_STATES) {
      for (const role of ROLES) {
        await put(state, event);
        const reply = await as(role)('POST', `/v1/needs/${id}/${step}`, { ifMatch: '"7"', ...(body ? { body } : {}) });
        const outcome = reply.status === 200 ? 'done' : String(reply.body['code']);
        const expected = !rights.includes(role)
          ? 'role-not-allowed'
          : role === 'facilitator' && (state === 'draft' || state === 'discarded')
            ? 'not-found'
            : NEED_TRANSITIONS[event][state] === null
              ? 'transition-not-allowed'
              : event === 'reinstate' && !mayTakeBack(role, state)
                ? 'role-not-allowed'
                : 'done';
        t.equal(outcome, expected, `${role} in ${state}`);
      }
    }
  });
}

t.test('closing with a gap takes a validator and a facilitator, and one of them twice is refused', async (t) => {
  await put('published');
  const close = (role: Role, version: string) =>
    as(role)('POST', `/v1/needs/${id}/close`, { ifMatch: version, body: { reason: 'no-offer-in-sight' } });
  const first = await close('validator', '"7"');
  t.equal(first.body['state'], 'published');
  t.equal(first.body['closingRequestedBy'], 'validator');
  t.equal((await close('validator', '"8"')).body['code'], 'closing-awaits-other-side');
  t.equal((await close('facilitator', '"8"')).body['state'], 'closed-with-gap');
});

t.test('a change names its version: 428 without, 412 when someone was faster, and the loser changes nothing', async (t) => {
  await put('published');
  const hold = (ifMatch: string | null) =>
    as('facilitator')('POST', `/v1/needs/${id}/hold`, { ifMatch, body: { reason: 'due-diligence-review' } });
  t.equal((await hold(null)).status, 428);
  t.equal((await hold('"6"')).status, 412);
  const replies = await Promise.all(Array.from({ length: 6 }, () => hold('"7"')));
  t.equal(replies.filter(({ status }) => status === 200).length, 1, 'of six at once one wins');
});

t.test('a line is decided once: of two decisions none wins in silence', async (t) => {
  await put('submitted');
  const [line] = await superuser<{ id: string }[]>`select id from need_lines where need_id = ${id} limit 1`;
  const decide = (quantityValidated: number) => ({ lineId: line?.id, quantityValidated, reason: 'no-facility-yet' });
  t.test('whoever wrote a need may not validate it, whatever role they have come to', async (t) => {
    await put('submitted');
    const [validator] = await superuser<{ id: string }[]>`select id from users where login = ${LOGIN_OF.validator}`;
    await superuser`update needs set author_id = ${validator?.id ?? ''} where id = ${id}`;
    const reply = await as('validator')('POST', `/v1/needs/${id}/validate`, { ifMatch: '"7"', body: { lines: [] } });
    t.equal(reply.body['code'], 'author-may-not-validate');
  });

  const reply = await as('validator')('POST', `/v1/needs/${id}/validate`, { ifMatch: '"7"', body: { lines: [decide(1), decide(2)] } });
  t.equal(reply.status, 400);
  t.match(reply.body['fields'], [{ pointer: '/lines/1/lineId', code: 'named-twice' }]);
});

t.test('search finds Arabic with and without diacritics and hamza, and the other languages by their stems', async (t) => {
  const search = async (words: string) =>
    ((await as('facilitator')('GET', `/v1/needs?limit=200&q=${encodeURIComponent(words)}`)).body['items'] as unknown[]).length;
  const plain = await search('اجهزة');
  t.ok(plain > 0);
  t.equal(await search('أَجْهِزَة'), plain, 'with hamza and diacritics');
  t.ok((await search('radio')) > 0);
  t.equal(await search('vehicle'), await search('vehicles'), 'English stems');
  t.ok((await search('radios')) > 0);
  t.ok((await search('véhicules')) > 0, 'French');
  t.ok((await search('veicoli')) > 0, 'Italian');
  t.equal(await search('zzzzqqq'), 0);
});

t.test('pages follow one another by key without a gap or a repeat, and say so in a Link header', async (t) => {
  for (const sort of ['newest', 'needed-by']) {
    const seen: string[] = [];
    for (let path: string | null = `/v1/needs?limit=17&sort=${sort}`; path !== null;) {
      const reply = await as('auditor')('GET', path);
      seen.push(...(reply.body['items'] as { id: string }[]).map((item) => item.id));
      const link = /<([^>]+)>; rel="next"/.exec(reply.headers.get('link') ?? '');
      t.equal(link === null, reply.body['next'] === null);
      path = link?.[1] ?? null;
    }
    t.equal(new Set(seen).size, seen.length, 'none twice');
    t.equal(seen.length, 82, sort);
  }
});

t.test('revising takes away what is sent as null and keeps what is not sent', async (t) => {
  await put('returned');
  await superuser`update needs set needed_by = '2027-06-01', respond_by = '2027-03-01' where id = ${id}`;
  const reply = await as('requester')('PATCH', `/v1/needs/${id}`, { ifMatch: '"7"', body: { respondBy: null } });
  t.match(reply, { status: 200, body: { neededBy: '2027-06-01', respondBy: null } });
});

t.test('the catalogue is searched by names and synonyms in every language, not by the names of the languages', async (t) => {
  const found = async (words: string) =>
    ((await as('donor')('GET', `/v1/item-types?limit=200&q=${encodeURIComponent(words)}`)).body['items'] as unknown[]).length;
  t.ok((await found('radio')) > 0);
  t.ok((await found('أجهزة')) > 0);
  t.ok((await found('handheld GPS receiver')) > 0);
  t.equal(await found('en handheld GPS receiver'), 0);
  t.equal(await found('«»'), 0, 'signs alone are no words');
});
