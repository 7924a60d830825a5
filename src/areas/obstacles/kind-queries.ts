import { eq } from 'drizzle-orm';
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
  return (await findKinds(tx, [slug])).get(slug) ?? null;
}

/** The kinds of these names, by name. */
export async function findKinds(tx: Tx, slugs: readonly string[]): Promise<Map<string, ObstacleKind>> {
  const kinds = await tx
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
    .where(oneOf(obstacleKinds.slug, slugs));
  const steps = await tx
    .select({ slug: playbookSteps.slug, names: playbookSteps.names, typicalDays: playbookSteps.typicalDays })
    .from(playbookSteps)
    .where(
      oneOf(
        playbookSteps.slug,
        kinds.flatMap(({ playbook }) => playbook),
      ),
    );
  const stepOf = new Map(steps.map((step) => [step.slug, step]));
  const ownersOf = await selectTypicalOwners(
    tx,
    kinds.flatMap(({ typicalOwnerOrganisations }) => typicalOwnerOrganisations),
  );
  return new Map(
    kinds.map((kind) => {
      const playbook = kind.playbook.map((slug) => must(stepOf.get(slug), `step ${slug} of a playbook exists`));
      return [
        kind.slug,
        {
          ...kind,
          // In the order of the kind: the likeliest first.
          typicalOwners: kind.typicalOwnerOrganisations.flatMap((slug) => ownersOf.get(slug) ?? []),
          firstStep: must(playbook[0], `the playbook of ${kind.slug} has a step`),
          lastStep: must(playbook.at(-1), `the playbook of ${kind.slug} has a step`),
        },
      ];
    }),
  );
}

async function selectTypicalOwners(tx: Tx, slugs: readonly string[]): Promise<Map<string, TypicalOwner>> {
  if (slugs.length === 0) return new Map();
  const rows = await tx
    .select({ slug: organisations.slug, id: organisations.id, party: organisations.party })
    .from(organisations)
    .where(oneOf(organisations.slug, slugs));
  return new Map(rows.map(({ slug, ...owner }) => [slug, owner]));
}

/** The countries or institutions that organisations belong to. */
export async function selectPartiesByOrganisation(tx: Tx, ids: readonly OrganisationId[]): Promise<Map<OrganisationId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: organisations.id, party: organisations.party })
    .from(organisations)
    .where(oneOf(organisations.id, ids));
  return new Map(rows.map(({ id, party }) => [id, party]));
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
