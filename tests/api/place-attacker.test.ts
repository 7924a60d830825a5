import t, { type Test } from 'tap';
import { holdNeed, resumeNeed } from '#src/areas/needs/verbs/move-need.ts';
import type { ReferenceBundle } from '#src/areas/reference/domain/reference-data.ts';
import { loadReferenceData, readReferenceBundle } from '#src/areas/reference/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { NeedId } from '#src/kernel/id.ts';
import { asOwner } from '#src/platform/db/owner.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { publishedNeed } from '#tests/support/lines.ts';
import { actOf, makePerson, makeUnit } from '#tests/support/people.ts';

/*
 * A donor that wants to know where a need lies. It reads answers and the public list of sites, and knows the service: at every site of the list a
 * need stands of which it is told the place. A site remains possible for as long as the need there is answered in the same way as the one
 * that is looked for: in its own fields, under every filter, and against offers that it makes under every condition on regions.
 */
const LEAST = 5;
type Json = Readonly<Record<string, unknown>>;

const api = await startTestApi(t);
const { db, logins } = api.database;
const superuser = connectAsSuperuser(t, api.database);
const BUNDLE = await readReferenceBundle();

const cast = {
  requester: await makePerson(api.database, { role: 'requester', organisation: 'ly-gasbcp' }),
  validator: await makePerson(api.database, { role: 'validator', organisation: 'ly-ministry-of-interior' }),
  donor: await makePerson(api.database, { role: 'donor', organisation: 'it-ministry-of-interior' }),
  facilitator: await makePerson(api.database, { role: 'facilitator', organisation: 'unsmil' }),
};
const donor = await api.signIn(LOGIN_OF.donor);
const facilitator = await api.signIn(LOGIN_OF.facilitator);

async function get(caller: Caller, path: string): Promise<Json> {
  const reply = await caller('GET', path);
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

async function* pages(caller: Caller, path: string): AsyncGenerator<Json> {
  let next: string | null = null;
  do {
    const page = await get(caller, `${path}${path.includes('?') ? '&' : '?'}limit=100${next === null ? '' : `&cursor=${next}`}`);
    yield* page['items'] as Json[];
    next = page['next'] as string | null;
  } while (next !== null);
}
async function listed(caller: Caller, path: string): Promise<Json[]> {
  const items: Json[] = [];
  for await (const item of pages(caller, path)) items.push(item);
  return items;
}

const cellsShown = async (): Promise<Json[]> => (await get(donor, '/v1/cells'))['items'] as Json[];

// ── What the service is told before the attack ──────────────────────────────────────────────────────────────────────────────

const ITEM = 'radio-vhf-handheld';
/** The needs of which the attacker knows the site. */
const needAt = new Map<string, NeedId>();
/** Of two units at one site, the needs that follow each other. */
async function askAt(site: string): Promise<NeedId> {
  const unit = await makeUnit(api.database, { organisation: 'ly-gasbcp', site });
  const { needId } = await publishedNeed(db, cast, unit.id, [{ itemType: ITEM, quantity: 7 }]);
  return needId;
}
for (const { slug } of BUNDLE.sites.sites) needAt.set(slug, await askAt(slug));
const REGIONS = BUNDLE.sites.regions.map(({ slug }) => slug);
const SUBSETS = Array.from({ length: 2 ** REGIONS.length - 1 }, (_, bits) =>
  REGIONS.filter((_region, index) => ((bits + 1) >> index) % 2 === 1),
);

interface BaitOffer {
  readonly lineId: string;
  readonly regions: readonly string[];
}
/** An offer of money for everything, under a condition on regions. */
async function bait(regions: readonly string[], conditions: readonly object[] = [{ type: 'region-only', regions }]): Promise<BaitOffer> {
  const areas = ((await get(donor, '/v1/capability-areas'))['items'] as { slug: string }[]).map(({ slug }) => slug);
  const { body: offer } = await donor('POST', '/v1/offers', {
    body: {
      modality: 'funding',
      validFrom: '2026-11-23',
      validUntil: '2028-11-23',
      conditions,
      lines: [{ kind: 'funding', ceiling: { amount: '90000000.00', currency: 'EUR' }, mayBuyAreas: areas }],
    },
  });
  const path = `/v1/offers/${String(offer['id'])}`;
  for (const [caller, step] of [
    [donor, 'submit'],
    [facilitator, 'make-available'],
  ] as const) {
    const { version } = await get(caller, path);
    const { status, body } = await caller('POST', `${path}/${step}`, { ifMatch: `"${String(version)}"` });
    if (status !== 200) throw new Error(`${step}: ${status} ${JSON.stringify(body)}`);
  }
  return { lineId: must((offer['lines'] as { id: string }[])[0], 'a line').id, regions };
}
const baits: BaitOffer[] = [];
for (const subset of SUBSETS) baits.push(await bait(subset));

// ── The attack ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What differs between any two needs and says nothing of where they lie. */
const OF_NO_PLACE = ['id', 'reference', 'state', 'summary', 'neededByMonth', 'publishedAt', 'lines', 'version'];

/** Before what only a pair that no other rule excludes tells. */
const SCORED = 'score ';

/** All that answers say of each need that the donor may not know the place of: whatever field and filter there is. */
async function observe(): Promise<ReadonlyMap<string, string>> {
  const told = new Map<string, string[]>();
  const disclosed = new Set<string>();
  for (const need of await listed(donor, '/v1/needs')) {
    const id = need['id'] as string;
    if ('unit' in need) disclosed.add(id);
    const fields = Object.entries(need).filter(([field]) => !OF_NO_PLACE.includes(field));
    const whole = Object.entries(await get(donor, `/v1/needs/${id}`)).filter(([field]) => !OF_NO_PLACE.includes(field));
    told.set(id, [JSON.stringify(fields), JSON.stringify(whole)]);
  }
  const note = (ids: ReadonlySet<string>, what: string): void => {
    for (const [id, seen] of told) if (ids.has(id)) seen.push(what);
  };
  const cells = (await cellsShown()).map(({ slug }) => slug as string);
  const filters = [...REGIONS, 'several-regions', undefined].flatMap((region) =>
    [...cells, undefined].map((cell) => [region && `region=${region}`, cell && `cell=${cell}`].filter(Boolean).join('&')),
  );
  for (const filter of filters) note(new Set((await listed(donor, `/v1/needs?${filter}`)).map(({ id }) => id as string)), filter);
  for (const { lineId, regions } of baits) {
    for (const pair of await listed(donor, `/v1/offer-lines/${lineId}/candidates?include=excluded`)) {
      const rule = (pair['rules'] as { rule: string }[]).find((one) => one.rule === 'region');
      const preference = (pair['scoreParts'] as { part: string }[]).find(({ part }) => part === 'preference');
      const pairOf = new Set([pair['needId'] as string]);
      note(pairOf, JSON.stringify([regions, rule]));
      // What another rule excludes has no score: there the attacker compares the rest.
      if (pair['eligible'] === true) note(pairOf, `${SCORED}${JSON.stringify([regions, preference])}`);
    }
  }
  for (const id of disclosed) told.delete(id);
  // A need of several lines is answered once for each of them: how many there are says nothing of where it lies.
  return new Map([...told].map(([id, seen]) => [id, [...new Set(seen)].sort().join('\n')]));
}

/** The sites at which each need may lie, from what is told today. */
async function attack(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const told = await observe();
  const calibrated = [...needAt].map(([site, need]) => ({ site, told: must(told.get(need), site) }));
  const unscored = (seen: string): string =>
    seen
      .split('\n')
      .filter((line) => !line.startsWith(SCORED))
      .join('\n');
  const isAlike = (seen: string, other: string): boolean => seen === other || (!seen.includes(SCORED) && seen === unscored(other));
  return new Map([...told].map(([id, seen]) => [id, new Set(calibrated.filter((one) => isAlike(seen, one.told)).map(({ site }) => site))]));
}

const siteOfNeeds = async (): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (await superuser<{ id: string; site: string }[]>`select needs.id, units.site from needs join units on units.id = needs.unit_id`).map(
      ({ id, site }) => [id, site],
    ),
  );

const inBoth = (one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...one].filter((site) => other.has(site)));

/** What the attacker has kept of each need, and of all needs that it knows to be of one site. */
const kept = new Map<string, ReadonlySet<string>>();
async function attackAgain(t: Pick<Test, 'fail' | 'ok'>, when: string): Promise<void> {
  const found = await attack();
  const sites = await siteOfNeeds();
  const bySite = new Map<string, ReadonlySet<string>>();
  for (const [id, candidates] of found) {
    const before = kept.get(id);
    const left = before === undefined ? candidates : inBoth(before, candidates);
    kept.set(id, left);
    const site = must(sites.get(id), 'a need lies somewhere');
    bySite.set(site, inBoth(bySite.get(site) ?? left, left));
    if (left.size < LEAST || !left.has(site)) t.fail(`${when}: the need ${id} at ${site} is left with ${[...left].join(', ')}`);
  }
  for (const [site, left] of bySite) {
    if (left.size < LEAST) t.fail(`${when}: the needs at ${site} together are left with ${[...left].join(', ')}`);
  }
  t.ok(found.size > needAt.size, `${when}: the needs of the scenario were attacked too, ${found.size} in all`);
}

t.test('the attacker is no blunt one: with the region of each site it would have found some', async (t) => {
  const ports = BUNDLE.sites.sites.filter(({ kind, region }) => kind === 'port' && region === 'cyrenaica');
  t.ok(ports.length > 0 && ports.length < LEAST, 'a port and its region leave fewer than five');
  t.ok(new Set([...(await attack()).values()].map((left) => [...left].sort().join())).size > LEAST, 'and it does tell cells apart');
});

t.test('every field, every filter and every condition leave five sites for each need, and for all of one site together', (t) =>
  attackAgain(t, 'at first'),
);

t.test('so does a second need at each site, and what is held and published again', async (t) => {
  for (const [site, id] of [...needAt].slice(0, 20)) {
    await askAt(site);
    const { version } = await get(facilitator, `/v1/needs/${id}`);
    await asActor(db, actOf(cast.facilitator), (tx) => holdNeed(tx, actOf(cast.facilitator), id, version as number, 'other'));
    await asActor(db, actOf(cast.facilitator), (tx) => resumeNeed(tx, actOf(cast.facilitator), id, (version as number) + 1));
  }
  await attackAgain(t, 'after publishing anew');
});

t.test('whether something can be proposed under a condition says no more', async (t) => {
  const outcome = async (site: string, caller: Caller, { lineId }: BaitOffer): Promise<string> => {
    const need = await get(facilitator, `/v1/needs/${must(needAt.get(site), site)}`);
    const needLineId = must((need['lines'] as { id: string }[])[0], 'a line').id;
    const { status, body } = await caller('POST', '/v1/matches', {
      body: { needLineId, offerLineId: lineId, quantity: 1, deviationReason: 'other' },
    });
    return `${status} ${String(body['code'])} ${JSON.stringify(body['rules'] ?? null)}`;
  };
  const outcomes = new Map<string, string[]>();
  for (const { slug } of BUNDLE.sites.sites) {
    const seen: string[] = [];
    for (const offer of baits.filter(({ regions }) => regions.length === 1)) seen.push(await outcome(slug, facilitator, offer));
    seen.push(await outcome(slug, donor, must(baits.at(-2), 'an offer')));
    outcomes.set(slug, seen);
  }
  const sites = [...needAt.keys()];
  for (const site of sites) {
    const alike = sites.filter((other) => JSON.stringify(outcomes.get(other)) === JSON.stringify(outcomes.get(site)));
    if (alike.length < LEAST) t.fail(`proposals leave ${site} with ${alike.join(', ')}`);
  }
  t.ok(new Set([...outcomes.values()].map((seen) => seen.join())).size > 1, 'some may be proposed, others not');
});

t.test('what a facilitator proposes under a condition on kinds of sites or recipients leaves as many in the cell', async (t) => {
  const kinds = [...new Set(BUNDLE.sites.sites.map(({ kind }) => kind))];
  const offers: BaitOffer[] = [];
  for (const kind of kinds) offers.push(await bait([], [{ type: 'site-kind-only', siteKinds: [kind] }]));
  offers.push(await bait([], [{ type: 'recipient-only', organisations: ['ly-gasbcp'] }]));
  const told = await observe();
  const proposed = new Map<string, string>();
  for (const { slug } of BUNDLE.sites.sites) {
    const needId = must(needAt.get(slug), slug);
    const need = await get(facilitator, `/v1/needs/${needId}`);
    const needLineId = must((need['lines'] as { id: string }[])[0], 'a line').id;
    const made: number[] = [];
    for (const [index, { lineId }] of offers.entries()) {
      const { status } = await facilitator('POST', '/v1/matches', {
        body: { needLineId, offerLineId: lineId, quantity: 1, deviationReason: 'other' },
      });
      if (status === 201) made.push(index);
    }
    if (made.length > 0) proposed.set(slug, `${made.join()} ${must(told.get(needId), slug)}`);
  }
  t.ok(proposed.size > 10, 'under some of them something is proposed');
  for (const [site, seen] of proposed) {
    const alike = [...proposed].filter(([, other]) => other === seen).map(([other]) => other);
    if (alike.length < LEAST) t.fail(`what is proposed leaves ${site} with ${alike.join(', ')}`);
  }
});

t.test('neither do events tell more, of which a donor reads those of the needs that it sees', async (t) => {
  const seen = new Map<string, string>();
  for (const [site, id] of needAt) {
    const events = await listed(donor, `/v1/events?subjectType=need&subjectId=${id}`);
    const changes = events.map((event) => JSON.stringify([event['action'], event['before'], event['after']]));
    seen.set(site, changes.filter((change) => /region|cell|site|latitude|unit/i.test(change)).join());
  }
  t.strictSame([...new Set(seen.values())].filter(Boolean), [], 'nothing of where');
});

t.test('a list with new sites, with sites taken off, moved, and become something else leaves as many', async (t) => {
  const load = (change: (bundle: { sites: { sites: SiteRow[] } }) => void): Promise<unknown> => {
    const bundle = structuredClone(BUNDLE) as unknown as { sites: { sites: SiteRow[] } };
    change(bundle);
    return asOwner(logins.owner, (tx) => loadReferenceData(tx, bundle as unknown as ReferenceBundle));
  };
  type SiteRow = { -readonly [K in keyof ReferenceBundle['sites']['sites'][number]]: ReferenceBundle['sites']['sites'][number][K] };
  const rowOf = (rows: SiteRow[], slug: string): SiteRow =>
    must(
      rows.find((row) => row.slug === slug),
      slug,
    );

  await load(({ sites }) => {
    sites.sites.push({ ...rowOf(sites.sites, 'port-derna'), slug: 'port-new', lat: 32.1, unlocode: null });
    sites.sites.push({ ...rowOf(sites.sites, 'wazin'), slug: 'crossing-new', lat: 31.2 });
  });
  for (const site of ['port-new', 'crossing-new']) needAt.set(site, await askAt(site));
  await attackAgain(t, 'with two new sites');

  await load(({ sites }) => {
    sites.sites = sites.sites.filter(({ slug }) => !['airport-ghat', 'port-zuwara', 'nalut'].includes(slug));
    rowOf(sites.sites, 'ras-ajdir').region = 'fezzan';
    rowOf(sites.sites, 'airport-mitiga').kind = 'headquarters';
  });
  await attackAgain(t, 'with three taken off, one moved and one become something else');
  const merged = (await cellsShown()).length;
  t.ok(merged < 9, 'cells were merged');
  await load(() => undefined);
  await attackAgain(t, 'with the first list again');
  t.equal((await cellsShown()).length, merged, 'and stay merged');
});

t.test('a region is a filter for what is shown alone: what lies in several is found as that', async (t) => {
  const several = await listed(donor, '/v1/needs?region=several-regions');
  t.ok(several.length > 0);
  t.ok(several.every(({ cell }) => (cell as { region: unknown }).region === null));
  const inCyrenaica = await listed(donor, '/v1/needs?region=cyrenaica');
  t.ok(inCyrenaica.every((need) => 'region' in need || (need['cell'] as { region: unknown }).region === 'cyrenaica'));
  t.notOk(
    (await listed(donor, '/v1/needs')).some((need) => 'region' in need && !('unit' in need)),
    'no region beside the cell’s before both sides have accepted',
  );
});
