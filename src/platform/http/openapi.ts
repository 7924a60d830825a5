import { compareText } from '../../kernel/compare-text.ts';
import { FIELD_FAULT_CODES, REFUSAL_CODES } from '../../kernel/refusal.ts';
import { CODE_SCHEMAS } from './openapi-codes.ts';
import { BASED_ON } from './entity-tag.ts';
import { exampleComponents, type Examples, showExamples } from './openapi-examples.ts';
import { hasTag, IF_NONE_MATCH, SHARED_HEADERS, successHeaders, UNCHANGED_HEADERS } from './openapi-headers.ts';
import { linkOperations } from './openapi-links.ts';
import { type ClosedLists, referToLists, schemasOfLists, shareParameters } from './openapi-naming.ts';
import { refusalAnswers, refusalsOf } from './openapi-refusals.ts';
import { discriminate } from './openapi-variants.ts';
import { answerOf, type AnyRoute } from './route.ts';

type Json = Record<string, unknown>;

const asObject = (value: unknown): Json => (value ?? {}) as Json;

const PROBLEM_SCHEMA: Json = {
  type: 'object',
  description: 'What went wrong and what to do next (RFC 9457), in the language asked for by Accept-Language.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
  properties: {
    type: { type: 'string', description: 'Where the problem is described.' },
    title: { type: 'string', description: 'What is wrong.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    detail: { type: 'string', description: 'What to do next.' },
    instance: { type: 'string', description: 'Names this one request, for the people who run the service.' },
    code: { $ref: '#/components/schemas/ProblemCode' },
    fields: {
      type: 'array',
      description: 'The fields at fault, the first twenty; `facts.furtherFaults` counts the rest.',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'message'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the body, or query/…, path/…, header/….' },
          code: { $ref: '#/components/schemas/FieldCode' },
          limit: { type: 'string', description: 'What would be right: a maximum, a format, the values that are possible.' },
          message: { type: 'string', description: 'The same in words.' },
        },
      },
    },
    current: {
      description: 'With 412: the record as it is now, as its own route would answer it to this reader.',
      type: 'object',
      additionalProperties: true,
    },
    changes: {
      type: 'array',
      description: 'With 412: what changed it since the version that was named, newest first, ten at most.',
      items: { $ref: '#/components/schemas/Event' },
    },
    facts: {
      type: 'object',
      description: 'What a program may need to go on; only what the reader may see.',
      additionalProperties: { type: ['string', 'number', 'boolean', 'null', 'array'], items: { type: 'string' } },
    },
  },
};

const ACCEPT_LANGUAGE = {
  name: 'Accept-Language',
  in: 'header',
  required: false,
  description: 'The language of problem texts and of reasons: ar, en, it or fr.',
  schema: { type: 'string' },
  example: 'ar',
};
const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description:
    'The ETag that the change is based on, of which the version counts: one strong tag, no list and no `*`. 428 without it, 412 when someone was faster. An edit that changes nothing leaves the version as it is.',
  schema: { type: 'string', pattern: BASED_ON.source },
  example: '"3"',
};
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Chosen by the caller, new for each intent: sent again with the same request it gives the same answer and no second effect.',
  schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' },
  example: '3f0d9a52-6c1e-4f7b-9d0c-4f2b8f0f6a11',
};

/**
 * The last step over the generated document: what the generator drops (headers, problems, security) is added from the route
 * definitions, and what it writes twice or too long is put right. That is: `…Input` twins, long patterns, huge maxima.
 */
export function completeDocument(generated: Json, routes: readonly AnyRoute[], lists: ClosedLists, examples: Examples): Json {
  const { StaleVersion, ...answers } = examples.answers;
  const shown = { ...examples, answers };
  const document = referToLists(structuredClone(generated), { ...lists, ProblemCode: REFUSAL_CODES, FieldCode: FIELD_FAULT_CODES }) as Json;
  const components = asObject(document['components']);
  const schemas = discriminate(dropTwins(document, asObject(components['schemas'])));
  document['components'] = {
    ...components,
    // By name, so that where a shape is declared in the code changes nothing here.
    schemas: Object.fromEntries(
      Object.entries({ ...schemas, ...schemasOfLists(lists), ...CODE_SCHEMAS, Problem: PROBLEM_SCHEMA }).toSorted(([a], [b]) =>
        compareText(a, b),
      ),
    ),
    headers: SHARED_HEADERS,
    responses: refusalAnswers({ StaleVersion }),
    examples: exampleComponents(shown),
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', description: 'A session token from POST /v1/sessions, or an API key.' },
      cookie: { type: 'apiKey', in: 'cookie', name: 'wasl_session', description: 'A browser session; changes also need X-CSRF-Token.' },
    },
  };
  const paths = asObject(document['paths']);
  for (const route of routes) {
    const operation = asObject(asObject(paths[openApiPath(route.url)])[route.method.toLowerCase()]);
    completeOperation(operation, route);
    showExamples(operation, route, shown);
  }
  // Before parameters are shared, since it reads them.
  asObject(document['components'])['links'] = linkOperations(paths);
  asObject(document['components'])['parameters'] = shareParameters(paths);
  return tidy(document) as Json;
}

const openApiPath = (url: string) => url.replaceAll(/:(\w+)/g, '{$1}');

function completeOperation(operation: Json, route: AnyRoute): void {
  const parameters = ((operation['parameters'] ??= []) as Json[]).map(withSerialisation);
  operation['parameters'] = parameters;
  parameters.push(ACCEPT_LANGUAGE);
  operation['security'] = route.access === 'open' ? [] : [{ bearer: [] }, { cookie: [] }];
  const responses = asObject(operation['responses']);
  operation['responses'] = responses;
  const success = asObject(responses[String(route.status)]);
  success['description'] = route.status === 201 ? 'Created.' : route.status === 204 ? 'Done; there is nothing to send back.' : 'As asked.';
  if (route.status === 204) delete success['content'];
  const answer = answerOf(route);
  if (answer.as === 'events') success['content'] = { 'text/event-stream': { schema: { type: 'string' } } };
  if (answer.as === 'page') success['content'] = { 'text/html': { schema: { type: 'string' } } };
  if (answer.as === 'file') {
    const binary = { schema: { type: 'string', format: 'binary' } };
    success['content'] = Object.fromEntries(answer.mediaTypes.map((mediaType) => [mediaType, binary]));
  }
  success['headers'] = successHeaders(route);
  if (route.method === 'GET' && hasTag(route)) {
    parameters.push(IF_NONE_MATCH);
    responses['304'] = { description: 'Still as in the answer that the caller has.', headers: UNCHANGED_HEADERS };
  }
  if (route.access === 'signed-in') {
    if (route.ifMatch) parameters.push(IF_MATCH);
    if (route.method === 'POST') parameters.push(IDEMPOTENCY_KEY);
    operation['x-roles'] = route.roles;
    operation['x-scope'] = route.scope;
    operation['description'] = [
      route.description,
      `For: ${route.roles.join(', ')}. ${route.personsOnly ? 'A signed-in person’s own act: no API key does it.' : `Scope of API keys: \`${route.scope}\`.`}`,
    ]
      .filter((part) => part !== undefined)
      .join('\n\n');
  }
  const requestBody = operation['requestBody'];
  if (requestBody !== undefined && route.body === undefined) delete operation['requestBody'];
  Object.assign(responses, refusalsOf(route));
}

/** How a list is written in an address is said by its parameter; the generator leaves it with the schema, where it means nothing. */
function withSerialisation(parameter: Json): Json {
  const { style, explode, ...schema } = asObject(parameter['schema']);
  return style === undefined ? parameter : { ...parameter, style, explode, schema };
}

/**
 * The generator registers every schema a second time as `…Input`, for what is sent: there a field with a default may be left out. Where
 * both say the same, one is enough; where they don't and nobody is sent the first, the second takes its name.
 */
function dropTwins(document: Json, schemas: Json): Json {
  const twins = Object.keys(schemas).filter((name) => name.endsWith(INPUT) && firstOf(name) in schemas);
  const different = twinsThatDiffer(schemas, twins);
  const answered = schemasWithin(Object.values(asObject(document['paths'])).flatMap(responsesOf), schemas);
  const sent = schemasWithin([document['paths']], schemas);
  const kept = twins.filter((twin) => different.has(twin) && sent.has(twin) && answered.has(firstOf(twin)));
  const dropped = twins.filter((twin) => !kept.includes(twin));
  const own = Object.fromEntries(
    Object.entries(schemas)
      .filter(([name]) => !dropped.includes(name))
      .map(([name, schema]) => [name, different.has(twinOf(name)) && !answered.has(name) ? schemas[twinOf(name)] : schema]),
  );
  const text = dropped.reduce(
    (whole, twin) => whole.replaceAll(refTo(twin), refTo(firstOf(twin))),
    JSON.stringify({ paths: document['paths'], schemas: own }),
  );
  const joined = JSON.parse(text) as { paths: Json; schemas: Json };
  document['paths'] = joined.paths;
  return joined.schemas;
}

const INPUT = 'Input';
const twinOf = (first: string): string => first + INPUT;
const firstOf = (twin: string): string => twin.slice(0, -INPUT.length);
const refTo = (name: string): string => `"#/components/schemas/${name}"`;
const responsesOf = (path: unknown): unknown[] => Object.values(asObject(path)).map((operation) => asObject(operation)['responses']);

/** The twins that say something else than their firsts, by themselves or by another that they hold. */
function twinsThatDiffer(schemas: Json, twins: readonly string[]): ReadonlySet<string> {
  const said = (name: string): string => JSON.stringify(schemas[name], withoutClosing);
  const asFirst = (twin: string): string => twins.reduce((text, other) => text.replaceAll(refTo(other), refTo(firstOf(other))), said(twin));
  const byThemselves = twins.filter((twin) => asFirst(twin) !== said(firstOf(twin)));
  return new Set(
    twins.filter((twin) => byThemselves.some((other) => twin === other || schemasWithin([schemas[twin]], schemas).has(other))),
  );
}

/** What is answered is closed by the generator, which says nothing of what may be sent. */
const withoutClosing = (key: string, value: unknown): unknown => (key === 'additionalProperties' && value === false ? undefined : value);

/** The names of all schemas that these hold, to any depth. */
function schemasWithin(values: readonly unknown[], schemas: Json): ReadonlySet<string> {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      collect(schemas[name]);
    }
  };
  collect(values);
  return found;
}

/** Longer than any of ours: how the generator writes out a format. */
const LONG_PATTERN = 60;

/** Takes out the patterns that only repeat a `format`, and integer bounds that only repeat what a number can hold. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, content]) =>
      !(key === 'pattern' && 'format' in value && String(content).length > LONG_PATTERN) &&
      !(key === 'maximum' && content === Number.MAX_SAFE_INTEGER) &&
      !(key === 'minimum' && content === Number.MIN_SAFE_INTEGER),
  );
  return Object.fromEntries(kept.map(([key, content]) => [key, tidy(content)]));
}
