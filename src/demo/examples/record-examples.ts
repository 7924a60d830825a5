import type { Examples } from '../../platform/http/openapi-examples.ts';
import { answerOf, type AnyRoute } from '../../platform/http/route.ts';
import { loginOf } from '../accounts.ts';
import { findCast } from './find-cast.ts';
import { loginsOf } from './logins.ts';
import { type Cast, idIn, type Play, type Plays, type Stage } from './play.ts';
import { accountPlays } from './plays-accounts.ts';
import { compliancePlays } from './plays-compliance.ts';
import { deliveryPlays } from './plays-deliveries.ts';
import { followUpPlays } from './plays-follow-up.ts';
import { needPlays } from './plays-needs.ts';
import { obstaclePlays } from './plays-obstacles.ts';
import { READS } from './reads.ts';
import { type Json, type Reply, Service } from './service.ts';
import { Settled } from './settle.ts';

const PLAYS: Plays = { ...accountPlays, ...needPlays, ...deliveryPlays, ...compliancePlays, ...obstaclePlays, ...followUpPlays };

/** Played before anything is read: what the scenario has none of. */
const FIRST = [
  'signIn',
  'inviteUser',
  'approveInvitation',
  'proposeAccountChange',
  'createApiKey',
  'correctCalendar',
  'proposeRegime',
  'attachDocument',
  'commentOnObstacle',
  'assignObstacleAction',
  'recordPacking',
  'addDeliveryDocument',
  'correctDelivery',
  'recordRequirement',
  'proposeUnitChange',
  'proposeTypeRequirement',
  'recordExchangeRate',
  'allocateAsItIs',
  'requestAllocation',
];

/** Played after the others, of which one makes room for it. */
const LAST = ['linkMatches'];

/** A refusal by one of these is of the state that the scenario is in, and not of the body. */
const OF_STATE: readonly number[] = [403, 409];
/** So is the quantity, where there is none of it. */
const OF_NOTHING = ['exceeds-surplus'];
const isOfState = ({ status, body }: Reply): boolean => OF_STATE.includes(status) || OF_NOTHING.includes(String(body['code']));

/**
 * Asks a service that holds the illustrative scenario for one of each answer, and sends it one of each body: what the API document
 * shows was sent and answered, and no rule of its shape has refused it.
 */
export async function recordExamples(address: string, routes: readonly AnyRoute[]): Promise<Examples> {
  const service = new Service(address);
  return new Recorder(service, routes, await findCast(service)).record();
}

/** Of the address of one: '', v1, its list and its id. */
const PARTS_OF_A_RECORD = 4;

const FACILITATOR = loginOf('facilitator', 'unsmil');

class Recorder {
  readonly #service: Service;
  readonly #routes: readonly AnyRoute[];
  readonly #cast: Cast;
  readonly #settled = new Settled();
  readonly #replies = new Map<string, Json>();
  /** What was read, and what a change was answered with: of one shape, the first. */
  readonly #shown = new Map<string, unknown>();
  readonly #answered = new Map<string, unknown>();
  readonly #bodies = new Map<string, unknown>();

  constructor(service: Service, routes: readonly AnyRoute[], cast: Cast) {
    this.#service = service;
    this.#routes = routes;
    this.#cast = cast;
  }

  async record(): Promise<Examples> {
    for (const name of FIRST) await this.#play(name);
    for (const route of this.#routes) if (route.method === 'GET' && route.response) await this.#read(route);
    await this.#comeTooLate();
    const rest = Object.keys(PLAYS).filter((name) => !FIRST.includes(name) && !LAST.includes(name));
    for (const name of [...rest, ...LAST]) await this.#play(name);
    return { answers: inOrder(new Map([...this.#answered, ...this.#shown])), bodies: inOrder(this.#bodies) };
  }

  async #read(route: AnyRoute): Promise<void> {
    const known = READS[route.operationId];
    const login = known?.by ?? loginsOf(route)[0] ?? null;
    const path = known ? await known.path(this.#cast, this.#stageOf(login)) : this.#addressOf(route.url);
    const { status, body } = await this.#service.ask(login, 'GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    const name = nameOf(route);
    if (!this.#shown.has(name)) this.#shown.set(name, this.#settled.short('text' in body ? body['text'] : this.#onePage(body)));
  }

  /** Bases a change on a version that is no longer the last. */
  async #comeTooLate(): Promise<void> {
    const { obstacle } = this.#cast;
    const late = { body: { nextActionOn: '2026-12-07' }, ifMatch: `"${Number(obstacle['version']) - 1}"` };
    const { status, body } = await this.#service.ask(FACILITATOR, 'PATCH', `/v1/obstacles/${idIn(obstacle)}`, late);
    if (status !== 412) throw new Error(`a change that comes too late is answered with ${status}`);
    this.#answered.set('StaleVersion', this.#settled.short(body));
  }

  /** The address of a record, of those that belong together. */
  #addressOf(url: string, parameters: Readonly<Record<string, string>> = {}): string {
    const [, list = ''] = /^(\/v1\/[a-z-]+)\/:/.exec(url) ?? [];
    const ids: Readonly<Record<string, string>> = { id: this.#idAt(list), ...parameters };
    return url.replaceAll(/:(\w+)/g, (_, name: string) => {
      if (!ids[name]) throw new Error(`${url}: nothing is known of ${name}`);
      return ids[name];
    });
  }

  #idAt(list: string): string {
    const {
      need,
      unit,
      offer,
      match,
      partnership,
      delivery,
      obstacle,
      package: assembled,
      meeting,
      recommendation,
      agreement,
    } = this.#cast;
    const at: Readonly<Record<string, Json>> = {
      '/v1/needs': need,
      '/v1/units': unit,
      '/v1/offers': offer,
      '/v1/matches': match,
      '/v1/partnerships': partnership,
      '/v1/deliveries': delivery,
      '/v1/obstacles': obstacle,
      '/v1/packages': assembled,
      '/v1/meetings': meeting,
      '/v1/recommendations': recommendation,
      '/v1/agreements': agreement,
    };
    const record = at[list];
    return record ? idIn(record) : '';
  }

  async #play(name: string): Promise<void> {
    const play = PLAYS[name] as Play;
    const route = this.#routes.find(({ operationId }) => operationId === (play.of ?? name)) as AnyRoute;
    const logins = play.by ?? loginsOf(route);
    const refused: string[] = [];
    // Where the scenario has no record that lets anybody do it, another refuses it for its state.
    for (const suits of [play, { suits: () => true }]) {
      for (const login of logins) {
        const record = await this.#recordFor(route, suits, login);
        const asked = record && (await this.#ask(route, play, login, record));
        if (!asked) continue;
        const { path, body, reply } = asked;
        if (reply.status < 300) {
          this.#keep(name, route, body, reply);
          // The stream of its progress ends with it.
          if (route.operationId === 'requestAllocation') await this.#service.ask(login, 'GET', `${path}/${idIn(reply.body)}/progress`);
          return;
        }
        if (isOfState(reply)) this.#bodies.set(name, this.#settled.whole(body));
        refused.push(`${String(login)}: ${reply.status} ${JSON.stringify(reply.body)} to ${JSON.stringify(body)}`);
      }
      if (this.#bodies.has(name)) break;
    }
    if (!this.#bodies.has(name)) throw new Error(`${name} can't be played: ${refused.join('\n')}`);
  }

  async #ask(
    route: AnyRoute,
    play: Play,
    login: string | null,
    record: Json,
  ): Promise<{ path: string; body: unknown; reply: Reply } | undefined> {
    const stage = this.#stageOf(login);
    const parameters = { ...(record['id'] ? { id: idIn(record) } : {}), ...play.parameters?.(record, this.#cast, stage) };
    const path = this.#addressOf(route.url, parameters);
    const body = await play.body(record, this.#cast, stage);
    if (body === undefined) return undefined;
    const ifMatch = await this.#versionAt(route, login, path, record);
    const reply = await this.#service.ask(login, route.method, path, { body: takesFile(route) ? asForm(body as Json) : body, ifMatch });
    return { path, body, reply };
  }

  /** One that lets its reader do it, the one that belongs to the others rather; that one where nothing is asked of it. */
  async #recordFor(route: AnyRoute, { allowed, suits }: Partial<Play>, login: string | null): Promise<Json | undefined> {
    const [, list = ''] = /^(\/v1\/[a-z-]+)\/:/.exec(route.url) ?? [];
    if (list === '' || login === null) return {};
    const known = this.#idAt(list);
    const stage = this.#stageOf(login);
    if (allowed === undefined && suits === undefined) {
      if (known === '') return {};
      const { status, body } = await this.#service.ask(login, 'GET', `${list}/${known}`);
      return status === 200 ? body : undefined;
    }
    const found = (await this.#service.list(login, `${list}?limit=200`)).filter(
      (record) => (allowed === undefined || allowsTo(record, allowed)) && (suits === undefined || suits(record, stage)),
    );
    const chosen = found.find(({ id }) => id === known) ?? found[0];
    if (chosen === undefined) return undefined;
    // A list may tell less of each.
    const { status, body } = await this.#service.ask(login, 'GET', `${list}/${idIn(chosen)}`);
    return status === 200 ? body : chosen;
  }

  /** The version that a change of this record is based on, where the operation asks for it. */
  async #versionAt(route: AnyRoute, login: string | null, path: string, record: Json): Promise<string | undefined> {
    if (route.access === 'open' || !route.ifMatch || login === null) return undefined;
    const reader = this.#routes.find((one) => one === route.ifMatch);
    const parts = reader?.url.split('/').length ?? PARTS_OF_A_RECORD;
    // What hangs on a record, as the classification on a match, has a version of its own.
    if (parts === PARTS_OF_A_RECORD && record['version'] !== undefined) return `"${Number(record['version'])}"`;
    const { body } = await this.#service.ask(login, 'GET', path.split('/').slice(0, parts).join('/'));
    return `"${Number(body['version'] ?? 1)}"`;
  }

  #stageOf(login: string | null): Stage {
    return {
      list: (path) => this.#service.list(String(login), path),
      answered: (operationId) => {
        const reply = this.#replies.get(operationId);
        if (reply === undefined) throw new Error(`${operationId} has not been played yet`);
        return reply;
      },
    };
  }

  #keep(name: string, route: AnyRoute, body: unknown, reply: Reply): void {
    // null: the operation takes none, and is played for what others need.
    if (name === route.operationId && body !== null) this.#bodies.set(name, this.#settled.whole(body));
    this.#replies.set(name, reply.body);
    const answer = nameOf(route);
    if (route.response && !this.#answered.has(answer)) this.#answered.set(answer, this.#settled.short(reply.body));
  }

  /** A page with one item, of the records that belong together where it has one. */
  #onePage(body: Json): Json {
    const { items, next } = body;
    if (!Array.isArray(items)) return body;
    const ours = new Set(Object.values(this.#cast).map(({ id }) => id));
    const shown = (items as Json[]).find(({ id }) => ours.has(id)) ?? (items as Json[])[0];
    return { ...body, items: shown === undefined ? [] : [shown], next: items.length > 1 ? 'more' : next };
  }
}

const takesFile = (route: AnyRoute): boolean => route.access === 'signed-in' && route.upload !== undefined;

/** A PDF without a page, as far as anybody looks into it. */
const EMPTY_PDF = [
  '%PDF-1.7',
  '1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj',
  '2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj',
  'trailer <</Root 1 0 R>>',
  'startxref',
  '0',
  '%%EOF',
].join('\n');

/** Fields of text, and the named file. */
function asForm({ file, ...fields }: Json): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  form.set('file', new Blob([EMPTY_PDF], { type: 'application/pdf' }), String(file));
  return form;
}

const allowsTo = ({ allowedActions }: Json, action: string): boolean => Array.isArray(allowedActions) && allowedActions.includes(action);

/** Of its schema; of its operation where it is no JSON. */
const nameOf = (route: AnyRoute): string =>
  (['json', 'stored-json'].includes(answerOf(route).as) ? route.response?.meta()?.id : undefined) ?? route.operationId;

const inOrder = (examples: ReadonlyMap<string, unknown>): Record<string, unknown> =>
  Object.fromEntries([...examples].toSorted(([one], [other]) => (one < other ? -1 : 1)));
