import { randomUUID } from 'node:crypto';
import type { Test } from 'tap';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '#src/app.ts';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import type { Role } from '#src/kernel/role.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { ByteStore } from '#src/platform/files/byte-store.ts';
import type { Disk } from '#src/platform/disk.ts';
import { readSettings, type Settings } from '#src/settings.ts';
import { openLog } from '#src/platform/log.ts';
import { faultsOf } from './problem-faults.ts';
import { undocumented } from './documented-headers.ts';
import { temporaryStore } from './files.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { REFERENCE_INSTANT } from './people.ts';
import { UNLIMITED } from './unlimited.ts';
import type { Template } from './templates.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface Call {
  readonly body?: unknown;
  readonly ifMatch?: string | null;
  readonly idempotencyKey?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A person speaking to the API over real HTTP. */
export interface Caller {
  (method: string, path: string, call?: Call): Promise<Reply>;
}

export interface TestApi {
  readonly address: string;
  readonly app: FastifyInstance;
  readonly database: TestDatabase;
  readonly files: ByteStore;
  /** Moves the service's clock. */
  setTime(instant: Date): void;
  signIn(login: string, password?: string): Promise<Caller>;
  readonly nobody: Caller;
}

/**
 * The tests share their process's loop with the service, and a machine that is busy with others of them is late. A race of one account
 * against itself asks more at once than a person does.
 */
const AT_EASE = {
  PRESSURE_MILLISECONDS: '0',
  PRESSURE_HEAP_PERCENT: '0',
  REQUESTS_PER_ACCOUNT: '1000',
  REQUEST_QUEUE: '1000',
  REQUEST_QUEUE_SECONDS: '60',
};

/** The whole service on a database or a copy of a template, listening on a free port, its clock at the scenario's reference date. */
export async function startTestApi(
  t: Pick<Test, 'teardown'>,
  {
    template = 'scenario',
    database: given,
    store,
    disk,
    log = openLog(process.env['LOG_LEVEL'] === 'debug' ? 'info' : 'silent'),
    settings = {},
    tuned = {},
    grace,
  }: {
    template?: Template;
    database?: TestDatabase;
    store?: ByteStore;
    disk?: Disk;
    log?: ReturnType<typeof openLog>;
    settings?: Record<string, string>;
    /** Past what a setting may be: tenths of seconds, so that nobody has to wait. */
    tuned?: Partial<Settings>;
    /** When it has waited long enough for what still comes while it stops. */
    grace?: () => Promise<unknown>;
  } = {},
): Promise<TestApi> {
  const database = given ?? (await createTestDatabase(t, { template }));
  let now = REFERENCE_INSTANT;
  const clock: Clock = { now: () => now };
  const files = store ?? (await temporaryStore(t));
  const app = await buildApp({
    database,
    clock,
    files,
    disk,
    settings: { ...readSettings({ ...UNLIMITED, ...AT_EASE, ...settings }), ...tuned },
    ...(grace ? { grace } : {}),
    log,
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => app.close());
  return {
    address,
    app,
    database,
    files,
    setTime: (instant) => {
      now = instant;
    },
    signIn: async (login, password = DEMO_PASSWORD) => {
      const reply = await caller(address, null)('POST', '/v1/sessions', { body: { login, password } });
      if (typeof reply.body['token'] !== 'string') throw new Error(`${login} can't sign in: ${JSON.stringify(reply.body)}`);
      return caller(address, reply.body['token']);
    },
    nobody: caller(address, null),
  };
}

export function caller(address: string, token: string | null): Caller {
  return async (method, path, { body, ifMatch, idempotencyKey, headers } = {}) => {
    const key = idempotencyKey === undefined && method === 'POST' ? randomUUID() : idempotencyKey;
    const response = await fetch(address + path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key ? { 'idempotency-key': key } : {}),
        ...(ifMatch ? { 'if-match': ifMatch } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const faults = undocumented(method, path, response.status, response.headers);
    if (faults.length > 0) throw new Error(faults.join('\n'));
    const text = await response.text();
    let parsed: unknown = null;
    try {
      parsed = text === '' ? null : JSON.parse(text);
    } catch {
      parsed = { text };
    }
    const faultsOfProblem = response.status < 400 ? [] : faultsOf(response.headers, text);
    if (faultsOfProblem.length > 0) throw new Error(`${method} ${path}: ${faultsOfProblem.join('; ')}: ${text}`);
    return { status: response.status, headers: response.headers, body: (parsed ?? {}) as Record<string, unknown> };
  };
}

/** One demo account of every role, by the role it has. */
export const LOGIN_OF: Readonly<Record<Role, string>> = {
  requester: 'requester@ly-gasbcp.demo',
  validator: 'validator@ly-ministry-of-interior.demo',
  donor: 'donor@it-ministry-of-interior.demo',
  facilitator: 'facilitator@unsmil.demo',
  auditor: 'auditor@un-panel-of-experts-libya.demo',
  administrator: 'administrator@unsmil.demo',
};
