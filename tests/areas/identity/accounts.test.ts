import t from 'tap';
import { findUser, listApiKeys, listInvitations, listUsers, whoAmI } from '#src/areas/identity/queries.ts';
import { changePassword } from '#src/areas/identity/verbs/change-password.ts';
import { acceptInvitation, inviteUser, revokeInvitation } from '#src/areas/identity/verbs/invite-user.ts';
import { createApiKey } from '#src/areas/identity/verbs/create-api-key.ts';
import { revokeApiKey } from '#src/areas/identity/verbs/revoke-api-key.ts';
import { suspendUser } from '#src/flows/end-account.ts';
import { signOut, signOutEverywhere } from '#src/areas/identity/verbs/sign-out.ts';
import type { UserId } from '#src/kernel/id.ts';
import type { AccountActor } from '#src/platform/auth/actor.ts';
import { asActor, type Tx } from '#src/platform/db/transaction.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { actOf, makeUnit, organisationIdOf, REFERENCE_INSTANT, theSystem } from '#tests/support/people.ts';
import { join, PASSWORD, refusalOf, signedIn, trySignIn, whoHas } from './accounts.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = connectAsSuperuser(t, database);
const { db } = database;

/** One verb or query, as somebody. */
const as = <T>(actor: AccountActor, work: (tx: Tx, ctx: ReturnType<typeof actOf<AccountActor>>) => Promise<T>): Promise<T> =>
  asActor(db, actOf(actor), (tx) => work(tx, actOf(actor)));
const eventsOf = async (id: string): Promise<string[]> =>
  (await superuser<{ action: string }[]>`select action from events where subject_id = ${id} order by creation_order`).map(
    ({ action }) => action,
  );
const versionOf = async (id: UserId): Promise<number> =>
  (await superuser<{ version: number }[]>`select version from users where id = ${id}`)[0]?.version ?? 0;

const adminId = await join(database, 'admin@wasl.example', 'administrator', 'unsmil');
const admin = (await signedIn(database, 'admin@wasl.example')).person;
await join(database, 'donor@wasl.example', 'donor', 'it-ministry-of-interior');
const donor = (await signedIn(database, 'donor@wasl.example')).person;
await join(database, 'auditor@wasl.example', 'auditor', 'un-panel-of-experts-libya');
const auditor = (await signedIn(database, 'auditor@wasl.example')).person;
const organisationId = await organisationIdOf(database, 'ly-gasbcp');
const forRequester = (login: string) => ({ login, organisationId, role: 'requester', language: 'ar' }) as const;
const accept = (token: string, password = PASSWORD, at = REFERENCE_INSTANT) =>
  acceptInvitation(db, theSystem(at), { token, displayName: 'Salem', password });

/** As the operator invites, who needs no second person; tests/areas/identity/two-hands.test.ts has those that do. */
const invite = (input: Parameters<typeof inviteUser>[2]) => asActor(db, theSystem(), (tx) => inviteUser(tx, theSystem(), input));

t.test('an invitation is accepted once, and its token is kept nowhere', async (t) => {
  const { id, token } = await invite(forRequester('Once@Border.Example'));
  t.match(token, /^wasl_i_/);
  t.equal(await refusalOf(accept(token, 'too short')), 'password-too-weak /password');
  const both = await Promise.all([refusalOf(accept(token)), refusalOf(accept(token))]);
  t.strictSame(both.sort(), ['invitation-not-valid', 'no refusal'], 'of two at once, one makes the account');
  const [user] = await superuser<
    { id: string; login: string; language: string }[]
  >`select id, login, language from users where login = 'once@border.example'`;
  t.match(user, { login: 'once@border.example', language: 'ar' });
  t.strictSame(await eventsOf(id), ['invitation.made-by-operator']);
  t.strictSame(await eventsOf(user?.id ?? ''), ['user.joined']);
  const [kept] = await superuser<
    { text: string }[]
  >`select string_agg(events::text, '') || (select string_agg(invitations::text, '') from invitations) as text from events`;
  t.notOk(kept?.text.includes(token));
  t.notOk(kept?.text.includes('argon2'), 'nor does any event hold a password’s hash');
});

t.test('an invitation that has run out, was taken back or never was is no longer valid', async (t) => {
  const { id, token } = await invite(forRequester('late@border.example'));
  t.equal(await refusalOf(accept(token, PASSWORD, new Date(REFERENCE_INSTANT.getTime() + 15 * 86_400_000))), 'invitation-not-valid');
  t.equal(await refusalOf(as(admin, (tx, ctx) => revokeInvitation(tx, ctx, id, 7))), 'stale-version');
  t.equal(await refusalOf(as(donor, (tx, ctx) => revokeInvitation(tx, ctx, id, 1))), 'role-not-allowed');
  await as(admin, (tx, ctx) => revokeInvitation(tx, ctx, id, 1));
  t.equal(await refusalOf(accept(token)), 'invitation-not-valid');
  t.equal(await refusalOf(as(admin, (tx, ctx) => revokeInvitation(tx, ctx, id, 2))), 'invitation-not-valid', 'once is enough');
  t.equal(await refusalOf(accept(`wasl_i_${'x'.repeat(43)}`)), 'invitation-not-valid');
  t.strictSame(await eventsOf(id), ['invitation.made-by-operator', 'invitation.revoked']);
});

t.test('an invitation names what exists, and a unit only to a requester of its organisation', async (t) => {
  const inviting = (input: object) =>
    refusalOf(as(admin, (tx, ctx) => inviteUser(tx, ctx, { ...forRequester('names@border.example'), ...input })));
  const unit = await makeUnit(database, { organisation: 'ly-gasbcp' });
  const elsewhere = await makeUnit(database, { organisation: 'ly-customs-authority' });
  t.equal(await inviting({ organisationId: '01900000-0000-7000-8000-000000000000' }), 'reference-unknown /organisationId');
  t.equal(await inviting({ unitId: elsewhere.id }), 'reference-unknown /unitId');
  t.equal(await inviting({ unitId: unit.id, role: 'validator' }), 'reference-unknown /unitId');
  t.equal(await inviting({ login: 'DONOR@wasl.example' }), 'login-taken /login');
  t.equal(await inviting({ unitId: unit.id }), 'no refusal');
  t.equal(await refusalOf(as(donor, (tx, ctx) => inviteUser(tx, ctx, forRequester('mine@border.example')))), 'role-not-allowed');
});

t.test('of two invitations for one login, the second to be accepted finds it taken', async (t) => {
  const twice = () => invite(forRequester('twice@border.example'));
  const [first, second] = await Promise.all([twice(), twice()]);
  await accept(first.token);
  t.equal(await refusalOf(accept(second.token)), 'login-taken');
});

t.test('signing out ends this session, everywhere ends them all', async (t) => {
  await join(database, 'leaver@border.example', 'donor', 'it-ministry-of-interior');
  const [one, two, three] = [
    await signedIn(database, 'leaver@border.example'),
    await signedIn(database, 'leaver@border.example'),
    await signedIn(database, 'leaver@border.example'),
  ];
  await as(one.person, signOut);
  t.equal(await whoHas(database, one.token), null);
  t.ok(await whoHas(database, two.token));
  t.strictSame(await eventsOf(one.person.sessionId), ['session.opened', 'session.closed']);
  await as(two.person, signOutEverywhere);
  t.equal(await whoHas(database, two.token), null);
  t.equal(await whoHas(database, three.token), null);
  t.ok(await whoHas(database, (await signedIn(database, 'donor@wasl.example')).token), 'other people stay');
  t.strictSame(await eventsOf(one.person.userId), ['user.joined', 'user.signed-out-everywhere']);
});

t.test('a new password needs the old one and ends the sessions elsewhere', async (t) => {
  const id = await join(database, 'changer@border.example', 'donor', 'it-ministry-of-interior');
  const here = await signedIn(database, 'changer@border.example');
  const elsewhere = await signedIn(database, 'changer@border.example');
  const change = (currentPassword: string, newPassword: string, endApiKeys = false) =>
    refusalOf(changePassword(database.db, actOf(here.person), { currentPassword, newPassword, endApiKeys }));
  t.equal(await change('not the old one', 'another four words'), 'wrong-credentials /currentPassword');
  t.equal(await change(PASSWORD, 'changer at work'), 'password-too-weak /newPassword');
  t.ok(await whoHas(database, elsewhere.token), 'a refusal ends nothing');
  t.equal(await change(PASSWORD, 'another four words'), 'no refusal');
  t.ok(await whoHas(database, here.token));
  t.equal(await whoHas(database, elsewhere.token), null);
  t.equal(await refusalOf(trySignIn(database, 'changer@border.example')), 'wrong-credentials');
  t.ok(await trySignIn(database, 'changer@border.example', { password: 'another four words' }));
  t.strictSame(await eventsOf(id), ['user.joined', 'user.password-changed']);
});

t.test('a suspended account is shut out at once', async (t) => {
  const id = await join(database, 'suspect@border.example', 'donor', 'it-ministry-of-interior');
  const { person, token } = await signedIn(database, 'suspect@border.example');
  const key = await as(person, (tx, ctx) => createApiKey(tx, ctx, { name: 'Nightly', scopes: ['needs:read'] }));
  const suspend = (actor: AccountActor, version: number, whom = id) =>
    refusalOf(as(actor, (tx, ctx) => suspendUser(tx, ctx, whom, version)));
  t.equal(await suspend(auditor, 1), 'role-not-allowed');
  t.equal(await suspend(donor, 1), 'role-not-allowed');
  t.equal(await suspend(admin, 1, adminId), 'your-own-account', 'nobody locks themselves out');
  t.equal(await suspend(admin, 5), 'stale-version');
  t.equal(await suspend(admin, 1), 'no refusal');
  t.equal(await whoHas(database, token), null);
  t.equal(await whoHas(database, key.token), null);
  t.equal(await refusalOf(trySignIn(database, 'suspect@border.example')), 'account-suspended');
  t.equal(
    await refusalOf(trySignIn(database, 'suspect@border.example', { password: 'a guess at it all' })),
    'wrong-credentials',
    'only who knows the password learns why',
  );
  t.equal(await suspend(admin, await versionOf(id)), 'transition-not-allowed');
  t.strictSame(await eventsOf(id), ['user.joined', 'user.suspended']);
});

t.test('a sign-in that races a suspension leaves no session behind', async (t) => {
  for (let round = 0; round < 5; round += 1) {
    const id = await join(database, `racer${round}@border.example`, 'donor', 'it-ministry-of-interior');
    await Promise.all([
      refusalOf(trySignIn(database, `racer${round}@border.example`)),
      new Promise((later) => setTimeout(later, round * 12)).then(() => as(admin, (tx, ctx) => suspendUser(tx, ctx, id, 1))),
    ]);
    const [left] = await superuser<{ count: number }[]>`select count(*)::int as count from sessions where user_id = ${id}`;
    t.equal(left?.count, 0);
  }
});

t.test('an API key has what its account may and its scopes name, until it is revoked', async (t) => {
  const id = await join(database, 'keeper@border.example', 'auditor', 'un-panel-of-experts-libya');
  const { person } = await signedIn(database, 'keeper@border.example');
  const create = (input: object) =>
    as(person, (tx, ctx) => createApiKey(tx, ctx, { name: 'Export', scopes: ['needs:read', 'events:read'], ...input }));
  t.equal(await refusalOf(create({ scopes: ['needs:read', 'needs:write'] })), 'scope-not-allowed /scopes/1');
  t.equal(await refusalOf(create({ expiresAt: REFERENCE_INSTANT.toISOString() })), 'date-order /expiresAt');
  const inAnHour = new Date(REFERENCE_INSTANT.getTime() + 3_600_000);
  const key = await create({ expiresAt: inAnHour.toISOString() });
  const program = await whoHas(database, key.token);
  t.match(program, { kind: 'api-key', userId: id, scopes: ['needs:read', 'events:read'], apiKeyId: key.id });
  t.equal(await whoHas(database, key.token, inAnHour), null);
  if (program?.kind !== 'api-key') return;
  t.equal(
    await refusalOf(as(program, (tx, ctx) => createApiKey(tx, ctx, { name: 'More', scopes: ['needs:read'] }))),
    'scope-not-allowed',
    'a key makes no keys',
  );
  t.equal(await refusalOf(as(program, signOut)), 'scope-not-allowed');
  t.equal(await refusalOf(as(donor, (tx, ctx) => revokeApiKey(tx, ctx, key.id, 1))), 'not-found', 'other people’s keys are not seen');
  t.equal(await refusalOf(as(person, (tx, ctx) => revokeApiKey(tx, ctx, key.id, 3))), 'stale-version');
  await as(person, (tx, ctx) => revokeApiKey(tx, ctx, key.id, 1));
  t.equal(await whoHas(database, key.token), null);
  t.equal(await refusalOf(as(person, (tx, ctx) => revokeApiKey(tx, ctx, key.id, 2))), 'transition-not-allowed');
  t.strictSame(await eventsOf(key.id), ['api-key.created', 'api-key.revoked']);
});

t.test('a key ends with the password on request, and with its account for good; both are told', async (t) => {
  const id = await join(database, 'careful@border.example', 'donor', 'it-ministry-of-interior');
  const { person } = await signedIn(database, 'careful@border.example');
  const create = () => as(person, (tx, ctx) => createApiKey(tx, ctx, { name: 'Export', scopes: ['needs:read'] }));
  const change = (currentPassword: string, newPassword: string, endApiKeys: boolean) =>
    changePassword(database.db, actOf(person), { currentPassword, newPassword, endApiKeys });
  const one = await create();
  await change(PASSWORD, 'another four words', false);
  t.ok(await whoHas(database, one.token), 'nobody asked for its end');
  await change('another four words', PASSWORD, true);
  t.equal(await whoHas(database, one.token), null);
  t.strictSame(await eventsOf(one.id), ['api-key.created', 'api-key.revoked']);

  const two = await create();
  await as(admin, async (tx, ctx) => suspendUser(tx, ctx, id, await versionOf(id)));
  await superuser`update users set suspended_at = null where id = ${id}`;
  t.equal(await whoHas(database, two.token), null, 'opening the account again brings it not back');
  t.strictSame(await eventsOf(two.id), ['api-key.created', 'api-key.revoked']);
});

t.test('a key ends after ninety days or within a year, and says to the minute when it was last used', async (t) => {
  await join(database, 'user@border.example', 'donor', 'it-ministry-of-interior');
  const { person } = await signedIn(database, 'user@border.example');
  const create = (input: object) => as(person, (tx, ctx) => createApiKey(tx, ctx, { name: 'Export', scopes: ['needs:read'], ...input }));
  const days = (count: number): Date => new Date(REFERENCE_INSTANT.getTime() + count * 86_400_000);
  t.equal(await refusalOf(create({ expiresAt: days(367).toISOString() })), 'date-order /expiresAt');
  const key = await create({});
  t.ok(await whoHas(database, key.token, new Date(days(90).getTime() - 1)));
  t.equal(await whoHas(database, key.token, days(90)), null);

  const other = await create({ expiresAt: days(366).toISOString() });
  const lastUse = async (): Promise<string | undefined> => {
    const [row] = await superuser<{ at: Date | null }[]>`select last_used_at as at from api_keys where id = ${other.id}`;
    return row?.at?.toISOString();
  };
  t.equal(await lastUse(), undefined);
  for (const [seconds, told] of [
    [0, 0],
    [59, 0],
    [60, 0],
    [61, 61],
  ] as const) {
    await whoHas(database, other.token, new Date(REFERENCE_INSTANT.getTime() + seconds * 1000));
    t.equal(await lastUse(), new Date(REFERENCE_INSTANT.getTime() + told * 1000).toISOString(), `${seconds} s`);
  }
  t.strictSame(await eventsOf(other.id), ['api-key.created'], 'which is no change');
});

t.test('lists come newest first, page by page, and show no secret', async (t) => {
  const first = await as(admin, (tx, ctx) => listUsers(tx, db, ctx, { limit: 4 }));
  t.equal(first.items.length, 4);
  const second = await as(admin, (tx, ctx) => listUsers(tx, db, ctx, { limit: 4, cursor: first.next ?? '' }));
  const ids = [...first.items, ...second.items].map(({ id }) => id);
  const newest = await superuser<{ id: string }[]>`select id from users order by creation_order desc limit ${ids.length}`;
  t.strictSame(
    ids,
    newest.map(({ id }) => id),
  );
  t.equal(
    (await as(auditor, (tx, ctx) => listUsers(tx, db, ctx, { limit: 200 }))).items.length,
    Number((await superuser`select count(*) from users`)[0]?.['count']),
  );
  t.equal(
    (await as(donor, (tx, ctx) => listUsers(tx, db, ctx, { limit: 200 }))).items.every(
      ({ organisation }) => organisation.slug === 'it-ministry-of-interior',
    ),
    true,
  );
  const invitations = await as(admin, (tx, ctx) => listInvitations(tx, ctx, { limit: 200 }));
  t.ok(invitations.items.length > 5);
  t.notOk(/token|hash/i.test(JSON.stringify([first, invitations])));
  t.equal((await as(donor, (tx, ctx) => listInvitations(tx, ctx, { limit: 200 }))).items.length, 0);
  t.equal((await as(donor, (tx, ctx) => listApiKeys(tx, ctx, { limit: 200 }))).items.length, 0, 'keys are each one’s own');
  t.equal(await refusalOf(as(donor, (tx, ctx) => findUser(tx, db, ctx, adminId))), 'not-found');
});

t.test('a reader learns who it is and what this sign-in may do', async (t) => {
  const me = await as(donor, whoAmI);
  t.match(me, {
    carrier: 'bearer',
    account: { login: 'donor@wasl.example', role: 'donor', organisation: { slug: 'it-ministry-of-interior' } },
  });
  t.ok(me.rights?.includes('offers:write'));
  t.equal(me.expiresAt, new Date(REFERENCE_INSTANT.getTime() + 12 * 3_600_000).toISOString());
  t.equal(
    (await as(auditor, whoAmI)).rights?.some((right) => right.endsWith(':write')),
    false,
  );
});
