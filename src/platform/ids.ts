import { v7 } from 'uuid';
import type { Id } from '../kernel/id.ts';

/** A new UUIDv7 (RFC 9562 §5.7): ordered by creation, so that keyset pages and indexes stay cheap. */
export function newId<Kind extends string>(): Id<Kind> {
  return v7() as Id<Kind>;
}
