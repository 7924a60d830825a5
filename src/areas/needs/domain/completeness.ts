import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { type FieldFault, Refusal } from '../../../kernel/refusal.ts';

export interface NeedForSubmission {
  readonly neededBy: CalendarDate | null;
  readonly respondBy: CalendarDate | null;
  readonly lineCount: number;
}

/** What a need must have before it is submitted: at least one line, needed-by and respond-by. */
export function missingForSubmission(need: NeedForSubmission): FieldFault[] {
  const missing = (pointer: string): FieldFault => ({ pointer, code: 'missing' });
  return [
    ...(need.lineCount === 0 ? [missing('/lines')] : []),
    ...(need.neededBy === null ? [missing('/neededBy')] : []),
    ...(need.respondBy === null ? [missing('/respondBy')] : []),
  ];
}

/** What a need asks for by a day that is over: nobody could bring it, or answer it, any more. */
export function datesInThePast(
  { neededBy, respondBy }: Pick<NeedForSubmission, 'neededBy' | 'respondBy'>,
  today: CalendarDate,
): FieldFault[] {
  const isOver = (day: CalendarDate | null): boolean => day !== null && day < today;
  return [
    ...(isOver(neededBy) ? [{ pointer: '/neededBy', code: 'in-the-past' as const }] : []),
    ...(isOver(respondBy) ? [{ pointer: '/respondBy', code: 'in-the-past' as const }] : []),
  ];
}

/** Partners must be able to answer before the thing is needed. */
export function checkDates(neededBy: CalendarDate | null, respondBy: CalendarDate | null): void {
  if (neededBy === null || respondBy === null || respondBy <= neededBy) return;
  throw new Refusal('date-order', { fields: [{ pointer: '/respondBy', code: 'after-needed-by' }] });
}
