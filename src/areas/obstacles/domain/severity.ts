import { must } from '../../../kernel/assert.ts';
import { groupBy } from '../../../kernel/group-by.ts';
import { type Priority, TIER_WEIGHTS } from '../../needs/domain/need.ts';
import { SEVERITIES, type Severity } from '../../reference/domain/vocabulary.ts';

/**
 * How grave an obstacle is, from what it holds back.
 *
 * Quantities of radios and of vehicles can't be added, so each is weighed by what it costs to replace (the middle of the item
 * type's cost band, EUR) and by the tier of the need that waits for it:
 *
 *     held back = Σ tier weight × quantity still to come × EUR per unit
 *
 * The kind of an obstacle says how grave it is by nature (a customs hold is, even of a single crate): its default severity is
 * the least. One that doesn't block holds nothing back, so its kind alone decides.
 */

/**
 * From how much on, in tier-weighted EUR. Estimates of the authors, a decade apart: a routine pallet of consumables, a post's
 * equipment, a sector's vehicles, a programme.
 */
export const SEVERITY_FROM: Readonly<Record<Severity, number>> = { low: 0, medium: 50_000, high: 500_000, critical: 5_000_000 };

/** Something that waits behind an obstacle, with the line and the match that it belongs to, so that nothing counts twice. */
export interface HeldQuantity {
  /** Through what the obstacle holds it: the whole need, one match, or one delivery of a match. */
  readonly through: 'need' | 'match' | 'delivery';
  readonly needLineId: string;
  readonly matchId: string | null;
  readonly priority: Priority;
  /** What is still to come, in the item's unit of measure. */
  readonly quantity: number;
  /** EUR for one. */
  readonly unitValue: number;
}

const REACH: readonly HeldQuantity['through'][] = ['need', 'match', 'delivery'];

/**
 * What is held back, each thing once: where a whole need is held, its matches and their deliveries are in it already; where a
 * match is held, its deliveries are.
 */
export function eachOnce(held: readonly HeldQuantity[]): HeldQuantity[] {
  return [...groupBy(held, ({ needLineId }) => needLineId).values()].flatMap((ofLine) => {
    const whole = ofLine.find(({ through }) => through === 'need');
    if (whole) return [whole];
    return [...groupBy(ofLine, ({ matchId }) => matchId).values()].flatMap((ofMatch) => {
      const widest = must(
        REACH.find((reach) => ofMatch.some(({ through }) => through === reach)),
        'something is held',
      );
      const parts = ofMatch.filter(({ through }) => through === widest);
      return widest === 'delivery' ? parts : parts.slice(0, 1);
    });
  });
}

/** Tier-weighted EUR. */
export function weightOf(held: readonly HeldQuantity[]): number {
  return eachOnce(held).reduce((sum, { priority, quantity, unitValue }) => sum + TIER_WEIGHTS[priority] * quantity * unitValue, 0);
}

const graver = (one: Severity, other: Severity): Severity => (SEVERITIES.indexOf(one) >= SEVERITIES.indexOf(other) ? one : other);

/** The severity that follows, when nobody has corrected it. */
export function deriveSeverity(byKind: Severity, blocking: boolean, held: readonly HeldQuantity[]): Severity {
  if (!blocking) return byKind;
  const weight = weightOf(held);
  return graver(
    byKind,
    must(
      SEVERITIES.findLast((severity) => weight >= SEVERITY_FROM[severity]),
      'every weight has a severity',
    ),
  );
}
