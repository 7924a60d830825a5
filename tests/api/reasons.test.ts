import t from 'tap';
import { z } from 'zod';
import { declaredRecords } from '#src/areas/disclosure/index.ts';
import { must } from '#src/kernel/assert.ts';
import { REASON_CODES, REASONS } from '#src/kernel/reason.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { availableOffer, type Cast, publishedNeed } from '#tests/support/lines.ts';
import { makePerson, makeUnit } from '#tests/support/people.ts';

type Json = Readonly<Record<string, unknown>>;

const api = await startTestApi(t);
const cast: Cast = {
  requester: await makePerson(api.database, { role: 'requester', organisation: 'ly-gasbcp' }),
  validator: await makePerson(api.database, { role: 'validator', organisation: 'ly-ministry-of-interior' }),
  donor: await makePerson(api.database, { role: 'donor', organisation: 'it-ministry-of-interior' }),
  facilitator: await makePerson(api.database, { role: 'facilitator', organisation: 'unsmil' }),
};
const requester = await api.signIn(LOGIN_OF.requester);
const validator = await api.signIn(LOGIN_OF.validator);
const donor = await api.signIn(LOGIN_OF.donor);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const auditor = await api.signIn(LOGIN_OF.auditor);
const unit = await makeUnit(api.database, { organisation: 'ly-gasbcp' });
const ITEM = 'radio-vhf-handheld';

const isClosed = (schema: z.ZodType): boolean => {
  const json = JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' }));
  return json.includes('"enum"');
};

/** Words on what is between parties who know each other by then, or on what is one side's alone; each with why. */
const WORDS: Readonly<Record<string, string>> = {
  'ComplianceEntry.reason': 'of a delivery, whose parties know each other',
  'Obstacle.severityReason': 'of those who are involved',
  'Obstacle.stateReason': 'of those who are involved',
  'ObstacleLift.reason': 'of those who are involved',
  'AcceptedRisk.reason': 'of those who are involved',
  'Correction.reason': 'of a delivery, whose parties know each other, or of those whom an obstacle involves',
  'Correction.decisionReason': 'of a delivery, whose parties know each other',
  'DeliveryDocument.withdrawalReason': 'of a paper of a delivery, whose parties know each other',
  'Document.withdrawalReason': 'of a file, which its parties read whole',
  'Meeting.stateReason': 'of a meeting, whose participants said it',
  'Agreement.stateReason': 'of an agreement, whose sides signed it',
  'Obligation.releaseReason': 'of an agreement, whose sides signed it',
  'Recommendation.stateReason': 'of a meeting, whose participants said it',
  'RegimeProposal.refusalReason': 'of a regime, which is public',
  'ExchangeRate.stateReason': 'of a published rate, which is of nobody’s need',
  'ComplianceRequirement.because': 'the service’s own words',
  'AskingRegime.because': 'the service’s own words',
};

t.test('whatever reason of a record both sides may read is of a closed list', async (t) => {
  const met = new Set<string>();
  for (const [name, { fields }] of declaredRecords()) {
    for (const [field, { audiences, schema }] of Object.entries(fields)) {
      if (!/reason$|because$/i.test(field)) continue;
      const readers: readonly string[] = audiences;
      const isShared = readers.includes('recipient') && (readers.includes('donor') || readers.includes('donor-party'));
      if (!isShared || isClosed(schema)) continue;
      met.add(`${name}.${field}`);
      t.ok(WORDS[`${name}.${field}`] !== undefined, `${name}.${field} is free text that both sides read`);
    }
  }
  t.ok(declaredRecords().size > 50);
});

/** Operations that ask for a reason in words, of what is one side's or of parties who know each other. */
const ASKED_IN_WORDS = ['validateNeed', 'withdrawDeliveryDocument', 'correctDelivery', 'classifyMatch', 'refuseToConfirmClassification'];

t.test('whatever asks for a reason between the two sides asks for a code', async (t) => {
  const document = api.app.swagger() as unknown as Json;
  const schemas = ((document['components'] as Json)['schemas'] ?? {}) as Readonly<Record<string, Json>>;
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Json>>>>;
  let asked = 0;
  const walk = (operation: string, node: unknown, seen: ReadonlySet<string>): void => {
    if (Array.isArray(node)) return node.forEach((one) => walk(operation, one, seen));
    if (typeof node !== 'object' || node === null) return;
    const { $ref: ref, properties } = node as { $ref?: string; properties?: Readonly<Record<string, Json>> };
    if (ref !== undefined) {
      const name = ref.split('/').at(-1) ?? '';
      return seen.has(name) ? undefined : walk(operation, schemas[name], new Set([...seen, name]));
    }
    for (const [field, schema] of Object.entries(properties ?? {})) {
      if (/reason$|because$/i.test(field)) {
        asked += 1;
        if (!ASKED_IN_WORDS.includes(operation)) {
          t.match(JSON.stringify(schema), /Reason(For|On)/, `${operation} asks for a code in ${field}`);
        }
      }
    }
    Object.values(node).forEach((one) => walk(operation, one, seen));
  };
  for (const [path, operations] of Object.entries(paths)) {
    if (!/^\/v1\/(needs|offers|matches|partnerships|packages|deliveries)\b/.test(path)) continue;
    for (const operation of Object.values(operations)) {
      if (typeof operation !== 'object' || !('requestBody' in operation)) continue;
      walk(operation['operationId'] as string, operation['requestBody'], new Set());
    }
  }
  t.ok(asked > 20, `${asked} reasons are asked for`);
});

const everythingOf = async (caller: Caller, matchId: string, needId: string, offerId: string): Promise<string> => {
  const paths = [
    `/v1/matches/${matchId}`,
    '/v1/matches?limit=200',
    `/v1/needs/${needId}`,
    `/v1/offers/${offerId}`,
    `/v1/events?subjectType=match&subjectId=${matchId}&limit=200`,
    `/v1/events?subjectType=need&subjectId=${needId}&limit=200`,
    `/v1/events?subjectType=offer&subjectId=${offerId}&limit=200`,
    '/v1/events?limit=200',
  ];
  const told: string[] = [];
  for (const path of paths) told.push(JSON.stringify((await caller('GET', path)).body));
  return told.join('\n');
};

t.test('a note stays on the side that wrote it; the code is read by both', async (t) => {
  const { needId, lineIds } = await publishedNeed(api.database.db, cast, unit.id, [{ itemType: ITEM, quantity: 9 }]);
  const offer = await availableOffer(api.database.db, cast, [{ itemType: ITEM, quantity: 9 }]);
  const [needLineId, offerLineId] = [must(lineIds[0], 'a line'), must(offer.lineIds[0], 'a line')];
  const propose = async (): Promise<string> => {
    const { status, body } = await facilitator('POST', '/v1/matches', {
      body: { needLineId, offerLineId, quantity: 2, deviationReason: 'agreed-at-the-table', deviationNote: 'MISSION-WORDS' },
    });
    t.equal(status, 201);
    return String(body['id']);
  };
  const declined = await propose();
  t.match(
    await donor('POST', `/v1/matches/${declined}/decline`, { ifMatch: '"1"', body: { reason: 'The post of Colonel Salim is unsafe.' } }),
    { status: 400, body: { code: 'invalid-field', fields: [{ pointer: '/reason' }] } },
    'words are no code',
  );
  t.match(
    await donor('POST', `/v1/matches/${declined}/decline`, {
      ifMatch: '"1"',
      body: { reason: 'budget-changed', reasonNote: 'DONOR-WORDS' },
    }),
    { status: 200, body: { endReason: 'budget-changed' } },
  );
  const refused = await propose();
  t.match(
    await requester('POST', `/v1/matches/${refused}/decline`, {
      ifMatch: '"1"',
      body: { reason: 'security-situation', reasonNote: 'RECIPIENT-WORDS' },
    }),
    { status: 200 },
  );
  const need = await facilitator('GET', `/v1/needs/${needId}`);
  t.match(
    await facilitator('POST', `/v1/needs/${needId}/hold`, {
      ifMatch: need.headers.get('etag'),
      body: { reason: 'due-diligence-review', reasonNote: 'HOLD-WORDS' },
    }),
    { status: 200, body: { stateReason: 'due-diligence-review', stateNote: 'HOLD-WORDS' } },
  );
  const readBy = async (caller: Caller): Promise<string[]> => {
    const told =
      (await everythingOf(caller, declined, needId, offer.offerId)) + (await everythingOf(caller, refused, needId, offer.offerId));
    return ['MISSION-WORDS', 'DONOR-WORDS', 'RECIPIENT-WORDS', 'HOLD-WORDS'].filter((words) => told.includes(words));
  };
  t.strictSame(await readBy(donor), ['DONOR-WORDS']);
  t.strictSame(await readBy(requester), ['RECIPIENT-WORDS', 'HOLD-WORDS']);
  t.strictSame(await readBy(validator), ['RECIPIENT-WORDS', 'HOLD-WORDS']);
  for (const overseer of [facilitator, auditor]) {
    t.strictSame(await readBy(overseer), ['MISSION-WORDS', 'DONOR-WORDS', 'RECIPIENT-WORDS', 'HOLD-WORDS']);
  }
  t.match((await requester('GET', `/v1/matches/${declined}`)).body, { endReason: 'budget-changed' });
});

t.test('each code has its name in four languages', async (t) => {
  const { body } = await donor('GET', '/v1/vocabularies/reasons');
  const text = JSON.stringify(body);
  for (const code of REASON_CODES) t.ok(text.includes(`"${code}"`), code);
  t.ok(Object.values(REASONS).every((codes) => new Set<string>(codes).size === codes.length));
});

t.test('a donors’ text that tells a unit, a place, a position or a telephone is refused with what was found', async (t) => {
  const { needId } = await publishedNeed(api.database.db, cast, unit.id, [{ itemType: ITEM, quantity: 9 }]);
  const revise = async (summary: Json) => {
    const { headers } = await facilitator('GET', `/v1/needs/${needId}`);
    return facilitator('POST', `/v1/needs/${needId}/disclosure`, {
      ifMatch: headers.get('etag'),
      body: { disclosureLevel: 'partners', summary },
    });
  };
  t.match(await revise({ en: 'Radios for Ras Ajdir, call 091 234 5678', ar: `أجهزة لوحدة ${unit.id}` }), {
    status: 422,
    body: {
      code: 'summary-tells-too-much',
      fields: [
        { pointer: '/summary/en', code: 'tells-site', limit: 'ras ajdir' },
        { pointer: '/summary/en', code: 'tells-telephone', limit: '091 234 5678' },
        { pointer: '/summary/ar', code: 'tells-unit' },
      ],
    },
  });
  t.match(await revise({ en: 'At 33.1495, 11.5679' }), { status: 422, body: { fields: [{ code: 'tells-coordinates' }] } });
  t.match(await revise({ en: 'Twelve radios (VHF, 5 W) for posts in Fezzan, 2027' }), { status: 200 });
  const { headers, body } = await requester('GET', `/v1/needs/${needId}`);
  t.ok(body['id']);
  t.match(
    await requester('POST', `/v1/needs/${needId}/revision`, {
      ifMatch: headers.get('etag'),
      body: { summary: { it: 'Radio per Gadames' }, reason: 'typed-wrong' },
    }),
    { status: 422, body: { code: 'summary-tells-too-much', fields: [{ pointer: '/summary/it', code: 'tells-site', limit: 'gadames' }] } },
  );
});
