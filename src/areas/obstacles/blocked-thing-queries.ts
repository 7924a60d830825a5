import { and, type AnyColumn, asc, eq, getTableColumns, inArray, isNotNull, or, sql, type SQL } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { DeliveryId, MatchId, NeedId, ObstacleId, OrganisationId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveries, deliveryLines, isNotFallen } from '../deliveries/tables.ts';
import { HOLDING_STATES } from '../matches/domain/match.ts';
import { discloses, matches } from '../matches/tables.ts';
import { needs } from '../needs/tables.ts';
import type { BlockedThing, BlockedThingFields } from './contract-work.ts';
import type { DeliveryTerms, Involved } from './domain/next-move.ts';
import { obstacleBlocks, obstacleParties } from './tables.ts';
import { organisations } from '../reference/tables.ts';

// What no view shows: a block is told by what it names, and what came by a duplicate stands with the duplicate.
const { id: blockId, creationOrder, takenOverFrom, ...blockColumns } = getTableColumns(obstacleBlocks);

export type BlockRow = Awaited<ReturnType<typeof selectBlocks>>[number];

/** A donor is a party of a match once it knows for whom it gives; before that an obstacle's text would tell it. */
const knowsTheNeed = sql<boolean>`exists (select from matches as known where known.need_id = ${needs.id} and wasl.discloses(known.disclosed_at, known.state, known.need_id))`;

function isPartyOf(ctx: ActorContext): SQL<boolean> {
  if (ctx.actor.role !== 'donor') return sql<boolean>`true`;
  return sql<boolean>`((${obstacleBlocks.deliveryId} is not null and ${isNotFallen(obstacleBlocks.deliveryId)}) or (${matches.id} is not null and ${discloses(matches)}) or (${needs.id} is not null and ${knowsTheNeed}))`;
}

/** What obstacles hold back, as far as this reader may see it: the policies of needs, matches and deliveries leave the rest out. */
export function selectBlocks(tx: Tx, ctx: ActorContext, obstacleIds: readonly ObstacleId[]) {
  return tx
    .select({
      ...blockColumns,
      reference: sql<string>`coalesce(${needs.reference}, ${matches.reference}, ${deliveries.reference})`,
      /** Whether the reader is a party of it, and not only somebody who may see it. */
      isParty: isPartyOf(ctx),
    })
    .from(obstacleBlocks)
    .leftJoin(needs, eq(needs.id, obstacleBlocks.needId))
    .leftJoin(matches, eq(matches.id, obstacleBlocks.matchId))
    .leftJoin(deliveries, eq(deliveries.id, obstacleBlocks.deliveryId))
    .where(
      and(
        oneOf(obstacleBlocks.obstacleId, obstacleIds),
        or(isNotNull(needs.id), isNotNull(matches.id), isNotNull(deliveries.id)),
        ctx.actor.role === 'donor' ? isPartyOf(ctx) : undefined,
      ),
    )
    .orderBy(obstacleBlocks.creationOrder);
}

/** What the reader stands for, of the things that an obstacle holds back. */
export function standingIn(blocks: readonly Pick<BlockRow, 'isParty' | 'needId' | 'matchId' | 'deliveryId'>[]) {
  const own = blocks.filter(({ isParty }) => isParty);
  return {
    isBlocked: own.length > 0,
    blockedThings: own.flatMap(({ needId, matchId, deliveryId }) => needId ?? matchId ?? deliveryId ?? []),
  };
}

/** The obstacles that hold such a thing back, as far as this reader is told so. */
export function blocksSuch(ctx: ActorContext, obstacleId: AnyColumn, condition: SQL): SQL {
  return sql`exists (select from ${obstacleBlocks} left join ${needs} on ${needs.id} = ${obstacleBlocks.needId}
    left join ${matches} on ${matches.id} = ${obstacleBlocks.matchId} left join ${deliveries} on ${deliveries.id} = ${obstacleBlocks.deliveryId}
    where ${obstacleBlocks.obstacleId} = ${obstacleId} and ${condition} and ${isPartyOf(ctx)}
      and num_nonnulls(${needs.id}, ${matches.id}, ${deliveries.id}) > 0)`;
}

export interface Things {
  readonly needIds: readonly NeedId[];
  readonly matchIds: readonly MatchId[];
  readonly deliveryIds: readonly DeliveryId[];
}

/** All that is named, each thing once. */
export function thingsOf(blocks: readonly BlockedThing[]): Things {
  const named = blocks.map((block: BlockedThingFields) => {
    const { needId, matchId, deliveryId, ...rest } = block;
    nothingLeft(rest);
    return { needId, matchId, deliveryId };
  });
  const unique = <T>(ids: readonly T[]): T[] => [...new Set(ids)];
  return {
    needIds: unique(named.flatMap(({ needId }) => needId ?? [])),
    matchIds: unique(named.flatMap(({ matchId }) => matchId ?? [])),
    deliveryIds: unique(named.flatMap(({ deliveryId }) => deliveryId ?? [])),
  };
}

/** Which of these things the actor is involved in; a reporter must be in all of them. */
export async function selectInvolvedThings(tx: Tx, ctx: ActorContext, things: Things): Promise<Set<string>> {
  const donorOnly = (condition: SQL | undefined) => (ctx.actor.role === 'donor' ? condition : undefined);
  const found = [
    things.needIds.length === 0
      ? []
      : await tx
          .select({ id: needs.id })
          .from(needs)
          .where(and(oneOf(needs.id, things.needIds), donorOnly(knowsTheNeed))),
    things.matchIds.length === 0
      ? []
      : await tx
          .select({ id: matches.id })
          .from(matches)
          .where(and(oneOf(matches.id, things.matchIds), donorOnly(discloses(matches)))),
    things.deliveryIds.length === 0
      ? []
      : await tx
          .select({ id: deliveries.id })
          .from(deliveries)
          .where(and(oneOf(deliveries.id, things.deliveryIds), isNotFallen(deliveries.id))),
  ];
  return new Set(found.flat().map(({ id }) => id));
}

/** All that an obstacle holds back. To be asked as the system. */
export async function selectThings(tx: Tx, obstacleId: ObstacleId): Promise<Things> {
  return must((await selectThingsByObstacle(tx, [obstacleId])).get(obstacleId), 'it was looked up');
}

/** The same of many. */
export async function selectThingsByObstacle(tx: Tx, ids: readonly ObstacleId[]): Promise<Map<ObstacleId, Things>> {
  const rows = await tx
    .select({
      obstacleId: obstacleBlocks.obstacleId,
      needId: obstacleBlocks.needId,
      matchId: obstacleBlocks.matchId,
      deliveryId: obstacleBlocks.deliveryId,
    })
    .from(obstacleBlocks)
    .where(oneOf(obstacleBlocks.obstacleId, ids));
  const byObstacle = groupBy(rows, ({ obstacleId }) => obstacleId);
  return new Map(
    ids.map((id) => {
      const blocks = byObstacle.get(id) ?? [];
      return [
        id,
        {
          needIds: blocks.flatMap(({ needId }) => needId ?? []),
          matchIds: blocks.flatMap(({ matchId }) => matchId ?? []),
          deliveryIds: blocks.flatMap(({ deliveryId }) => deliveryId ?? []),
        },
      ];
    }),
  );
}

/** The party of an obstacle is no donor whose right to read it has ended. To be asked as the system. */
export const isInSight = sql`not exists (select from wasl.donors_out_of_sight() as gone
  where gone.obstacle_id = ${obstacleParties.obstacleId} and gone.donor_id = ${obstacleParties.organisationId})`;

/** The organisations that an obstacle involves now, in a fixed order. To be asked as the system: a party sees its own row alone. */
export async function selectPartyIds(tx: Tx, obstacleId: ObstacleId): Promise<OrganisationId[]> {
  const rows = await tx
    .select({ id: obstacleParties.organisationId })
    .from(obstacleParties)
    .innerJoin(organisations, eq(organisations.id, obstacleParties.organisationId))
    .where(and(eq(obstacleParties.obstacleId, obstacleId), isInSight))
    .orderBy(asc(organisations.slug));
  return rows.map(({ id }) => id);
}

/** The things of many groups as rows `named (index, id)` for a `from`, with the place of the group that each belongs to. */
export function namedThings(groups: readonly Things[]): Readonly<Record<'needsNamed' | 'matchesNamed' | 'deliveriesNamed', SQL>> {
  const named = (idsOf: (things: Things) => readonly string[]): SQL => {
    const pairs = groups.flatMap((things, index) => idsOf(things).map((id) => [index, id] as const));
    return sql`unnest(${sql.param(pairs.map(([index]) => index))}::int[], ${sql.param(pairs.map(([, id]) => id))}::uuid[]) as named (index, id)`;
  };
  return {
    needsNamed: named(({ needIds }) => needIds),
    matchesNamed: named(({ matchIds }) => matchIds),
    deliveriesNamed: named(({ deliveryIds }) => deliveryIds),
  };
}

/** The organisations around things that are held back; see {@link selectInvolvedByIndex}. */
export async function selectInvolved(tx: Tx, things: Things): Promise<Involved> {
  const [involved] = await selectInvolvedByIndex(tx, [things]);
  return must(involved, 'each has its organisations');
}

/**
 * The organisations around each of many groups of things, in the groups' order. To be asked as the system: each party sees only
 * its own side. A donor counts once its match is disclosed, for an obstacle names the recipient.
 */
export async function selectInvolvedByIndex(tx: Tx, groups: readonly Things[]): Promise<Involved[]> {
  const { needsNamed, matchesNamed, deliveriesNamed } = namedThings(groups);
  const rows = await tx.execute<{ index: number; side: keyof Involved; id: OrganisationId }>(sql`
    select index, side, id from (
      select named.index, 'recipients' as side, ${needs.organisationId} as id from ${needsNamed} join ${needs} on ${needs.id} = named.id
      union
      select named.index, 'donors', ${matches.donorId} from ${needsNamed} join ${matches} on ${matches.needId} = named.id
        where ${matches.disclosedAt} is not null and ${inArray(matches.state, HOLDING_STATES)}
      union
      select named.index, 'recipients', ${matches.organisationId} from ${matchesNamed} join ${matches} on ${matches.id} = named.id
      union
      select named.index, 'donors', ${matches.donorId} from ${matchesNamed} join ${matches} on ${matches.id} = named.id
        where ${matches.disclosedAt} is not null and ${inArray(matches.state, HOLDING_STATES)}
      union
      select named.index, 'recipients', ${deliveryLines.organisationId} from ${deliveriesNamed}
        join ${deliveryLines} on ${deliveryLines.deliveryId} = named.id
      union
      select named.index, 'donors', ${deliveries.donorId} from ${deliveriesNamed} join ${deliveries} on ${deliveries.id} = named.id
      union
      select named.index, 'implementers', ${deliveries.implementerId} from ${deliveriesNamed} join ${deliveries} on ${deliveries.id} = named.id
        where ${deliveries.implementerId} is not null
    ) as around order by index, side, (select slug from organisations where organisations.id = around.id)`);
  const byIndex = groupBy(rows, ({ index }) => index);
  return groups.map((_, index) => {
    const around = byIndex.get(index) ?? [];
    const of = (side: keyof Involved) => around.filter((row) => row.side === side).map((row) => row.id);
    return { recipients: of('recipients'), donors: of('donors'), implementers: of('implementers') };
  });
}

/** The Incoterms of the deliveries in each of many groups of things, in the groups' order. To be asked as the system. */
export async function selectDeliveryTerms(tx: Tx, groups: readonly Things[]): Promise<DeliveryTerms[][]> {
  const rows = await tx.execute<{ index: number; incoterm: string | null }>(sql`
    select named.index, ${deliveries.incoterm} as incoterm from ${namedThings(groups).deliveriesNamed}
    join ${deliveries} on ${deliveries.id} = named.id`);
  const byIndex = groupBy(rows, ({ index }) => index);
  return groups.map((_, index) => (byIndex.get(index) ?? []).map(({ incoterm }) => ({ incoterm })));
}
