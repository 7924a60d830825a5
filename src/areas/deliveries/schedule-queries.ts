import { asc, eq } from 'drizzle-orm';
import type { DeliveryId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { milestones } from '../reference/tables.ts';
import type { DatedStage } from './domain/schedule.ts';
import { datedStages, type MilestoneRule } from './domain/stages.ts';
import { deliveryMilestones } from './tables.ts';

/** The whole graph of the reference data, predecessors first. */
export async function selectMilestoneRules(tx: Tx): Promise<MilestoneRule[]> {
  const rows = await tx
    .select({
      milestone: milestones.slug,
      names: milestones.names,
      predecessors: milestones.predecessors,
      duration: milestones.durationDays,
      optionalWhen: milestones.optionalWhen,
      kinds: milestones.appliesToKinds,
    })
    .from(milestones)
    .orderBy(asc(milestones.position));
  return rows.map(({ duration, ...rule }) => ({ ...rule, typicalDays: duration.typical }));
}

export async function selectStages(tx: Tx, id: DeliveryId): Promise<{ rules: MilestoneRule[]; stages: DatedStage[] }> {
  const rules = await selectMilestoneRules(tx);
  const rows = await tx
    .select({
      milestone: deliveryMilestones.milestone,
      plannedOn: deliveryMilestones.plannedOn,
      forecastOn: deliveryMilestones.forecastOn,
      actualOn: deliveryMilestones.actualOn,
      omittedBecause: deliveryMilestones.omittedBecause,
    })
    .from(deliveryMilestones)
    .where(eq(deliveryMilestones.deliveryId, id));
  return { rules, stages: datedStages(rules, rows) };
}
