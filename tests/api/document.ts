import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';

type Json = Record<string, unknown>;
// The package's types describe CommonJS; what arrives by import is the function itself.
const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

/** The API document, ready to ask: does it describe this answer? */
export class ApiDocument {
  readonly document: Json;
  readonly #ajv: Ajv2020;

  constructor(document: Json) {
    this.document = document;
    this.#ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
    addFormats(this.#ajv);
    this.#ajv.addSchema({ ...document, $id: 'api' });
  }

  operation(method: string, url: string): Json {
    const paths = this.document['paths'] as Record<string, Record<string, Json>>;
    const operation = paths[url.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    if (!operation) throw new Error(`the document does not describe ${method} ${url}`);
    return operation;
  }

  /** What a reference to a part of the document stands for. */
  resolved(described: Json | undefined): Json | undefined {
    const reference = described?.['$ref'];
    if (typeof reference !== 'string') return described;
    return reference
      .split('/')
      .slice(1)
      .reduce((part, name) => part[name] as Json, this.document);
  }

  /** What is wrong with an answer by the document; empty when nothing is. */
  faultsOf(method: string, url: string, status: number, contentType: string | null, body: unknown): string[] {
    const responses = this.operation(method, url)['responses'] as Record<string, Json>;
    const described = this.resolved(responses[String(status)]);
    if (!described) return [`status ${status} is not described`];
    const content = described['content'] as Record<string, { schema: Json }> | undefined;
    if (!content) return body === null || JSON.stringify(body) === '{}' ? [] : ['a body where none is described'];
    const type = (contentType ?? '').split(';')[0] ?? '';
    const media = content[type];
    if (!media) return [`content type ${type} is not described`];
    const schema = JSON.parse(JSON.stringify(media.schema).replaceAll('"#/', '"api#/')) as Json;
    const validate = this.#ajv.compile(schema);
    return validate(body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
  }
}
