import type { PgColumn } from 'drizzle-orm/pg-core';
import type { SQL } from 'drizzle-orm';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Audience } from './domain/audience.ts';
import { readerOf } from './reader.ts';

type Reader = Pick<ActorContext, 'actor'>;

/** As what somebody reads a record: its area says it once, for the view of the record and for what events tell of it. */
export interface Reading<Facts extends object = object> {
  /** What of the record's row it depends on. */
  readonly facts: { readonly [K in keyof Facts]: PgColumn | SQL };
  readonly audienceOf: (reader: Reader, facts: Facts) => Audience;
}

/** Of a record that the database shows to its parties and to those who oversee, and to nobody else. */
export const AS_PARTY: Reading = { facts: {}, audienceOf: readerOf };
