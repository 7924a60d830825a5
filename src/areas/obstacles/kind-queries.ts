import { eq, inArray } from 'drizzle-orm';
import { groupBy } from '../../kernel/group-by.ts';
import { must } from '../../kernel/assert.ts';
import type { OrganisationId } from '../../kernel/id.ts';
import { refuseField } from '../../kernel/refusal.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { milestones, obstacleKinds, organisations, playbookSteps } from '../reference/tables.ts';
import type { PlaybookStep, TypicalOwner } from './domain/next-move.ts';
import type { Severity } from './domain/obstacle.ts';

export interface ObstacleKind {
  readonly slug: string;
  readonly severity: Severity;
  readonly blocksMilestone: string;
  readonly blocking: boolean;
  readonly ownerRole: string;
  readonly typicalOwners: readonly TypicalOwner[];
  readonly firstStep: PlaybookStep;
  /** Every playbook ends with another person's verification. */
  readonly lastStep: PlaybookStep;
}

/** A kind of obstacle with what it gives to an obstacle that says nothing else; null where there is none of that name. */
export async function findKind(tx: Tx, slug: string): Promise<ObstacleKind | null> {
  const [kind] = await tx
    .select({
      slug: obstacleKinds.slug,
      severity: obstacleKinds.defaultSeverity,
      blocksMilestone: obstacleKinds.blocksMilestone,
      blocking: obstacleKinds.blockingByDefault,
      ownerRole: obstacleKinds.defaultOwnerRole,
      typicalOwnerOrganisations: obstacleKinds.typicalOwnerOrganisations,
      playbook: obstacleKinds.playbook,
    })
    .from(obstacleKinds)
    .where(eq(obstacleKinds.slug, slug));
  if (!kind) return null;
  const first = must(kind.playbook[0], `the playbook of ${slug} has a step`);
  const last = must(kind.playbook.at(-1), `the playbook of ${slug} has a step`);
  const steps = await tx
    .select({ slug: playbookSteps.slug, names: playbookSteps.names, typicalDays: playbookSteps.typicalDays })
    .from(playbookSteps)
    .where(inArray(playbookSteps.slug, [first, last]));
  const stepOf = (wanted: string) =>
    must(
      steps.find((step) => step.slug === wanted),
      `step ${wanted} of a playbook exists`,
    );
  return {
    ...kind,
    typicalOwners: await selectTypicalOwners(tx, kind.typicalOwnerOrganisations),
    firstStep: stepOf(first),
    lastStep: stepOf(last),
  };
}

/** In the order of the kind: the likeliest first. */
async function selectTypicalOwners(tx: Tx, slugs: readonly string[]): Promise<TypicalOwner[]> {
  if (slugs.length === 0) return [];
  const rows = await tx
    .select({ slug: organisations.slug, id: organisations.id, party: organisations.party })
    .from(organisations)
    .where(oneOf(organisations.slug, slugs));
  const bySlug = groupBy(rows, (row) => row.slug);
  return slugs.flatMap((slug) => bySlug.get(slug) ?? []);
}

/** The countries or institutions that organisations belong to. */
export async function selectParties(tx: Tx, ids: readonly OrganisationId[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx.select({ party: organisations.party }).from(organisations).where(oneOf(organisations.id, ids));
  return rows.map(({ party }) => party);
}

/** Refuses what a body names and the reference data doesn't know. */
export async function requireKnown(
  tx: Tx,
  named: { readonly organisations: Readonly<Record<string, OrganisationId | undefined>>; readonly milestone?: string | undefined },
): Promise<void> {
  for (const [pointer, id] of Object.entries(named.organisations)) {
    if (id === undefined) continue;
    const [found] = await tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.id, id));
    if (!found) throw refuseField('reference-unknown', pointer);
  }
  if (named.milestone === undefined) return;
  const [milestone] = await tx.select({ slug: milestones.slug }).from(milestones).where(eq(milestones.slug, named.milestone));
  if (!milestone) throw refuseField('reference-unknown', '/blocksMilestone');
}
