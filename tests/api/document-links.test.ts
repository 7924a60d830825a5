import { readFileSync } from 'node:fs';
import t from 'tap';

type Json = Readonly<Record<string, unknown>>;
interface Answer {
  readonly headers?: Json;
  readonly content?: Readonly<Record<string, { readonly examples?: Readonly<Record<string, { readonly $ref: string }>> }>>;
  readonly links?: Readonly<Record<string, { readonly $ref: string }>>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Json[];
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Link {
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<'links' | 'examples' | 'parameters', Readonly<Record<string, Json>>>>;
};
const OPERATIONS = Object.values(document.paths).flatMap((methods) => Object.values(methods));
const named = (kind: 'links' | 'examples' | 'parameters', { $ref }: { readonly $ref: string }): unknown =>
  document.components[kind][$ref.split('/').at(-1) ?? ''];

/** What an expression finds (OpenAPI 3.1, 4.8.20.3) in an answer as its example has it. */
function found(expression: string, { headers = {}, content = {} }: Answer): unknown {
  const header = /^\$response\.header\.(.+)$/.exec(expression)?.[1];
  if (header !== undefined) return headers[header];
  const [, pointer] = /^\$response\.body#\/(\w+)$/.exec(expression) ?? [];
  const [example] = Object.values(content['application/json']?.examples ?? {});
  const { value } = example ? (named('examples', example) as { value: Json }) : { value: {} };
  return value[pointer ?? ''];
}

const linked = OPERATIONS.flatMap(({ operationId, responses }) =>
  Object.values(responses).flatMap((answer) =>
    Object.entries(answer.links ?? {}).map(([name, reference]) => ({ operationId, answer, name, link: named('links', reference) as Link })),
  ),
);

t.test('a link leads to an operation that there is, with parameters that it has and values that the answer has', async (t) => {
  t.ok(linked.length > 300);
  for (const { operationId, answer, name, link } of linked) {
    const at = `${operationId} → ${name}`;
    const target = OPERATIONS.find((one) => one.operationId === link.operationId);
    const parameters = (target?.parameters ?? []).map((one) =>
      '$ref' in one ? (named('parameters', one as { $ref: string }) as Json) : one,
    );
    const given = Object.keys(link.parameters);
    if (target === undefined) t.fail(at);
    for (const [key, expression] of Object.entries(link.parameters)) {
      if (!parameters.some((one) => `${String(one['in'])}.${String(one['name'])}` === key)) t.fail(`${at} has no ${key}`);
      if (found(expression, answer) === undefined) t.fail(`${at}: ${expression} finds nothing`);
    }
    for (const { in: place, name: asked, required } of parameters) {
      // A key for each intent is the caller’s to choose.
      const isLeft = required === true && asked !== 'Idempotency-Key' && !given.includes(`${String(place)}.${String(asked)}`);
      if (isLeft) t.fail(`${at} leaves out ${String(asked)}`);
    }
  }
});

t.test('whoever has made a record is led to reading it, changing it, and to what belongs to it', async (t) => {
  const from = (operationId: string): string[] => linked.filter((one) => one.operationId === operationId).map(({ name }) => name);
  for (const name of ['getNeed', 'reviseNeed', 'submitNeed', 'listMatchesOfNeed']) t.ok(from('draftNeed').includes(name), name);
  for (const name of ['getMatch', 'acceptMatch', 'listDeliveriesOfMatch']) t.ok(from('proposeMatch').includes(name), name);
  t.notOk(from('getNeed').includes('getNeed'), 'but not in a circle');
  t.strictSame(new Set(linked.map(({ name }) => name)).size, Object.keys(document.components.links).length, 'every link is led along');
});
