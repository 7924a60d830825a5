import { and, asc, eq, getTableColumns, gt, sql } from 'drizzle-orm';
import type { ObstacleId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { TimeZone } from '../../kernel/time-zone.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { readerOf } from '../disclosure/index.ts';
import { users } from '../identity/tables.ts';
import { nameColumns, organisations, playbookSteps } from '../reference/tables.ts';
import { selectClocks } from './clock-queries.ts';
import type { ListComments } from './contract-work.ts';
import type { Clocks } from './domain/clocks.ts';
import { type Closer, refusalWhereBarred, selectClosers, selectNameable } from './closer-queries.ts';
import type { ObstacleEvent, Resolution } from './domain/obstacle.ts';
import { refusalOfRisk } from './domain/risk.ts';
import { refusalWhereOthersCome } from './blocking-queries.ts';
import { selectRisk } from './risk-queries.ts';
import { ObstacleComment, type ObstacleCommentView } from './record.ts';
import { obstacleRisks } from './risk-tables.ts';
import { obstacleComments } from './comment-tables.ts';
import { obstacleActions, obstacleDependencies, obstacles, obstacleSteps } from './tables.ts';

// What no view shows: whose they are is the obstacle's to say, organisations are read by name below, and an event names the persons.
const { obstacleId, finishedBy: stepFinishedBy, ...stepColumns } = getTableColumns(obstacleSteps);
const { assigneeId, assignedBy, finishedBy, createdAt, ...actionColumns } = getTableColumns(obstacleActions);
const { authorId, organisationId, ...commentColumns } = getTableColumns(obstacleComments);

const { obstacleId: acceptingId, organisationId: acceptingOrganisation, acceptedBy, ...riskColumns } = getTableColumns(obstacleRisks);
const { obstacleId: requiringId, dependsOnId, createdAt: dependsSince, ...dependencyColumns } = getTableColumns(obstacleDependencies);

/** The parts of one obstacle that its list leaves out; each reader gets what the policies let them see. */
export interface ObstacleParts {
  readonly clocks: Clocks;
  readonly steps: Awaited<ReturnType<typeof selectSteps>>;
  readonly actions: Awaited<ReturnType<typeof selectActions>>;
  readonly dependsOn: readonly DependencyRow[];
  readonly requiredBy: readonly DependencyRow[];
  readonly duplicates: readonly LinkedRow[];
  readonly closersToName: readonly Closer[] | undefined;
  readonly risks: Awaited<ReturnType<typeof selectRisks>>;
  /** What stands in the way of the steps that more has to be asked for. */
  readonly refusals: Readonly<Partial<Record<ObstacleEvent, Refusal | null>>>;
}

const linkedColumns = { id: obstacles.id, reference: obstacles.reference, kind: obstacles.kind, state: obstacles.state };
export type LinkedRow = Pick<typeof obstacles.$inferSelect, keyof typeof linkedColumns>;
type DependencyRow = LinkedRow & Pick<typeof obstacleDependencies.$inferSelect, keyof typeof dependencyColumns>;

export async function selectParts(
  tx: Tx,
  ctx: ActorContext,
  obstacle: Resolution & Pick<LinkedRow, 'id' | 'kind' | 'state'> & { readonly zone: TimeZone },
): Promise<ObstacleParts> {
  const { id, zone } = obstacle;
  return {
    risks: await selectRisks(tx, id),
    refusals: await selectRefusals(tx, ctx, obstacle),
    closersToName: await selectClosersToName(tx, ctx, obstacle),
    clocks: await selectClocks(tx, id, { zone, now: ctx.now }),
    steps: await selectSteps(tx, id),
    actions: await selectActions(tx, id),
    dependsOn: await tx
      .select({ ...linkedColumns, ...dependencyColumns })
      .from(obstacleDependencies)
      .innerJoin(obstacles, eq(obstacles.id, obstacleDependencies.dependsOnId))
      .where(eq(obstacleDependencies.obstacleId, id))
      .orderBy(asc(obstacles.creationOrder)),
    requiredBy: await tx
      .select({ ...linkedColumns, ...dependencyColumns })
      .from(obstacleDependencies)
      .innerJoin(obstacles, eq(obstacles.id, obstacleDependencies.obstacleId))
      .where(eq(obstacleDependencies.dependsOnId, id))
      .orderBy(asc(obstacles.creationOrder)),
    duplicates: await tx.select(linkedColumns).from(obstacles).where(eq(obstacles.duplicateOf, id)).orderBy(asc(obstacles.creationOrder)),
  };
}

/** By step, what its verb would refuse this reader for besides what the row itself says. */
async function selectRefusals(
  tx: Tx,
  ctx: ActorContext,
  obstacle: Resolution & Pick<LinkedRow, 'id' | 'kind' | 'state'>,
): Promise<ObstacleParts['refusals']> {
  const { actor } = ctx;
  const { id, kind, state } = obstacle;
  if (actor.kind === 'system' || actor.role === 'auditor') return {};
  const { accepted, donors } = await selectRisk(tx, ctx, id);
  return {
    close: state === 'resolved' ? await refusalWhereBarred(tx, ctx, obstacle, actor) : null,
    resolve: await refusalWhereOthersCome(tx, ctx, id),
    'accept-risk': refusalOfRisk(kind, accepted, donors, actor),
  };
}

/** Whom an auditor may name to close it: nobody while somebody may. */
async function selectClosersToName(tx: Tx, ctx: ActorContext, obstacle: Resolution & Pick<LinkedRow, 'id' | 'state'>) {
  if (ctx.actor.role !== 'auditor' || obstacle.state !== 'resolved') return undefined;
  return (await selectClosers(tx, ctx, obstacle)).length > 0 ? [] : selectNameable(tx, ctx, obstacle);
}

function selectRisks(tx: Tx, id: ObstacleId) {
  return tx
    .select({ ...riskColumns, organisation: nameColumns(organisations) })
    .from(obstacleRisks)
    .innerJoin(organisations, eq(organisations.id, obstacleRisks.organisationId))
    .where(eq(obstacleRisks.obstacleId, id))
    .orderBy(asc(obstacleRisks.acceptedAt), asc(organisations.slug));
}

function selectSteps(tx: Tx, id: ObstacleId) {
  return tx
    .select({ ...stepColumns, names: playbookSteps.names, role: playbookSteps.defaultRole })
    .from(obstacleSteps)
    .innerJoin(playbookSteps, eq(playbookSteps.slug, obstacleSteps.step))
    .where(eq(obstacleSteps.obstacleId, id))
    .orderBy(asc(obstacleSteps.position));
}

/** What a step of the playbook is decided on; the obstacle is locked, and with it its steps. */
export function selectPlaybook(tx: Tx, id: ObstacleId) {
  return tx
    .select({
      position: obstacleSteps.position,
      step: obstacleSteps.step,
      state: obstacleSteps.state,
      termDays: obstacleSteps.termDays,
      names: playbookSteps.names,
    })
    .from(obstacleSteps)
    .innerJoin(playbookSteps, eq(playbookSteps.slug, obstacleSteps.step))
    .where(eq(obstacleSteps.obstacleId, id))
    .orderBy(asc(obstacleSteps.position));
}

/** All that is kept of the steps of a playbook; the obstacle is locked, and with it its steps. */
export const selectWholePlaybook = (tx: Tx, id: ObstacleId) =>
  tx
    .select({ ...stepColumns, finishedBy: stepFinishedBy })
    .from(obstacleSteps)
    .where(eq(obstacleSteps.obstacleId, id));

/** An obstacle and all that was found to be the same: what was said and asked there goes on here. */
const withDuplicates = (id: ObstacleId) => sql`(
  with recursive same (id) as (
    select ${id}::uuid union select obstacles.id from obstacles join same on obstacles.duplicate_of = same.id
  ) select id from same)`;

function selectActions(tx: Tx, id: ObstacleId) {
  return tx
    .select({
      ...actionColumns,
      assignee: nameColumns(organisations),
    })
    .from(obstacleActions)
    .innerJoin(organisations, eq(organisations.id, obstacleActions.assigneeId))
    .where(sql`${obstacleActions.obstacleId} in ${withDuplicates(id)}`)
    .orderBy(asc(obstacleActions.dueOn), asc(obstacleActions.creationOrder));
}

/** A page of what was said on an obstacle and on its duplicates, oldest first; of a duplicate only to its own parties. */
export async function listComments(tx: Tx, ctx: ActorContext, id: ObstacleId, filters: ListComments): Promise<Page<ObstacleCommentView>> {
  const { limit, cursor, ...rest } = filters;
  nothingLeft(rest);
  const [seen] = await tx.select({ id: obstacles.id }).from(obstacles).where(eq(obstacles.id, id));
  if (!seen) throw new Refusal('not-found');
  const key = decodeCursor(cursor, orderKey);
  const rows = await tx
    .select({
      ...commentColumns,
      organisation: nameColumns(organisations),
      // Accounts of other organisations are nobody's to see, so this is null to most readers.
      author: users.displayName,
    })
    .from(obstacleComments)
    .innerJoin(organisations, eq(organisations.id, obstacleComments.organisationId))
    .leftJoin(users, eq(users.id, obstacleComments.authorId))
    .where(and(sql`${obstacleComments.obstacleId} in ${withDuplicates(id)}`, key ? gt(obstacleComments.creationOrder, key[0]) : undefined))
    .orderBy(asc(obstacleComments.creationOrder))
    .limit(limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    ({ createdAt: at, ...row }) => ObstacleComment.show(readerOf(ctx), { ...row, at }),
  );
}
