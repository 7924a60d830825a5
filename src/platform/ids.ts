import { randomUUID } from 'node:crypto';
import type { Id } from '../kernel/id.ts';

/** A new UUIDv4 (RFC 9562 §5.4): random, so that it tells nothing of when a thing was made. The order of creation is a column of its own. */
export function newId<Kind extends string>(): Id<Kind> {
  return randomUUID() as Id<Kind>;
}
