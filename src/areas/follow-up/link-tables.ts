import { sql } from 'drizzle-orm';
import { check, index, pgTable, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { AgreementId, DeliveryId, MeetingId, NeedId, ObstacleId, PartnershipId, RecommendationId } from '../../kernel/id.ts';
import { creationOrder, primaryId } from '../../platform/db/columns.ts';
import { mayAdd, mayRead, mayRemove, readerIsNot, readerOversees, readerSees } from '../../platform/db/policies.ts';
import { deliveries } from '../deliveries/tables.ts';
import { needs } from '../needs/tables.ts';
import { obstacles } from '../obstacles/tables.ts';
import { partnerships } from '../partnerships/tables.ts';
import {
  agreements,
  facilitates,
  isReadersAgreement,
  isReadersMeeting,
  isReadersRecommendation,
  meetings,
  recommendations,
} from './tables.ts';

/** What a meeting, a recommendation or an agreement concerns: one need, obstacle, partnership, delivery or agreement a row. */
export const followUpLinks = pgTable(
  'follow_up_links',
  {
    id: primaryId<'follow-up-link'>(),
    creationOrder: creationOrder(),
    meetingId: uuid('meeting_id')
      .$type<MeetingId>()
      .references(() => meetings.id),
    recommendationId: uuid('recommendation_id')
      .$type<RecommendationId>()
      .references(() => recommendations.id),
    agreementId: uuid('agreement_id')
      .$type<AgreementId>()
      .references(() => agreements.id),
    needId: uuid('need_id')
      .$type<NeedId>()
      .references(() => needs.id),
    obstacleId: uuid('obstacle_id')
      .$type<ObstacleId>()
      .references(() => obstacles.id),
    partnershipId: uuid('partnership_id')
      .$type<PartnershipId>()
      .references(() => partnerships.id),
    deliveryId: uuid('delivery_id')
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    citedAgreementId: uuid('cited_agreement_id')
      .$type<AgreementId>()
      .references(() => agreements.id),
  },
  (table) => [
    check('link_starts_at_one_record', sql`num_nonnulls(${table.meetingId}, ${table.recommendationId}, ${table.agreementId}) = 1`),
    check(
      'link_leads_to_one_thing',
      sql`num_nonnulls(${table.needId}, ${table.obstacleId}, ${table.partnershipId}, ${table.deliveryId}, ${table.citedAgreementId}) = 1`,
    ),
    uniqueIndex('one_link_per_thing').on(
      sql`coalesce(${table.meetingId}, ${table.recommendationId}, ${table.agreementId})`,
      sql`coalesce(${table.needId}, ${table.obstacleId}, ${table.partnershipId}, ${table.deliveryId}, ${table.citedAgreementId})`,
    ),
    index('follow_up_links_by_need').on(table.needId),
    index('follow_up_links_by_obstacle').on(table.obstacleId),
    index('follow_up_links_by_partnership').on(table.partnershipId),
    index('follow_up_links_by_delivery').on(table.deliveryId),
    // A link is seen by whoever sees both its ends; what a meeting says names places, so a donor must know for whom a need is.
    mayRead(sql`(${readerOversees} or ${isReadersMeeting(table.meetingId)} or ${isReadersRecommendation(table.recommendationId)}
        or ${isReadersAgreement(table.agreementId)})
      and (${table.needId} is null or (${readerSees(needs, table.needId)} and (${readerIsNot('donor')} or exists (select from matches
        where matches.need_id = ${table.needId} and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id)))))
      and (${table.obstacleId} is null or ${readerSees(obstacles, table.obstacleId)})
      and (${table.partnershipId} is null or ${readerSees(partnerships, table.partnershipId)})
      and (${table.deliveryId} is null or ${readerSees(deliveries, table.deliveryId)})
      and (${table.citedAgreementId} is null or ${readerSees(agreements, table.citedAgreementId)})`),
    // An owner links what came of its recommendation; meetings and agreements are a facilitator's to link.
    mayAdd(sql`${facilitates} or ${isReadersRecommendation(table.recommendationId)}`),
    mayRemove(facilitates),
  ],
);
