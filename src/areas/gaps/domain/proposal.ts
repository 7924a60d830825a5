import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { type Decimals, MOST_UNITS, quantityOf, type Steps, steps } from '../../../kernel/quantity.ts';

/**
 * What a report of holdings comes from: a count of everything, a confirmed receipt on top of what was held, goods that have left it, or what
 * came from a unit that was closed.
 */
export const REPORT_SOURCES = ['count', 'receipt', 'taken-back', 'taken-over'] as const;
export type ReportSource = (typeof REPORT_SOURCES)[number];

/**
 * A proposed holding waits; then the unit confirms it, corrected or not, or a later count of everything has found it. It is taken back
 * where the goods hadn't come after all, or have gone back.
 */
export const PROPOSAL_STATES = ['proposed', 'confirmed', 'corrected', 'counted', 'taken-back'] as const;
/** States of a proposal that nothing holds. */
export const UNHELD_PROPOSALS = ['proposed', 'taken-back'] as const satisfies readonly ProposalState[];
export type ProposalState = (typeof PROPOSAL_STATES)[number];

export interface Found {
  readonly serviceable: Steps;
  readonly unserviceableRepairable: Steps;
  readonly beyondRepair: Steps;
}

export const sumOf = ({ serviceable, unserviceableRepairable, beyondRepair }: Found): number =>
  serviceable + unserviceableRepairable + beyondRepair;

/** What is on hand is their sum, and it is a quantity too: refuses more of it than a quantity can be. */
export function refuseTooMany(onHand: Found, decimals: Decimals): void {
  if (quantityOf(steps(sumOf(onHand)), decimals) > MOST_UNITS) throw refuseField('invalid-field', '/serviceable', 'out-of-range');
}

/** Whether what the unit found isn't what was received, which must say why: another number, or not all of it serviceable. */
export const isCorrection = (received: Steps, found: Found): boolean => found.serviceable !== received || sumOf(found) !== received;

/** What is held once a receipt is confirmed: what the latest report says and what was found on top. */
export const withReceipt = (held: Found, found: Found): Found => ({
  serviceable: steps(held.serviceable + found.serviceable),
  unserviceableRepairable: steps(held.unserviceableRepairable + found.unserviceableRepairable),
  beyondRepair: steps(held.beyondRepair + found.beyondRepair),
});

/** Of what was given what is there to be given back: in the condition that it was given in, and where some of that is gone, in a worse one. */
export function stillThere(given: Found, held: Found): Found {
  const serviceable = Math.min(given.serviceable, held.serviceable);
  const repairable = Math.min(given.unserviceableRepairable + given.serviceable - serviceable, held.unserviceableRepairable);
  const beyond = Math.min(sumOf(given) - serviceable - repairable, held.beyondRepair);
  return { serviceable: steps(serviceable), unserviceableRepairable: steps(repairable), beyondRepair: steps(beyond) };
}

/**
 * Whether a count that is there already when a receipt is entered has found what was received: only where it was made on a later day.
 * A count that is entered after the receipt has found all that was received up to its own day, that day included.
 */
export const hasCountedBefore = (countedOn: CalendarDate, receivedOn: CalendarDate): boolean => countedOn > receivedOn;

/** What is held once so much has left it: what works goes first, and nothing is held below nothing. */
export function withoutGoods(held: Found, gone: Steps): Found {
  const take = (from: Steps, wanted: number): number => Math.min(from, wanted);
  const serviceable = take(held.serviceable, gone);
  const repairable = take(held.unserviceableRepairable, gone - serviceable);
  const beyond = take(held.beyondRepair, gone - serviceable - repairable);
  return {
    serviceable: steps(held.serviceable - serviceable),
    unserviceableRepairable: steps(held.unserviceableRepairable - repairable),
    beyondRepair: steps(held.beyondRepair - beyond),
  };
}
