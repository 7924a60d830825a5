import { asc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { AgreementId, MeetingId, RecommendationId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveries } from '../deliveries/tables.ts';
import { needs } from '../needs/tables.ts';
import { obstacles } from '../obstacles/tables.ts';
import { partnerships } from '../partnerships/tables.ts';
import type { LinkedThing, LinkedThingFields } from './contract-links.ts';
import type { FollowUpLinkView } from './record.ts';
import { followUpLinks } from './link-tables.ts';
import { agreements } from './tables.ts';

const cited = alias(agreements, 'cited');

// What no view shows: the link's own place, and the three of which one is its source.
const { id: linkId, creationOrder, meetingId, recommendationId, agreementId, ...thingColumns } = getTableColumns(followUpLinks);

const reference = sql<string>`coalesce(${needs.reference}, ${obstacles.reference}, ${partnerships.reference}, ${deliveries.reference}, ${cited.reference})`;

export type LinkRow = Awaited<ReturnType<typeof selectLinks>>[number];

/** The links of so many meetings, recommendations or agreements; the policies leave out what the reader may not see at their end. */
function selectLinks(tx: Tx, where: SQL) {
  return tx
    .select({
      ...thingColumns,
      sourceId: sql<string>`coalesce(${meetingId}, ${recommendationId}, ${agreementId})`,
      reference,
      state: sql<
        FollowUpLinkView['state']
      >`coalesce(${needs.state}, ${obstacles.state}, ${partnerships.state}, ${deliveries.state}, ${cited.state})`,
    })
    .from(followUpLinks)
    .leftJoin(needs, eq(needs.id, followUpLinks.needId))
    .leftJoin(obstacles, eq(obstacles.id, followUpLinks.obstacleId))
    .leftJoin(partnerships, eq(partnerships.id, followUpLinks.partnershipId))
    .leftJoin(deliveries, eq(deliveries.id, followUpLinks.deliveryId))
    .leftJoin(cited, eq(cited.id, followUpLinks.citedAgreementId))
    .where(where)
    .orderBy(asc(reference));
}

export const selectLinksOfMeetings = (tx: Tx, ids: readonly MeetingId[]) => selectLinks(tx, oneOf(followUpLinks.meetingId, ids));
export const selectLinksOfRecommendations = (tx: Tx, ids: readonly RecommendationId[]) =>
  selectLinks(tx, oneOf(followUpLinks.recommendationId, ids));
export const selectLinksOfAgreements = (tx: Tx, ids: readonly AgreementId[]) => selectLinks(tx, oneOf(followUpLinks.agreementId, ids));

/** Those of the things that exist and that the actor may see. */
export async function selectKnownThings(tx: Tx, things: readonly LinkedThing[]): Promise<ReadonlySet<string>> {
  const named: readonly LinkedThingFields[] = things;
  const rows = await tx.execute<{ id: string }>(sql`
    select id from needs where id = any (${sql.param(named.flatMap(({ needId }) => needId ?? []))}::uuid[])
    union all select id from obstacles where id = any (${sql.param(named.flatMap(({ obstacleId }) => obstacleId ?? []))}::uuid[])
    union all select id from partnerships where id = any (${sql.param(named.flatMap(({ partnershipId }) => partnershipId ?? []))}::uuid[])
    union all select id from deliveries where id = any (${sql.param(named.flatMap(({ deliveryId }) => deliveryId ?? []))}::uuid[])
    union all select id from agreements where id = any (${sql.param(named.flatMap(({ citedAgreementId }) => citedAgreementId ?? []))}::uuid[])`);
  return new Set(rows.map(({ id }) => id));
}
