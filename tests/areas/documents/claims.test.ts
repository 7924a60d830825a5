import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { sweepOrphans } from '#src/areas/documents/index.ts';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import type { ByteStore } from '#src/platform/files/byte-store.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { makeClerk } from '#tests/support/clerk.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { temporaryStore } from '#tests/support/files.ts';
import { makePerson, REFERENCE_INSTANT, theSystem } from '#tests/support/people.ts';
import { hashOf, pdf } from '#tests/support/papers.ts';
import { until } from '#tests/support/until.ts';

const HOUR_MS = 3_600_000;
const after = (hours: number): Date => new Date(REFERENCE_INSTANT.getTime() + hours * HOUR_MS);

/** The API over a store in which something happens when it is asked, and a sweep over all that was ever put, as one that listed it long ago. */
async function makeOffice(t: Test) {
  const real = await temporaryStore(t);
  const stored = new Set<string>();
  const happens: { put: () => Promise<unknown>; opened: () => Promise<unknown>; remove: () => Promise<unknown> } = {
    put: async () => undefined,
    opened: async () => undefined,
    remove: async () => undefined,
  };
  const store: ByteStore = {
    ...real,
    put: async (hash, path) => {
      stored.add(hash);
      await real.put(hash, path);
      await happens.put();
    },
    open: async (hash) => {
      await happens.opened();
      return real.open(hash);
    },
    remove: async (hash) => {
      await happens.remove();
      await real.remove(hash);
    },
    async *putBefore() {
      yield* stored;
    },
  };
  const api = await startTestApi(t, { store });
  const superuser = connectAsSuperuser(t, api.database);
  const clerk = await makeClerk(t, api.address, api.database);
  await clerk.attach(pdf('one that is named'));
  return {
    api,
    superuser,
    stored,
    happens,
    ...clerk,
    /** What somebody is refused who attaches a paper, with the field that is to blame. */
    attachAs: async (login: string, fields: Readonly<Record<string, string>>) => {
      const { body } = await api.nobody('POST', '/v1/sessions', { body: { login, password: DEMO_PASSWORD } });
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      form.set('file', new Blob([new Uint8Array(pdf('of somebody'))]), 'a.pdf');
      const headers = { authorization: `Bearer ${String(body['token'])}`, 'idempotency-key': randomUUID() };
      const response = await fetch(`${api.address}/v1/documents`, { method: 'POST', headers, body: form });
      const { code, fields: faults } = (await response.json()) as { code?: string; fields?: readonly { pointer: string }[] };
      return [code, faults?.[0]?.pointer];
    },
    designate: (designated: boolean) => superuser`update users set designated = ${designated} where login = ${LOGIN_OF.facilitator}`,
    isKept: async (content: Buffer) => (await real.sizeOf(hashOf(content))) !== null,
    sweep: (at: Date) => asActor(api.database.db, theSystem(at), (tx) => sweepOrphans(tx, theSystem(at), store)),
    claims: () => superuser<{ sha256: string }[]>`select sha256 from content_claims`,
    /** How many rows a content has. */
    rowsOf: async (content: Buffer) => (await superuser`select id from documents where sha256 = ${hashOf(content)}`).length,
  };
}

t.test('bytes that were stored for a document are not swept before it is there', async (t) => {
  const { attach, download, happens, sweep, isKept } = await makeOffice(t);
  const swept: number[] = [];
  happens.put = async () => swept.push(await sweep(after(1)), await sweep(after(23)));
  const { status, id } = await attach(pdf('a paper'));
  t.strictSame([status, swept], [201, [0, 0]]);
  t.ok(await isKept(pdf('a paper')));
  t.equal((await download(id)).status, 200);
});

t.test('what was claimed for a document that never came is swept after a day, and its claim too', async (t) => {
  const { api, attach, happens, sweep, isKept, claims, rowsOf } = await makeOffice(t);
  happens.put = () => Promise.reject(new Error('a crash'));
  t.equal((await attach(pdf('never named'))).status, 500);
  t.equal(await rowsOf(pdf('never named')), 0);
  t.equal(await sweep(after(23)), 0);
  t.ok(await isKept(pdf('never named')));
  happens.put = async () => undefined;
  api.setTime(after(2));
  t.equal((await attach(pdf('later'))).status, 201);
  t.equal(await sweep(after(25)), 1);
  t.notOk(await isKept(pdf('never named')));
  t.strictSame([...(await claims())], [{ sha256: hashOf(pdf('later')) }], 'a claim of the last day stays');
});

t.test('whoever comes while the same content is swept waits, and stores it anew', async (t) => {
  const { superuser, attach, download, happens, sweep } = await makeOffice(t);
  happens.put = () => Promise.reject(new Error('a crash'));
  await attach(pdf('a paper'));
  let puts = 0;
  happens.put = async () => (puts += 1);
  let goOn = (): void => undefined;
  const removing = new Promise<void>((begun) => {
    happens.remove = () => {
      begun();
      return new Promise<void>((resolve) => (goOn = resolve));
    };
  });
  const sweeping = sweep(after(25));
  await removing;
  const attaching = attach(pdf('a paper'));
  await until(
    async () => (await superuser`select pid from pg_locks where locktype = 'advisory' and not granted`).length === 1,
    'the claim waits',
  );
  t.equal(puts, 0);
  goOn();
  t.equal(await sweeping, 1);
  const { status, id } = await attaching;
  t.equal(status, 201);
  t.equal((await download(id)).status, 200);
});

t.test('a retry of what was answered needs no store', async (t) => {
  const { attach, happens, rowsOf } = await makeOffice(t);
  const key = randomUUID();
  const first = await attach(pdf('a paper'), key);
  let isAsked = false;
  happens.put = () => {
    isAsked = true;
    return new Promise(() => undefined);
  };
  t.strictSame(await attach(pdf('a paper'), key), first);
  t.match(await attach(pdf('another'), key), { status: 422, code: 'idempotency-key-reused' });
  t.notOk(isAsked);
  t.equal(await rowsOf(pdf('a paper')), 1);
});

t.test('two under one key at once have one effect', async (t) => {
  const { attach, rowsOf } = await makeOffice(t);
  const key = randomUUID();
  const [one, other] = await Promise.all([attach(pdf('a paper'), key), attach(pdf('a paper'), key)]);
  t.equal(one.status, 201);
  t.strictSame(one, other);
  t.equal(await rowsOf(pdf('a paper')), 1);
});

t.test('what is refused is refused before anything is claimed or stored', async (t) => {
  const { superuser, attachAs, designate, stored, claims } = await makeOffice(t);
  await designate(false);
  const before = [stored.size, (await claims()).length];
  const [need] = await superuser<{ id: string }[]>`select need_id as id from matches where disclosed_at is not null
    and donor_id = (select id from organisations where slug = 'it-ministry-of-interior') limit 1`;
  const ofNeed = { subjectType: 'need', subjectId: need?.id ?? '' };
  t.strictSame(await attachAs(LOGIN_OF.auditor, ofNeed), ['role-not-allowed', undefined]);
  t.strictSame(await attachAs(LOGIN_OF.donor, ofNeed), ['not-your-own', '/subjectId']);
  t.strictSame(await attachAs(LOGIN_OF.donor, { ...ofNeed, subjectId: randomUUID() }), ['reference-unknown', '/subjectId']);
  t.strictSame(await attachAs(LOGIN_OF.facilitator, { ...ofNeed, kind: 'no-such-kind' }), ['reference-unknown', '/kind']);
  t.strictSame(await attachAs(LOGIN_OF.facilitator, { ...ofNeed, confidentiality: 'human-rights' }), [
    'role-not-allowed',
    '/confidentiality',
  ]);
  t.strictSame([stored.size, (await claims()).length], before);
});

t.test('a right that ends while the store is asked counts no more', async (t) => {
  const { superuser, attach, attachAs, designate, download, happens, rowsOf } = await makeOffice(t);
  const { id } = await attach(pdf('withdrawn'));
  happens.opened = () =>
    superuser`update documents set withdrawn_at = now(), withdrawn_by = uploaded_by, withdrawal_reason = 'x' where id = ${String(id)}`;
  t.match(await download(id), { status: 410, code: 'document-withdrawn' });
  t.strictSame([...(await superuser`select action from events where subject_id = ${String(id)}`)], [{ action: 'document.attached' }]);

  await designate(true);
  happens.put = () => designate(false);
  const [delivery] = await superuser<{ id: string }[]>`select id from deliveries limit 1`;
  const sent = { subjectType: 'delivery', subjectId: delivery?.id ?? '', confidentiality: 'human-rights' };
  t.strictSame(await attachAs(LOGIN_OF.facilitator, sent), ['role-not-allowed', '/confidentiality']);
  t.equal(await rowsOf(pdf('of somebody')), 0);
});

t.test('a request that stood still for hours is told to come again: what it had claimed may be gone', async (t) => {
  const { api, attach, happens, rowsOf } = await makeOffice(t);
  const key = randomUUID();
  happens.put = async () => api.setTime(after(2));
  t.match(await attach(pdf('a paper'), key), { status: 503, code: 'try-again' });
  t.equal(await rowsOf(pdf('a paper')), 0);
  happens.put = async () => undefined;
  t.equal((await attach(pdf('a paper'), key)).status, 201);
});

t.test('nobody learns what others store', async (t) => {
  const { api, claims } = await makeOffice(t);
  const { db } = api.database;
  const facilitator = await makePerson(api.database, { role: 'facilitator', organisation: 'unsmil' });
  t.ok((await claims()).length > 0);
  await asActor(db, { ...theSystem(), actor: facilitator }, async (tx) => {
    t.equal((await tx.execute('select id from content_claims')).length, 0);
    t.equal((await tx.execute('delete from content_claims returning id')).length, 0);
  });
});
