import type { AllocationNeed, AllocationOffer, AllocationPair } from '../../../allocation/instance.ts';
import type { ExcludedPair } from '../../../allocation/reasons.ts';
import { canonicalJson } from '../../../kernel/canonical-json.ts';

/** What a planned line rests on. */
export interface LineInputs {
  readonly need: AllocationNeed | null;
  readonly offer: AllocationOffer | null;
  readonly pair: AllocationPair | ExcludedPair | null;
}

type Value = string | number | boolean | null | readonly string[];

/** A field of the instance that is no longer what the plan was made from; null where it isn't there. */
export interface ChangedInput {
  readonly field: string;
  readonly before: Value;
  readonly now: Value;
}

/** What has changed since the snapshot, field by field: of the need, the offer and their pair. */
export function changedInputs(then: LineInputs, now: LineInputs): ChangedInput[] {
  return (['need', 'offer', 'pair'] as const).flatMap((side) => changedFields(side, fieldsOf(then[side]), fieldsOf(now[side])));
}

const fieldsOf = (line: LineInputs[keyof LineInputs]): Readonly<Record<string, Value>> => {
  if (line === null) return { isThere: false };
  return { isThere: true, ...line } as unknown as Readonly<Record<string, Value>>;
};

function changedFields(side: string, then: Readonly<Record<string, Value>>, now: Readonly<Record<string, Value>>): ChangedInput[] {
  const isGone = then['isThere'] !== now['isThere'];
  const fields = isGone ? ['isThere'] : [...new Set([...Object.keys(then), ...Object.keys(now)])].toSorted();
  return fields
    .map((field) => ({ field: `${side}.${field}`, before: then[field] ?? null, now: now[field] ?? null }))
    .filter((change) => canonicalJson(change.before) !== canonicalJson(change.now));
}
