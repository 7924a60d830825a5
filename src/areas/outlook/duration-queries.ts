import { eq, sql } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { milestones, obstacleKinds } from '../reference/tables.ts';
import { inCalendarDays, type KnownDuration } from './domain/durations.ts';
import type { MilestoneRule } from './domain/journey.ts';
import { recordedDurations } from './tables.ts';

/** What is known of how long things take, by their slug. */
export type KnownDurations = (slug: string) => KnownDuration;

function selectRecorded(tx: Tx, source: 'milestone' | 'obstacle-kind') {
  return tx
    .select({ slug: recordedDurations.slug, records: recordedDurations.records, days: recordedDurations.days })
    .from(recordedDurations)
    .where(eq(recordedDurations.source, source));
}

interface Referenced extends Pick<KnownDuration, 'reference' | 'workingReference'> {
  readonly slug: string;
}

async function join(tx: Tx, source: 'milestone' | 'obstacle-kind', referenced: readonly Referenced[]): Promise<KnownDurations> {
  const recorded = new Map((await selectRecorded(tx, source)).map((row) => [row.slug, row]));
  const known = new Map(
    referenced.map(({ slug, ...estimate }): [string, KnownDuration] => {
      const records = recorded.get(slug);
      return [slug, { ...estimate, records: records?.records ?? 0, recordedDays: records?.days ?? [] }];
    }),
  );
  return (slug) => must(known.get(slug), `${slug} has a reference duration`);
}

const estimateOf = (duration: Parameters<typeof inCalendarDays>[0] & { readonly clock?: 'working' | 'calendar' | undefined }) => ({
  reference: inCalendarDays(duration, duration.clock),
  ...(duration.clock === 'working' ? { workingReference: duration } : {}),
});

/** How long obstacles of a kind take from the report to the resolution, in calendar days. */
export async function readKindDurations(tx: Tx): Promise<KnownDurations> {
  const rows = await tx.select({ slug: obstacleKinds.slug, duration: obstacleKinds.durationDays }).from(obstacleKinds);
  return join(
    tx,
    'obstacle-kind',
    rows.map(({ slug, duration }) => ({ slug, ...estimateOf(duration) })),
  );
}

/** The graph of milestones, and how long each takes after the last of its predecessors, in calendar days. */
export async function readMilestones(tx: Tx): Promise<{ readonly rules: readonly MilestoneRule[]; readonly durations: KnownDurations }> {
  const rows = await tx
    .select({
      milestone: milestones.slug,
      position: milestones.position,
      predecessors: milestones.predecessors,
      appliesToKinds: milestones.appliesToKinds,
      isOptional: sql<boolean>`${milestones.optionalWhen} is not null`,
      duration: milestones.durationDays,
    })
    .from(milestones)
    .orderBy(milestones.position);
  const durations = await join(
    tx,
    'milestone',
    rows.map(({ milestone, duration }) => ({ slug: milestone, ...estimateOf(duration) })),
  );
  return { rules: rows, durations };
}
