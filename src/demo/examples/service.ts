import { randomUUID } from 'node:crypto';
import { DEMO_PASSWORD } from '../accounts.ts';

export type Json = Record<string, unknown>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export interface Sent {
  readonly body?: unknown;
  readonly ifMatch?: string | undefined;
}

/** A running service with the illustrative scenario in it, asked by the people of the scenario over HTTP. */
export class Service {
  readonly #address: string;
  readonly #tokens = new Map<string, string>();

  constructor(address: string) {
    this.#address = address;
  }

  /** Asks as a demo account, or as nobody. */
  async ask(login: string | null, method: string, path: string, { body, ifMatch }: Sent = {}): Promise<Reply> {
    const isForm = body instanceof FormData;
    const response = await fetch(this.#address + path, {
      method,
      headers: {
        ...(login === null ? {} : { authorization: `Bearer ${await this.#tokenOf(login)}` }),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? ((JSON.parse(text) ?? {}) as Json) : { text } };
  }

  async read(login: string, path: string): Promise<Json> {
    const { status, body } = await this.ask(login, 'GET', path);
    if (status !== 200) throw new Error(`${path} answers ${login} with ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async list(login: string, path: string): Promise<readonly Json[]> {
    return (await this.read(login, path))['items'] as Json[];
  }

  async #tokenOf(login: string): Promise<string> {
    const known = this.#tokens.get(login);
    if (known !== undefined) return known;
    const { body } = await this.ask(null, 'POST', '/v1/sessions', { body: { login, password: DEMO_PASSWORD } });
    if (typeof body['token'] !== 'string') throw new Error(`${login} can't sign in: ${JSON.stringify(body)}`);
    this.#tokens.set(login, body['token']);
    return body['token'];
  }
}
