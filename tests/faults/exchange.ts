import { randomUUID } from 'node:crypto';
import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Dice } from './dice.ts';
import type { Findings } from './findings.ts';
import type { Fleet, Slot } from './fleet.ts';

export type Json = Record<string, unknown>;

/** Somebody with an account, signed in. */
export interface Person {
  readonly id: string;
  readonly login: string;
  readonly token: string;
}

export interface Ask {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Json;
  /** The version that a step is based on. */
  readonly version?: number;
}

/** What one request came to: an answer, or why there was none. */
interface Attempt {
  readonly slot: number;
  readonly status: number | null;
  readonly code: string | null;
  readonly retryAfterMs: number | null;
  readonly isReplayed: boolean;
  readonly body: Json;
  readonly fault: string | null;
}

/** Something that somebody wanted, however often it had to be asked for, and what was said to it in the end. */
export interface Operation {
  readonly key: string;
  readonly person: Person;
  readonly ask: Ask;
  readonly attempts: Attempt[];
  /** The last word: done, or refused; null where there never was one. */
  answer: Attempt | null;
}

/** Nothing may take longer than this to be answered. */
const SILENCE_MS = 30_000;
/** How long somebody goes on asking until there is a last word. */
const PATIENCE_MS = 90_000;
const LONGEST_PAUSE_MS = 400;
/** How often somebody asks again who has been answered: the answer must be the same. */
const DOUBTS = 0.08;

/** Everybody's conversation with the service: sends, asks again under the same key until there is a last word, and remembers all. */
export class Exchange {
  readonly operations: Operation[] = [];
  readonly #fleet: Fleet;
  readonly #findings: Findings;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(fleet: Fleet, findings: Findings) {
    this.#fleet = fleet;
    this.#findings = findings;
  }

  /** The body of a 2xx, or null for a refusal. */
  async perform(person: Person, dice: Dice, ask: Ask): Promise<Json | null> {
    const operation: Operation = { key: randomUUID(), person, ask, attempts: [], answer: null };
    this.operations.push(operation);
    operation.answer = await untilLastWord(
      () => this.#attempt(operation, dice),
      () => dice.below(50),
    );
    const { answer } = operation;
    if (answer === null) this.#findings.add(`${describe(ask)}: no last word within ${PATIENCE_MS / 1000} s`);
    if (answer === null || !isDone(answer)) return null;
    if (ask.method === 'POST' && dice.chance(DOUBTS)) await this.#askAgain(operation, answer, dice);
    return answer.body;
  }

  /** One request, and whether what came of it may be. Null where nobody listened anywhere. */
  async #attempt(operation: Operation, dice: Dice): Promise<Attempt | null> {
    const up = this.#fleet.up();
    if (up.length === 0) return null;
    const slot = dice.one(up);
    const begunAt = Date.now();
    const attempt = await sendOnce(slot, this.#agent, operation.person.token, operation.ask, operation.key);
    operation.attempts.push(attempt);
    this.#judge(slot, operation.ask, attempt, begunAt);
    return attempt;
  }

  async #askAgain(operation: Operation, first: Attempt, dice: Dice): Promise<void> {
    const again = await this.#attempt(operation, dice);
    if (!isLastWord(again)) return;
    if (again.status !== first.status || !isDeepStrictEqual(again.body, withoutToken(first.body))) {
      this.#findings.add(`${describe(operation.ask)}: asked again under its key, another answer: ${again.status} ${again.code ?? ''}`);
    } else if (!again.isReplayed) {
      this.#findings.add(`${describe(operation.ask)}: asked again under its key, done a second time`);
    }
  }

  #judge(slot: Slot, ask: Ask, { status, code, fault, retryAfterMs, body }: Attempt, begunAt: number): void {
    const what = describe(ask);
    if (status === null) {
      if (!this.#fleet.wasAway(slot, begunAt, Date.now())) this.#findings.add(`${what}: no answer of a running process: ${fault}`);
    } else if (status === 503 || status === 429) {
      if (code === null) this.#findings.add(`${what}: ${status} without a code`);
      if (retryAfterMs === null) this.#findings.add(`${what}: ${status} ${code} without Retry-After`);
    } else if (status >= 500) {
      this.#findings.add(`${what}: ${status} ${code ?? JSON.stringify(body).slice(0, 200)}`);
    } else if (status >= 400 && code === null) {
      this.#findings.add(`${what}: ${status} without a code`);
    }
  }
}

/** Asks again, as answers tell when to, until there is a last word; null where there was none in time. */
export async function untilLastWord(attempt: () => Promise<Attempt | null>, jitterMs: () => number): Promise<Attempt | null> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const made = await attempt();
    if (isLastWord(made)) return made;
    await sleep(Math.min(retryAfterMs(made), LONGEST_PAUSE_MS) + jitterMs());
  }
  return null;
}

/** A token is shown once, and not to whoever asks again. */
const withoutToken = ({ token: _token, ...rest }: Json): Json => rest;

const retryAfterMs = (attempt: Attempt | null): number => attempt?.retryAfterMs ?? 50;

const isDone = ({ status }: Attempt): boolean => status !== null && status >= 200 && status < 300;

/** Done or refused; what may be asked again later has no last word yet, and neither has a fault of the service's own. */
function isLastWord(attempt: Attempt | null): attempt is Attempt {
  if (attempt === null || attempt.status === null) return false;
  return isDone(attempt) || (attempt.status >= 400 && attempt.status < 500 && attempt.status !== 429);
}

const describe = ({ method, path }: Ask): string => `${method} ${path.replace(/\?.*/, '').replaceAll(/[0-9a-f-]{36}/g, ':id')}`;

/** One request and its whole answer; a connection that breaks is an outcome, too. */
export async function sendOnce(slot: Slot, agent: Agent, token: string | null, ask: Ask, key: string): Promise<Attempt> {
  const { method, path, body, version } = ask;
  try {
    const response = await new Promise<IncomingMessage>((answered, failed) => {
      const request = httpRequest(
        slot.address + path,
        {
          method,
          agent,
          signal: AbortSignal.timeout(SILENCE_MS),
          headers: {
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
            ...(method === 'POST' ? { 'idempotency-key': key } : {}),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
          },
        },
        answered,
      );
      request.once('error', failed);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
    const said = readJson(text);
    const retryAfter = response.headers['retry-after'];
    return {
      slot: slot.index,
      status: response.statusCode ?? null,
      code: typeof said['code'] === 'string' ? said['code'] : null,
      retryAfterMs: retryAfter === undefined ? null : Number(retryAfter) * 1000,
      isReplayed: response.headers['idempotency-replayed'] === 'true',
      body: said,
      fault: null,
    };
  } catch (error) {
    const { code, name, message } = error as NodeJS.ErrnoException;
    const fault = name === 'AbortError' || name === 'TimeoutError' ? `silence for ${SILENCE_MS / 1000} s` : (code ?? message);
    return { slot: slot.index, status: null, code: null, retryAfterMs: null, isReplayed: false, body: {}, fault };
  }
}

function readJson(text: string): Json {
  try {
    return text === '' ? {} : (JSON.parse(text) as Json);
  } catch {
    return { text };
  }
}
