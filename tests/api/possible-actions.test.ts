import t from 'tap';
import { ALLOCATION_EVENTS } from '#src/areas/allocations/domain/allocation.ts';
import { CORRECTION_EVENTS } from '#src/areas/corrections/domain/correction.ts';
import { DELIVERY_ACTIONS } from '#src/areas/deliveries/domain/delivery.ts';
import { DOCUMENT_ACTIONS } from '#src/areas/documents/domain/document.ts';
import { AGREEMENT_EVENTS } from '#src/areas/follow-up/domain/agreement.ts';
import { MEETING_EVENTS } from '#src/areas/follow-up/domain/meeting.ts';
import { RECOMMENDATION_EVENTS } from '#src/areas/follow-up/domain/recommendation.ts';
import { MATCH_EVENTS } from '#src/areas/matches/domain/match.ts';
import { NEED_EVENTS } from '#src/areas/needs/domain/need.ts';
import { OFFER_EVENTS } from '#src/areas/offers/domain/offer.ts';
import { PACKAGE_ACTIONS } from '#src/areas/packages/domain/package.ts';
import { PARTNERSHIP_ACTIONS } from '#src/areas/partnerships/domain/partnership.ts';
import { loginOf } from '#src/demo/accounts.ts';
import { must } from '#src/kernel/assert.ts';
import { PROPOSAL_EVENTS } from '#src/kernel/proposal.ts';
import { pdf } from '#tests/areas/documents/real-files.ts';
import { type Caller, LOGIN_OF, type Reply, startTestApi } from '#tests/support/api.ts';
import { makeClerk } from '#tests/support/clerk.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

type Json = Record<string, unknown>;

/** What a record says that its reader may do next. */
interface Possible extends Json {
  readonly id: string;
  readonly version: number;
  readonly state?: string;
  readonly allowedActions?: readonly string[];
  readonly notAllowedNow?: readonly {
    readonly action: string;
    readonly code: string;
    readonly facts: Json;
    readonly fields: readonly Json[];
  }[];
}

/** A kind of record: where it is listed, all of its actions, where each is called, and what is a good body for it. */
interface Kind {
  readonly name: string;
  readonly list: string;
  readonly actions: readonly string[];
  /** The address after the record's own, where it isn't the action's name; null where nobody calls it. */
  readonly at: Readonly<Record<string, string | null>>;
  readonly bodyFor: (action: string, record: Json, role: string) => Json | undefined;
  /** Nothing but role and state decides: nothing is ever told as not possible yet. */
  readonly isNeverHeldBack?: true;
}

const reason = { reason: 'other' };
const linesOf = (record: Json) => record['lines'] as Json[];
const disclosure = { disclosureLevel: 'partners', disclosedTo: [], summary: { en: 'Radios for border guards in the south.' } };
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  needs: ['submit', 'recall', 'discard', 'resume', 'confirm', 'keep-open', 'approve-revision', 'withdraw-revision'],
  offers: ['submit', 'recall', 'discard', 'make-available', 'resume', 'reinstate', 'approve-revision', 'withdraw-revision'],
};

function bodyForDelivery(action: string, record: Json, role: string): Json {
  const lines = linesOf(record);
  const [line] = lines;
  const [consignment] = record['consignments'] as Json[];
  const lineId = line?.['id'];
  const taken = [{ lineId, quantity: 1 }];
  switch (action) {
    case 'ship':
    case 'perform':
      return { lines: [] };
    case 'receive':
      return {
        lines: lines.filter((one) => Number(one['inTransit']) > 0).map((one) => ({ lineId: one['id'], accepted: one['inTransit'] })),
        ...(lines.some((one) => Number(one['inTransit']) > 0) ? {} : { lines: [{ lineId, accepted: 1 }] }),
      };
    case 'hand-over':
      return { handedOverOn: '2026-11-23', handedOverBy: 'A', takenOverBy: 'B', document: 'certificate 7' };
    case 'verify':
      return { inUse: true };
    case 'report-loss':
    case 'return':
    case 'seize':
    case 'release-from-seizure':
    case 'take-back':
    case 'cancel':
      return reason;
    case 'report-found':
      return { ...reason, becomes: 'on-its-way', lines: taken };
    case 'return-accepted':
      return { ...reason, lines: taken };
    case 'settle-surplus':
      return { becomes: 'left', lines: taken };
    case 'report-diversion':
      return { ...reason, detail: { en: 'Seen elsewhere' } };
    case 'record-milestone':
      return { milestone: role === 'validator' ? 'customs-cleared' : 'shipped', plannedOn: '2026-12-24' };
    case 'revise-eta':
      return { expectedOn: '2027-03-01', ...reason };
    case 'arrange':
      return { consignments: [{ lines: [{ lineId, planned: line?.['planned'] }] }] };
    case 'record-packing':
      return { consignmentId: consignment?.['id'], units: [] };
    case 'describe-goods':
      return { lines: [{ lineId, originCountry: 'IT' }] };
    case 'add-document':
      return { type: role === 'validator' ? 'release-order' : 'bill-of-lading', number: 'for a test' };
    case 'withdraw-document':
      return { ...reason, documentId: lineId };
    case 'revise':
      return { note: { en: 'For a test' } };
    default:
      return {};
  }
}

const words = { en: 'For a test' };
const aReason = { reason: 'for a test' };

function bodyForPartnership(action: string, record: Json): Json | undefined {
  switch (action) {
    case 'sign':
    case 'sign-amendment':
      return undefined;
    case 'revise':
      return { title: `For a test ${Math.random()}` };
    case 'record-text':
      return { signedReference: `For a test ${Math.random()}` };
    case 'propose-amendment':
      return { ...reason, title: `${String(record['title'])} again` };
    default:
      return reason;
  }
}

function bodyForMeeting(action: string): Json | undefined {
  switch (action) {
    case 'revise':
      return { title: words };
    case 'reschedule':
      return { startsOn: '2027-03-01' };
    case 'hold':
      return {};
    case 'record-minutes':
      return { minutes: words };
    case 'close':
      return undefined;
    default:
      return aReason;
  }
}

function bodyForRecommendation(action: string, record: Json): Json | undefined {
  switch (action) {
    case 'accept':
    case 'start':
    case 'confirm':
      return undefined;
    case 'revise':
      return { recommends: words };
    case 'note':
      return { note: words };
    case 'report-done':
      return { evidence: 'List of needs' };
    case 'supersede':
      return { successorId: record['id'] };
    default:
      return aReason;
  }
}

function bodyForAgreement(action: string, record: Json): Json {
  const obligations = record['obligations'] as Json[];
  const owed = obligations.filter(({ releasedAt }) => releasedAt === null);
  const obligationId = owed.at(-1)?.['id'] ?? obligations[0]?.['id'] ?? record['id'];
  switch (action) {
    case 'revise':
      return { summary: words };
    case 'bring-into-force':
      return { signedOn: '2026-11-02' };
    case 'add-obligation':
      return { duty: words, owedById: (record['parties'] as Json[])[0]?.['id'], dueOn: '2027-01-01' };
    case 'release-obligation':
      return { obligationId, ...aReason };
    case 'assess':
      return { obligationId, observance: 'not-assessed' };
    default:
      return aReason;
  }
}

const KINDS: readonly Kind[] = [
  {
    name: 'needs',
    list: '/v1/needs',
    actions: NEED_EVENTS,
    at: {
      'revise-disclosure': 'disclosure',
      'propose-revision': 'revision',
      'approve-revision': 'revision/approve',
      'refuse-revision': 'revision/refuse',
      'withdraw-revision': 'revision/withdraw',
      'close-with-gap': 'close',
      'go-stale': null,
      fulfil: null,
      're-open': null,
    },
    bodyFor: (action, record) => {
      if (action === 'validate') return { lines: [] };
      if (action === 'publish' || action === 'revise-disclosure') return disclosure;
      if (action === 'propose-revision') return { ...reason, priority: record['priority'] === 'urgent' ? 'critical' : 'urgent' };
      return PLAIN['needs']?.includes(action) ? undefined : reason;
    },
  },
  {
    name: 'offers',
    list: '/v1/offers',
    actions: OFFER_EVENTS,
    at: {
      'propose-revision': 'revision',
      'approve-revision': 'revision/approve',
      'refuse-revision': 'revision/refuse',
      'withdraw-revision': 'revision/withdraw',
      expire: null,
    },
    bodyFor: (action) => {
      if (action === 'propose-revision') return { ...reason, note: { en: `For a test ${Math.random()}` } };
      return PLAIN['offers']?.includes(action) ? undefined : reason;
    },
  },
  {
    name: 'matches',
    list: '/v1/matches',
    actions: MATCH_EVENTS,
    at: {
      'accept-as-requester': 'accept',
      'accept-as-donor': 'accept',
      'take-back-as-requester': 'take-back',
      'take-back-as-donor': 'take-back',
      'take-back-agreement': 'agree/take-back',
      lapse: null,
      'start-delivery': null,
      'stop-delivery': null,
      complete: null,
      're-open': null,
    },
    bodyFor: (action) => (action === 'decline' || action === 'cancel' ? reason : action === 'agree' ? {} : undefined),
  },
  {
    name: 'packages',
    list: '/v1/packages',
    actions: PACKAGE_ACTIONS,
    at: { link: 'matches', unlink: 'matches/unlink', 'ask-for-missing': 'missing-needs' },
    bodyFor: (action, record, role) => {
      if (action === 'dissolve') return reason;
      if (action === 'link') return { matches: [{ matchId: record['id'] }] };
      if (action === 'unlink') return { matchIds: [record['id']], reason: 'other' };
      if (role === 'requester') return { priority: 'urgent', neededBy: '2027-06-01', respondBy: '2027-03-01' };
      return role === 'facilitator' ? disclosure : {};
    },
  },
  {
    name: 'deliveries',
    list: '/v1/deliveries',
    actions: DELIVERY_ACTIONS,
    at: {
      arrange: 'consignments',
      'record-packing': 'packing-list',
      'describe-goods': 'goods',
      'add-document': 'documents',
      'revise-eta': 'eta',
      'record-milestone': 'milestones',
      revise: '',
    },
    bodyFor: bodyForDelivery,
  },
  {
    name: 'corrections',
    list: '/v1/corrections',
    actions: CORRECTION_EVENTS,
    at: {},
    bodyFor: (action) => (action === 'confirm' ? undefined : reason),
  },
  {
    name: 'partnerships',
    list: '/v1/partnerships',
    actions: PARTNERSHIP_ACTIONS,
    at: {
      revise: '',
      'take-back-signature': 'take-back-signature',
      'record-text': 'text',
      'propose-amendment': 'amendment',
      'sign-amendment': 'amendment/sign',
      'withdraw-amendment': 'amendment/withdraw',
    },
    bodyFor: bodyForPartnership,
  },
  {
    name: 'allocations',
    list: '/v1/allocations',
    actions: ALLOCATION_EVENTS,
    at: { start: null, requeue: null, finish: null, fail: null },
    bodyFor: () => undefined,
    isNeverHeldBack: true,
  },
  { name: 'meetings', list: '/v1/meetings', actions: MEETING_EVENTS, at: { revise: '' }, bodyFor: bodyForMeeting },
  {
    name: 'recommendations',
    list: '/v1/recommendations',
    actions: RECOMMENDATION_EVENTS,
    at: { revise: '', 'mark-overdue': null },
    bodyFor: bodyForRecommendation,
  },
  {
    name: 'agreements',
    list: '/v1/agreements',
    actions: AGREEMENT_EVENTS,
    at: { revise: '', 'mark-due': null },
    bodyFor: bodyForAgreement,
  },
  {
    name: 'changes of units',
    list: '/v1/unit-changes',
    actions: PROPOSAL_EVENTS,
    at: {},
    bodyFor: (action) => (action === 'refuse' ? aReason : undefined),
  },
  {
    name: 'proposals of what types of unit require',
    list: '/v1/requirement-proposals',
    actions: PROPOSAL_EVENTS,
    at: {},
    bodyFor: (action) => (action === 'refuse' ? aReason : undefined),
  },
  { name: 'documents', list: '/v1/documents', actions: DOCUMENT_ACTIONS, at: {}, bodyFor: () => reason },
];

/** What of a body may be wrong, and isn't for the record to say: what people fill in. */
const OF_THE_BODY: ReadonlySet<string> = new Set([
  'invalid-field',
  'reference-unknown',
  'date-order',
  'reason-required',
  'partnership-required',
  'match-does-not-fit-package',
]);
/** What an action is refused with that there is nothing to take on: no line of its own, nothing lost, nothing over, nothing proposed. */
const OF_NOTHING: ReadonlySet<string> = new Set([
  'no-open-revision',
  'no-open-amendment',
  ...OF_THE_BODY,
  'exceeds-surplus',
  'receipt-does-not-balance',
  'exceeds-match',
  'already-recorded',
  'party-still-bound',
  // What both have signed is signed no further.
  'already-signed',
]);

const api = await startTestApi(t);
const people: Readonly<Record<string, string>> = {
  ...LOGIN_OF,
  'other donor': loginOf('donor', 'eu-dg-mena'),
  'other facilitator': loginOf('facilitator', 'unsmil', '2'),
};
const callers = new Map<string, Caller>();
for (const [who, login] of Object.entries(people)) callers.set(who, await api.signIn(login));
const roleOf = (who: string): string => who.replace('other ', '');

/** What the scenario has none of: a correction that waits, a revision that is open, a request to close with a gap, documents cited and not. */
async function stage(): Promise<string[]> {
  const as = (who: string): Caller => callers.get(who) as Caller;
  const change = async (who: string, path: string, body: Json | undefined, at: string): Promise<Reply> => {
    const { version } = (await as(who)('GET', at)).body;
    return as(who)('POST', path, { body, ifMatch: `"${String(version)}"` });
  };
  const { items: delivered } = (await as('requester')('GET', '/v1/deliveries?limit=200')).body as { items: Json[] };
  const signed = delivered.find(({ handover }) => handover !== null)?.['id'] as string;
  const path = `/v1/deliveries/${signed}`;
  const corrected = await change(
    'requester',
    `${path}/corrections`,
    { putRight: { kind: 'handover', takenOverBy: 'Deputy commander of the unit' }, ...reason },
    path,
  );
  if (corrected.status !== 201) throw new Error(JSON.stringify(corrected.body));
  const { items: published } = (await as('requester')('GET', '/v1/needs?state=published&limit=200')).body as { items: Json[] };
  const [first, second] = published.map(({ id }) => `/v1/needs/${String(id)}`);
  for (const [who, at, step, body] of [
    ['requester', first, 'revision', { ...reason, note: undefined, priority: 'critical', fulfilTogether: true }],
    ['facilitator', second, 'close', reason],
  ] as const) {
    const { status, body: told } = await change(who, `${at as string}/${step}`, body, at as string);
    if (status >= 300) throw new Error(JSON.stringify(told));
  }
  const { items: offered } = (await as('donor')('GET', '/v1/offers?limit=200')).body as {
    items: (Json & { allowedActions?: string[] })[];
  };
  const own = offered.find(({ allowedActions }) => allowedActions?.includes('propose-revision'));
  const offer = `/v1/offers/${String(must(own, 'an offer of the donor')['id'])}`;
  const revised = await change('donor', `${offer}/revision`, { ...reason, validUntil: '2028-12-31' }, offer);
  if (revised.status >= 300) throw new Error(JSON.stringify(revised.body));
  await stageFollowUp();
  await stageAgreed(change);
  const { attach } = await makeClerk(t, api.address, api.database);
  const [cited, free] = [await attach(pdf('that a delivery rests on')), await attach(pdf('that nothing rests on'))];
  const superuser = connectAsSuperuser(t, api.database);
  await superuser`update deliveries set handover_document_id = ${must(cited.id, 'it was attached')} where id = ${signed}`;
  return [cited, free].map(({ id }) => must(id, 'it was attached'));
}
/** A meeting to come and one without minutes, a recommendation that its owner has reported done, an agreement under which nothing is owed. */
async function stageFollowUp(): Promise<void> {
  const facilitator = callers.get('facilitator') as Caller;
  const write = async (caller: Caller, path: string, body: Json, ifMatch?: string): Promise<Json> => {
    const { status, body: told } = await caller('POST', path, { body, ...(ifMatch === undefined ? {} : { ifMatch }) });
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(told)}`);
    return told;
  };
  const { items: meetings } = (await facilitator('GET', '/v1/meetings?limit=50')).body as { items: Json[] };
  const participants = (must(meetings[0], 'a meeting')['participants'] as { organisation: Json }[]).map(({ organisation }) => ({
    organisationId: organisation['id'],
  }));
  const organisationOf = async (who: string): Promise<unknown> =>
    ((await (callers.get(who) as Caller)('GET', '/v1/session')).body['account'] as { organisation: Json }).organisation['id'];
  const [donorId, validatorId] = [await organisationOf('donor'), await organisationOf('validator')];
  const invited = [donorId, validatorId].filter((id) => participants.every(({ organisationId }) => organisationId !== id));
  const plan = {
    title: words,
    purpose: words,
    place: words,
    participants: [...participants, ...invited.map((id) => ({ organisationId: id }))],
  };
  await write(facilitator, '/v1/meetings', { ...plan, startsOn: '2027-02-01' });
  const held = await write(facilitator, '/v1/meetings', { ...plan, startsOn: '2026-11-02' });
  await write(facilitator, `/v1/meetings/${String(held['id'])}/hold`, {}, `"${String(held['version'])}"`);
  for (const reporter of ['donor', 'validator']) {
    const recommended = await write(facilitator, `/v1/meetings/${String(held['id'])}/recommendations`, {
      recommends: words,
      ownerIds: [donorId, validatorId],
      dueOn: '2027-01-01',
    });
    const path = `/v1/recommendations/${String(recommended['id'])}`;
    const by = callers.get(reporter) as Caller;
    const { status } = await by('POST', `${path}/accept`, { ifMatch: `"${String((await by('GET', path)).body['version'])}"` });
    if (status !== 200) throw new Error(`${reporter}: ${status}`);
    await write(by, `${path}/report-done`, { evidence: 'List' }, `"${String((await by('GET', path)).body['version'])}"`);
  }
  const agreement = { kind: 'memorandum', title: words, summary: words, partyIds: [donorId, validatorId] };
  for (const owedById of [undefined, donorId, validatorId]) {
    const { id, version } = await write(facilitator, '/v1/agreements', agreement);
    const path = `/v1/agreements/${String(id)}`;
    await write(facilitator, `${path}/bring-into-force`, { signedOn: '2026-11-02' }, `"${String(version)}"`);
    if (owedById === undefined) continue;
    const seen = (await facilitator('GET', path)).body['version'];
    await write(facilitator, `${path}/add-obligation`, { duty: words, owedById, dueOn: '2026-11-20' }, `"${String(seen)}"`);
  }
}

/** A run that waits, amendments that wait, and closings that can be confirmed and that can't. */
async function stageAgreed(change: (who: string, path: string, body: Json | undefined, at: string) => Promise<Reply>): Promise<void> {
  const expect = ({ status, body }: Reply): void => {
    if (status >= 300) throw new Error(JSON.stringify(body));
  };
  for (let waiting = 0; waiting < 2; waiting += 1) {
    expect(await (callers.get('facilitator') as Caller)('POST', '/v1/allocations', { body: {} }));
  }
  const { items: signed } = (await (callers.get('donor') as Caller)('GET', '/v1/partnerships?state=signed&limit=50')).body as {
    items: Json[];
  };
  for (const [index, { id, budget }] of signed.slice(0, 2).entries()) {
    const at = `/v1/partnerships/${String(id)}`;
    const { ceiling } = (budget ?? {}) as { ceiling?: Json };
    const amended = ceiling === undefined || index > 0 ? { title: 'Amended' } : { ceiling: { ...ceiling, amount: '1.00' } };
    expect(await change('donor', `${at}/amendment`, { ...reason, ...amended }, at));
    expect(await change('donor', `${at}/amendment/sign`, undefined, at));
  }
  const { items: required } = (await (callers.get('facilitator') as Caller)('GET', '/v1/requirements?limit=200')).body as { items: Json[] };
  const ofTypes = required.filter(({ unitType }) => unitType !== null);
  for (const [index, { unitType, itemType }] of ofTypes.slice(0, 2).entries()) {
    const proposed = { unitType, itemType, authorised: 77, effectiveOn: '2026-12-24', reason: 'For a test' };
    expect(
      await (callers.get(index === 0 ? 'facilitator' : 'validator') as Caller)('POST', '/v1/requirement-proposals', { body: proposed }),
    );
  }
  const validator = callers.get('validator') as Caller;
  const { items: open } = (await validator('GET', '/v1/needs?state=published&limit=50')).body as { items: { unit: Json }[] };
  const unitId = open[0]?.unit['id'];
  expect(
    await change(
      'validator',
      `/v1/units/${String(unitId)}/changes`,
      { change: 'close', reason: 'For a test' },
      `/v1/units/${String(unitId)}`,
    ),
  );
  const { items: units } = (await validator('GET', '/v1/units?state=active&limit=100')).body as { items: Json[] };
  const [like] = units;
  const entered = await validator('POST', '/v1/units', {
    body: {
      slug: 'nothing-hangs-on-it',
      names: { en: 'Nothing hangs on it', ar: 'لا شيء', it: 'Niente', fr: 'Rien' },
      organisationId: (must(like, 'a unit')['organisation'] as Json)['id'],
      site: like?.['site'],
      unitType: like?.['unitType'],
    },
  });
  expect(entered);
  const at = `/v1/units/${String(entered.body['id'])}`;
  expect(await change('validator', `${at}/changes`, { change: 'close', reason: 'For a test' }, at));
}

const documents = await stage();

/** The first of each state, and whatever else says something that none before it said: of this reader. */
async function recordsOf(kind: Kind, caller: Caller): Promise<string[]> {
  if (kind.name === 'documents') return documents;
  const { status, body } = await caller('GET', `${kind.list}?limit=200`);
  if (status !== 200) return [];
  const seen = new Set<string>();
  return (body['items'] as Possible[])
    .filter(({ state, allowedActions = [], notAllowedNow = [] }) => {
      const says = JSON.stringify([state, allowedActions, notAllowedNow.map(({ action, code }) => [action, code])]);
      return !seen.has(says) && seen.add(says);
    })
    .map(({ id }) => id);
}

const read = async (kind: Kind, caller: Caller, id: string): Promise<Possible | null> => {
  const { status, body } = await caller('GET', `${kind.list}/${id}`);
  return status === 200 ? (body as Possible) : null;
};

function take(kind: Kind, who: string, action: string, record: Possible): Promise<Reply> {
  const at = kind.at[action] ?? action;
  const call = { body: kind.bodyFor(action, record, roleOf(who)), ifMatch: `"${record.version}"` };
  const caller = callers.get(who) as Caller;
  return caller(at === '' ? 'PATCH' : 'POST', `${kind.list}/${record.id}${at === '' ? '' : `/${at}`}`, call);
}

/** One address serves both sides of a match. */
const isOfOtherSide = (action: string, who: string): boolean =>
  /-as-(requester|donor)$/.test(action) && !action.endsWith(`-as-${roleOf(who)}`);

for (const kind of KINDS) {
  t.test(
    `${kind.name}: what isn’t allowed is refused as it is told, and what isn’t told at all is no action of the reader in this state`,
    async (t) => {
      const tried = { told: 0, untold: 0 };
      for (const [who, caller] of callers) {
        const tried1 = new Set<string>();
        for (const id of await recordsOf(kind, caller)) {
          const record = await read(kind, caller, id);
          if (record === null) continue;
          const { state = '', allowedActions = [], notAllowedNow = [] } = record;
          for (const action of kind.actions) {
            if (kind.at[action] === null || allowedActions.includes(action) || isOfOtherSide(action, who)) continue;
            const told = notAllowedNow.find((one) => one.action === action);
            const what = `${who}, ${action}, ${state}, ${told?.code ?? ''}`;
            if (tried1.has(what)) continue;
            tried1.add(what);
            const { status, body } = await take(kind, who, action, record);
            if (told) {
              tried.told += 1;
              t.match({ code: body['code'], facts: body['facts'] ?? {} }, { code: told.code, facts: told.facts }, what);
              t.strictSame(
                ((body['fields'] ?? []) as Json[]).map(({ pointer, code }) => ({ pointer, code })),
                told.fields,
                `${what}: fields`,
              );
            } else {
              tried.untold += 1;
              const isRefused =
                status === 403 || status === 404 || body['code'] === 'transition-not-allowed' || OF_NOTHING.has(String(body['code']));
              t.ok(isRefused, `${what}: ${status} ${JSON.stringify(body).slice(0, 300)}`);
            }
          }
        }
      }
      t.ok(tried.untold > 0 && (kind.isNeverHeldBack || tried.told > 0), JSON.stringify(tried));
    },
  );
}

for (const kind of KINDS) {
  t.test(`${kind.name}: what is allowed is refused for nothing that the record could have told`, async (t) => {
    let tried = 0;
    const done = new Set<string>();
    for (const [who, caller] of callers) {
      for (const id of await recordsOf(kind, caller)) {
        // Each on its own record, as it stands after what was done before.
        const actions = (await read(kind, caller, id))?.allowedActions ?? [];
        for (const action of actions) {
          const record = await read(kind, caller, id);
          if (!record?.allowedActions?.includes(action)) continue;
          const what = `${who}, ${action}, ${record.state ?? ''}`;
          if (done.has(what)) continue;
          done.add(what);
          tried += 1;
          const { status, body } = await take(kind, who, action, record);
          t.ok(status < 300 || OF_THE_BODY.has(String(body['code'])), `${what}: ${status} ${JSON.stringify(body).slice(0, 400)}`);
        }
      }
    }
    t.ok(tried > 0, `${tried} tried`);
  });
}
