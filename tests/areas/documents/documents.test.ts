import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import t, { type Test } from 'tap';
import { sweepOrphans } from '#src/areas/documents/index.ts';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import type { ByteStore } from '#src/platform/files/byte-store.ts';
import { s3Store } from '#src/platform/files/s3-store.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { makeStore, temporaryDirectory, temporaryStore } from '#tests/support/files.ts';
import { theSystem } from '#tests/support/people.ts';
import { HOSTILE_OFFICE_FILES, HOSTILE_PDFS, MARK, MARKED_DOCX, MARKED_ODT, MARKED_PDF, PLACE, signedPdf } from './hostile-files.ts';
import { docx, pdf, photograph } from './real-files.ts';

interface Sent {
  readonly file?: Buffer | null;
  readonly second?: Buffer;
  readonly name?: string;
  readonly type?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly key?: string;
}

/**
 * Amazon's client asks a bucket by a path that ends in a slash, and signs that (`/wasl/`); this server reckons the signature from the
 * bucket's name, without the slash. So a listing goes to a second server that doesn't insist, and every other signature is checked.
 */
async function s3OnLoopback(t: Test, directory: string): Promise<ByteStore> {
  const strict = await s3At(t, directory, { allowMismatchedSignatures: false });
  const lenient = await s3At(t, directory, { allowMismatchedSignatures: true });
  return { ...strict, putBefore: (then) => lenient.putBefore(then) };
}

async function s3At(t: Test, directory: string, { allowMismatchedSignatures }: { allowMismatchedSignatures: boolean }): Promise<ByteStore> {
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    allowMismatchedSignatures,
    directory,
    configureBuckets: [{ name: 'wasl', configs: [] }],
  });
  const { port } = await server.run();
  t.teardown(() => server.close());
  return s3Store({
    bucket: 'wasl',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
  });
}

const stores: readonly (readonly [string, (t: Test, directory: string) => Promise<ByteStore>])[] = [
  ['on disk', (_t, directory) => makeStore(directory)],
  ['in an S3-compatible store', s3OnLoopback],
];

for (const [where, makeStore] of stores) t.test(where, (t) => testStore(t, where, makeStore));

async function testStore(t: Test, where: string, makeStore: (typeof stores)[number][1]): Promise<void> {
  const directory = await temporaryDirectory(t);
  const store = await makeStore(t, directory);
  const api = await startTestApi(t, { store });
  const superuser = connectAsSuperuser(t, api.database);
  const token = async (login: string): Promise<string> => {
    const reply = await fetch(`${api.address}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: DEMO_PASSWORD }),
    });
    return ((await reply.json()) as { token: string }).token;
  };
  const donor = await token(LOGIN_OF.donor);
  const validator = await token(LOGIN_OF.validator);
  const auditor = await token(LOGIN_OF.auditor);
  const asDonor = await api.signIn(LOGIN_OF.donor);
  const asValidator = await api.signIn(LOGIN_OF.validator);
  const [partnership] = await superuser<{ id: string }[]>`
    select partnerships.id from partnerships join organisations on organisations.id = donor_id
    where slug = 'it-ministry-of-interior' and recipient_id = (select id from organisations where slug = 'ly-ministry-of-interior') limit 1`;
  const [foreign] = await superuser<{ id: string }[]>`
    select partnerships.id from partnerships join organisations on organisations.id = donor_id where slug <> 'it-ministry-of-interior'
      and not exists (select from partnership_parties join organisations as parties on parties.id = organisation_id
        where partnership_id = partnerships.id and parties.slug = 'it-ministry-of-interior') limit 1`;
  const subjectId = partnership?.id ?? '';

  const send = async (
    bearer: string,
    { file = pdf(), second, name = 'a.pdf', type = 'text/html', fields = {}, key = randomUUID() }: Sent,
  ) => {
    const form = new FormData();
    for (const [field, value] of Object.entries({ subjectType: 'partnership', subjectId, ...fields })) form.set(field, value);
    if (file) form.set('file', new Blob([new Uint8Array(file)], { type }), name);
    if (second) form.set('second', new Blob([new Uint8Array(second)]), 'second.pdf');
    const reply = await fetch(`${api.address}/v1/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'idempotency-key': key },
      body: form,
    });
    return { status: reply.status, headers: reply.headers, body: (await reply.json()) as Record<string, unknown> };
  };
  const download = (bearer: string, id: unknown) =>
    fetch(`${api.address}/v1/documents/${String(id)}/content`, { headers: { authorization: `Bearer ${bearer}` } });
  const problem = ({ body }: { body: Record<string, unknown> }) =>
    [
      body['code'],
      ...((body['fields'] ?? []) as { pointer: string; code: string }[]).map((fault) => `${fault.pointer} ${fault.code}`),
    ].join(' ');
  const eventsOf = async (id: unknown) =>
    (await superuser<{ action: string }[]>`select action from events where subject_id = ${String(id)} order by creation_order`).map(
      ({ action }) => action,
    );

  t.test('what is attached comes back as it was, to each party, each download an event', async (t) => {
    const sent = pdf(`whole ${where}`);
    const created = await send(donor, {
      file: sent,
      name: '../../etc/شهادة المستخدم.exe',
      fields: { title: 'EUC', kind: 'end-user-certificate' },
    });
    t.equal(created.status, 201, JSON.stringify(created.body));
    t.match(created.body, {
      mediaType: 'application/pdf',
      fileName: 'شهادة المستخدم.pdf',
      sizeBytes: sent.length,
      isStripped: false,
      version: 1,
    });
    const { id, sha256 } = created.body;
    t.equal(await store.sizeOf(String(sha256)), sent.length);
    t.equal(await store.sizeOf('0'.repeat(64)), null, 'what was never stored has no size');
    t.equal(created.headers.get('location'), `/v1/documents/${String(id)}`);
    const reply = await download(validator, id);
    t.equal(reply.status, 200);
    t.ok(Buffer.from(await reply.arrayBuffer()).equals(sent));
    t.equal(reply.headers.get('content-type'), 'application/pdf');
    t.equal(reply.headers.get('repr-digest'), `sha-256=:${Buffer.from(String(sha256), 'hex').toString('base64')}:`);
    t.equal(reply.headers.get('etag'), null, 'nothing that would validate a copy, which nobody may keep');
    t.equal(reply.headers.get('x-content-type-options'), 'nosniff');
    t.match(reply.headers.get('content-disposition') ?? '', /^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''%D8%B4%D9%87/);
    t.equal((await download(auditor, id)).status, 200);
    t.strictSame(await eventsOf(id), ['document.attached', 'document.downloaded', 'document.downloaded']);
    const { body } = await asValidator('GET', `/v1/documents?subjectType=partnership&subjectId=${subjectId}`);
    t.ok((body['items'] as { id: string }[]).some((item) => item.id === id));
  });

  t.test('a photograph is stored without its place, and two of the same content are kept once', async (t) => {
    const [one, two] = [await send(donor, { file: photograph(), name: 'p.png' }), await send(donor, { file: photograph(), name: 'q.jpg' })];
    t.match(one.body, { mediaType: 'image/jpeg', fileName: 'p.jpg', isStripped: true });
    t.equal(one.body['sha256'], two.body['sha256']);
    t.not(one.body['id'], two.body['id']);
    const content = Buffer.from(await (await download(validator, two.body['id'])).arrayBuffer());
    t.notOk(content.includes('secret'));
  });

  t.test('its own side and auditors get a file as it was sent, everybody else the copy without its metadata', async (t) => {
    for (const [name, sent] of [
      ['a picture', photograph(1)],
      ['a PDF', MARKED_PDF()],
      ['a text of Word', MARKED_DOCX()],
      ['a text of LibreOffice', MARKED_ODT()],
    ] as const) {
      const original = createHash('sha256').update(sent).digest('hex');
      const { body } = await send(donor, { file: sent, name: 'p.png' });
      t.match(body, { isStripped: true, isSigned: false, isOriginal: true, sha256: original, sizeBytes: sent.length }, name);
      for (const bearer of [donor, auditor]) {
        const got = await download(bearer, body['id']);
        t.ok(Buffer.from(await got.arrayBuffer()).equals(sent), `${name}: whole`);
      }
      const reply = await download(validator, body['id']);
      const content = Buffer.from(await reply.arrayBuffer());
      const cleaned = createHash('sha256').update(content).digest();
      t.equal(reply.headers.get('repr-digest'), `sha-256=:${cleaned.toString('base64')}:`, name);
      for (const marked of [MARK, PLACE]) t.notOk(content.includes(Buffer.from(marked, 'latin1')), name);
      const seen = await asValidator('GET', `/v1/documents/${String(body['id'])}`);
      t.match(seen.body, { isStripped: true, isOriginal: false, sha256: cleaned.toString('hex'), sizeBytes: content.length }, name);
      const listed = await asValidator('GET', `/v1/documents?subjectType=partnership&subjectId=${subjectId}`);
      const told = await asValidator('GET', `/v1/events?subjectId=${String(body['id'])}`);
      t.equal(told.status, 200);
      for (const answer of [seen, listed, told]) {
        t.notOk(JSON.stringify(answer.body).includes(original), `${name}: its digest is nobody else’s`);
      }
      const later = theSystem(new Date(Date.now() + 3 * 24 * 3_600_000));
      await asActor(api.database.db, later, (tx) => sweepOrphans(tx, later, store));
      for (const hash of [original, cleaned.toString('hex')]) t.not(await store.sizeOf(hash), null, `${name}: both are kept`);
    }
  });

  t.test('a signed PDF is given out as it was sent, to everybody', async (t) => {
    const sent = signedPdf();
    const { body } = await send(donor, { file: sent });
    t.match(body, { isStripped: false, isSigned: true, isOriginal: true, sizeBytes: sent.length });
    t.ok(Buffer.from(await (await download(validator, body['id'])).arrayBuffer()).equals(sent));
  });

  t.test('what acts or carries something is refused with what was found, in the reader’s language', async (t) => {
    const texts = new Set<string>();
    for (const [name, make, fault] of [...HOSTILE_PDFS, ...HOSTILE_OFFICE_FILES]) {
      // The bombs are as large as a bomb needs to be; they are tried where no network is between.
      const file = make();
      if (file.length > 100_000) continue;
      const reply = await send(donor, { file });
      t.equal(problem(reply), `file-not-accepted /file ${fault}`, name);
      texts.add((reply.body['fields'] as { message: string }[])[0]?.message ?? '');
    }
    t.ok(texts.size >= 8, 'each says what was found');
  });

  t.test('a retry under its key has one effect, and another file under it is refused', async (t) => {
    const key = randomUUID();
    const first = await send(donor, { file: pdf('retry'), key });
    const again = await send(donor, { file: pdf('retry'), key });
    t.equal(again.body['id'], first.body['id']);
    t.equal(again.headers.get('idempotency-replayed'), 'true');
    t.equal(problem(await send(donor, { file: pdf('another'), key })), 'idempotency-key-reused');
  });

  t.test("what can't be taken is refused, and leaves nothing", async (t) => {
    const before = await superuser`select id from documents`;
    t.equal(
      problem(await send(donor, { file: Buffer.from('<script>'), type: 'application/pdf' })),
      'file-not-accepted /file file-type-not-accepted',
    );
    t.equal(problem(await send(donor, { file: Buffer.alloc(0) })), 'file-not-accepted /file file-empty');
    t.equal(problem(await send(donor, { file: null })), 'invalid-field /file missing');
    t.equal(
      problem(await send(donor, { file: null, fields: { file: 'its text' } })),
      'invalid-field /file invalid-type',
      'a text was sent',
    );
    t.equal(problem(await send(donor, { second: pdf() })), 'malformed-request /file one-file-at-a-time');
    t.equal(problem(await send(donor, { fields: { colour: 'red' } })), 'invalid-field /colour unrecognized-keys');
    t.equal(problem(await send(donor, { fields: { kind: 'no-such-kind' } })), 'reference-unknown /kind reference-unknown');
    t.equal(
      problem(await send(donor, { fields: { subjectId: foreign?.id ?? '' } })),
      'reference-unknown /subjectId reference-unknown',
      'another donor’s',
    );
    t.equal(
      problem(await send(donor, { fields: { confidentiality: 'human-rights' } })),
      'role-not-allowed /confidentiality role-not-allowed',
    );
    t.equal(problem(await send(auditor, {})), 'role-not-allowed');
    t.equal(
      problem(await send(donor, { file: docx({ name: 'word/vbaProject.bin', content: 'x' }) })),
      'file-not-accepted /file file-has-macros',
    );
    const json = await asDonor('POST', '/v1/documents', { body: {} });
    t.equal(json.body['code'], 'unsupported-media-type');
    t.equal((await superuser`select id from documents`).length, before.length);
  });

  t.test('a file above the limit is refused by its declared length, and cut where none is declared', async (t) => {
    t.equal(problem(await send(donor, { file: Buffer.alloc(26 * 1024 * 1024, 'x') })), 'body-too-large /file file-too-large');
    // Counted where it is taken, for the kernel's buffers hold tens of megabytes that were sent; until its answer has left, some is taken unread.
    let connection: Socket | undefined;
    api.app.server.once('connection', (socket: Socket) => (connection = socket));
    const { port } = new URL(api.address);
    const sender = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    const ended = new Promise((resolve) => sender.once('close', resolve));
    sender.write(
      [
        'POST /v1/documents HTTP/1.1\r\nHost: wasl.test\r\nTransfer-Encoding: chunked',
        `Authorization: Bearer ${donor}\r\nIdempotency-Key: ${randomUUID()}`,
        'Content-Type: multipart/form-data; boundary=b\r\n\r\n',
      ].join('\r\n'),
    );
    const chunk = (piece: Buffer) => Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
    sender.write(chunk(Buffer.from(`--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n`)));
    const piece = chunk(Buffer.alloc(256 * 1024, 'x'));
    const goOn = (): void => {
      while (!sender.destroyed && sender.write(piece));
    };
    sender.on('drain', goOn).resume();
    goOn();
    await ended;
    const taken = connection?.bytesRead ?? 0;
    t.ok(taken > 25 * 1024 * 1024 && taken < 100 * 1024 * 1024, `${taken} bytes were taken of a stream without an end`);
  });

  t.test('a withdrawn document is given to nobody any more', async (t) => {
    const { body: created } = await send(donor, { file: pdf('withdrawn') });
    const path = `/v1/documents/${String(created['id'])}`;
    t.equal((await asValidator('POST', `${path}/withdraw`, { body: { reason: 'x' }, ifMatch: '"1"' })).body['code'], 'not-your-own');
    t.equal((await asDonor('POST', `${path}/withdraw`, { body: { reason: 'x' }, ifMatch: '"7"' })).body['code'], 'stale-version');
    const withdrawn = await asDonor('POST', `${path}/withdraw`, { body: { reason: 'superseded' }, ifMatch: '"1"' });
    t.match(withdrawn.body, { withdrawalReason: 'superseded', version: 2, allowedActions: [] });
    t.equal((await asDonor('POST', `${path}/withdraw`, { body: { reason: 'x' }, ifMatch: '"2"' })).body['code'], 'transition-not-allowed');
    t.equal((await download(donor, created['id'])).status, 410);
    t.equal((await download(validator, created['id'])).status, 404);
    t.strictSame(await eventsOf(created['id']), ['document.attached', 'document.withdrawn']);
  });

  t.test('a lost or altered file is an honest error, and no download', async (t) => {
    const { body: altered } = await send(donor, { file: pdf('altered') });
    const other = join(directory, 'other');
    await writeFile(other, pdf('changed'));
    await store.remove(String(altered['sha256']));
    await store.put(String(altered['sha256']), other);
    t.equal(((await (await download(donor, altered['id'])).json()) as { code: string }).code, 'stored-file-damaged');
    await store.remove(String(altered['sha256']));
    t.equal(((await (await download(donor, altered['id'])).json()) as { code: string }).code, 'stored-file-damaged');
    t.strictSame(await eventsOf(altered['id']), ['document.attached']);
  });

  t.test('whoever sends the content of an altered file again mends it', async (t) => {
    const content = pdf('to be mended');
    const { body: altered } = await send(donor, { file: content });
    const hash = String(altered['sha256']);
    const other = join(directory, 'damaged');
    await writeFile(other, pdf('damaged'));
    await store.remove(hash);
    await store.put(hash, other);
    t.equal((await download(donor, altered['id'])).status, 500);
    const { body: again } = await send(donor, { file: content });
    for (const { id } of [altered, again] as { id: string }[]) t.equal((await download(donor, id)).status, 200);
  });

  t.test('nobody asks for the headers of a download alone, which would be recorded as one', async (t) => {
    const { body: created } = await send(donor, { file: pdf('asked by its headers') });
    const path = `/v1/documents/${String(created['id'])}/content`;
    t.equal((await fetch(api.address + path, { method: 'HEAD', headers: { authorization: `Bearer ${donor}` } })).status, 405);
    t.strictSame(await eventsOf(created['id']), ['document.attached']);
  });

  t.test('bytes that no document names go after a day, and no others', async (t) => {
    const { body: kept } = await send(donor, { file: pdf('kept') });
    const orphan = join(directory, 'orphan');
    await writeFile(orphan, 'orphan');
    const hash = '0'.repeat(64);
    await store.put(hash, orphan);
    const sweep = (now: number) =>
      asActor(api.database.db, theSystem(new Date(now)), (tx) => sweepOrphans(tx, theSystem(new Date(now)), store));
    t.equal(await sweep(Date.now() + 23 * 3_600_000), 0, 'not within the day');
    t.ok((await sweep(Date.now() + 25 * 3_600_000)) >= 1);
    await t.rejects(store.open(hash), { name: 'FileMissing' });
    t.equal((await download(donor, kept['id'])).status, 200);
  });

  t.test('nothing goes from a store of which this database names the lesser part', async (t) => {
    const { body: named } = await send(donor, { file: pdf('named') });
    const ofAnother = await temporaryStore(t);
    const path = join(directory, 'not ours');
    await writeFile(path, 'not ours');
    const others = ['a'.repeat(64), 'b'.repeat(64)];
    for (const hash of [String(named['sha256']), ...others]) await ofAnother.put(hash, path);
    const later = theSystem(new Date(Date.now() + 25 * 3_600_000));
    t.equal(await asActor(api.database.db, later, (tx) => sweepOrphans(tx, later, ofAnother)), 0);
    for (const hash of others) t.equal(await ofAnother.sizeOf(hash), Buffer.byteLength('not ours'));
  });
}
