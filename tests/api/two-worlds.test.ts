import { randomUUID } from 'node:crypto';
import t from 'tap';
import { compareText } from '#src/kernel/compare-text.ts';
import type postgres from 'postgres';
import { DEMO_PASSWORD, loginOf } from '#src/demo/accounts.ts';
import { STANDING_STATES } from '#src/areas/offers/domain/offer.ts';
import { must } from '#src/kernel/assert.ts';
import type { NeedLineId, OfferLineId } from '#src/kernel/id.ts';
import { suggestMatch } from '#src/areas/matches/index.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { theSystem } from '#tests/support/people.ts';
import { startTestApi, type TestApi } from '#tests/support/api.ts';
import { connectAsSuperuser, createTwins } from '#tests/support/database.ts';
import { asOften } from '#tests/support/effort.ts';
import { temporaryStore } from '#tests/support/files.ts';
import { KnownQueries, readKnownThings } from '#tests/support/known-queries.ts';

/*
 * Two worlds that hold the same, ids and clock included, but for what a donor may not know. Whatever a donor asks, of every GET of the API
 * document, with every filter and ids of everything there is, it is answered the same in both: in status, in each byte, in each header.
 */
type Json = Record<string, unknown>;
/** What no answer has twice. */
const OF_ONE_ANSWER = /^(?:date|x-request-id|ratelimit.*|keep-alive)$/;

const DONORS = ['it-ministry-of-interior', 'eu-dg-mena', 'jp-mofa'];
const PEOPLE = {
  requester: loginOf('requester', 'ly-gasbcp'),
  validator: loginOf('validator', 'ly-ministry-of-interior'),
  facilitator: loginOf('facilitator', 'unsmil'),
  otherDonor: loginOf('donor', 'fr-meae'),
  ...Object.fromEntries(DONORS.map((donor) => [donor, loginOf('donor', donor)])),
};

const OPEN = "state = 'published' and disclosure_level = 'partners'";
const CLOSED = "state = 'published' and disclosure_level <> 'partners'";
const OF_DONORS = `(select id from organisations where slug in (${DONORS.map((donor) => `'${donor}'`).join(', ')}))`;

const needsOf = async ({ superuser }: { readonly superuser: postgres.Sql }, where: string, most: number): Promise<string[]> =>
  (
    await superuser.unsafe<{ id: string }[]>(
      `select id from needs where organisation_id = (select id from organisations where slug = 'ly-gasbcp') and ${where} order by creation_order limit ${most}`,
    )
  ).map(({ id }) => id);

const store = await temporaryStore(t);
const tokens = new Map<string, string>();
const ends: (() => unknown)[] = [];
const [first, second] = await createTwins(t, 'scenario', async (database) => {
  const api = await startTestApi({ teardown: (end) => ends.push(end) }, { database, store });
  for (const [name, login] of Object.entries(PEOPLE)) {
    const { body } = await api.nobody('POST', '/v1/sessions', { body: { login, password: DEMO_PASSWORD } });
    tokens.set(name, String(body['token']));
  }
  await makeCommonGround(api);
  for (const end of ends.toReversed()) await end();
});
const worlds = {
  a: { api: await startTestApi(t, { database: first, store }), superuser: connectAsSuperuser(t, first) },
  b: { api: await startTestApi(t, { database: second, store }), superuser: connectAsSuperuser(t, second) },
};
type World = (typeof worlds)['a'];

interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly text: string;
}
async function ask(
  world: Pick<World, 'api'>,
  who: string,
  method: string,
  path: string,
  call: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(world.api.address + path, {
    method,
    headers: {
      authorization: `Bearer ${must(tokens.get(who), who)}`,
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...call.headers,
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  const text = await response.text();
  const headers = [...response.headers].filter(([name]) => !OF_ONE_ANSWER.test(name)).sort(([a], [b]) => compareText(a, b));
  return { status: response.status, headers: JSON.stringify(headers), text: text.replaceAll(/urn:request:[\w-]+/g, 'urn:request:…') };
}

async function act(api: Pick<World, 'api'>, who: string, method: string, path: string, body?: unknown): Promise<Json> {
  const current =
    method === 'POST' && path.split('/').length > 4 ? path.split('/').slice(0, 4).join('/') : method === 'PATCH' ? path : null;
  const version = current === null ? null : (JSON.parse((await ask(api, who, 'GET', current)).text) as Json)['version'];
  const { status, text } = await ask(api, who, method, path, {
    body: body ?? {},
    headers: { 'idempotency-key': randomUUID(), ...(version === null ? {} : { 'if-match': `"${Number(version)}"` }) },
  });
  if (status >= 300) throw new Error(`${who} ${method} ${path}: ${status} ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Json);
}

/** What both worlds have besides the scenario: needs that are open to no donor, or to one. */
async function makeCommonGround(api: TestApi): Promise<void> {
  const world = { api, superuser: connectAsSuperuser({ teardown: (end) => ends.push(end as () => unknown) }, api.database) };
  const [closed = '', named = ''] = await needsOf(world, `${OPEN} and not exists (select from matches where need_id = needs.id)`, 2);
  const summary = { en: 'Equipment' };
  await act(world, 'facilitator', 'POST', `/v1/needs/${closed}/disclosure`, { disclosureLevel: 'facilitators', disclosedTo: [], summary });
  const [other] = await world.superuser<{ id: string }[]>`select id from organisations where slug = 'fr-meae'`;
  await act(world, 'facilitator', 'POST', `/v1/needs/${named}/disclosure`, {
    disclosureLevel: 'named-partners',
    disclosedTo: [other?.id],
    summary,
  });
}

// ── What is otherwise in the second world, and no business of a donor's ─────────────────────────────────────────────────────

const HIDDEN: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'needs are confirmed': async (world) => {
    for (const id of await needsOf(world, OPEN, 4)) await act(world, 'requester', 'POST', `/v1/needs/${id}/confirm`);
  },
  'a revision of a need is proposed': async (world) => {
    const [id = ''] = await needsOf(world, OPEN, 1);
    await act(world, 'requester', 'POST', `/v1/needs/${id}/revision`, { justification: { en: 'Another' }, reason: 'typed-wrong' });
  },
  'justification and respond-by of needs are others': ({ superuser }) =>
    superuser.unsafe(`update needs set justification = '{"en":"Something else"}', respond_by = respond_by + 1, unanswered_since = now(), version = version + 1 where ${OPEN}
      and not exists (select from matches where matches.need_id = needs.id and matches.donor_id in ${OF_DONORS})`),
  'day, priority and quantities of needs are others in the same month and bands': ({ superuser }) =>
    superuser.unsafe(`update needs set needed_by = date_trunc('month', needed_by)::date + (extract(day from needed_by)::int % 27), priority = 'important', version = version + 1 where ${OPEN}
      and not exists (select from matches where matches.need_id = needs.id and matches.donor_id in ${OF_DONORS})`),
  'needs are drafted and submitted': async (world) => {
    const unit = must(
      (
        await world.superuser<
          { id: string }[]
        >`select id from units where organisation_id = (select id from organisations where slug = 'ly-gasbcp') limit 1`
      )[0],
      'a unit',
    );
    for (let count = 0; count < 3; count += 1) {
      const { id } = await act(world, 'requester', 'POST', '/v1/needs', {
        unitId: unit.id,
        priority: 'urgent',
        justification: { en: 'For a test' },
        neededBy: '2027-08-01',
        respondBy: '2027-02-01',
        lines: [{ itemType: 'uniform-set-desert', quantityRequested: 7 + count }],
      });
      await act(world, 'requester', 'POST', `/v1/needs/${String(id)}/submit`);
    }
  },
  'a need that is open to nobody is worked on': async (world) => {
    for (const id of await needsOf(world, CLOSED, 2)) {
      await act(world, 'facilitator', 'POST', `/v1/needs/${id}/hold`, { reason: 'other' });
      await act(world, 'facilitator', 'POST', `/v1/needs/${id}/resume`);
    }
  },
  'meetings, recommendations and agreements are linked to needs that are open to no donor': async (world) => {
    const [closed] = await needsOf(world, CLOSED, 1);
    for (const source of ['meetings', 'recommendations', 'agreements']) {
      for (const { id } of await world.superuser.unsafe<{ id: string }[]>(`select id from ${source} order by creation_order limit 2`)) {
        const path = `/v1/${source}/${id}`;
        const { links } = JSON.parse((await ask(world, 'facilitator', 'GET', path)).text) as { links: Json[] };
        const things = links.map(({ reference: _reference, state: _state, ...thing }) => thing);
        const changed = await ask(world, 'facilitator', 'GET', path).then(({ text }) => (JSON.parse(text) as Json)['state']);
        if (['closed', 'confirmed', 'superseded', 'ended', 'cancelled', 'rejected'].includes(String(changed))) continue;
        await act(world, 'facilitator', 'PATCH', path, { links: [...things, { needId: closed }] });
      }
    }
    await world.superuser.unsafe(`update needs set cited_meeting_id = (select id from meetings limit 1) where ${CLOSED}`);
  },
  'a match is suggested for each donor': async (world) => {
    const pairs = await world.superuser<{ offer: OfferLineId; need: NeedLineId }[]>`
      select distinct on (offers.donor_id) offer_lines.id as offer, need_lines.id as need from offer_lines
      join offers on offers.id = offer_lines.offer_id join organisations on organisations.id = offers.donor_id
      cross join lateral (select id from need_lines order by creation_order limit 1) as need_lines where organisations.slug in ${world.superuser(DONORS)}`;
    for (const { offer, need } of pairs) {
      await asActor(world.api.database.db, theSystem(), (tx) =>
        suggestMatch(tx, theSystem(), { needLineId: need, offerLineId: offer, quantity: 1 }),
      );
    }
  },
  'another donor’s offer is drafted': (world) =>
    act(world, 'otherDonor', 'POST', '/v1/offers', {
      modality: 'funding',
      validFrom: '2026-11-23',
      validUntil: '2028-11-23',
      lines: [{ kind: 'funding', ceiling: { amount: '9000.000', currency: 'EUR' }, mayBuyAreas: ['mobility'] }],
    }),
  'holdings are counted': ({ superuser }) =>
    superuser.unsafe(`insert into holding_reports (id, organisation_id, unit_id, item_type, as_of, serviceable, unserviceable_repairable, beyond_repair, created_at)
      select gen_random_uuid(), organisation_id, unit_id, item_type, as_of + 1, serviceable, unserviceable_repairable, beyond_repair + 1, now() from holding_reports where unit_id not in (select unit_id from packages)
      order by creation_order limit 20`),
  'a unit is renamed': ({ superuser }) =>
    superuser.unsafe(`update units set names = names || '{"en":"Another name"}', version = version + 1
      where not exists (select from matches where matches.unit_id = units.id and matches.donor_id in ${OF_DONORS})`),
  'another donor’s deliveries and obstacles go on': ({ superuser }) =>
    superuser.unsafe(
      `update deliveries set version = version + 1, named_place = 'Elsewhere', incoterm_place = null where donor_id not in ${OF_DONORS}`,
    ),
  'something is attached to needs, matches and packages that donors may not read': ({ superuser }) =>
    superuser.unsafe(`insert into documents (id, subject_type, subject_id, file_name, media_type, size_bytes, sha256, is_stripped, confidentiality, uploaded_by, uploaded_by_organisation, created_at)
      select gen_random_uuid(), 'need', needs.id, 'plan.pdf', 'application/pdf', 1, repeat('0', 64), false, 'parties', users.id, users.organisation_id, now()
      from needs cross join (select * from users where login = '${PEOPLE.requester}') as users
      where not exists (select from matches where matches.need_id = needs.id and matches.donor_id in ${OF_DONORS})`),
  'a part of a package that others give has begun to arrive': async ({ superuser }) => {
    await superuser.unsafe(`update packages set version = version + 1`);
  },
};

// ── The walk ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const MOST_IDS = asOften(8, 5);
const WORDS = ['pickup', 'Wazin', 'Ghat', 'vehicle', 'forged documents are found late', 'أجهزة'];
const DAYS = ['2026-11-01', '2026-11-23', '2027-03-31'];

async function addresses(): Promise<string[]> {
  const found = new Set<string>();
  for (const { api, superuser } of Object.values(worlds)) {
    const known = await readKnownThings(superuser, MOST_IDS);
    const queries = new KnownQueries(api.app.swagger() as unknown as Json, { ...known, words: WORDS, days: DAYS }, 'donor');
    for (const address of queries.addresses()) found.add(address);
  }
  return [...found];
}

const MOST_PAGES = 40;

async function* answersTo(world: World, donor: string, address: string): AsyncGenerator<Answer> {
  let path = address;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await ask(world, donor, 'GET', path);
    yield answer;
    const next = answer.status === 200 && answer.text.startsWith('{') ? (JSON.parse(answer.text) as Json)['next'] : null;
    if (typeof next !== 'string') return;
    path = `${address}${address.includes('?') ? '&' : '?'}cursor=${next}`;
  }
}

const told = async (world: World, donor: string, address: string): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for await (const answer of answersTo(world, donor, address)) answers.push(answer);
  return answers;
};

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function difference(one: Answer | undefined, other: Answer | undefined): string | null {
  if (one === undefined || other === undefined) return 'another number of pages';
  if (one.status !== other.status) return `${one.status} or ${other.status}`;
  if (one.text !== other.text) {
    const at = firstDifference(one.text, other.text);
    return `…${one.text.slice(Math.max(0, at - 90), at + 90)}… or …${other.text.slice(Math.max(0, at - 90), at + 90)}…`;
  }
  return one.headers === other.headers ? null : `${one.headers} or ${other.headers}`;
}

t.test('no donor can tell what is hidden from all of them', async (t) => {
  for (const [what, change] of Object.entries(HIDDEN)) {
    await change(worlds.b).catch((cause: unknown) => {
      throw new Error(what, { cause });
    });
  }
  const all = await addresses();
  let count = 0;
  for (const donor of DONORS) {
    for (const address of all) {
      const [one, other] = await Promise.all([told(worlds.a, donor, address), told(worlds.b, donor, address)]);
      count += one.length;
      const found = Array.from({ length: Math.max(one.length, other.length) }, (_, page) => difference(one[page], other[page])).find(
        (fault) => fault !== null,
      );
      if (found) t.fail(`${donor} GET ${address}: ${found}`);
    }
  }
  t.pass(`${count} answers of ${all.length} addresses compared`);
});

t.test('the comparison is no blunt one: what a donor may see of the second world is found', async (t) => {
  const [id = ''] = await needsOf(worlds.b, OPEN, 1);
  const address = `/v1/needs/${id}`;
  const compare = async () =>
    difference(await ask(worlds.a, DONORS[0] ?? '', 'GET', address), await ask(worlds.b, DONORS[0] ?? '', 'GET', address));
  t.equal(await compare(), null);
  const summary = { en: 'Other equipment' };
  for (const world of Object.values(worlds)) {
    await act(world, 'facilitator', 'POST', `${address}/disclosure`, { disclosureLevel: 'partners', disclosedTo: [], summary });
    t.equal((await compare()) === null, world === worlds.b, 'otherwise in one, the same in both');
  }
  const version = async () => (JSON.parse((await ask(worlds.b, DONORS[0] ?? '', 'GET', address)).text) as Json)['version'];
  const before = await version();
  await act(worlds.b, 'requester', 'POST', `${address}/confirm`);
  t.equal(await version(), before, 'a confirmation is no business of a donor’s');
  await act(worlds.b, 'facilitator', 'POST', `${address}/disclosure`, {
    disclosureLevel: 'partners',
    disclosedTo: [],
    summary: { en: 'Equipment again' },
  });
  t.not(await version(), before, 'another text is');
  await act(worlds.a, 'facilitator', 'POST', `${address}/disclosure`, {
    disclosureLevel: 'partners',
    disclosedTo: [],
    summary: { en: 'Equipment again' },
  });
});

/** Ids and short codes are made at random for what is new. */
const withoutNames = (answer: Answer): Answer => ({
  status: answer.status,
  headers: '',
  text: answer.text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id').replaceAll(/M-[0-9A-Z]{4}-[0-9A-Z]{2}/g, 'reference'),
});

t.test('neither can one who tries again and again: each try is refused or taken alike in both', async (t) => {
  const statuses = new Set<number>();
  for (const donor of DONORS) {
    const offers = JSON.parse((await ask(worlds.a, donor, 'GET', '/v1/offers?limit=200')).text) as { items: Json[] };
    const own = offers.items
      .filter(
        (offer) => (offer['donor'] as { slug: string } | undefined)?.slug === donor && STANDING_STATES.includes(offer['state'] as never),
      )
      .slice(0, 3);
    t.ok(own.length > 0, `${donor} has something to offer`);
    const linesOf = (which: string) =>
      worlds.a.superuser.unsafe<{ id: string }[]>(
        `select need_lines.id from need_lines join needs on needs.id = need_lines.need_id where ${which} order by need_lines.creation_order limit 6`,
      );
    const asked = [...(await linesOf(`needs.${OPEN}`)), ...(await linesOf(`not coalesce(needs.${OPEN}, false)`))];
    for (const offer of own) {
      const offerLineId = must((offer['lines'] as { id: string }[])[0], 'a line').id;
      for (const needLineId of [...asked.map(({ id }) => id), randomUUID()]) {
        for (const quantity of [1_000_000, 1]) {
          const call = { body: { needLineId, offerLineId, quantity }, headers: { 'idempotency-key': randomUUID() } };
          const [one, other] = await Promise.all([
            ask(worlds.a, donor, 'POST', '/v1/matches', call),
            ask(worlds.b, donor, 'POST', '/v1/matches', call),
          ]);
          statuses.add(one.status);
          const found = difference(withoutNames(one), withoutNames(other));
          if (found) t.fail(`${donor} proposes ${quantity} of ${offerLineId} for ${needLineId}: ${found}`);
        }
      }
    }
  }
  t.ok(statuses.size > 1, `tries ended in ${[...statuses].join(', ')}`);
});
