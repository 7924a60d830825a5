import { pointerTo } from '../../../kernel/json-pointer.ts';
import { type FieldFault, Refusal } from '../../../kernel/refusal.ts';
import type { EngineRequest } from './instance.ts';

/** Refuses settings that name a line which is not in the instance, all faults at once. */
export function refuseUnknownLines({ input, settings }: EngineRequest): void {
  const needs = new Set(input.needs.map(({ id }) => id));
  const offers = new Set(input.offers.map(({ id }) => id));
  const faults: FieldFault[] = [];
  const check = (isKnown: boolean, ...path: (string | number)[]): void => {
    if (!isKnown) faults.push({ pointer: pointerTo('settings', ...path), code: 'reference-unknown' });
  };
  for (const [index, { parts }] of (settings.packages ?? []).entries()) {
    for (const [place, { need }] of parts.entries()) check(needs.has(need), 'packages', index, 'parts', place, 'need');
  }
  for (const [index, { need, offer }] of (settings.fixed ?? []).entries()) {
    check(needs.has(need), 'fixed', index, 'need');
    check(offers.has(offer), 'fixed', index, 'offer');
  }
  if (faults.length > 0) throw new Refusal('reference-unknown', { fields: faults });
}
