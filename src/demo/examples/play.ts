import type { ReasonCode } from '../../kernel/reason.ts';
import type { Json } from './service.ts';

/** Records of the scenario that belong together: a need, the match that answers it, its delivery and what stands in its way. */
export interface Cast {
  readonly need: Json;
  readonly unit: Json;
  readonly offer: Json;
  readonly match: Json;
  readonly partnership: Json;
  readonly delivery: Json;
  readonly obstacle: Json;
  readonly package: Json;
  readonly meeting: Json;
  readonly recommendation: Json;
  readonly agreement: Json;
  readonly donor: Json;
  readonly recipient: Json;
}

/** How one operation is asked, so that its body is an example of it. */
export interface Play {
  /** The operation, where the play isn't called after it: one that only makes ready for others, whose body is no example. */
  readonly of?: string;
  /** What its record must let its reader do; looked for in the list that the operation's address begins with. */
  readonly allowed?: string;
  /** Which of the records that allow it; any where nothing is said. */
  readonly suits?: (record: Json, stage: Stage) => boolean;
  /** Who plays it; whoever has one of its roles where nobody is named. */
  readonly by?: readonly string[];
  /** What stands in the address besides the id of the record. */
  readonly parameters?: (record: Json, cast: Cast, stage: Stage) => Readonly<Record<string, string>>;
  /** What is sent, to this record as its reader sees it. */
  readonly body: (record: Json, cast: Cast, stage: Stage) => unknown;
}

/** What a body may be made of besides. */
export interface Stage {
  /** A list, as whoever plays sees it. */
  readonly list: (path: string) => Promise<readonly Json[]>;
  /** What an operation that was played before has answered. */
  readonly answered: (operationId: string) => Json;
}

export type Plays = Readonly<Record<string, Play>>;

export const idIn = (record: Json, field = 'id'): string => String(record[field]);
export const listIn = (record: Json, field: string): readonly Json[] => record[field] as Json[];
export const firstIn = (record: Json, field: string): Json => {
  const [first] = listIn(record, field);
  if (first === undefined) throw new Error(`${field} of ${idIn(record)} is empty`);
  return first;
};

/** Of an operation that only asks why, and concerns another side. */
export const coded = (reason: ReasonCode, reasonNote: string, allowed: string, more: Partial<Play> = {}): Play => ({
  allowed,
  body: () => ({ reason, reasonNote }),
  ...more,
});

/** Of an operation that only asks why. */
export const because = (reason: string, allowed: string, more: Partial<Play> = {}): Play => ({
  allowed,
  body: () => ({ reason }),
  ...more,
});
