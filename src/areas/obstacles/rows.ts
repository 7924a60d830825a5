import { and, desc, eq, getTableColumns, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { ObstacleId } from '../../kernel/id.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { nameColumns, organisations } from '../reference/tables.ts';
import { liftColumns } from './lift-queries.ts';
import { obstacleLifts } from './lift-tables.ts';
import { obstacleParties, obstacles } from './tables.ts';
import { zoneOfOrganisation } from '../reference/index.ts';

const owners = alias(organisations, 'owners');
const waitedOn = alias(organisations, 'waited_on');
const reporters = alias(organisations, 'reporters');
const authorities = alias(organisations, 'authorities');
const closers = alias(organisations, 'closers');
const proposers = alias(organisations, 'proposers');

// What no view shows: organisations are read by name below, and an event names the persons.
const { waitingOnId, namedCloserOrganisationId, closerNamedBy, escalatedAt, reportedBy, closedBy, closedById, createdAt, ...ownColumns } =
  getTableColumns(obstacles);
const { organisationId, ...partyColumns } = getTableColumns(obstacleParties);
const columns = {
  ...ownColumns,
  owner: nameColumns(owners),
  waitingOn: nameColumns(waitedOn),
  reportedByOrganisation: nameColumns(reporters),
  authority: nameColumns(authorities),
  namedCloser: nameColumns(closers),
  lift: liftColumns,
  liftProposer: nameColumns(proposers),
  zone: zoneOfOrganisation(obstacles.ownerId),
};

export type ObstacleRow = Awaited<ReturnType<typeof selectObstacles>>[number];
export type PartyRow = Awaited<ReturnType<typeof selectPartiesOf>>[number];

export function selectObstacles(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select(columns)
    .from(obstacles)
    .leftJoin(owners, eq(owners.id, obstacles.ownerId))
    .leftJoin(waitedOn, eq(waitedOn.id, obstacles.waitingOnId))
    .leftJoin(reporters, eq(reporters.id, obstacles.reportedById))
    .leftJoin(authorities, eq(authorities.id, obstacles.authorityId))
    .leftJoin(closers, eq(closers.id, obstacles.namedCloserOrganisationId))
    .leftJoin(obstacleLifts, and(eq(obstacleLifts.obstacleId, obstacles.id), eq(obstacleLifts.state, 'proposed')))
    .leftJoin(proposers, eq(proposers.id, obstacleLifts.proposedById))
    .where(where)
    .orderBy(desc(obstacles.creationOrder))
    .limit(limit);
}

/** Overseers are told who is involved; to the others the policy shows their own rows alone, which would be half a truth. */
export async function selectPartiesOf(tx: Tx, { actor }: ActorContext, ids: readonly ObstacleId[]) {
  if (actor.role !== 'facilitator' && actor.role !== 'auditor') return [];
  return tx
    .select({ ...partyColumns, ...nameColumns(organisations) })
    .from(obstacleParties)
    .innerJoin(organisations, eq(organisations.id, obstacleParties.organisationId))
    .where(oneOf(obstacleParties.obstacleId, ids))
    .orderBy(organisations.slug);
}
