import { readFileSync } from 'node:fs';

interface Header {
  readonly required?: boolean;
}
interface Answer {
  readonly headers?: Readonly<Record<string, object>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
}

const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Answer>>; readonly headers: Readonly<Record<string, Header>> };
};

/** On every answer of the service, or said by HTTP itself. */
const EVERYWHERE = new Set(
  `cross-origin-opener-policy cross-origin-resource-policy origin-agent-cluster referrer-policy strict-transport-security
   x-content-type-options x-dns-prefetch-control x-download-options x-frame-options x-permitted-cross-domain-policies x-xss-protection
   connection content-length content-type date keep-alive transfer-encoding`.split(/\s+/),
);

const PATHS = Object.keys(document.paths).map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }));

/** The operations of the API document, by method and path. */
export const OPERATIONS: readonly (readonly [method: string, path: string])[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
);

/**
 * In what the headers of an answer differ from those that the API document gives it: sent and not documented, or documented as always
 * there and not sent. Nothing where the document has no such operation.
 */
export function undocumented(method: string, url: string, status: number, headers: Headers): string[] {
  const path = url.split('?', 1)[0] ?? url;
  const found = PATHS.filter(({ pattern }) => pattern.test(path)).sort(
    (one, other) => one.path.split('{').length - other.path.split('{').length,
  );
  const operation = found.map(({ path: known }) => document.paths[known]?.[method.toLowerCase()]).find((known) => known !== undefined);
  if (!operation) return [];
  const { responses } = operation;
  const answer = responses[String(status)];
  if (!answer) return [`${status} is no answer of ${method} ${path}`];
  const documented = '$ref' in answer ? document.components.responses[String(answer.$ref).split('/').at(-1) ?? ''] : answer;
  const known = Object.keys(documented?.headers ?? {}).map((name) => ({
    name: name.toLowerCase(),
    required: document.components.headers[name]?.required,
  }));
  const names = new Set(known.map(({ name }) => name));
  return [
    ...[...headers.keys()].filter((name) => !EVERYWHERE.has(name) && !names.has(name)).map((name) => `${name} is sent and not documented`),
    ...known.filter(({ name, required }) => required && !headers.has(name)).map(({ name }) => `${name} is documented and not sent`),
  ].map((fault) => `${method} ${path} ${status}: ${fault}`);
}
