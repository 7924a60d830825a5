import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../auth/actor.ts';
import type { Db, Tx } from '../db/transaction.ts';
import { preferredLanguage } from './problem.ts';
import type { Look, RecordReader, Route } from './route.ts';

/** What happened to what has one of these ids since a version of it, newest first, as this reader may see it. */
export type ChangesSince = (tx: Tx, ctx: ActorContext<AccountActor>, ids: readonly string[], version: number) => Promise<unknown[]>;

interface Asking {
  readonly db: Db;
  readonly changesSince: ChangesSince;
}

/**
 * Adds to the refusal of a stale change what whoever sent it needs to go on: who changed what and when, and the record as it is now. Read
 * as the record's own route reads it, as this reader: what they may not read there is told nowhere else.
 */
export async function withCurrent(
  { db, changesSince }: Asking,
  { response, ...reader }: RecordReader,
  request: FastifyRequest,
  look: Look,
  stale: { readonly version: number; readonly refusal: Refusal },
): Promise<Refusal> {
  const { refusal, version } = stale;
  if (!response) return refusal;
  try {
    const added = await look(async (tx, ctx) => {
      if (!mayUse(ctx.actor, reader.roles.includes(ctx.actor.role), reader.scope)) return {};
      const { params } = request;
      const language = preferredLanguage(request.headers['accept-language']);
      const view = await reader.handle({ tx, db, ctx, params, query: {}, body: undefined, version: 0, language });
      if (view instanceof Refusal) return {};
      const current = z.encode(response, view);
      if (!mayUse(ctx.actor, true, 'events:read')) return { current };
      const ids = reader.changed ? await reader.changed(tx, params, version) : idOf(current);
      return { current, changes: await changesSince(tx, ctx, ids, version) };
    });
    return new Refusal(refusal.code, { ...refusal.details, ...added });
  } catch (error) {
    // It is gone, or hidden from this reader by now.
    if (error instanceof Refusal) return refusal;
    throw error;
  }
}

const idOf = (record: unknown): readonly string[] =>
  typeof record === 'object' && record !== null && 'id' in record && typeof record.id === 'string' ? [record.id] : [];

const mayUse = (actor: AccountActor, hasRole: boolean, scope: Route['scope']): boolean =>
  hasRole && (actor.kind !== 'api-key' || actor.scopes.includes(scope));
