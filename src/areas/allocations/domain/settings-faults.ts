import { pointerTo } from '../../../kernel/json-pointer.ts';
import { type FieldCode, type FieldFault, Refusal } from '../../../kernel/refusal.ts';
import type { EngineRequest } from './instance.ts';
import type { RunSettings } from './request.ts';

/**
 * Refuses settings that can't apply to the instance, all faults at once: lines, groups and donors that aren't in it, pairs that
 * aren't eligible, and what is named twice. `replaced`: the settings of a scenario, which stand in place of those of the run.
 */
export function refuseContradictions(request: EngineRequest, replaced: Partial<RunSettings> = {}): void {
  const faults = new SettingsReader(request, replaced).read();
  if (faults.length === 0) return;
  const isUnknown = faults.some(({ code }) => code === 'reference-unknown');
  throw new Refusal(isUnknown ? 'reference-unknown' : 'invalid-field', { fields: faults });
}

type List = 'floors' | 'caps' | 'packages' | 'fixed';

class SettingsReader {
  private readonly faults: FieldFault[] = [];
  private readonly request: EngineRequest;
  private readonly replaced: Partial<RunSettings>;

  constructor(request: EngineRequest, replaced: Partial<RunSettings>) {
    this.request = request;
    this.replaced = replaced;
  }

  read(): readonly FieldFault[] {
    for (const list of ['floors', 'caps', 'packages'] as const) this.readIds(list);
    this.readFloors();
    this.readCaps();
    this.readPackages();
    this.readFixed();
    return this.faults;
  }

  /** A guaranteed share that can't be kept is named by its id. */
  private readIds(list: 'floors' | 'caps' | 'packages'): void {
    const isFirst = firstTime();
    for (const [index, { id }] of (this.request.settings[list] ?? []).entries()) {
      if (!isFirst(id)) this.say('named-twice', list, index, 'id');
    }
  }

  private readFloors(): void {
    const { input, settings } = this.request;
    for (const [index, { by, value }] of (settings.floors ?? []).entries()) {
      if (!input.needs.some((need) => need[by] === value)) this.say('reference-unknown', 'floors', index, 'value');
    }
  }

  private readCaps(): void {
    const { input, settings } = this.request;
    for (const [index, { by, value }] of (settings.caps ?? []).entries()) {
      const isThere =
        by === 'donor' ? input.offers.some(({ donor }) => donor === value) : input.needs.some(({ recipient }) => recipient === value);
      if (!isThere) this.say('reference-unknown', 'caps', index, 'value');
    }
  }

  private readPackages(): void {
    const { input, settings } = this.request;
    const needs = new Set(input.needs.map(({ id }) => id));
    const isFirst = firstTime();
    for (const [index, { parts }] of (settings.packages ?? []).entries()) {
      for (const [place, { need }] of parts.entries()) {
        if (!needs.has(need)) this.say('reference-unknown', 'packages', index, 'parts', place, 'need');
        if (!isFirst(need)) this.say('named-twice', 'packages', index, 'parts', place, 'need');
      }
    }
  }

  private readFixed(): void {
    const { input, settings } = this.request;
    const { fixed = [] } = settings;
    if (fixed.length === 0) return;
    const needs = new Set(input.needs.map(({ id }) => id));
    const offers = new Set(input.offers.map(({ id }) => id));
    const eligible = new Set(input.pairs.map(keyOf));
    const isFirst = firstTime();
    for (const [index, line] of fixed.entries()) {
      const isKnown = { need: needs.has(line.need), offer: offers.has(line.offer) };
      if (!isKnown.need) this.say('reference-unknown', 'fixed', index, 'need');
      if (!isKnown.offer) this.say('reference-unknown', 'fixed', index, 'offer');
      if (isKnown.need && isKnown.offer && !eligible.has(keyOf(line))) this.say('match-not-eligible', 'fixed', index);
      if (!isFirst(keyOf(line))) this.say('named-twice', 'fixed', index);
    }
  }

  private say(code: FieldCode, list: List, ...path: (string | number)[]): void {
    const place = this.replaced[list] === undefined ? ['settings'] : ['scenario', 'settings'];
    this.faults.push({ pointer: pointerTo(...place, list, ...path), code });
  }
}

/** Tells whether it is asked about a text for the first time. */
function firstTime(): (text: string) => boolean {
  const seen = new Set<string>();
  return (text) => {
    const isFirst = !seen.has(text);
    seen.add(text);
    return isFirst;
  };
}

const keyOf = ({ need, offer }: { readonly need: string; readonly offer: string }): string => `${need}\n${offer}`;
