import type { AllocationSettings } from '../../../allocation/instance.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ScorePartName } from '../../matching/domain/score.ts';
import type { Priority } from '../../needs/domain/need.ts';
import type { GoodsCondition } from '../../offers/domain/offer.ts';

/** Which lines are put before the engine; a list that is absent lets all through. Slugs. */
export interface Scope {
  readonly regions?: readonly string[] | undefined;
  readonly areas?: readonly string[] | undefined;
  /** Recipients. */
  readonly organisations?: readonly string[] | undefined;
  readonly donors?: readonly string[] | undefined;
  readonly priorities?: readonly Priority[] | undefined;
}

/** What each part of the score can add at most, in millionths that sum to one. */
export type Weights = Readonly<Record<ScorePartName, number>>;

/**
 * The settings of the engine that a run can be asked for. A limit of time is none of them: what the clock cut short could not
 * be repeated byte for byte; a run that takes too long is cancelled.
 */
export type RunSettings = Omit<AllocationSettings, 'timeLimit' | 'sharedBudgets'>;

/** The settings that the engine is given: those that were asked for, and the shared budget of an imagined donation. */
export type EngineSettings = RunSettings & Pick<AllocationSettings, 'sharedBudgets'>;

export interface AddedOffer {
  readonly key: string;
  readonly itemType: string;
  readonly quantity: number;
  readonly lotSize?: number | undefined;
  readonly donor?: string | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly availableFrom?: CalendarDate | undefined;
  readonly leadTimeDays?: number | undefined;
  readonly goodsCondition?: GoodsCondition | undefined;
  /** In thousandths of the currency's unit, as all money before the engine. */
  readonly unitCost?: number | undefined;
}

export interface AddedNeed {
  readonly key: string;
  readonly itemType: string;
  readonly quantity: number;
  readonly priority: Priority;
  readonly region: string;
  /** Slug of the organisation that receives. */
  readonly recipient: string;
  readonly neededBy: CalendarDate;
}

/** Money that would be given on top, to be spent on whatever closes the most. Slugs. */
export interface Donation {
  /** In euros, as decimal text. */
  readonly amount: string;
  readonly donor?: string | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly areas?: readonly string[] | undefined;
  readonly itemTypes?: readonly string[] | undefined;
  readonly leadTimeDays?: number | undefined;
  readonly availableFrom?: CalendarDate | undefined;
  readonly goodsCondition?: GoodsCondition | undefined;
}

/** What would be different: stored as differences, never as a second world. Ids of lines; those of added ones are `new:<key>`. */
export interface Scenario {
  readonly withdrawOffers?: readonly string[] | undefined;
  readonly withdrawNeeds?: readonly string[] | undefined;
  /** Money lines change by their amount, all others by their quantity. */
  readonly changeOffers?:
    | readonly { readonly id: string; readonly quantity?: number | undefined; readonly amount?: string | undefined }[]
    | undefined;
  readonly changeNeeds?:
    | readonly { readonly id: string; readonly quantity?: number | undefined; readonly priority?: Priority | undefined }[]
    | undefined;
  readonly addOffers?: readonly AddedOffer[] | undefined;
  readonly addNeeds?: readonly AddedNeed[] | undefined;
  readonly dropObstacles?: readonly string[] | undefined;
  readonly donation?: Donation | undefined;
  readonly weights?: Weights | undefined;
  /** Settings in place of those of the run, one by one. */
  readonly settings?: Partial<RunSettings> | undefined;
}

/** What a run was asked for. */
export interface AllocationRequest {
  readonly scope: Scope;
  readonly weights?: Weights | undefined;
  readonly settings: RunSettings;
  readonly scenario?: Scenario | undefined;
}

const ADDED = 'new:';

/** The id of a line that a scenario adds. */
export const addedId = (key: string): string => ADDED + key;

/** The key of a line that a scenario adds; null for any other line. */
export const addedKey = (id: string): string | null => (id.startsWith(ADDED) ? id.slice(ADDED.length) : null);
