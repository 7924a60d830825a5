import { sql } from 'drizzle-orm';
import t from 'tap';
import { ROUTES } from '#src/app.ts';
import { ROLE_FITS, roleFits } from '#src/areas/identity/domain/role-fit.ts';
import { ORGANISATION_KINDS, type OrganisationKind } from '#src/areas/reference/domain/vocabulary.ts';
import { ROLES } from '#src/kernel/role.ts';
import { notApart, TWO_SIDED, type TwoSided } from '#src/kernel/two-sidedness.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import type { Route } from '#src/platform/http/route.ts';
import { type Caller, caller, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { organisationIdOf, REFERENCE_INSTANT } from '#tests/support/people.ts';
import { showAct } from '#tests/support/regimes.ts';
import { join, PASSWORD, signedIn } from './accounts.ts';

const api = await startTestApi(t, { template: 'migrated' });
const { database } = api;
const superuser = connectAsSuperuser(t, database);

interface Hand {
  readonly name: string;
  readonly person: Person;
  readonly call: Caller;
  readonly isProgram: boolean;
}

async function handOf(login: string, role: Person['role'], organisation: string): Promise<Hand> {
  await join(database, login, role, organisation);
  const { person } = await signedIn(database, login);
  return { name: `${role} of ${organisation} (${login})`, person, call: await api.signIn(login, PASSWORD), isProgram: false };
}

/** The same account's program, with every scope that it may have of these. */
async function programOf(hand: Hand): Promise<Hand> {
  const made = await hand.call('POST', '/v1/api-keys', {
    body: { name: 'Tool', scopes: ['identity:read', 'identity:write', 'compliance:read', 'compliance:write'] },
  });
  return { ...hand, name: `a program of the ${hand.name}`, call: caller(api.address, String(made.body['token'])), isProgram: true };
}

const first = await handOf('one@unsmil.test', 'administrator', 'unsmil');
const colleague = await handOf('two@unsmil.test', 'administrator', 'unsmil');
const other = await handOf('one@jtct.test', 'administrator', 'ly-jtct');
const mission = await handOf('f@unsmil.test', 'facilitator', 'unsmil');
const elsewhere = await handOf('f@ohchr.test', 'facilitator', 'ohchr');
const auditor = await handOf('a@panel.test', 'auditor', 'un-panel-of-experts-libya');
const donor = await handOf('d@interior.test', 'donor', 'it-ministry-of-interior');
const people = [first, colleague, other, mission, elsewhere, auditor, donor];
const hands = [...people, await programOf(first), await programOf(other), await programOf(elsewhere)];

let made = 0;
const unique = (): string => `person-${(made += 1)}@test`;
const subject = await handOf('subject@unsmil.test', 'facilitator', 'unsmil');
const closed = await handOf('closed@unsmil.test', 'facilitator', 'unsmil');
const moved = await handOf('moved@interior.test', 'donor', 'it-ministry-of-interior');
await superuser`update users set suspended_at = now() where id = ${closed.person.userId}`;
const unsmil = await organisationIdOf(database, 'unsmil');
const interior = await organisationIdOf(database, 'it-ministry-of-interior');
const maeci = await organisationIdOf(database, 'it-maeci');

/** One decision: how it begins, where it is completed, and whose people gain by it. */
interface Decided {
  readonly decision: TwoSided;
  readonly barred: readonly string[];
  readonly begin: (hand: Hand) => ReturnType<Caller>;
  readonly complete: (hand: Hand, id: string) => ReturnType<Caller>;
  readonly refuse: (hand: Hand, id: string) => ReturnType<Caller>;
  /** Brings what was decided back to how it was. */
  readonly undo: () => Promise<unknown>;
}

const onChange = { complete: stepOf('account-changes', 'confirm'), refuse: stepOf('account-changes', 'refuse') };
function stepOf(records: string, step: string) {
  return ({ call }: Hand, id: string) =>
    call('POST', `/v1/${records}/${id}/${step}`, { ifMatch: '"1"', ...(step === 'refuse' ? { body: { reason: 'not-known-here' } } : {}) });
}
const change = (body: object) => (hand: Hand) => hand.call('POST', '/v1/account-changes', { body: { reason: 'put-right', ...body } });

let regimeVersion = 1;
const DECISIONS: readonly Decided[] = [
  {
    decision: 'give-account',
    barred: [unsmil],
    begin: ({ call }) => call('POST', '/v1/invitations', { body: { login: unique(), organisationId: unsmil, role: 'facilitator' } }),
    complete: stepOf('invitations', 'approve'),
    refuse: stepOf('invitations', 'refuse'),
    undo: async () => undefined,
  },
  {
    decision: 'designate-for-human-rights',
    barred: [unsmil],
    begin: change({ change: 'designation', userId: subject.person.userId }),
    ...onChange,
    undo: () => superuser`update users set designated = false where id = ${subject.person.userId}`,
  },
  {
    decision: 'reinstate-account',
    barred: [unsmil],
    begin: change({ change: 'reinstatement', userId: closed.person.userId }),
    ...onChange,
    undo: () => superuser`update users set suspended_at = now() where id = ${closed.person.userId}`,
  },
  {
    decision: 'change-role',
    barred: [interior, maeci],
    begin: change({ change: 'role', userId: moved.person.userId, role: 'donor', organisationId: maeci }),
    ...onChange,
    undo: () => superuser`update users set organisation_id = ${interior} where id = ${moved.person.userId}`,
  },
  {
    decision: 'publish-regime',
    barred: [],
    begin: async (hand) => {
      const body = { validFrom: '2026-11-23', adoptedBy: 'Customs decree 9' };
      const reply = await hand.call('POST', '/v1/regimes/ly-ectn/proposals', { body, ifMatch: `"${regimeVersion}"` });
      if (reply.status === 201) await showAct(database, hand.person, reply.body['id'] as never);
      return reply;
    },
    complete: stepOf('regime-proposals', 'confirm'),
    refuse: stepOf('regime-proposals', 'refuse'),
    undo: async () => (regimeVersion += 1),
  },
];

for (const { decision, barred, begin, complete, refuse, undo } of DECISIONS) {
  t.test(`${decision}: whoever may not begin it begins nothing`, async (t) => {
    const begins: readonly string[] = TWO_SIDED[decision].begins;
    for (const hand of hands) {
      if (begins.includes(hand.person.role) && !hand.isProgram) continue;
      const reply = await begin(hand);
      t.match(reply, { status: 403, body: { code: /^(?:role-not-allowed|person-required)$/ } }, hand.name);
    }
  });

  for (const step of ['complete', 'refuse'] as const) {
    t.test(`${decision}: of every pair, only two persons who stand apart ${step} it`, async (t) => {
      for (const one of [first, other]) {
        let open = String((await begin(one)).body['id']);
        for (const second of hands) {
          const apart = notApart(decision, { ...one.person, role: 'administrator' }, second.person, barred as never);
          const reply = await (step === 'complete' ? complete : refuse)(second, open);
          const pair = `${one.name} and ${second.name}`;
          if (apart !== null || second.isProgram) {
            t.match(reply, { status: 403, body: { code: /^(?:role-not-allowed|person-required|other-hand-required)$/ } }, pair);
            continue;
          }
          t.equal(reply.status, 200, `${pair}: ${JSON.stringify(reply.body)}`);
          if (step === 'complete') await undo();
          open = String((await begin(one)).body['id']);
        }
        const withdrawn =
          decision === 'give-account'
            ? null
            : await one.call('POST', `/v1/${decision === 'publish-regime' ? 'regime-proposals' : 'account-changes'}/${open}/withdraw`, {
                ifMatch: '"1"',
              });
        if (withdrawn) t.equal(withdrawn.status, 200);
      }
    });
  }
}

t.test('no program does what an administrator does to accounts and regimes, whatever its scopes', (t) => {
  const open = ROUTES.filter((route): route is Route => route.access === 'signed-in')
    .filter(({ url, method }) => method !== 'GET' && /^\/v1\/(?:users|invitations|account-changes|regimes|regime-proposals)\b/.test(url))
    .filter(({ personsOnly }) => !personsOnly);
  t.strictSame(
    open.map(({ operationId }) => operationId),
    [],
  );
  t.end();
});

t.test('a role fits the kind of organisation, to the database as to the program', async (t) => {
  const subsets = ORGANISATION_KINDS.flatMap((kind) =>
    [[], ...ORGANISATION_KINDS.map((another) => [another]), ['donor', 'facilitator']].map((others) => ({
      kind,
      others: others as OrganisationKind[],
    })),
  );
  await superuser.begin(async (tx) => {
    for (const { kind, others } of subsets) {
      await tx`update organisations set kind = ${kind}, other_roles = ${others} where id = ${unsmil}`;
      for (const role of ROLES) {
        const [asked] = await tx<{ fits: boolean }[]>`select wasl.role_fits(${role}, ${unsmil}) as fits`;
        t.equal(asked?.fits, roleFits(role, [kind, ...others]), `${role} of ${[kind, ...others].join('+')}`);
      }
    }
    await tx`update organisations set kind = 'facilitator', other_roles = '{}' where id = ${unsmil}`;
  });
  t.strictSame(Object.keys(ROLE_FITS).toSorted(), [...ROLES].toSorted());
  for (const role of ['facilitator', 'auditor', 'administrator', 'requester', 'validator'] as const) {
    const body = { login: unique(), organisationId: interior, role };
    const reply = await first.call('POST', '/v1/invitations', { body });
    t.match(
      reply,
      { status: 422, body: { code: 'role-does-not-fit', fields: [{ pointer: '/role' }], facts: { fitting: ['donor'] } } },
      role,
    );
    const change = { change: 'role', userId: moved.person.userId, role, organisationId: interior, reason: 'x' };
    t.match(await first.call('POST', '/v1/account-changes', { body: change }), { status: 422, body: { code: 'role-does-not-fit' } }, role);
    await t.rejects(superuser`update users set role = ${role} where id = ${moved.person.userId}`, /fit/, 'nor does the database take it');
  }
});

t.test('another role ends the sessions and the keys of the account; what it did stays', async (t) => {
  const person = await handOf('role@interior.test', 'donor', 'it-ministry-of-interior');
  const program = await programOf({ ...person, call: person.call });
  const body = { change: 'role', userId: person.person.userId, role: 'donor', organisationId: maeci, reason: 'wrong-ministry' };
  const { body: proposed } = await first.call('POST', '/v1/account-changes', { body });
  t.equal((await person.call('GET', '/v1/session')).status, 200, 'nothing changes before it is confirmed');
  t.equal((await other.call('POST', `/v1/account-changes/${String(proposed['id'])}/confirm`, { ifMatch: '"1"' })).status, 200);
  for (const { call } of [person, program]) t.equal((await call('GET', '/v1/session')).status, 401);
  const again = await api.signIn('role@interior.test', PASSWORD);
  t.match((await again('GET', '/v1/session')).body, { account: { role: 'donor', organisation: { slug: 'it-maeci' } } });
});

t.test('nobody changes their own account, and no administrator the database, alone', async (t) => {
  const own = { change: 'role', userId: first.person.userId, role: 'facilitator', organisationId: unsmil, reason: 'x' };
  t.match(await first.call('POST', '/v1/account-changes', { body: own }), { status: 403, body: { code: 'your-own-account' } });
  const act = { actor: first.person, now: REFERENCE_INSTANT, requestId: 'test' };
  for (const set of [sql`designated = true`, sql`suspended_at = null`]) {
    const attempt = asActor(database.db, act, (tx) =>
      tx.execute(sql`update users set ${set} where login in ('subject@unsmil.test', 'closed@unsmil.test')`),
    );
    await t.rejects(attempt);
  }
});

t.test('what somebody proposed ends with their account', async (t) => {
  const leaver = await handOf('leaver@unsmil.test', 'administrator', 'unsmil');
  const { body: invitation } = await leaver.call('POST', '/v1/invitations', {
    body: { login: unique(), organisationId: interior, role: 'donor' },
  });
  t.match((await other.call('GET', `/v1/users/${leaver.person.userId}/open-work`)).body, { proposals: 1, sessions: 2 });
  t.equal((await first.call('POST', `/v1/users/${leaver.person.userId}/suspend`, { ifMatch: '"1"' })).status, 200);
  t.match((await other.call('GET', `/v1/users/${leaver.person.userId}/open-work`)).body, {
    proposals: 0,
    sessions: 0,
    actions: 0,
    isDesignated: false,
  });
  const late = await elsewhere.call('POST', `/v1/invitations/${String(invitation['id'])}/approve`, { ifMatch: '"2"' });
  t.match(late, { status: 410, body: { code: 'invitation-not-valid' } });
});

t.test('a version begins on no day that has passed, shows its act, and never applies without a warning', async (t) => {
  const propose = (body: object) =>
    first.call('POST', '/v1/regimes/ly-import-licence/proposals', { body: { adoptedBy: 'Decree 1', ...body }, ifMatch: '"1"' });
  t.match(await propose({ validFrom: '2026-11-22' }), {
    status: 422,
    body: { code: 'date-order', fields: [{ pointer: '/validFrom', code: 'in-the-past' }] },
  });
  const never = {
    all: [
      { field: 'item.kind', op: 'eq', value: 'equipment' },
      { field: 'item.kind', op: 'eq', value: 'training' },
    ],
  };
  const { status, body } = await propose({ validFrom: '2026-12-01', appliesWhen: never });
  t.equal(status, 201);
  const id = String(body['id']);
  const effects = await elsewhere.call('GET', `/v1/regime-proposals/${id}/effects`);
  t.match(effects, { status: 200, body: { from: '2026-12-01', warnings: ['never-applies'] } });
  const confirm = () => other.call('POST', `/v1/regime-proposals/${id}/confirm`, { ifMatch: '"1"' });
  t.match(await confirm(), { status: 409, body: { code: 'evidence-required' } });
  await showAct(database, first.person, id as never);
  api.setTime(new Date('2026-12-03T09:00:00.000Z'));
  const late = await other.call('POST', '/v1/sessions', { body: { login: 'one@jtct.test', password: PASSWORD } });
  const second = caller(api.address, String(late.body['token']));
  t.equal((await second('POST', `/v1/regime-proposals/${id}/confirm`, { ifMatch: '"1"' })).status, 200);
  const [version] = (await second('GET', '/v1/regimes/ly-import-licence/versions')).body['items'] as {
    validFrom: string;
    version: number;
  }[];
  t.match(version, { version: 2, validFrom: '2026-12-03' }, 'from the day of its confirmation');
  await t.rejects(
    superuser`insert into regime_versions (id, regime, version, content, valid_from, adopted_by, published_at)
      select gen_random_uuid(), regime, version + 1, content, date '2026-12-02', 'x', timestamptz '2026-12-03T09:00:00Z' from regime_versions where regime = 'ly-import-licence' and version = 2`,
    /past/,
  );
});
