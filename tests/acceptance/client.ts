import { randomUUID } from 'node:crypto';

/** What came back: the body as it is, and the version to base the next change on. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly etag: string | null;
}

export class RefusedByService extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;

  constructor(request: string, status: number, problem: { code?: string; detail?: string; fields?: unknown; facts?: unknown }) {
    super(`${request} → ${status} ${problem.code ?? ''} ${JSON.stringify(problem.fields ?? problem.facts ?? '')}`);
    this.status = status;
    this.code = problem.code ?? '';
    this.detail = problem.detail ?? '';
  }
}

type Json = Record<string, unknown>;

/** A person with a browser or a program: signs in and speaks to the public API, and knows nothing of the service's inside. */
export class Visitor {
  readonly #base: string;
  readonly #language: string;
  #token: string | null = null;

  constructor(base: string, language = 'en') {
    this.#base = base;
    this.#language = language;
  }

  async signIn(login: string, password: string): Promise<void> {
    const { body } = await this.send<{ token: string }>('POST', '/v1/sessions', { login, password });
    this.#token = body.token;
  }

  get<T = Json>(path: string): Promise<Answer<T>> {
    return this.send<T>('GET', path);
  }

  post<T = Json>(path: string, body?: Json): Promise<Answer<T>> {
    return this.send<T>('POST', path, body);
  }

  /** Reads the record for its ETag, then takes the step: what a person does who looks before acting. */
  async step<T = Json>(record: string, step: string, body?: Json): Promise<Answer<T>> {
    const { etag } = await this.get(record);
    return this.send<T>('POST', `${record}/${step}`, body, etag);
  }

  /** Listens to server-sent events until the service ends the stream; answers their names. */
  async follow(path: string): Promise<string[]> {
    const response = await this.#ask('GET', path, { accept: 'text/event-stream' });
    return [...(await response.text()).matchAll(/^event: (.*)$/gm)].map(([, event]) => event ?? '');
  }

  /** Sends a file and the fields around it, as the form of a browser does. */
  attach<T = Json>(path: string, fields: Readonly<Record<string, string>>, fileName: string, content: Buffer): Promise<Answer<T>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob([new Uint8Array(content)]), fileName);
    return this.#exchange<T>('POST', path, {}, form);
  }

  /** A file's bytes, whatever they are. */
  async download(path: string): Promise<Buffer> {
    const response = await this.#ask('GET', path, {});
    return Buffer.from(await response.arrayBuffer());
  }

  send<T>(method: string, path: string, body?: Json, ifMatch?: string | null): Promise<Answer<T>> {
    const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(ifMatch ? { 'if-match': ifMatch } : {}) };
    return this.#exchange<T>(method, path, headers, body === undefined ? undefined : JSON.stringify(body));
  }

  #credentials(): Record<string, string> {
    return this.#token === null ? {} : { authorization: `Bearer ${this.#token}` };
  }

  async #exchange<T>(method: string, path: string, headers: Record<string, string>, body?: string | FormData): Promise<Answer<T>> {
    const response = await this.#ask(method, path, { accept: 'application/json', ...headers }, body);
    const text = await response.text();
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T, etag: response.headers.get('etag') };
  }

  /** Every request of this person; throws {@link RefusedByService} with what the service says. */
  async #ask(method: string, path: string, headers: Record<string, string>, body?: string | FormData): Promise<Response> {
    const response = await fetch(this.#base + path, {
      method,
      headers: {
        'accept-language': this.#language,
        ...this.#credentials(),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    if (response.ok) return response;
    const text = await response.text();
    throw new RefusedByService(`${method} ${path}`, response.status, text === '' ? {} : (JSON.parse(text) as object));
  }
}
