import { type ContradictionCode, findContradictions } from '../../../allocation/contradictions.ts';
import { StepReader } from '../../../allocation/told.ts';
import { pointerTo } from '../../../kernel/json-pointer.ts';
import { type FieldCode, type FieldFault, Refusal } from '../../../kernel/refusal.ts';
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
  const pointerOf = ([list = '', ...rest]: readonly (string | number)[]): string => {
    const isReplaced = Object.entries(replaced).some(([name, value]) => name === list && value !== undefined);
    return pointerTo(...(isReplaced ? ['scenario', 'settings'] : ['settings']), list, ...rest);
  };
  const fields = findContradictions(input, settings).map(({ path, code }) => ({ pointer: pointerOf(path), code: FIELD_CODES[code] }));
  if (fields.length === 0) return refuseDecimals(input, settings, pointerOf);
  const isUnknown = fields.some(({ code }) => code === 'reference-unknown');
  throw new Refusal(isUnknown ? 'reference-unknown' : 'invalid-field', { fields });
}

/** Quantities of settings have no more decimals than the lines that they are for. */
function refuseDecimals(
  input: EngineRequest['input'],
  settings: EngineRequest['settings'],
  pointerOf: (path: readonly (string | number)[]) => string,
): void {
  const reader = new StepReader();
  reader.readSettings(settings, input);
  const fields = reader.faults.map(({ path, limit }): FieldFault => ({
    pointer: pointerOf(path),
    code: 'too-many-decimals',
    limit: String(limit),
  }));
  if (fields.length > 0) throw new Refusal('invalid-field', { fields });
}
