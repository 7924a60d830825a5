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
    const response = await fetch(this.#base + path, { headers: { accept: 'text/event-stream', ...this.#credentials() } });
    if (!response.ok) throw new RefusedByService(`GET ${path}`, response.status, {});
    return [...(await response.text()).matchAll(/^event: (.*)$/gm)].map(([, event]) => event ?? '');
  }

  #credentials(): Record<string, string> {
    return this.#token === null ? {} : { authorization: `Bearer ${this.#token}` };
  }

  async send<T>(method: string, path: string, body?: Json, ifMatch?: string | null): Promise<Answer<T>> {
    const response = await fetch(this.#base + path, {
      method,
      headers: {
        accept: 'application/json',
        'accept-language': this.#language,
        ...this.#credentials(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...(ifMatch ? { 'if-match': ifMatch } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text === '' ? null : (JSON.parse(text) as unknown);
    if (!response.ok) throw new RefusedByService(`${method} ${path}`, response.status, parsed ?? {});
    return { status: response.status, body: parsed as T, etag: response.headers.get('etag') };
  }
}
