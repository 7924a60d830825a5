import fc from 'fast-check';
import t from 'tap';
import { daysLeft, dueKeyWarning, WARNING_DAYS } from '#src/areas/identity/domain/key-term.ts';
import { warnOfEndingKeys } from '#src/areas/identity/index.ts';
import { systemActor } from '#src/platform/auth/actor.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';

type Json = Record<string, unknown>;

const DAY = 86_400_000;
const api = await startTestApi(t);
const on = (days: number): Date => new Date(REFERENCE_INSTANT.getTime() + days * DAY);
const warn = (days: number): Promise<number> => {
  const ctx = { actor: systemActor('test'), now: on(days), requestId: null };
  return asActor(api.database.db, ctx, (tx) => warnOfEndingKeys(tx, ctx));
};

const donor = await api.signIn(LOGIN_OF.donor);
const make = async (name: string, days: number): Promise<unknown> => {
  const body = { name, scopes: ['needs:read'], expiresAt: on(days).toISOString() };
  const { status, body: key } = await donor('POST', '/v1/api-keys', { body });
  if (status !== 201) throw new Error(JSON.stringify(key));
  return key['id'];
};
const nightly = await make('Nightly', 90);
const short = await make('For a week', 6);
const revoked = await make('Given up', 90);
await donor('DELETE', `/v1/api-keys/${String(revoked)}`, { ifMatch: '"1"' });

/** As of a day, at which they sign in anew. */
async function keyOn(days: number, id: unknown): Promise<Json | undefined> {
  api.setTime(on(days));
  const owner = await api.signIn(LOGIN_OF.donor);
  return ((await owner('GET', '/v1/api-keys')).body['items'] as Json[]).find((key) => key['id'] === id);
}
async function warningsReadBy(login: string): Promise<Json[]> {
  const reader = await api.signIn(login);
  const { items } = (await reader('GET', '/v1/events?subjectType=api-key&limit=100')).body as { items: Json[] };
  return items.filter(({ action }) => action === 'api-key.expiry-warned');
}

t.test('a key that ends is told of 30 and 7 days ahead, once each, and the list shows what is left', async (t) => {
  t.match(await keyOn(0, nightly), { endsInDays: 90, warnedDays: null });
  t.match(await keyOn(0, revoked), { endsInDays: null, warnedDays: null });
  t.equal(await warn(1), 0, 'whoever makes a key for less than a warning knows it');
  t.match(await keyOn(1, short), { endsInDays: 5, warnedDays: null });
  t.equal(await warn(59), 0);
  t.strictSame(
    (await Promise.all([warn(60), warn(60), warn(60)])).toSorted((one, other) => one - other),
    [0, 0, 1],
    'three processes at once tell once',
  );
  t.match(await keyOn(60, nightly), { endsInDays: 30, warnedDays: 30, version: 1 });
  t.equal(await warn(82), 0);
  t.equal(await warn(84), 1, 'however late');
  t.equal(await warn(85), 0);
  t.match(await keyOn(84, nightly), { endsInDays: 6, warnedDays: 7 });
  t.equal(await warn(91), 0, 'what has ended is told of no more');
  t.match(await keyOn(91, nightly), { endsInDays: null });
});

t.test('whoever made it is told, and administrators', async (t) => {
  for (const login of [LOGIN_OF.donor, LOGIN_OF.administrator]) {
    t.strictSame(
      (await warningsReadBy(login)).map(({ subjectId, reason }) => [subjectId, reason]),
      [
        [nightly, 'expires-in-7-days'],
        [nightly, 'expires-in-30-days'],
      ],
      login,
    );
  }
  t.strictSame(await warningsReadBy(LOGIN_OF.requester), []);
});

t.test('nobody but the system warns', async (t) => {
  const actor = { ...systemActor('test'), role: 'donor' as const };
  const ctx = { actor: actor as never, now: on(60), requestId: null };
  await t.rejects(
    asActor(api.database.db, { ...ctx, actor: systemActor('test') }, (tx) => warnOfEndingKeys(tx, ctx)),
    { code: 'role-not-allowed' },
  );
});

t.test(
  'a warning falls due once its day has come, the nearest of those that were missed, and none of a day before the key was made',
  async () => {
    const term = fc.record({ createdAt: fc.nat(100), lasts: fc.integer({ min: 1, max: 366 }), now: fc.nat(500) });
    fc.assert(
      fc.property(term, ({ createdAt, lasts, now }) => {
        const key = { createdAt: createdAt * DAY, expiresAt: (createdAt + lasts) * DAY };
        const due = dueKeyWarning({ ...key, warnedDays: null }, now * DAY);
        const left = createdAt + lasts - now;
        const wanted = left > 0 ? (WARNING_DAYS.filter((days) => days < lasts && left <= days).at(-1) ?? null) : null;
        return (
          daysLeft(key.expiresAt, now * DAY) === (left > 0 ? left : null) &&
          due === wanted &&
          (due === null || dueKeyWarning({ ...key, warnedDays: due }, now * DAY) === null)
        );
      }),
    );
  },
);
