import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { startTestApi } from '#tests/support/api.ts';

const api = await startTestApi(t, { template: 'migrated' });

/** Without what `fetch` does by itself: the body as it comes over the line. */
const get = (path: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    request(api.address + path, { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    })
      .on('error', reject)
      .end();
  });

t.test('the API document is not made anew for whoever asks for it, not even for the first', async (t) => {
  const making = t.capture(api.app, 'swagger', api.app.swagger);
  t.equal((await get('/openapi.json', {})).status, 200);
  t.equal((await get('/reference/json', {})).status, 200);
  t.strictSame(making(), [], 'making it would keep everybody waiting for more than a second');
});

t.test('the API document is the one that the routes make', async (t) => {
  const served = JSON.parse((await get('/openapi.json', {})).body.toString()) as Document;
  const made = structuredClone(api.app.swagger()) as unknown as Document;
  // What else has been loaded into the process of a test has put its own schemas beside them.
  const { schemas } = made.components;
  made.components.schemas = Object.fromEntries(Object.keys(served.components.schemas).map((name) => [name, schemas[name]]));
  t.ok(JSON.stringify(served) === JSON.stringify(made), 'or else: npm run openapi');
});

interface Document {
  readonly components: { schemas: Record<string, unknown> };
}

t.test('what may be left out of a request is not called required, and an example of a request is one', async (t) => {
  const { components } = JSON.parse((await get('/openapi.json', {})).body.toString()) as Document;
  const schemas = components.schemas as Record<string, Schema>;
  for (const name of ['DraftNeed', 'NewNeedLine', 'DraftOffer', 'SignIn', 'RequestAllocation', 'AllocationSettingsInput']) {
    const { required = [], properties = {} } = schemas[name] ?? {};
    t.not(Object.keys(properties).length, 0, name);
    for (const field of required) t.notOk('default' in (properties[field] ?? {}), `${name}: ${field}`);
  }
  const twins = Object.keys(schemas).filter((name) => name.endsWith('Input'));
  t.strictSame(twins, ['AllocationDonationInput', 'AllocationScenarioInput', 'AllocationSettingsInput'], 'these are sent and answered too');
  const { example = {}, required = [] } = schemas['DraftNeed'] ?? {};
  for (const field of required) t.ok(field in example, `the example has ${field}`);
});

interface Schema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, object>>;
  readonly example?: object;
}

t.test('the API document is compressed for whoever can read it so', async (t) => {
  const plain = await get('/openapi.json', {});
  t.match(plain.headers, { 'content-type': 'application/json; charset=utf-8', vary: 'accept-encoding' });
  t.equal(plain.headers['content-encoding'], undefined);
  const packed = await get('/openapi.json', { 'accept-encoding': 'br, gzip;q=0.8' });
  t.match(packed.headers, { 'content-encoding': 'gzip', 'content-length': String(packed.body.length) });
  t.ok(gunzipSync(packed.body).equals(plain.body));
  t.ok(packed.body.length < plain.body.length / 5);
  t.equal((await get('/openapi.json', { 'accept-encoding': 'gzip;q=0, br' })).headers['content-encoding'], undefined);
  const head = await get('/openapi.json', {}, 'HEAD');
  t.match(head, { status: 200, headers: { 'content-length': String(plain.body.length) } });
});

t.test('the API reference shows that document, and makes none anew', async (t) => {
  t.ok((await get('/reference/json', {})).body.equals((await get('/openapi.json', {})).body));
  t.match(await get('/reference/yaml', {}), { status: 404, headers: { 'content-type': /^application\/problem\+json/ } });
});

t.test('the image brings the document along', async (t) => {
  t.match(await readFile('Dockerfile', 'utf8'), /^COPY openapi \.\/openapi$/m);
});
