import { readFile } from 'node:fs/promises';
import t from 'tap';
import { ApiDocument } from './document.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';

type Json = Record<string, unknown>;
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const api = await startTestApi(t);
const document = new ApiDocument(JSON.parse(await readFile('openapi/openapi.json', 'utf8')) as Json);
const resolve = (schema: Schema): Schema => document.resolved(schema as Json) ?? schema;

const requester = await api.signIn(LOGIN_OF.requester);
const donor = await api.signIn(LOGIN_OF.donor);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const administrator = await api.signIn(LOGIN_OF.administrator);

interface Sample {
  readonly by: Caller;
  readonly path: string;
}

async function made(by: Caller, path: string, body: Json): Promise<Json> {
  const reply = await by('POST', path, { body });
  t.equal(reply.status, 201, `${path}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}
const idsOf = async (by: Caller, path: string): Promise<string[]> =>
  ((await by('GET', path)).body['items'] as { id: string }[]).map(({ id }) => id);

const [firstParty, secondParty] = await idsOf(facilitator, '/v1/organisations?limit=2');
const [anyNeed] = await idsOf(facilitator, '/v1/needs?limit=1');

async function heldMeeting(): Promise<string> {
  const meeting = await made(facilitator, '/v1/meetings', {
    title: { en: 'Follow-up' },
    purpose: { en: 'To see what is lacking.' },
    startsOn: '2026-11-20',
    place: { en: 'Ghadames' },
    participants: [{ organisationId: firstParty, delegationSize: 3 }, { organisationId: secondParty }],
    agenda: [{ en: 'Needs' }, { en: 'Offers' }],
    links: [{ needId: anyNeed }],
  });
  await facilitator('POST', `/v1/meetings/${String(meeting['id'])}/hold`, { body: {}, ifMatch: `"${String(meeting['version'])}"` });
  return String(meeting['id']);
}

/** A record for each operation that revises one, with as many fields and parts as it may have, in a state in which it may be revised. */
const SAMPLES: Readonly<Record<string, () => Promise<Sample>>> = {
  '/v1/calendar-corrections/{id}': async () => {
    const correction = await made(administrator, '/v1/calendar-corrections', {
      calendar: 'libya',
      day: '2027-03-17',
      isHoliday: true,
      name: { en: 'A day off' },
      source: 'A decision',
    });
    return { by: administrator, path: `/v1/calendar-corrections/${String(correction['id'])}` };
  },
  '/v1/exchange-rates/{id}': async () => {
    const rate = await made(administrator, '/v1/exchange-rates', {
      base: 'EUR',
      quote: 'LYD',
      rate: '5.59',
      validFrom: '2026-11-01',
      validUntil: '2026-11-23',
      source: 'A bank of issue',
    });
    return { by: administrator, path: `/v1/exchange-rates/${String(rate['id'])}` };
  },
  '/v1/partnerships/{id}': async () => {
    const partnership = await made(donor, '/v1/partnerships', {
      recipientId: secondParty,
      kind: 'technical-arrangement',
      title: 'Technical arrangement on spares',
      validFrom: '2026-11-23',
      validUntil: '2028-01-01',
      signedReference: 'TA 2026/9',
      parties: [{ organisationId: firstParty, part: 'implementer' }],
      conditions: [],
      conditionsInWords: { en: 'Spares are kept for five years.' },
      ceiling: { amount: '2500.5', currency: 'EUR' },
    });
    return { by: donor, path: `/v1/partnerships/${String(partnership['id'])}` };
  },
  '/v1/needs/{id}': async () => {
    const [unitId] = await idsOf(requester, '/v1/units?limit=1');
    const need = await made(requester, '/v1/needs', {
      unitId,
      priority: 'urgent',
      justification: { en: 'For a test', ar: 'للاختبار' },
      neededBy: '2027-08-01',
      respondBy: '2027-02-01',
      fulfilTogether: true,
      lines: [
        { itemType: 'diesel-fuel', quantityRequested: 12.5, minimumLot: 0.5, note: { en: 'For the generators' } },
        { itemType: 'individual-first-aid-kit', quantityRequested: 12 },
      ],
    });
    return { by: requester, path: `/v1/needs/${String(need['id'])}` };
  },
  '/v1/units/{id}': async () => {
    const validator = await api.signIn(LOGIN_OF.validator);
    const [id = ''] = await idsOf(validator, '/v1/units?limit=1');
    return { by: validator, path: `/v1/units/${id}` };
  },
  '/v1/offers/{id}': async () => {
    const offer = await made(donor, '/v1/offers', {
      modality: 'in-kind-new',
      validFrom: '2026-11-23',
      validUntil: '2027-12-31',
      incoterm: 'CIP',
      incotermPlace: 'port-tripoli',
      implementerId: firstParty,
      budget: { amount: '9000.5', currency: 'EUR' },
      note: { en: 'As stored' },
      lines: [
        { kind: 'item', itemType: 'individual-first-aid-kit', quantity: 12, goodsCondition: 'new', accompanies: 2 },
        { kind: 'item', itemType: 'diesel-fuel', quantity: 100.5, lotSize: 0.5, unitValue: { amount: '1.1', currency: 'EUR' } },
        { kind: 'funding', ceiling: { amount: '500', currency: 'EUR' }, mayBuyItemTypes: ['diesel-fuel'], availableFrom: '2027-01-01' },
      ],
    });
    return { by: donor, path: `/v1/offers/${String(offer['id'])}` };
  },
  '/v1/obstacles/{id}': async () => {
    const [id = ''] = await idsOf(facilitator, '/v1/obstacles?state=in-progress&limit=1');
    const path = `/v1/obstacles/${id}`;
    const { version } = (await facilitator('GET', path)).body;
    const body = { ownerId: firstParty, waitingOnId: secondParty, nextAction: { en: 'Ask again' }, nextActionOn: '2026-11-24' };
    t.equal((await facilitator('PATCH', path, { body, ifMatch: `"${String(version)}"` })).status, 200);
    // A day that has passed is no next move to choose; the one that stands may have passed.
    api.setTime(new Date('2026-11-26T09:00:00.000Z'));
    return { by: await api.signIn(LOGIN_OF.facilitator), path };
  },
  '/v1/deliveries/{id}': async () => {
    const { by, path } = await waitingDelivery((delivery) => passedIn(delivery).every(({ plannedOn }) => plannedOn !== null));
    return { by, path };
  },
  '/v1/meetings/{id}': async () => ({ by: facilitator, path: `/v1/meetings/${await heldMeeting()}` }),
  '/v1/recommendations/{id}': async () => {
    const recommendation = await made(facilitator, `/v1/meetings/${await heldMeeting()}/recommendations`, {
      recommends: { en: 'Clear the duty exemptions.' },
      ownerIds: [firstParty, secondParty],
      dueOn: '2027-01-15',
      links: [{ needId: anyNeed }],
    });
    return { by: facilitator, path: `/v1/recommendations/${String(recommendation['id'])}` };
  },
  '/v1/agreements/{id}': async () => {
    const agreement = await made(facilitator, '/v1/agreements', {
      kind: 'memorandum',
      title: { en: 'Memorandum on spares' },
      summary: { en: 'Who brings spares.' },
      partyIds: [firstParty, secondParty],
      validUntil: '2028-01-01',
      links: [{ needId: anyNeed }],
    });
    return { by: facilitator, path: `/v1/agreements/${String(agreement['id'])}` };
  },
};

/** The milestones that a delivery passes: those alone have a day, and the others are sent apart. */
const passedIn = ({ milestones }: Json): Json[] => (milestones as Json[]).filter(({ omittedBecause }) => omittedBecause === null);

/** What of a record a request of this form would send back: organisations by their ids, and what is null only where that may be sent. */
function sentBack(given: Schema, stands: unknown, whole: Json): unknown {
  const schema = resolve(given);
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms) {
    if (stands === null) return null;
    const form = forms.map(resolve).find((one) => isOf(one, stands as Json, whole));
    return form ? sentBack(form, stands, whole) : stands;
  }
  if (Array.isArray(stands)) return schema.items ? stands.map((one: unknown) => sentBack(schema.items as Schema, one, whole)) : stands;
  if (!schema.properties || typeof stands !== 'object' || stands === null) return stands;
  return Object.fromEntries(
    Object.entries(schema.properties).flatMap(([name, property]) => {
      const value = fieldOf(stands as Json, name, whole);
      if (value === undefined || (value === null && !allowsNull(property))) return [];
      return [[name, sentBack(property, value, whole)]];
    }),
  );
}

/** Whether a part of a record is what a form of requests describes: all that it needs is there, and of the kind that it names. */
const isOf = ({ type, properties = {}, required = [] }: Schema, stands: Json, whole: Json): boolean =>
  type !== 'null' &&
  required.every((name) => {
    const { const: kind } = resolve(properties[name] ?? {});
    const value = fieldOf(stands, name, whole) ?? null;
    return kind === undefined ? value !== null : value === kind;
  });

const allowsNull = (schema: Schema): boolean => (resolve(schema).anyOf ?? []).some((one) => one.type === 'null');

function fieldOf(stands: Json, name: string, whole: Json): unknown {
  if (name === 'accompanies' && typeof stands[name] === 'string') {
    return (whole['lines'] as { id: string; position: number }[]).find(({ id }) => id === stands[name])?.position;
  }
  if (name === 'milestones') return passedIn(stands);
  if (name === 'ceiling' && 'budget' in stands) return (stands['budget'] as Json | null)?.['ceiling'];
  // The two sides are named apart.
  if (name === 'parties' && 'recipient' in stands) {
    return (stands['parties'] as Json[]).filter(({ part }) => part !== 'donor' && part !== 'recipient');
  }
  if (name in stands) return stands[name];
  const organisation = stands[name.replace(/Id$/, '')];
  if (name.endsWith('Id') && organisation !== undefined) return organisation && (organisation as { id: string }).id;
  const organisations = stands[name.replace(/Ids$/, 's').replace(/ys$/, 'ies')];
  return Array.isArray(organisations) ? organisations.map((one: { id: string }) => one.id) : undefined;
}

/** What a request says besides the fields of the record: why; and which milestones a delivery does not pass, which stands in each of them. */
const NOT_KEPT: Readonly<Record<string, readonly string[]>> = {
  '/v1/recommendations/{id}': ['reason'],
  '/v1/deliveries/{id}': ['omitted'],
  '/v1/units/{id}': ['isAnother', 'reason'],
};

const paths = document.document['paths'] as Record<string, Record<string, Json>>;
const revised = Object.keys(paths).filter((path) => paths[path]?.['patch'] !== undefined);

t.test('every operation that revises a record has a sample', (t) => {
  t.strictSame(Object.keys(SAMPLES).toSorted(), revised.toSorted());
  t.end();
});

for (const url of revised) {
  t.test(`to revise ${url} into what it is already changes nothing`, async (t) => {
    const { by, path } = await (SAMPLES[url] as () => Promise<Sample>)();
    t.teardown(() => api.setTime(REFERENCE_INSTANT));
    const auditor = await api.signIn(LOGIN_OF.auditor);
    const read = async () => {
      const { headers, body } = await by('GET', path);
      return { tag: headers.get('etag'), body };
    };
    const eventsOf = async () =>
      ((await auditor('GET', `/v1/events?subjectId=${path.split('/').at(-1)}&limit=200`)).body['items'] as Json[]).length;
    const stands = await read();
    const told = await eventsOf();

    const { content } = document.operation('PATCH', url)['requestBody'] as { content: Record<string, { schema: Schema }> };
    const body = sentBack(content['application/json']?.schema as Schema, stands.body, stands.body) as Json;
    const fields = Object.keys(resolve(content['application/json']?.schema as Schema).properties ?? {});
    t.strictSame(
      fields.filter((name) => !(name in body)),
      NOT_KEPT[url] ?? [],
      'everything is sent',
    );

    t.equal((await by('PATCH', path, { body })).status, 428, 'based on nothing');
    t.equal((await by('PATCH', path, { body, ifMatch: '"999"' })).status, 412, 'based on another version');
    const ifMatch = `"${String(stands.body['version'])}"`;
    const reply = await by('PATCH', path, { body, ifMatch });
    t.equal(reply.status, 200, JSON.stringify(reply.body));
    t.strictSame(reply.body, stands.body, 'the same, with its version and the ids of its parts');
    t.equal((await read()).tag, stands.tag, 'and its entity tag');
    t.equal(await eventsOf(), told, 'and no event');
    t.equal((await by('PATCH', path, { body, ifMatch })).status, 200, 'the version still stands');
  });
}

interface Edit extends Sample {
  readonly body: Json;
}

/** A delivery of a donor that hasn't left, with all that travels in its first consignment. */
async function waitingDelivery(suits: (delivery: Json) => boolean = () => true) {
  const by = await api.signIn('donor@eu-dg-mena.demo');
  for (const id of await idsOf(by, '/v1/deliveries?limit=100')) {
    const { body } = await by('GET', `/v1/deliveries/${id}`);
    const [consignment] = body['consignments'] as { id: string; state: string; lines: { lineId: string; planned: number }[] }[];
    const allowed = body['allowedActions'] as string[];
    if (consignment?.state === 'planned' && allowed.includes('record-packing') && allowed.includes('arrange') && suits(body)) {
      return { by, path: `/v1/deliveries/${id}`, consignment };
    }
  }
  throw new Error('no delivery waits');
}

/** Edits that no PATCH makes and that are no step along a lifecycle: each sends something that makes a difference, once. */
const EDITS: Readonly<Record<string, () => Promise<Edit>>> = {
  '/goods': async () => {
    const { by, path, consignment } = await waitingDelivery();
    const lines = consignment.lines.map(({ lineId }) => ({
      lineId,
      hs: { code: '8517.62', edition: '2022' },
      originCountry: 'FR',
      customsValue: { amount: '12.5', currency: 'EUR' },
      netWeightKg: '10',
      grossWeightKg: '10.5',
    }));
    return { by, path, body: { lines } };
  },
  '/packing-list': async () => {
    const { by, path, consignment } = await waitingDelivery();
    const units = consignment.lines.map(({ lineId }, index) => ({
      mark: `Mark ${index}`,
      kind: 'crate',
      grossWeightKg: '2',
      contents: [{ lineId, quantity: 1, serials: [`B-${index}`] }],
    }));
    return { by, path, body: { consignmentId: consignment.id, units } };
  },
  '/consignments': async () => {
    const { by, path, consignment } = await waitingDelivery();
    const lines = consignment.lines.map(({ lineId, planned }) => ({ lineId, planned }));
    return {
      by,
      path,
      body: { consignments: [{ id: consignment.id, carrier: 'Another line', containers: [{ number: 'A 1' }], lines }] },
    };
  },
  '/milestones': async () => {
    const { by, path } = await waitingDelivery();
    return { by, path, body: { milestone: 'shipped', plannedOn: '2028-01-01' } };
  },
  '/reschedule': async () => {
    const body = { title: { en: 'Follow-up' }, purpose: { en: 'To see.' }, startsOn: '2026-12-20', place: { en: 'Ghadames' } };
    const { id } = await made(facilitator, '/v1/meetings', body);
    return { by: facilitator, path: `/v1/meetings/${String(id)}`, body: { startsOn: '2026-12-21', endsOn: '2026-12-22', reason: 'venue' } };
  },
  '/record-minutes': async () => ({
    by: facilitator,
    path: `/v1/meetings/${await heldMeeting()}`,
    body: { minutes: { en: 'All agreed.' } },
  }),
  '/correct-severity': async () => {
    const [id = ''] = await idsOf(facilitator, '/v1/obstacles?state=in-progress&limit=1');
    const path = `/v1/obstacles/${id}`;
    const severity = (await facilitator('GET', path)).body['severity'] === 'low' ? 'critical' : 'low';
    return { by: facilitator, path, body: { severity, reason: 'As seen on the spot' } };
  },
  '/hold-back': async () => {
    const [id = ''] = await idsOf(facilitator, '/v1/obstacles?state=in-progress&limit=1');
    const path = `/v1/obstacles/${id}`;
    const held = JSON.stringify((await facilitator('GET', path)).body['blocks']);
    const needId = (await idsOf(facilitator, '/v1/needs?state=published&limit=20')).find((one) => !held.includes(one));
    return { by: facilitator, path, body: { blocks: [{ needId }] } };
  },
};

for (const [verb, edit] of Object.entries(EDITS)) {
  t.test(`${verb} sent again changes nothing more`, async (t) => {
    const { by, path, body } = await edit();
    const auditor = await api.signIn(LOGIN_OF.auditor);
    const stands = async () => {
      const { headers, body: record } = await by('GET', path);
      const { body: parts } = verb === '/packing-list' ? await by('GET', `${path}/packing-list`) : { body: {} };
      const { body: page } = await auditor('GET', `/v1/events?subjectId=${path.split('/').at(-1)}&limit=200`);
      return { tag: headers.get('etag'), record, parts, events: (page['items'] as Json[]).length };
    };
    const send = async (version: unknown) => {
      const reply = await by('POST', path + verb, { body, ifMatch: `"${String(version)}"` });
      t.ok(reply.status < 300, `${reply.status} ${JSON.stringify(reply.body)}`);
    };
    const before = await stands();
    await send(before.record['version']);
    const once = await stands();
    t.equal(once.record['version'], Number(before.record['version']) + 1, 'a version');
    t.equal(once.events, before.events + 1, 'an event');
    await send(once.record['version']);
    t.strictSame(await stands(), once);
  });
}

interface Line {
  readonly id: string;
  readonly itemType?: string;
  readonly accompanies?: string | null;
}

t.test('where one line of several is changed, the others stay what they are, and the event tells of the one alone', async (t) => {
  const { path } = await (SAMPLES['/v1/needs/{id}'] as () => Promise<Sample>)();
  const { body: stands } = await requester('GET', path);
  const [fuel, kits] = stands['lines'] as Line[];
  const lines = [
    { itemType: 'diesel-fuel', quantityRequested: 12.5, minimumLot: 0.5, note: { en: 'For the generators' } },
    { itemType: 'individual-first-aid-kit', quantityRequested: 13 },
  ];
  const { body } = await requester('PATCH', path, { body: { lines }, ifMatch: '"1"' });
  const [sameFuel, moreKits] = body['lines'] as Line[];
  t.strictSame(sameFuel, fuel);
  t.not(moreKits?.id, kits?.id);
  const auditor = await api.signIn(LOGIN_OF.auditor);
  const { body: page } = await auditor('GET', `/v1/events?subjectId=${path.split('/').at(-1)}&limit=1`);
  t.match((page['items'] as Json[])[0], {
    before: { version: 1, lines: [{ id: kits?.id }] },
    after: { version: 2, lines: [{ id: moreKits?.id, quantityRequested: 13 }] },
  });
  const [event] = page['items'] as { before: { lines: Line[] }; after: { lines: Line[] } }[];
  t.strictSame([event?.before.lines.length, event?.after.lines.length], [1, 1]);
});

t.test('a line goes with the one that stands at the place it names, though that was replaced', async (t) => {
  const { path } = await (SAMPLES['/v1/offers/{id}'] as () => Promise<Sample>)();
  const [kits, fuel] = (await donor('GET', path)).body['lines'] as Line[];
  t.equal(kits?.accompanies, fuel?.id);
  const revise = async (version: number, quantity: number, accompanies: { accompanies?: number }) => {
    const lines = [
      { kind: 'item', itemType: 'individual-first-aid-kit', quantity: 12, goodsCondition: 'new', ...accompanies },
      { kind: 'item', itemType: 'diesel-fuel', quantity },
    ];
    const reply = await donor('PATCH', path, { body: { lines }, ifMatch: `"${version}"` });
    t.equal(reply.status, 200, JSON.stringify(reply.body));
    t.equal(reply.body['version'], version + 1);
    return reply.body['lines'] as Line[];
  };
  const [sameKits, otherFuel] = await revise(1, 200, { accompanies: 2 });
  t.equal(sameKits?.id, kits?.id);
  t.not(otherFuel?.id, fuel?.id);
  t.equal(sameKits?.accompanies, otherFuel?.id);
  const [kitsAlone, sameFuel] = await revise(2, 200, {});
  t.strictSame([kitsAlone?.id, kitsAlone?.accompanies, sameFuel?.id], [kits?.id, null, otherFuel?.id]);
});
