import { and, count, desc, eq, isNull, or } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { OrganisationId, UserId } from '../../kernel/id.ts';
import { refuseField } from '../../kernel/refusal.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { users } from '../identity/tables.ts';
import { type Severity } from '../reference/domain/vocabulary.ts';
import { milestones, obstacleKinds, organisations, playbookSteps } from '../reference/tables.ts';
import type { PlaybookStep, TypicalOwner } from './domain/next-move.ts';

export interface ObstacleKind {
  readonly slug: string;
  readonly severity: Severity;
  readonly blocksMilestone: string;
  readonly blocking: boolean;
  readonly ownerRole: string;
  readonly typicalOwners: readonly TypicalOwner[];
  /** In their order; the last is another person's verification. */
  readonly playbook: readonly (PlaybookStep & { readonly slug: string })[];
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
          playbook,
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

/** These organisations, with those above and below them: an authority speaks for its departments, and they for it. */
export async function selectKin(tx: Tx, ids: readonly (OrganisationId | null)[]): Promise<OrganisationId[]> {
  const named = [...new Set(ids.filter((id) => id !== null))];
  const rows = await tx
    .select({ id: organisations.id, parentId: organisations.parentId })
    .from(organisations)
    .where(or(oneOf(organisations.id, named), oneOf(organisations.parentId, named)))
    .orderBy(organisations.slug);
  return [...new Set([...named, ...rows.flatMap(({ id, parentId }) => (named.includes(id) && parentId !== null ? [id, parentId] : [id]))])];
}

/** Whether one milestone comes no later than another. */
export async function isNoLater(tx: Tx, milestone: string, than: string): Promise<boolean> {
  const rows = await tx
    .select({ slug: milestones.slug })
    .from(milestones)
    .where(oneOf(milestones.slug, [milestone, than]))
    .orderBy(milestones.position);
  return rows[0]?.slug === milestone;
}

/** By milestone, the role that each Incoterm puts in charge of it; milestones that Incoterms don't share out aren't there. */
export async function selectIncotermOwners(tx: Tx, slugs: readonly string[]): Promise<Map<string, Readonly<Record<string, string>>>> {
  const rows = await tx
    .select({ slug: milestones.slug, incotermOwner: milestones.incotermOwner })
    .from(milestones)
    .where(oneOf(milestones.slug, slugs));
  return new Map(rows.flatMap(({ slug, incotermOwner }) => (incotermOwner === null ? [] : [[slug, incotermOwner] as const])));
}

/** The mission: the organisation whose people facilitate. To be asked as the system, which alone sees every account. */
export async function findMission(tx: Tx): Promise<OrganisationId | null> {
  const [mission] = await tx
    .select({ id: users.organisationId })
    .from(users)
    .where(and(eq(users.role, 'facilitator'), isNull(users.suspendedAt)))
    .groupBy(users.organisationId)
    .orderBy(desc(count()), users.organisationId)
    .limit(1);
  return mission?.id ?? null;
}

/** Whether a person belongs to an organisation and may still act. To be asked as the system. */
export async function findMember(tx: Tx, userId: UserId, organisationId: OrganisationId): Promise<boolean> {
  const found = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), eq(users.organisationId, organisationId), isNull(users.suspendedAt)));
  return found.length > 0;
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
