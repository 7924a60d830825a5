import { type Column, sql } from 'drizzle-orm';
import { type AnyPgColumn, check, index, integer, jsonb, numeric, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { OfferId, OfferLineId, OrganisationId, UserId } from '../../kernel/id.ts';
import { REASON_CODES } from '../../kernel/reason.ts';
import type { LocalText } from '../../kernel/language.ts';
import { NO_STEPS, ONE_STEP } from '../../kernel/quantity.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import {
  createdAt,
  creationOrder,
  day,
  instant,
  isMoney,
  primaryId,
  reference,
  searchVector,
  steps,
  version,
} from '../../platform/db/columns.ts';
import {
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  mayRemove,
  readerIs,
  readerOrganisation,
  readerSees,
  readsDonor,
} from '../../platform/db/policies.ts';
import type { OfferedSpecification } from '../needs/domain/specification.ts';
import { itemTypes, organisations, sites } from '../reference/tables.ts';
import type { CourseTerms } from '../training/domain/course-terms.ts';
import type { OfferCondition } from './domain/conditions.ts';
import {
  GOODS_CONDITIONS,
  INCOTERMS,
  MODALITIES,
  OFFER_LINE_KINDS,
  OFFER_STATES,
  PRIVATE_STATES,
  STANDING_STATES,
} from './domain/offer.ts';
import { OFFER_REVISION_STATES, type RevisedOffer } from './domain/revision.ts';

const stands = (offer: { readonly state: Column }) => sql`${offer.state} in (${literals(STANDING_STATES)})`;

export const offers = pgTable(
  'offers',
  {
    id: primaryId<'offer'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('F'),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    implementerId: uuid('implementer_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    state: text('state', { enum: OFFER_STATES }).notNull(),
    modality: text('modality', { enum: MODALITIES }).notNull(),
    validFrom: day('valid_from').notNull(),
    validUntil: day('valid_until').notNull(),
    incoterm: text('incoterm', { enum: INCOTERMS }),
    incotermPlace: text('incoterm_place').references(() => sites.slug),
    conditions: jsonb('conditions').notNull().$type<readonly OfferCondition[]>(),
    /** What the donor says the whole offer may cost, where it says so; a statement, not a promise of money. */
    budgetAmount: numeric('budget_amount', { precision: 18, scale: 3 }),
    budgetCurrency: text('budget_currency'),
    note: jsonb('note').$type<LocalText>(),
    authorId: uuid('author_id').$type<UserId>(),
    submittedAt: instant('submitted_at'),
    availableAt: instant('available_at'),
    /** The state that it was withdrawn from, and goes back to. */
    endedFrom: text('ended_from', { enum: OFFER_STATES }),
    stateReason: text('state_reason', { enum: REASON_CODES }),
    stateNote: text('state_note'),
    search: searchVector('search'),
    /** Without the note, which other donors don't read. */
    searchDisclosed: searchVector('search_disclosed'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('offers_by_donor').on(table.donorId, table.creationOrder),
    index('offers_by_state').on(table.state, table.creationOrder),
    index('offers_by_end').on(table.validUntil),
    index('offers_by_search').using('gin', table.search),
    index('offers_by_disclosed_search').using('gin', table.searchDisclosed),
    check('offer_window_is_a_span', sql`${table.validFrom} <= ${table.validUntil}`),
    check('budget_is_money', isMoney(table.budgetAmount, table.budgetCurrency)),
    check('budget_has_currency', sql`(${table.budgetAmount} is null) = (${table.budgetCurrency} is null)`),
    mayRead(sql`case (select wasl.reader_role())
      when 'auditor' then true
      when 'system' then true
      when 'facilitator' then ${table.state} not in (${literals(PRIVATE_STATES)})
      when 'donor' then ${table.donorId} = ${readerOrganisation} or ${stands(table)}
      when 'requester' then ${stands(table)} or exists (select from matches where matches.offer_id = ${table.id})
      when 'validator' then ${stands(table)} or exists (select from matches where matches.offer_id = ${table.id})
      else false
    end`),
    mayAdd(sql`${readerIs('system')} or (${readerIs('donor')} and ${table.donorId} = ${readerOrganisation})`),
    mayChange(sql`${readerIs('donor', 'facilitator', 'system')} and ${readsDonor(table)}`),
    ledgerWorks(),
  ],
);

/**
 * One item, or a sum of money, of an offer. `committed` and `committed_amount` are kept by the trigger on matches alone:
 * what is reserved, agreed or delivered from this line; the checks make promising twice impossible.
 */
export const offerLines = pgTable(
  'offer_lines',
  {
    id: primaryId<'offer-line'>(),
    creationOrder: creationOrder(),
    offerId: uuid('offer_id')
      .notNull()
      .$type<OfferId>()
      .references(() => offers.id, { onDelete: 'cascade' }),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    position: integer('position').notNull(),
    kind: text('kind', { enum: OFFER_LINE_KINDS }).notNull(),
    itemType: text('item_type').references(() => itemTypes.slug),
    quantity: steps('quantity'),
    goodsCondition: text('goods_condition', { enum: GOODS_CONDITIONS }),
    specifications: jsonb('specifications').notNull().$type<readonly OfferedSpecification[]>(),
    unitValue: numeric('unit_value', { precision: 18, scale: 3 }),
    unitValueCurrency: text('unit_value_currency'),
    availableFrom: day('available_from'),
    /** Goods come in whole lots of this size. */
    lotSize: steps('lot_size').notNull().default(ONE_STEP),
    /** On a line of training alone: seats, dates, what must be completed first, how long the certificate holds. */
    course: jsonb('course').$type<CourseTerms>(),
    /** The line whose goods these go with: spares with their vehicles. */
    accompanies: uuid('accompanies')
      .$type<OfferLineId>()
      .references((): AnyPgColumn => offerLines.id, { onDelete: 'set null' }),
    /** A funding line: the ceiling, and what it may buy (empty lists allow everything). */
    ceilingAmount: numeric('ceiling_amount', { precision: 18, scale: 3 }),
    ceilingCurrency: text('ceiling_currency'),
    mayBuyAreas: text('may_buy_areas').array().notNull().default([]),
    mayBuyItemTypes: text('may_buy_item_types').array().notNull().default([]),
    /** When a revision left the line out. It stays readable, gives nothing, and counts nowhere. */
    leftOutAt: instant('left_out_at'),
    committed: steps('committed').notNull().default(NO_STEPS),
    committedAmount: numeric('committed_amount', { precision: 18, scale: 3 }).notNull().default('0'),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_offer_line_per_position').on(table.offerId, table.position),
    index('offer_lines_by_item').on(table.itemType),
    check(
      'offer_line_is_item_or_funding',
      sql`case ${table.kind}
        when 'item' then num_nonnulls(${table.itemType}, ${table.quantity}) = 2 and ${table.quantity} > 0 and ${table.ceilingAmount} is null
        else num_nonnulls(${table.itemType}, ${table.quantity}) = 0 and num_nonnulls(${table.ceilingAmount}, ${table.ceilingCurrency}) = 2
          and ${table.ceilingAmount} > 0
      end`,
    ),
    check('unit_value_is_money', isMoney(table.unitValue, table.unitValueCurrency)),
    check('ceiling_is_money', isMoney(table.ceilingAmount, table.ceilingCurrency)),
    check('offer_lot_size_is_positive', sql`${table.lotSize} > 0`),
    check(
      'offer_line_not_overpromised',
      sql`${table.committed} >= 0 and (${table.leftOutAt} is null or ${table.committed} = 0) and (${table.kind} = 'funding' or ${table.committed} <= coalesce(${table.quantity}, 0))`,
    ),
    check(
      'funding_line_not_overpromised',
      sql`${table.committedAmount} >= 0 and (${table.leftOutAt} is null or ${table.committedAmount} = 0) and ${table.committedAmount} <= coalesce(${table.ceilingAmount}, 0)`,
    ),
    mayRead(sql`case (select wasl.reader_role())
      when 'auditor' then true
      when 'system' then true
      else ${readerSees(offers, table.offerId)}
    end`),
    mayAdd(sql`${readerIs('system')} or (${readerIs('donor')} and ${table.donorId} = ${readerOrganisation})`),
    mayChange(sql`${readerIs('donor', 'system')} and ${readsDonor(table)}`),
    mayRemove(sql`${readerIs('donor', 'system')} and ${readsDonor(table)}`),
    ledgerWorks(),
  ],
);

/**
 * What is to change about an offer that is matched already: what it should say, what it said before, and why. The offer stands as it is until
 * the facilitator, who opened it to matching, has let this through.
 */
export const offerRevisions = pgTable(
  'offer_revisions',
  {
    id: primaryId<'offer-revision'>(),
    creationOrder: creationOrder(),
    offerId: uuid('offer_id')
      .notNull()
      .$type<OfferId>()
      .references(() => offers.id),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    state: text('state', { enum: OFFER_REVISION_STATES }).notNull(),
    changes: jsonb('changes').notNull().$type<RevisedOffer>(),
    before: jsonb('before').notNull().$type<RevisedOffer>(),
    reason: text('reason', { enum: REASON_CODES }).notNull(),
    reasonNote: text('reason_note'),
    proposedBy: uuid('proposed_by').$type<UserId>(),
    decidedAt: instant('decided_at'),
    decisionReason: text('decision_reason', { enum: REASON_CODES }),
    decisionNote: text('decision_note'),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_open_offer_revision')
      .on(table.offerId)
      .where(sql`state = 'open'`),
    mayRead(readsDonor(table)),
    mayAdd(sql`${readerIs('system')} or (${readerIs('donor')} and ${table.donorId} = ${readerOrganisation})`),
    mayChange(sql`${readerIs('donor', 'facilitator', 'system')} and ${readsDonor(table)}`),
  ],
);
