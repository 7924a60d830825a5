import { sql } from 'drizzle-orm';
import { type AnyPgColumn, check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { ExchangeRateId, OrganisationId, UserId } from '../../kernel/id.ts';
import { ROLES } from '../../kernel/role.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, primaryId, version } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import {
  ledgerReads,
  mayAdd,
  mayChange,
  mayRead,
  readerIs,
  readerIsKnown,
  readerOrganisation,
  readerUser,
} from '../../platform/db/policies.ts';
import { users } from '../identity/tables.ts';
import { organisations } from '../reference/tables.ts';
import { AGREED_STATES, RATE_STATES } from './domain/exchange-rate.ts';

/**
 * What one unit of a currency is worth of another, on some days, by whose word. No organisation's secret: everybody reads what money is counted
 * by. It counts once a second person has confirmed it.
 */
export const exchangeRates = pgTable(
  'exchange_rates',
  {
    id: primaryId<'exchange-rate'>(),
    creationOrder: creationOrder().unique(),
    base: text('base').notNull(),
    quote: text('quote').notNull(),
    /** Decimal text, as it was published: so much of the quoted currency for one unit of the base. */
    rate: text('rate').notNull(),
    validFrom: day('valid_from').notNull(),
    validUntil: day('valid_until').notNull(),
    /** Who published it, and where. */
    source: text('source').notNull(),
    /** The confirmed one that it puts right. */
    corrects: uuid('corrects')
      .$type<ExchangeRateId>()
      .references((): AnyPgColumn => exchangeRates.id),
    state: text('state', { enum: RATE_STATES }).notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    recordedById: uuid('recorded_by_organisation')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    recordedByRole: text('recorded_by_role', { enum: ROLES }).notNull(),
    decidedBy: uuid('decided_by')
      .$type<UserId>()
      .references(() => users.id),
    decidedById: uuid('decided_by_organisation')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    decidedAt: instant('decided_at'),
    stateReason: text('state_reason'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    ...handsOfOrganisations(table),
    index('exchange_rates_by_pair').on(table.base, table.quote, table.validFrom),
    check(
      'rate_is_of_two_currencies',
      sql`${table.base} <> ${table.quote} and wasl.currency_decimals(${table.base}) is not null and wasl.currency_decimals(${table.quote}) is not null`,
    ),
    check('rate_is_decimal_text', sql`${table.rate} ~ '^[0-9]{1,9}([.][0-9]{1,9})?$' and ${table.rate}::numeric > 0`),
    check('rate_days_are_a_span', sql`${table.validFrom} <= ${table.validUntil} and ${table.validUntil} - ${table.validFrom} < 31`),
    check('rate_names_its_source', sql`not wasl.is_blank(${table.source})`),
    check(
      'confirmed_rate_has_two_hands',
      sql`${table.state} not in (${literals(AGREED_STATES)}) or (${table.decidedBy} is not null and ${table.decidedBy} <> ${table.recordedBy})`,
    ),
    mayRead(readerIsKnown),
    mayAdd(sql`${readerIs('administrator', 'facilitator')} and ${table.recordedBy} = ${readerUser}
      and ${table.recordedById} = ${readerOrganisation} and ${table.state} = 'proposed'`),
    mayChange(readerIs('administrator', 'facilitator')),
    ledgerReads('money'),
  ],
);
