import { daysBetween, type CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ExchangeRateId } from '../../../kernel/id.ts';
import { AS_IT_IS, type Factor, factorOf, type RateOfPair } from '../../../kernel/money.ts';
import { column, type TransitionTable } from '../../../kernel/transition.ts';

/** How far a rate has come. Only a confirmed one counts, and it counts until it is withdrawn or another has put it right. */
export const RATE_STATES = ['proposed', 'confirmed', 'refused', 'withdrawn', 'superseded'] as const;
export type RateState = (typeof RATE_STATES)[number];

/** Those that count or have counted: two hands have spoken on them. */
export const AGREED_STATES = ['confirmed', 'superseded'] as const satisfies readonly RateState[];

export const RATE_EVENTS = ['revise', 'confirm', 'refuse', 'withdraw', 'supersede'] as const;
export type RateEvent = (typeof RATE_EVENTS)[number];

const on = (moves: Partial<Record<RateState, RateState>>) => column(RATE_STATES, moves);

/** Its recorder revises and takes back what nobody has decided; another confirms or refuses it; `supersede` is what a confirmed correction does. */
export const RATE_TRANSITIONS: TransitionTable<RateState, RateEvent> = {
  revise: on({ proposed: 'proposed' }),
  confirm: on({ proposed: 'confirmed' }),
  refuse: on({ proposed: 'refused' }),
  withdraw: on({ proposed: 'withdrawn', confirmed: 'withdrawn' }),
  supersede: on({ confirmed: 'superseded' }),
};

/** What a person may ask for; a rate is superseded by what puts it right. */
export const RATE_ACTIONS = ['revise', 'confirm', 'refuse', 'withdraw'] as const satisfies readonly RateEvent[];
export type RateAction = (typeof RATE_ACTIONS)[number];

/** The longest that a rate may be valid for: official rates are published by the day or by the month. */
export const MOST_DAYS = 31;

export const isWithinDays = (validFrom: CalendarDate, validUntil: CalendarDate): boolean => daysBetween(validFrom, validUntil) < MOST_DAYS;

/** A rate that counts on the day that is judged. */
export interface StandingRate extends RateOfPair {
  readonly id: ExchangeRateId;
  readonly validFrom: CalendarDate;
  readonly validUntil: CalendarDate;
  readonly source: string;
}

/** How amounts in one currency become amounts in another: as they are, or by the first of the rates that is of the two. */
export interface Conversion {
  readonly factor: Factor;
  /** Null within one currency. */
  readonly rate: StandingRate | null;
}

/** Null where no rate is of the two; nothing is converted over a third currency. The rates stand in the order in which they win. */
export function conversionOf(rates: readonly StandingRate[], from: string, to: string): Conversion | null {
  if (from === to) return { factor: AS_IT_IS, rate: null };
  for (const rate of rates) {
    const factor = factorOf(rate, from, to);
    if (factor !== null) return { factor, rate };
  }
  return null;
}
