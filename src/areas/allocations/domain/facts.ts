import type { UnitId } from '../../../kernel/id.ts';
import type { JudgingContext, NeedLineFacts, OfferLineFacts } from '../../matching/domain/facts.ts';

/** A need line, with what an allocation looks at besides the facts of a pair. */
export interface NeedSide {
  readonly facts: NeedLineFacts;
  /** All lines of the need are served in full, or none. */
  readonly fulfilTogether: boolean;
  readonly unit: UnitId | null;
  /** Open obstacles that block the need. */
  readonly blockedBy: readonly string[];
}

/** An offer line, and the slug of its donor: no input of a score, but of caps and limits. */
export interface OfferSide {
  readonly facts: OfferLineFacts;
  readonly donor: string | null;
  /** What a unit of an imagined offer costs, in thousandths. */
  readonly unitCost?: number | undefined;
  /** The shared budget that pays for an imagined donation, which no quantity bounds. */
  readonly sharedBudget?: string | undefined;
}

/** All that an instance is made of. */
export interface Facts {
  readonly needs: readonly NeedSide[];
  readonly offers: readonly OfferSide[];
  readonly context: JudgingContext;
}
