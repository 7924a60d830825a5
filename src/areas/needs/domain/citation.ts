import { NO_STEPS, type Steps, steps } from '../../../kernel/quantity.ts';

/** A line that may cite a gap, in the order of the need. */
export interface CitingLine {
  readonly itemType: string;
  readonly quantityRequested: Steps;
  /** What of it is agreed and has not failed: the gap leaves that out already, so it takes nothing of what is left. */
  readonly promised?: Steps;
}

/** What a line cites of its unit's gap, and what it had to leave to others. */
export interface Citation {
  /** How much of the gap it may cite: what it asks for, and no more than others have left. Null where no gap is computed. */
  readonly cited: Steps | null;
  readonly gap: Steps | null;
  /** What lines before it, and other needs that are asked for, cite of the same gap. */
  readonly citedElsewhere: Steps;
}

/**
 * What each line cites of the unit's gaps: no gap is cited twice over. `citedElsewhere`: by item type, what other needs of the unit cite
 * and have not been promised yet; what was promised, the gap leaves out already.
 */
export function citeGaps(
  lines: readonly CitingLine[],
  gaps: ReadonlyMap<string, Steps>,
  citedElsewhere: ReadonlyMap<string, Steps>,
): Citation[] {
  const taken = new Map(citedElsewhere);
  return lines.map(({ itemType, quantityRequested, promised = NO_STEPS }) => {
    const gap = gaps.get(itemType) ?? null;
    const elsewhere = taken.get(itemType) ?? steps(0);
    const cited = gap === null ? null : steps(Math.min(quantityRequested, Math.max(0, gap - elsewhere) + promised));
    taken.set(itemType, steps(elsewhere + Math.max(0, (cited ?? 0) - promised)));
    return { cited, gap, citedElsewhere: elsewhere };
  });
}

/** What a requester is told of a need while it may still be changed; never a reason to refuse it. */
export const NEED_WARNINGS = ['same-need', 'exceeds-gap'] as const;
