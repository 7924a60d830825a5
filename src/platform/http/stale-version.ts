import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../auth/actor.ts';
import type { Db, Tx } from '../db/transaction.ts';
import { preferredLanguage } from './problem.ts';
import { answerOf, type AnyRoute, type Look, type Route } from './route.ts';

/** What happened to a record since a version of it, newest first, as this reader may see it. */
export type ChangesSince = (tx: Tx, ctx: ActorContext<AccountActor>, id: string, version: number) => Promise<unknown[]>;

/** Where the records are read that changes are of: `/v1/needs/:id` for `/v1/needs/:id/submit`. */
export class Readers {
  readonly #byUrl: ReadonlyMap<string, Route>;

  constructor(routes: readonly AnyRoute[]) {
    const readers = routes.filter((one): one is Route => one.access === 'signed-in' && one.method === 'GET' && answerOf(one).as === 'json');
    this.#byUrl = new Map(readers.map((one) => [one.url, one]));
  }

  of({ url }: Pick<Route, 'url'>): Route | null {
    for (let path: string = url; path.includes(':'); path = path.slice(0, path.lastIndexOf('/'))) {
      const reader = this.#byUrl.get(path);
      if (reader) return reader;
    }
    return null;
  }
}

interface Asking {
  readonly db: Db;
  readonly readers: Readers;
  readonly changesSince: ChangesSince;
}

/**
 * Adds to the refusal of a stale change what whoever sent it needs to go on: who changed what and when, and the record as it is now. Read
 * by the route that reads the record, as this reader: what they may not read there is told nowhere else.
 */
export async function withCurrent(
  { db, readers, changesSince }: Asking,
  route: Route,
  request: FastifyRequest,
  look: Look,
  stale: { readonly version: number; readonly refusal: Refusal },
): Promise<Refusal> {
  const reader = readers.of(route);
  const { refusal, version } = stale;
  if (!reader?.response) return refusal;
  const { response } = reader;
  try {
    const added = await look(async (tx, ctx) => {
      if (!mayUse(ctx.actor, reader.roles.includes(ctx.actor.role), reader.scope)) return {};
      const { params } = request;
      const language = preferredLanguage(request.headers['accept-language']);
      const view = await reader.handle({ tx, db, ctx, params, query: {}, body: undefined, version: 0, language });
      if (view instanceof Refusal) return {};
      const { id } = params as { id?: string };
      const changes =
        id !== undefined && mayUse(ctx.actor, true, 'events:read') ? { changes: await changesSince(tx, ctx, id, version) } : {};
      return { current: z.encode(response, view), ...changes };
    });
    return new Refusal(refusal.code, { ...refusal.details, ...added });
  } catch (error) {
    // It is gone, or hidden from this reader by now.
    if (error instanceof Refusal) return refusal;
    throw error;
  }
}

const mayUse = (actor: AccountActor, hasRole: boolean, scope: Route['scope']): boolean =>
  hasRole && (actor.kind !== 'api-key' || actor.scopes.includes(scope));
