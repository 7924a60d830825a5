import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import t from 'tap';
import { ROUTES } from '#src/app.ts';
import { startAllocationRunner } from '#src/areas/allocations/index.ts';
import { settleDivision } from '#src/areas/reference/domain/cells.ts';
import { readReferenceBundle } from '#src/areas/reference/index.ts';
import { recordExamples } from '#src/demo/examples/record-examples.ts';
import { openLog } from '#src/platform/log.ts';
import { startTestApi } from '#tests/support/api.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';

type Json = Record<string, unknown>;
interface Media {
  readonly schema: Json;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
}
interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: Answer;
  readonly responses: Readonly<Record<string, Answer>>;
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../openapi/${name}`, import.meta.url), 'utf8'));
const document = read('openapi.json') as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
    readonly responses: Readonly<Record<string, Answer>>;
    readonly schemas: Json;
  };
};
const OPERATIONS = Object.values(document.paths).flatMap((methods) => Object.values(methods));

const REFERENCE = await readReferenceBundle();

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
(addFormatsModule as unknown as (ajv: Ajv2020) => void)(ajv);
ajv.addKeyword({ keyword: 'x-slug-of', validate: (kind: string, slug: string) => slugsOf(kind).has(slug) });
ajv.addSchema({ ...document, $id: 'api' });

/** Cells are made of the sites when they are first loaded. */
const { cells: CELLS } = settleDivision(
  { cells: [], cellOfSite: new Map() },
  REFERENCE.sites.sites.map(({ slug, kind, region, lat, lon }) => ({ slug, kind, region, latitude: lat, longitude: lon })),
  [],
);

/** The slugs of each kind that is in the reference data. */
function slugsOf(kind: string): ReadonlySet<string> {
  if (kind === 'cell') return new Set(CELLS.map(({ slug }) => slug));
  const bundle = REFERENCE as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const at: Readonly<Record<string, readonly [file: string, list: string]>> = {
    'capability-area': ['catalogue', 'areas'],
    'document-type': ['regimes', 'documents'],
    'item-type': ['catalogue', 'items'],
    milestone: ['milestones', 'milestones'],
    'obstacle-group': ['obstacles', 'groups'],
    'obstacle-kind': ['obstacles', 'obstacle_kinds'],
    organisation: ['organisations', 'organisations'],
    outcome: ['regimes', 'outcomes'],
    'playbook-step': ['obstacles', 'playbook_steps'],
    regime: ['regimes', 'regimes'],
    region: ['sites', 'regions'],
    site: ['sites', 'sites'],
    'site-kind': ['sites', 'kinds'],
    'unit-type': ['unitTypes', 'unit_types'],
  };
  const [file = '', list = ''] = at[kind] ?? [];
  const terms = { modality: 'modality', role: 'roles', 'offer-condition': 'offer_conditions' }[kind];
  const vocabularies = REFERENCE.vocabularies.vocabularies as Readonly<Record<string, { values: unknown }>>;
  const records = (terms === undefined ? bundle[file]?.[list] : vocabularies[terms]?.values) as readonly { slug: string }[];
  return new Set(records.map(({ slug }) => slug));
}

/** What is wrong with an example by its schema. */
function faultsOf({ schema }: Media, example: unknown): string[] {
  const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as Json);
  return validate(example) ? [] : (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

function* objectsWithin(part: unknown): Generator<Json> {
  if (typeof part !== 'object' || part === null) return;
  if (!Array.isArray(part)) yield part as Json;
  for (const held of Object.values(part)) yield* objectsWithin(held);
}

/** Each content of the document with where it stands, but for files, of which no example can be written down. */
function* contents(): Generator<readonly [at: string, media: Media]> {
  for (const { operationId, requestBody, responses } of OPERATIONS) {
    for (const [type, media] of Object.entries(requestBody?.content ?? {})) yield [`${operationId} takes ${type}`, media];
    for (const [status, { content = {} }] of Object.entries(responses)) {
      for (const [type, media] of Object.entries(content)) {
        if (media.schema['format'] !== 'binary') yield [`${operationId} ${status} ${type}`, media];
      }
    }
  }
  for (const [name, { content = {} }] of Object.entries(document.components.responses)) {
    for (const [type, media] of Object.entries(content)) yield [`${name} ${type}`, media];
  }
}

const exampleIn = ({ example, examples = {} }: Media): unknown => {
  const [reference] = Object.values(examples);
  return reference ? document.components.examples[reference.$ref.split('/').at(-1) ?? '']?.value : example;
};

t.test('a schema’s own example of a slug is one that the service takes there', async (t) => {
  const courses = new Set(REFERENCE.catalogue.items.filter(({ kind }) => kind === 'training').map(({ slug }) => slug));
  const recipients = new Set(REFERENCE.organisations.organisations.filter(({ kind }) => kind === 'requester').map(({ slug }) => slug));
  const taken: Readonly<Record<string, ReadonlySet<string>>> = { prerequisites: courses, organisations: recipients, recipient: recipients };
  let looked = 0;
  for (const { properties } of objectsWithin(document.components.schemas)) {
    for (const [name, shape] of Object.entries((properties ?? {}) as Readonly<Record<string, Json>>)) {
      for (const { 'x-slug-of': kind, example } of objectsWithin(shape)) {
        if (typeof kind !== 'string') continue;
        looked += 1;
        t.ok((taken[name] ?? slugsOf(kind)).has(example as string), `${name}: ${String(example)}`);
      }
      const { 'x-slug-of': kind } = (shape['items'] ?? {}) as Json;
      const { example } = shape;
      if (typeof kind === 'string' && Array.isArray(example)) {
        for (const slug of example as string[]) t.ok((taken[name] ?? slugsOf(kind)).has(slug), `${name}: ${slug}`);
      }
    }
  }
  t.ok(looked > 50, `${looked} examples`);
});

t.test('every body and every answer has an example, which is as its schema says', async (t) => {
  let looked = 0;
  for (const [at, media] of contents()) {
    looked += 1;
    const example = exampleIn(media);
    if (example === undefined) t.fail(`${at} has no example`);
    else t.strictSame(faultsOf(media, example), [], at);
  }
  t.ok(looked > 300);
});

t.test('what a field gives as its example is of the field’s own kind', async (t) => {
  let looked = 0;
  for (const schema of objectsWithin(document)) {
    const kind = schema['x-slug-of'];
    if (typeof kind !== 'string') continue;
    looked += 1;
    t.ok(slugsOf(kind).has(String(schema['example'])), `${kind}: ${String(schema['example'])}`);
  }
  t.ok(looked > 100);
});

t.test('an example of a part is as the part says', async (t) => {
  for (const schema of objectsWithin({ schemas: document.components.schemas, paths: document.paths })) {
    if (!('example' in schema) || 'schema' in schema || !('type' in schema || '$ref' in schema)) continue;
    t.strictSame(faultsOf({ schema }, schema['example']), [], JSON.stringify(schema).slice(0, 200));
  }
});

t.test('the ids in examples are random ones, of which nobody can read anything', async (t) => {
  const ids = JSON.stringify(read('examples.json')).match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
  t.ok(new Set(ids).size > 100);
  for (const id of new Set(ids)) t.match(id, /^.{14}4.{4}[89ab]/, id);
});

t.test('the examples are what the service is asked and answers today, and no rule of its shape refuses one', async (t) => {
  const api = await startTestApi(t);
  const runner = startAllocationRunner({ database: api.database, clock: { now: () => REFERENCE_INSTANT }, log: openLog('silent') });
  t.teardown(() => runner.stop());
  const { answers, bodies } = await recordExamples(api.address, ROUTES);
  const committed = read('examples.json') as { answers: Json; bodies: Json };
  const made = JSON.parse(JSON.stringify({ answers, bodies })) as typeof committed;
  for (const kind of ['answers', 'bodies'] as const) {
    t.strictSame(Object.keys(made[kind]), Object.keys(committed[kind]));
    for (const [name, example] of Object.entries(committed[kind])) t.strictSame(made[kind][name], example, `${name}: npm run examples`);
  }
});
