import { and, eq, inArray, isNotNull, or, sql, type SQL } from 'drizzle-orm';
import type { DeliveryId, MatchId, NeedId, ObstacleId, OrganisationId } from '../../kernel/id.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveries, deliveryLines } from '../deliveries/tables.ts';
import { HOLDING_STATES } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import { needs } from '../needs/tables.ts';
import type { Involved } from './domain/next-move.ts';
import { obstacleBlocks } from './tables.ts';

export interface BlockRow {
  readonly obstacleId: ObstacleId;
  readonly needId: NeedId | null;
  readonly matchId: MatchId | null;
  readonly deliveryId: DeliveryId | null;
  readonly reference: string;
  /** Whether the reader is a party of it, and not only somebody who may see it. */
  readonly isParty: boolean;
}

/** A donor is a party of a match once it knows for whom it gives; before that an obstacle's text would tell it. */
const knowsTheNeed = sql<boolean>`exists (select from matches as known where known.need_id = ${needs.id} and known.disclosed_at is not null)`;

function isPartyOf(act: Act): SQL<boolean> {
  if (act.actor.role !== 'donor') return sql<boolean>`true`;
  return sql<boolean>`(${obstacleBlocks.deliveryId} is not null or ${matches.disclosedAt} is not null or (${needs.id} is not null and ${knowsTheNeed}))`;
}

/** What obstacles hold back, as far as this reader may see it: the policies of needs, matches and deliveries leave the rest out. */
export function selectBlocks(tx: Tx, act: Act, obstacleIds: readonly ObstacleId[]): Promise<BlockRow[]> {
  return tx
    .select({
      obstacleId: obstacleBlocks.obstacleId,
      needId: obstacleBlocks.needId,
      matchId: obstacleBlocks.matchId,
      deliveryId: obstacleBlocks.deliveryId,
      reference: sql<string>`coalesce(${needs.reference}, ${matches.reference}, ${deliveries.reference})`,
      isParty: isPartyOf(act),
    })
    .from(obstacleBlocks)
    .leftJoin(needs, eq(needs.id, obstacleBlocks.needId))
    .leftJoin(matches, eq(matches.id, obstacleBlocks.matchId))
    .leftJoin(deliveries, eq(deliveries.id, obstacleBlocks.deliveryId))
    .where(and(oneOf(obstacleBlocks.obstacleId, obstacleIds), or(isNotNull(needs.id), isNotNull(matches.id), isNotNull(deliveries.id))))
    .orderBy(obstacleBlocks.id);
}

export interface Things {
  readonly needIds: readonly NeedId[];
  readonly matchIds: readonly MatchId[];
  readonly deliveryIds: readonly DeliveryId[];
}

/** Which of these things the actor is involved in; a reporter must be in all of them. */
export async function selectInvolvedThings(tx: Tx, act: Act, things: Things): Promise<Set<string>> {
  const donorOnly = (condition: SQL | undefined) => (act.actor.role === 'donor' ? condition : undefined);
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
          .where(and(oneOf(matches.id, things.matchIds), donorOnly(isNotNull(matches.disclosedAt)))),
    things.deliveryIds.length === 0
      ? []
      : await tx.select({ id: deliveries.id }).from(deliveries).where(oneOf(deliveries.id, things.deliveryIds)),
  ];
  return new Set(found.flat().map(({ id }) => id));
}

/** All that an obstacle holds back. To be asked as the system. */
export async function selectThings(tx: Tx, obstacleId: ObstacleId): Promise<Things> {
  const rows = await tx
    .select({ needId: obstacleBlocks.needId, matchId: obstacleBlocks.matchId, deliveryId: obstacleBlocks.deliveryId })
    .from(obstacleBlocks)
    .where(eq(obstacleBlocks.obstacleId, obstacleId));
  return {
    needIds: rows.flatMap(({ needId }) => needId ?? []),
    matchIds: rows.flatMap(({ matchId }) => matchId ?? []),
    deliveryIds: rows.flatMap(({ deliveryId }) => deliveryId ?? []),
  };
}

/**
 * The organisations around things that are held back. To be asked as the system: each party sees only its own side. A donor
 * counts once its match is disclosed, for an obstacle names the recipient.
 */
export async function selectInvolved(tx: Tx, { needIds, matchIds, deliveryIds }: Things): Promise<Involved> {
  const rows = await tx.execute<{ side: keyof Involved; id: OrganisationId }>(sql`
    select side, id from (
      select 'recipients' as side, ${needs.organisationId} as id from ${needs} where ${oneOf(needs.id, needIds)}
      union
      select 'donors', ${matches.donorId} from ${matches}
        where ${matches.disclosedAt} is not null and ${oneOf(matches.needId, needIds)} and ${inArray(matches.state, HOLDING_STATES)}
      union
      select 'recipients', ${matches.organisationId} from ${matches} where ${oneOf(matches.id, matchIds)}
      union
      select 'donors', ${matches.donorId} from ${matches} where ${matches.disclosedAt} is not null and ${oneOf(matches.id, matchIds)}
      union
      select 'recipients', ${deliveryLines.organisationId} from ${deliveryLines} where ${oneOf(deliveryLines.deliveryId, deliveryIds)}
      union
      select 'donors', ${deliveries.donorId} from ${deliveries} where ${oneOf(deliveries.id, deliveryIds)}
      union
      select 'implementers', ${deliveries.implementerId} from ${deliveries}
        where ${deliveries.implementerId} is not null and ${oneOf(deliveries.id, deliveryIds)}
    ) as around order by side, id`);
  const of = (side: keyof Involved) => rows.filter((row) => row.side === side).map((row) => row.id);
  return { recipients: of('recipients'), donors: of('donors'), implementers: of('implementers') };
}
