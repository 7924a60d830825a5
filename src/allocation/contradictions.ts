import type { EngineInput, AllocationSettings } from './instance.ts';
import { PairSet } from './pair-map.ts';

export type ContradictionCode = 'unknown-need' | 'unknown-offer' | 'unknown-group' | 'named-twice' | 'packed-twice' | 'not-eligible';

/** What is wrong, and its path below the settings. */
export interface Contradiction {
  readonly path: readonly [list: 'floors' | 'caps' | 'packages' | 'sharedBudgets' | 'fixed', ...(string | number)[]];
  readonly code: ContradictionCode;
}

/**
 * What settings say against the instance that they are for: groups, donors and lines that aren't in it, pairs that aren't eligible, and
 * what is named twice. An instance must have none before it is solved.
 */
export function findContradictions(input: EngineInput, settings: AllocationSettings): Contradiction[] {
  return [
    ...repeatedIds(settings),
    ...unknownGroups(input, settings),
    ...impossiblePackages(input, settings),
    ...impossibleLines(input, settings),
  ];
}

/** What can't be kept is named by its id. */
function repeatedIds(settings: AllocationSettings): Contradiction[] {
  return (['floors', 'caps', 'packages', 'sharedBudgets'] as const).flatMap((list) => {
    const isFirst = firstTime();
    return (settings[list] ?? []).flatMap(({ id }, index): Contradiction[] =>
      isFirst(id) ? [] : [{ path: [list, index, 'id'], code: 'named-twice' }],
    );
  });
}

function unknownGroups({ needs, offers }: EngineInput, { floors = [], caps = [] }: AllocationSettings): Contradiction[] {
  const isKnown = (by: (typeof floors)[number]['by'] | 'donor', value: string): boolean =>
    by === 'donor' ? offers.some(({ donor }) => donor === value) : needs.some((need) => need[by] === value);
  const unknown = (list: 'floors' | 'caps', groups: typeof floors | typeof caps): Contradiction[] =>
    groups.flatMap(({ by, value }, index): Contradiction[] =>
      isKnown(by, value) ? [] : [{ path: [list, index, 'value'], code: 'unknown-group' }],
    );
  return [...unknown('floors', floors), ...unknown('caps', caps)];
}

function impossiblePackages({ needs }: EngineInput, { packages = [] }: AllocationSettings): Contradiction[] {
  const known = new Set(needs.map(({ id }) => id));
  const isFirst = firstTime();
  return packages.flatMap(({ parts }, index) =>
    parts.flatMap(({ need }, place): Contradiction[] => {
      const path: Contradiction['path'] = ['packages', index, 'parts', place, 'need'];
      const isRepeated = !isFirst(need);
      return [
        ...(known.has(need) ? [] : [{ path, code: 'unknown-need' } as const]),
        ...(isRepeated ? [{ path, code: 'packed-twice' } as const] : []),
      ];
    }),
  );
}

function impossibleLines({ needs, offers, pairs }: EngineInput, { fixed = [] }: AllocationSettings): Contradiction[] {
  if (fixed.length === 0) return [];
  const [needIds, offerIds] = [new Set(needs.map(({ id }) => id)), new Set(offers.map(({ id }) => id))];
  const eligible = new PairSet(pairs);
  const seen = new PairSet();
  return fixed.flatMap((line, index): Contradiction[] => {
    const found: Contradiction[] = [];
    if (!needIds.has(line.need)) found.push({ path: ['fixed', index, 'need'], code: 'unknown-need' });
    if (!offerIds.has(line.offer)) found.push({ path: ['fixed', index, 'offer'], code: 'unknown-offer' });
    if (found.length === 0 && !eligible.has(line)) found.push({ path: ['fixed', index], code: 'not-eligible' });
    if (seen.has(line)) found.push({ path: ['fixed', index], code: 'named-twice' });
    seen.add(line);
    return found;
  });
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
