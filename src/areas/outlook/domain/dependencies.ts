/** By obstacle, the open ones that have to be gone before it can be resolved, directly. There is no circle: the database refuses it. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

export const NO_WAITS: Dependencies = new Map();

export interface Readiness {
  /** These obstacles and all that any of them waits for, directly or through others, of those that are seen; each once. */
  readonly ids: readonly string[];
  /** Whether that is all, and nothing unseen is waited for. */
  readonly isWhole: boolean;
}

/** What has to be resolved before these obstacles are gone. */
export function readinessOf(obstacleIds: readonly string[], seen: ReadonlyMap<string, unknown>, waits: Dependencies): Readiness {
  if (!obstacleIds.some((id) => waits.has(id))) return { ids: obstacleIds, isWhole: true };
  const needed = new Set<string>();
  const need = (id: string): void => {
    if (needed.has(id)) return;
    needed.add(id);
    waits.get(id)?.forEach(need);
  };
  obstacleIds.forEach(need);
  const ids = [...needed].filter((id) => seen.has(id));
  return { ids, isWhole: ids.length === needed.size };
}

/** How many obstacles that are seen an obstacle waits for in a row, at most: 0 where it waits for none. */
export function chainsOf(waits: Dependencies, seen: ReadonlyMap<string, unknown>): (id: string) => number {
  const known = new Map<string, number>();
  const chainOf = (id: string): number => {
    const others = waits.get(id);
    if (others === undefined) return 0;
    const length = known.get(id) ?? Math.max(0, ...others.map((other) => chainOf(other) + (seen.has(other) ? 1 : 0)));
    known.set(id, length);
    return length;
  };
  return chainOf;
}

/** What is left to wait for once these are gone. */
export function waitsWithout(waits: Dependencies, gone: ReadonlySet<string>): Dependencies {
  return new Map(
    [...waits].flatMap(([id, others]) => {
      const left = others.filter((other) => !gone.has(other));
      return gone.has(id) || left.length === 0 ? [] : [[id, left]];
    }),
  );
}
