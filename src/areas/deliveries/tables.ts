import { type Column, sql, type SQL } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, numeric, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { DeliveryId, DocumentId, MatchId, OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import { REASON_CODES, REASONS } from '../../kernel/reason.ts';
import type { LocalText } from '../../kernel/language.ts';
import { NO_STEPS } from '../../kernel/quantity.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, isMoney, primaryId, reference, steps, version } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import {
  ledgerReads,
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  mayRemove,
  readerIs,
  readerIsNot,
  readerOrganisation,
  readerSees,
  readerUser,
  readsDonor,
  readsEitherSide,
  readsUnit,
} from '../../platform/db/policies.ts';
import { documents } from '../documents/tables.ts';
import { units } from '../gaps/tables.ts';
import { FALLEN_STATES } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import { INCOTERMS } from '../offers/domain/offer.ts';
import { milestones, organisations, sites } from '../reference/tables.ts';
import {
  DELIVERY_KINDS,
  DELIVERY_STATES,
  type DeliveryState,
  FORECASTING_ROLES,
  SIGNED_STATES,
  TRANSPORT_MODES,
} from './domain/delivery.ts';

/** Agreed quantities of one donor on their way, in one or more consignments (or sessions of a course, or parts of a service). */
export const deliveries = pgTable(
  'deliveries',
  {
    id: primaryId<'delivery'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('D'),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    implementerId: uuid('implementer_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    kind: text('kind', { enum: DELIVERY_KINDS }).notNull(),
    state: text('state', { enum: DELIVERY_STATES }).notNull(),
    transportMode: text('transport_mode', { enum: TRANSPORT_MODES }).notNull(),
    incoterm: text('incoterm', { enum: INCOTERMS }),
    incotermPlace: text('incoterm_place').references(() => sites.slug),
    /** The named place of the Incoterm in words, where it is no site of the reference data. */
    namedPlace: text('named_place'),
    portOfEntry: text('port_of_entry').references(() => sites.slug),
    note: jsonb('note').$type<LocalText>(),
    handedOverOn: day('handed_over_on'),
    handedOverBy: text('handed_over_by'),
    takenOverBy: text('taken_over_by'),
    handoverDocument: text('handover_document'),
    /** The signed document itself, attached to this delivery. */
    handoverDocumentId: uuid('handover_document_id')
      .$type<DocumentId>()
      .references(() => documents.id),
    /** When the handover was put on record, where what let it happen had lapsed by then; the other side agreed. */
    handoverRecordedLateOn: day('handover_recorded_late_on'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('deliveries_by_donor').on(table.donorId, table.creationOrder),
    index('deliveries_by_state').on(table.state, table.creationOrder),
    check('incoterm_names_one_place', sql`num_nonnulls(${table.incotermPlace}, ${table.namedPlace}) <= 1`),
    check(
      'handover_names_both_sides',
      sql`${table.state} not in (${literals(SIGNED_STATES)}) or num_nonnulls(${table.handedOverOn}, ${table.handedOverBy}, ${table.takenOverBy}, ${table.handoverDocument}) = 4`,
    ),
    check(
      'handover_recorded_late_was_earlier',
      sql`${table.handoverRecordedLateOn} is null or (${table.handedOverOn} is not null and ${table.handedOverOn} < ${table.handoverRecordedLateOn})`,
    ),
    mayRead(sql`${readsDonor(table)}
      or (${readerIs('requester', 'validator')} and exists (select from delivery_lines where delivery_lines.delivery_id = ${table.id}))`),
    mayAdd(sql`${readerIs('donor', 'system')} and ${readsDonor(table)}`),
    mayChange(sql`(${readerIs('donor', 'facilitator', 'system')} and ${readsDonor(table)})
      or (${readerIs('requester', 'validator')} and exists (select from delivery_lines where delivery_lines.delivery_id = ${table.id}))`),
    ledgerWorks(),
  ],
);

/** Whether a delivery or a consignment of it stands in one of these states: the delivery itself stands where the furthest of them does. */
export const somethingStandsIn = (states: readonly DeliveryState[]): SQL => sql`(${deliveries.state} in (${literals(states)})
  or exists (select from consignments where consignments.delivery_id = ${deliveries.id} and consignments.state in (${literals(states)})))`;

/**
 * The part of a delivery that serves one match. Its counters are the sums over its consignments, carried here by the ledger,
 * and from here to the match and both of its lines. Conservation is a check: nothing shipped may vanish from the balances.
 */
export const deliveryLines = pgTable(
  'delivery_lines',
  {
    id: primaryId<'delivery-line'>(),
    creationOrder: creationOrder(),
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    matchId: uuid('match_id')
      .notNull()
      .$type<MatchId>()
      .references(() => matches.id),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    position: integer('position').notNull(),
    planned: steps('planned').notNull(),
    shipped: steps('shipped').notNull().default(NO_STEPS),
    accepted: steps('accepted').notNull().default(NO_STEPS),
    rejected: steps('rejected').notNull().default(NO_STEPS),
    lost: steps('lost').notNull().default(NO_STEPS),
    returned: steps('returned').notNull().default(NO_STEPS),
    inService: steps('in_service').notNull().default(NO_STEPS),
    /** When its use was put on record, where what let it begin had lapsed by then; the other side agreed. */
    inServiceRecordedLateOn: day('in_service_recorded_late_on'),
    verified: steps('verified').notNull().default(NO_STEPS),
    rejectionReason: text('rejection_reason', { enum: REASONS.rejection }),
    lossReason: text('loss_reason', { enum: REASON_CODES }),
    /** Harmonised System: six digits or more, and the edition that they are of. */
    hsCode: text('hs_code'),
    hsEdition: text('hs_edition'),
    /** ISO 3166-1, two letters. */
    originCountry: text('origin_country'),
    /** Of the whole line, three decimals because the Libyan dinar has them. */
    customsValue: numeric('customs_value', { precision: 17, scale: 3 }),
    /** ISO 4217. */
    customsCurrency: text('customs_currency'),
    netWeightKg: numeric('net_weight_kg', { precision: 12, scale: 3 }),
    grossWeightKg: numeric('gross_weight_kg', { precision: 12, scale: 3 }),
    receivedAt: instant('received_at'),
    receivedBy: uuid('received_by').$type<UserId>(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_delivery_line_per_match').on(table.deliveryId, table.matchId),
    index('delivery_lines_by_match').on(table.matchId),
    index('delivery_lines_by_organisation').on(table.organisationId),
    // Nothing is planned any more of a line that was taken out, or whose match has ended.
    check('planned_is_not_negative', sql`${table.planned} >= 0`),
    check('shipped_within_planned', sql`${table.shipped} between 0 and ${table.planned}`),
    check(
      'shipped_is_conserved',
      sql`least(${table.accepted}, ${table.rejected}, ${table.lost}, ${table.returned}) >= 0 and ${table.accepted} + ${table.rejected} + ${table.lost} + ${table.returned} <= ${table.shipped} and ${table.inService} between 0 and ${table.accepted} and ${table.verified} between 0 and ${table.accepted}`,
    ),
    check('what_is_recorded_late_is_in_service', sql`${table.inServiceRecordedLateOn} is null or ${table.inService} > 0`),
    check('customs_value_is_money', isMoney(table.customsValue, table.customsCurrency)),
    check('customs_value_has_currency', sql`(${table.customsValue} is null) = (${table.customsCurrency} is null)`),
    check('hs_code_has_edition', sql`(${table.hsCode} is null) = (${table.hsEdition} is null)`),
    check(
      'gross_weighs_no_less',
      sql`num_nonnulls(${table.grossWeightKg}, ${table.netWeightKg}) < 2 or ${table.grossWeightKg} >= ${table.netWeightKg}`,
    ),
    check('rejection_has_reason', sql`${table.rejected} = 0 or ${table.rejectionReason} is not null`),
    // What was planned for a match that came to nothing names its recipient: that is no business of the donor's any more.
    mayRead(sql`${readsUnit(table)} or (${readsDonor(table)} and exists (select from matches
      where matches.id = ${table.matchId} and matches.state not in (${literals(FALLEN_STATES)})))`),
    ledgerReads('outlook'),
    mayAdd(sql`${readerIs('donor', 'system')} and ${readsDonor(table)}`),
    mayChange(sql`${readerIs('donor', 'requester', 'validator', 'facilitator', 'system')} and ${readsEitherSide(table)}`),
    ledgerWorks(),
  ],
);

/** The delivery has not come to nothing, where a donor reads (`wasl.reader_fallen_deliveries`, drizzle/0012_deliveries.sql). */
export const isNotFallen = (delivery: Column): SQL => sql`${delivery} not in (select wasl.reader_fallen_deliveries())`;

/** The reader sees a delivery with what others have put down of it: its donor for as long as something that it was planned for stands. */
export const readerSharesDelivery = (delivery: Column): SQL => sql`${readerSees(deliveries, delivery)} and ${isNotFallen(delivery)}`;

/** The same, and what the reader's own organisation has put down: that stays its own act. */
export const sharesOrWrote = (delivery: Column, organisation: Column): SQL =>
  sql`(${readerSees(deliveries, delivery)} and (${isNotFallen(delivery)} or ${organisation} = ${readerOrganisation}))`;

/** The plan and the truth of each milestone of a delivery; late is a revised forecast with a reason, never a state. */
export const deliveryMilestones = pgTable(
  'delivery_milestones',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    milestone: text('milestone')
      .notNull()
      .references(() => milestones.slug),
    plannedOn: day('planned_on'),
    /** Worked out from the durations of the reference data; the donor hasn't said it. */
    isProposed: boolean('is_proposed').notNull().default(false),
    /** Why this delivery doesn't pass it; only of milestones that the reference data calls optional. */
    omittedBecause: text('omitted_because', { enum: REASONS.delivery }),
    forecastOn: day('forecast_on'),
    forecastReason: text('forecast_reason', { enum: REASONS.delay }),
    actualOn: day('actual_on'),
    evidence: text('evidence'),
  },
  (table) => [
    ...closedLists(table),
    primaryKey({ name: 'one_row_per_milestone', columns: [table.deliveryId, table.milestone] }),
    check('omitted_milestone_is_not_reached', sql`${table.omittedBecause} is null or ${table.actualOn} is null`),
    // The parts of a delivery are seen and kept by whoever sees the delivery; an auditor changes nothing.
    mayRead(readerSharesDelivery(table.deliveryId)),
    ledgerWorks(),
    mayAdd(sql`${readerIsNot('auditor')} and ${readerSharesDelivery(table.deliveryId)}`),
    mayChange(sql`${readerIsNot('auditor')} and ${readerSharesDelivery(table.deliveryId)}`),
  ],
);

/** Every date that was expected of a milestone, and who moved it when and why: a record with history, read by both sides. */
export const deliveryForecasts = pgTable(
  'delivery_forecasts',
  {
    id: primaryId<'delivery-forecast'>(),
    creationOrder: creationOrder(),
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    milestone: text('milestone')
      .notNull()
      .references(() => milestones.slug),
    /** What was expected until then; null where nothing was. */
    expectedBefore: day('expected_before'),
    forecastOn: day('forecast_on').notNull(),
    reason: text('reason', { enum: REASONS.delay }),
    byRole: text('by_role', { enum: FORECASTING_ROLES }).notNull(),
    /** Null for the system. */
    byOrganisationId: uuid('by_organisation_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('delivery_forecasts_by_delivery').on(table.deliveryId, table.creationOrder),
    check(
      'later_forecast_says_why',
      sql`${table.reason} is not null or ${table.expectedBefore} is null or ${table.forecastOn} <= ${table.expectedBefore}`,
    ),
    mayRead(sharesOrWrote(table.deliveryId, table.byOrganisationId)),
    mayAdd(sql`${readerIs('donor', 'validator', 'facilitator', 'system')} and ${readerSharesDelivery(table.deliveryId)}`),
  ],
);

/** Somebody says in their own name what they have found. */
const isFoundByReader = (visit: { readonly verifiedBy: Column; readonly verifiedByOrganisationId: Column }): SQL =>
  sql`${visit.verifiedBy} = ${readerUser} and ${visit.verifiedByOrganisationId} = ${readerOrganisation}`;

/** Checks after handover, by the donor or a facilitator and never by the receiver; due at 30, 180 and 365 days. */
export const verifications = pgTable(
  'verifications',
  {
    id: primaryId<'verification'>(),
    creationOrder: creationOrder(),
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    dueOn: day('due_on').notNull(),
    verifiedOn: day('verified_on'),
    verifiedBy: uuid('verified_by').$type<UserId>(),
    /** Whose word it is, as it was then: who may put it right. */
    verifiedByOrganisationId: uuid('verified_by_organisation_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    inUse: boolean('in_use'),
    finding: jsonb('finding').$type<LocalText>(),
    createdAt: createdAt(),
  },
  (table) => [
    ...handsOfOrganisations(table),
    uniqueIndex('one_verification_per_due_date').on(table.deliveryId, table.dueOn),
    index('verifications_by_due_date')
      .on(table.dueOn, table.id)
      .where(sql`${table.verifiedOn} is null`),
    check('verification_is_done_or_open', sql`(${table.verifiedOn} is null) = (${table.inUse} is null)`),
    mayRead(readerSharesDelivery(table.deliveryId)),
    // Checks fall due with the handover, whoever signs; what a visit finds its donor or a facilitator says, in their own name and once. What was
    // found wrong is put right by the system, as a correction.
    mayAdd(sql`${readerIsNot('auditor')} and ${readerSharesDelivery(table.deliveryId)} and (${table.verifiedOn} is null
      or ${readerIs('system')} or (${readerIs('donor', 'facilitator')} and ${isFoundByReader(table)}))`),
    mayChange(
      sql`${readerIs('system')} or (${readerIs('donor', 'facilitator')} and ${table.verifiedOn} is null and ${readerSharesDelivery(table.deliveryId)})`,
      sql`${readerIs('system')} or (${readerIs('donor', 'facilitator')} and ${isFoundByReader(table)} and ${readerSharesDelivery(table.deliveryId)})`,
    ),
    mayRemove(sql`${readerIs('system')} and ${table.verifiedOn} is null`),
  ],
);
