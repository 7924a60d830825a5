import { and, eq, isNull, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { CalendarCorrectionId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { CorrectCalendar, ReviseCorrection } from '../contract.ts';
import { calendarCorrections } from '../tables.ts';

const columns = {
  id: calendarCorrections.id,
  calendar: calendarCorrections.calendar,
  day: calendarCorrections.day,
  isHoliday: calendarCorrections.isHoliday,
  name: calendarCorrections.name,
  source: calendarCorrections.source,
  withdrawnAt: calendarCorrections.withdrawnAt,
  version: calendarCorrections.version,
};
type LockedCorrection = Pick<typeof calendarCorrections.$inferSelect, keyof typeof columns>;

/** An administrator enters what was announced for a day; one announcement counts for a day at a time. */
export async function correctCalendar(tx: Tx, ctx: ActorContext, input: CorrectCalendar): Promise<CalendarCorrectionId> {
  const { calendar, day, isHoliday, name, source, ...rest } = input;
  nothingLeft(rest);
  checkMayCorrect(ctx);
  const [standing] = await tx
    .select({ id: calendarCorrections.id })
    .from(calendarCorrections)
    .where(and(eq(calendarCorrections.calendar, calendar), eq(calendarCorrections.day, day), isNull(calendarCorrections.withdrawnAt)));
  if (standing) throw refuseField('already-recorded', '/day');
  const [correction] = await tx
    .insert(calendarCorrections)
    .values({
      id: newId<'calendar-correction'>(),
      calendar,
      day,
      isHoliday,
      name,
      source,
      recordedBy: userOf(ctx),
      createdAt: ctx.now,
    })
    .returning(columns);
  const created = must(correction, 'an inserted correction comes back');
  await recordEvent(tx, ctx, {
    action: 'calendar.corrected',
    subject: { type: 'calendar-correction', id: created.id },
    parties: [],
  });
  return created.id;
}

/** What was entered wrongly is put right; the day and the calendar stay, or it is withdrawn and entered anew. */
export async function reviseCorrection(
  tx: Tx,
  ctx: ActorContext,
  id: CalendarCorrectionId,
  version: number,
  input: ReviseCorrection,
): Promise<void> {
  checkMayCorrect(ctx);
  const before = await lockCorrection(tx, id, version, 'revise');
  const { isHoliday = before.isHoliday, name = before.name, source = before.source, ...rest } = input;
  nothingLeft(rest);
  const set = { isHoliday, name, source };
  if (!(await makesDifference(tx, { type: 'calendar-correction', id }, calendarCorrections, set))) return;
  await changeCorrection(tx, ctx, before, set, 'calendar.correction-revised');
}

/** Takes a correction back: the day is again what the rules say. */
export async function withdrawCorrection(
  tx: Tx,
  ctx: ActorContext,
  id: CalendarCorrectionId,
  version: number,
  reason: string,
): Promise<void> {
  checkMayCorrect(ctx);
  const before = await lockCorrection(tx, id, version, 'withdraw');
  await changeCorrection(tx, ctx, before, { withdrawnAt: ctx.now }, 'calendar.correction-withdrawn', reason);
}

/** Calendars are an administrator's; the system stands in for the illustrative scenario. */
function checkMayCorrect({ actor: { role } }: ActorContext): void {
  if (role !== 'administrator' && role !== 'system') throw new Refusal('role-not-allowed', { facts: { role, allowed: ['administrator'] } });
}

/** Locked until the transaction ends; a withdrawn one changes no more. */
async function lockCorrection(tx: Tx, id: CalendarCorrectionId, version: number, event: string): Promise<LockedCorrection> {
  const [correction] = await tx.select(columns).from(calendarCorrections).where(eq(calendarCorrections.id, id)).for('no key update');
  if (!correction) throw new Refusal('not-found');
  if (correction.version !== version) throw new Refusal('stale-version', { facts: { version: correction.version } });
  if (correction.withdrawnAt !== null) {
    throw new Refusal('transition-not-allowed', { facts: { state: 'withdrawn', event, allowed: [] } });
  }
  return correction;
}

async function changeCorrection(
  tx: Tx,
  ctx: ActorContext,
  before: LockedCorrection,
  set: Partial<typeof calendarCorrections.$inferInsert>,
  action: ActionOn<'calendar'>,
  reason?: string,
): Promise<void> {
  const [after] = await tx
    .update(calendarCorrections)
    .set({ ...set, version: sql`${calendarCorrections.version} + 1` })
    .where(and(eq(calendarCorrections.id, before.id), eq(calendarCorrections.version, before.version)))
    .returning(columns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action,
    subject: { type: 'calendar-correction', id: before.id },
    note: reason ?? null,
    parties: [],
  });
}
