import { type ContradictionCode, findContradictions } from '../../../allocation/contradictions.ts';
import { pointerTo } from '../../../kernel/json-pointer.ts';
import { type FieldCode, Refusal } from '../../../kernel/refusal.ts';
import type { EngineRequest } from './instance.ts';
import type { RunSettings } from './request.ts';

const FIELD_CODES: Readonly<Record<ContradictionCode, FieldCode>> = {
  'unknown-need': 'reference-unknown',
  'unknown-offer': 'reference-unknown',
  'unknown-group': 'reference-unknown',
  'named-twice': 'named-twice',
  'packed-twice': 'named-twice',
  'not-eligible': 'match-not-eligible',
};

/**
 * Refuses settings that can't apply to the instance, all faults at once. `replaced`: the settings of a scenario, which stand in place
 * of those of the run, list by list.
 */
export function refuseContradictions({ input, settings }: EngineRequest, replaced: Partial<RunSettings> = {}): void {
  const fields = findContradictions(input, settings).map(({ path, code }) => {
    const isReplaced = path[0] !== 'sharedBudgets' && replaced[path[0]] !== undefined;
    return { pointer: pointerTo(...(isReplaced ? ['scenario', 'settings'] : ['settings']), ...path), code: FIELD_CODES[code] };
  });
  if (fields.length === 0) return;
  const isUnknown = fields.some(({ code }) => code === 'reference-unknown');
  throw new Refusal(isUnknown ? 'reference-unknown' : 'invalid-field', { fields });
}
