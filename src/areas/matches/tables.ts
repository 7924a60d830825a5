import { type AnyColumn, sql } from 'drizzle-orm';
import { check, index, integer, numeric, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type {
  ExchangeRateId,
  MatchId,
  NeedId,
  NeedLineId,
  OfferId,
  OfferLineId,
  OrganisationId,
  PartnershipId,
  UnitId,
  UserId,
} from '../../kernel/id.ts';
import { REASON_CODES } from '../../kernel/reason.ts';
import { type Decimals, NO_STEPS } from '../../kernel/quantity.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, instant, isMoney, primaryId, reference, steps, version } from '../../platform/db/columns.ts';
import {
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  readerIs,
  readerOrganisation,
  readerOversees,
  readsEitherSide,
  readsUnit,
} from '../../platform/db/policies.ts';
import { units } from '../gaps/tables.ts';
import { needLines, needs } from '../needs/tables.ts';
import { offerLines, offers } from '../offers/tables.ts';
import { partnerships } from '../partnerships/tables.ts';
import { exchangeRates } from '../rates/tables.ts';
import { organisations } from '../reference/tables.ts';
import {
  AMENDMENT_STATES,
  COVERING_STATES,
  LAPSING_STATES,
  MATCH_SIDES,
  MATCH_STATES,
  PROPOSERS,
  RESERVATION_DAYS,
} from './domain/match.ts';

/**
 * Need line × offer line × quantity. A trigger carries every change of state, quantity or counters to both lines, whose
 * checks refuse what would be promised twice; the row locks it takes on them put rivals in a queue.
 */
export const matches = pgTable(
  'matches',
  {
    id: primaryId<'match'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('M'),
    needId: uuid('need_id')
      .notNull()
      .$type<NeedId>()
      .references(() => needs.id),
    needLineId: uuid('need_line_id')
      .notNull()
      .$type<NeedLineId>()
      .references(() => needLines.id),
    offerId: uuid('offer_id')
      .notNull()
      .$type<OfferId>()
      .references(() => offers.id),
    offerLineId: uuid('offer_line_id')
      .notNull()
      .$type<OfferLineId>()
      .references(() => offerLines.id),
    /** Both parties, repeated here for row-level security. */
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
    quantity: steps('quantity').notNull(),
    /** Money taken from a funding line, in that line's currency; null where goods are given. */
    amount: numeric('amount', { precision: 18, scale: 3 }),
    amountCurrency: text('amount_currency'),
    /** The rate by which the catalogue's price became that amount; null where it is of the same currency. What is reserved keeps it. */
    rateId: uuid('rate_id')
      .$type<ExchangeRateId>()
      .references(() => exchangeRates.id),
    /** The rate by which its worth counts under the ceiling of its partnership, as it was when it was agreed; kept by the ledger alone. */
    worthRateId: uuid('worth_rate_id')
      .$type<ExchangeRateId>()
      .references(() => exchangeRates.id),
    state: text('state', { enum: MATCH_STATES }).notNull(),
    proposedBy: uuid('proposed_by').$type<UserId>(),
    proposedByRole: text('proposed_by_role', { enum: PROPOSERS }).notNull(),
    proposedAt: instant('proposed_at'),
    requesterAcceptedAt: instant('requester_accepted_at'),
    donorAcceptedAt: instant('donor_accepted_at'),
    /** When both had accepted: from here on the donor knows the unit and the exact quantity, for as long as `wasl.discloses` says. */
    disclosedAt: instant('disclosed_at'),
    /** How long the reservation will hold once both sides have accepted. */
    reservationDays: integer('reservation_days').notNull().default(RESERVATION_DAYS),
    /** When a proposal or a reservation lapses. */
    expiresAt: instant('expires_at'),
    /** Since when the donor is asked again: the need that it accepted has changed. */
    askedAgainAt: instant('asked_again_at'),
    donorAgreedAt: instant('donor_agreed_at'),
    recipientAgreedAt: instant('recipient_agreed_at'),
    agreedAt: instant('agreed_at'),
    partnershipId: uuid('partnership_id')
      .$type<PartnershipId>()
      .references(() => partnerships.id),
    endReason: text('end_reason', { enum: REASON_CODES }),
    shipped: steps('shipped').notNull().default(NO_STEPS),
    accepted: steps('accepted').notNull().default(NO_STEPS),
    inService: steps('in_service').notNull().default(NO_STEPS),
    verified: steps('verified').notNull().default(NO_STEPS),
    failed: steps('failed').notNull().default(NO_STEPS),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('matches_by_need_line').on(table.needLineId),
    index('matches_by_offer_line').on(table.offerLineId),
    index('matches_by_organisation').on(table.organisationId, table.creationOrder),
    index('matches_by_donor').on(table.donorId, table.creationOrder),
    index('matches_by_need').on(table.needId),
    index('matches_by_offer').on(table.offerId),
    index('matches_by_partnership').on(table.partnershipId, table.creationOrder),
    index('matches_by_expiry')
      .on(table.expiresAt)
      .where(sql`state in (${literals(LAPSING_STATES)})`),
    check('amount_is_money', isMoney(table.amount, table.amountCurrency)),
    check(
      'amount_has_currency',
      sql`(${table.amount} is null) = (${table.amountCurrency} is null) and (${table.rateId} is null or ${table.amount} is not null)`,
    ),
    check('match_quantity_is_positive', sql`${table.quantity} > 0`),
    check('reservation_days_are_bounded', sql`${table.reservationDays} between 1 and 90`),
    check('reservation_has_expiry', sql`(${table.state} = 'reserved') <= (${table.expiresAt} is not null)`),
    check(
      'renewal_is_awaited_before_agreement',
      sql`${table.askedAgainAt} is null or ${table.state} not in (${literals(COVERING_STATES)})`,
    ),
    check(
      'agreed_match_has_partnership',
      sql`${table.state} not in (${literals(COVERING_STATES)}) or (${table.partnershipId} is not null and ${table.agreedAt} is not null)`,
    ),
    check(
      'match_quantities_are_conserved',
      sql`${table.shipped} <= ${table.quantity} and ${table.accepted} + ${table.failed} <= ${table.shipped} and ${table.verified} <= ${table.accepted} and ${table.inService} <= ${table.accepted} and least(${table.shipped}, ${table.accepted}, ${table.inService}, ${table.verified}, ${table.failed}) >= 0`,
    ),
    check('only_holding_matches_ship', sql`${table.shipped} = 0 or ${table.state} in (${literals(COVERING_STATES)})`),
    mayRead(sql`(${readerIs('donor')} and ${table.donorId} = ${readerOrganisation} and ${table.state} <> 'suggested')
      or (${readsUnit(table)} and (${table.state} <> 'suggested' or ${readerOversees}))`),
    mayAdd(sql`${readerIs('donor', 'requester', 'facilitator', 'system')} and ${readsEitherSide(table)}`),
    mayChange(sql`${readerIs('donor', 'requester', 'validator', 'facilitator', 'system')} and ${readsEitherSide(table)}`),
    ledgerWorks(),
  ],
);

/** A new quantity that one side puts forward and the other accepts; the match keeps its own until then. */
export const matchAmendments = pgTable(
  'match_amendments',
  {
    id: primaryId<'amendment'>(),
    creationOrder: creationOrder(),
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
    quantityBefore: steps('quantity_before').notNull(),
    quantity: steps('quantity').notNull(),
    side: text('side', { enum: MATCH_SIDES }).notNull(),
    reason: text('reason', { enum: REASON_CODES }).notNull(),
    state: text('state', { enum: AMENDMENT_STATES }).notNull(),
    proposedBy: uuid('proposed_by').$type<UserId>(),
    decidedAt: instant('decided_at'),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_open_amendment')
      .on(table.matchId)
      .where(sql`state = 'open'`),
    check('amended_quantity_is_positive', sql`${table.quantity} > 0`),
    mayRead(readsEitherSide(table)),
    mayAdd(sql`${readerIs('donor', 'requester', 'validator', 'system')} and ${readsEitherSide(table)}`),
    mayChange(sql`${readerIs('donor', 'requester', 'validator', 'system')} and ${readsEitherSide(table)}`),
    ledgerWorks(),
  ],
);

/** Whether a match tells its donor for whom it gives, at this moment (drizzle/0009_matches.sql). */
export const discloses = (match: { readonly disclosedAt: AnyColumn; readonly state: AnyColumn; readonly needId: AnyColumn }) =>
  sql<boolean>`wasl.discloses(${match.disclosedAt}, ${match.state}, ${match.needId})`;

/** What the quantities of a match are steps of, whoever asks: whoever may see them must be able to read them. */
export const decimalsOfMatch = (matchId: AnyColumn) => sql<Decimals>`wasl.decimals_of_match(${matchId})`;
