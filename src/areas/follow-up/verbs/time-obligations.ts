import { and, asc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { must } from '../../../kernel/assert.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { awaitsAssessment, lastDueOn } from '../domain/obligation.ts';
import { agreements, obligations, observanceAssessments } from '../tables.ts';
import { agreementColumns, stepAgreement } from './change-agreement.ts';
import { todayOfMission } from '../../reference/index.ts';

/**
 * Tells the parties of agreements in force, once for each day on which an obligation was due, that it has passed and nobody has looked
 * whether it was observed. A second run, or two at once, tells nothing twice.
 */
export async function markDueObligations(tx: Tx, ctx: ActorContext): Promise<number> {
  const today = todayOfMission(ctx);
  const owed = await selectPerhapsDue(tx, today);
  const due = owed.filter((one) => awaitsAssessment(one, one.assessedOn, today));
  let told = 0;
  for (const { id, agreementId, ...schedule } of due) {
    const dueOn = must(lastDueOn(schedule, today), 'it was due');
    const [agreement] = await tx
      .select(agreementColumns)
      .from(agreements)
      .where(and(eq(agreements.id, agreementId), eq(agreements.state, 'in-force')))
      .for('no key update', { skipLocked: true });
    if (!agreement) continue;
    const marked = await tx
      .update(obligations)
      .set({ toldDueOn: dueOn })
      .where(
        and(eq(obligations.id, id), isNull(obligations.releasedAt), or(isNull(obligations.toldDueOn), lt(obligations.toldDueOn, dueOn))),
      )
      .returning({ id: obligations.id });
    if (marked.length === 0) continue;
    await stepAgreement(tx, ctx, agreement, {
      event: 'mark-due',
      action: 'agreement.obligation-fell-due',
    });
    told += 1;
  }
  return told;
}

/** Those of which the last day may be one that nobody was told of; in the months of the database, which end a little earlier. */
const selectPerhapsDue = (tx: Tx, today: CalendarDate) =>
  tx
    .select({
      id: obligations.id,
      agreementId: obligations.agreementId,
      dueOn: obligations.dueOn,
      everyMonths: obligations.everyMonths,
      assessedOn: sql<CalendarDate | null>`(select max(${observanceAssessments.assessedOn})::text from ${observanceAssessments} where ${observanceAssessments.obligationId} = ${obligations.id})`,
    })
    .from(obligations)
    .innerJoin(agreements, and(eq(agreements.id, obligations.agreementId), eq(agreements.state, 'in-force')))
    .where(
      and(
        isNull(obligations.releasedAt),
        lt(obligations.dueOn, today),
        or(
          isNull(obligations.toldDueOn),
          sql`${obligations.toldDueOn} + make_interval(months => ${obligations.everyMonths}) < ${today}::date`,
        ),
      ),
    )
    .orderBy(asc(agreements.creationOrder), asc(obligations.position));
