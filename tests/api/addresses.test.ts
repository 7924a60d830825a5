import { readFile } from 'node:fs/promises';
import t from 'tap';
import { webAddress } from '#src/platform/http/schemas.ts';

const document = JSON.parse(await readFile(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as Json;
type Json = { readonly [key: string]: unknown };

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Each field that a request may hold, by its path: through references, lists and alternatives. */
function* fieldsOf(schema: unknown, path: string, seen: readonly string[] = []): Generator<readonly [string, Json]> {
  if (!isObject(schema)) return;
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    if (seen.includes(reference)) return;
    const target = reference
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => (at as Json)[key], document);
    yield* fieldsOf(target, path, [...seen, reference]);
    return;
  }
  yield [path, schema];
  for (const [name, field] of Object.entries((schema['properties'] ?? {}) as Json)) yield* fieldsOf(field, `${path}/${name}`, seen);
  for (const key of ['items', 'additionalProperties']) yield* fieldsOf(schema[key], `${path}/-`, seen);
  for (const key of ['anyOf', 'oneOf', 'allOf']) for (const each of (schema[key] ?? []) as unknown[]) yield* fieldsOf(each, path, seen);
}

function* bodies(): Generator<readonly [string, unknown]> {
  for (const [path, item] of Object.entries(document['paths'] as Json)) {
    for (const [method, operation] of Object.entries(item as Json)) {
      const content = ((operation as Json)['requestBody'] as Json | undefined)?.['content'] as Json | undefined;
      for (const media of Object.values(content ?? {})) yield [`${method} ${path}`, (media as Json)['schema']];
    }
  }
}

const UNSAFE = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'javascript://a.example/%0aalert(1)',
  'vbscript:x',
  'data:text/html,<script>1</script>',
  'file:///etc/passwd',
  'ftp://a.example/',
  'blob:https://a.example/1',
  '//a.example/',
  '\\\\a.example\\a',
];

t.test('every field of a request that takes an address takes those of pages alone', async (t) => {
  const found: string[] = [];
  for (const [name, body] of bodies()) {
    for (const [path, field] of fieldsOf(body, '')) {
      const isAddress = field['format'] === 'uri' || (/(?:url|uri|link|href|website)$/i.test(path) && field['type'] === 'string');
      if (!isAddress) continue;
      found.push(`${name} ${path}`);
      const pattern = new RegExp(typeof field['pattern'] === 'string' ? field['pattern'] : 'there is none', 'u');
      for (const address of UNSAFE) t.notOk(pattern.test(address), `${name} ${path}: ${address}`);
      t.ok(pattern.test('https://a.example/a?b=c#d'), `${name} ${path}`);
    }
  }
  t.ok(found.length > 0, 'there are such fields');
});

t.test('an address of a page is one of HTTP', async (t) => {
  for (const address of UNSAFE) t.notOk(webAddress.safeParse(address).success, address);
  for (const address of ['https://a.example/', 'http://a.example:8080/a b?c=%20', 'HTTPS://A.example/ع']) {
    t.ok(webAddress.safeParse(address).success, address);
  }
});
