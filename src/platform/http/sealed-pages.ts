import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CursorSeal, ListSeal } from './cursor-seal.ts';
import type { Route } from './route.ts';

/** What seals the cursors of a route's list, or null where it gives none. */
export async function sealOf(
  cursors: CursorSeal,
  route: Route,
  { params, query }: FastifyRequest,
  readerId: string,
): Promise<ListSeal | null> {
  if (!(route.query instanceof z.ZodObject && 'cursor' in route.query.shape)) return null;
  return cursors.forList({ operationId: route.operationId, readerId, params, query });
}

/** A query with the place that its cursor stands for. */
export function withPlace(query: unknown, seal: ListSeal | null): unknown {
  const { cursor } = (query ?? {}) as { cursor?: string };
  return seal === null || cursor === undefined ? query : { ...(query as object), cursor: seal.open(cursor) };
}

/** An answer with a sealed cursor in the place of where it goes on. */
export function withCursor(answer: unknown, seal: ListSeal | null): unknown {
  const { next } = (answer ?? {}) as { next?: unknown };
  return seal === null || typeof next !== 'string' ? answer : { ...(answer as object), next: seal.seal(next) };
}

/** The address that a list was asked for by, going on at a cursor. */
export function continued(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}
