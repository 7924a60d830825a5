import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgPolicy, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import { ROLES } from '../../kernel/role.ts';
import { SCOPES } from '../../kernel/scope.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, instant, primaryId, version } from '../../platform/db/columns.ts';
import {
  authenticatorWorks,
  ledgerReads,
  mayAdd,
  mayChange,
  mayDoAll,
  mayRead,
  readerIs,
  readerOrganisation,
  readerUser,
  theLedger,
} from '../../platform/db/policies.ts';
import { units } from '../gaps/tables.ts';
import { organisations } from '../reference/tables.ts';
import { CARRIERS } from './domain/carriers.ts';

/** An account. `login` is what is typed to sign in: an address or a name, kept in lower case. */
export const users = pgTable(
  'users',
  {
    id: primaryId<'user'>(),
    creationOrder: creationOrder().unique(),
    login: text('login').notNull().unique(),
    displayName: text('display_name').notNull(),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    unitId: uuid('unit_id')
      .$type<UnitId>()
      .references(() => units.id),
    role: text('role', { enum: ROLES }).notNull(),
    language: text('language', { enum: LANGUAGES }).notNull(),
    /** argon2id in PHC string form; readable by the role `wasl_authenticator` alone. */
    passwordHash: text('password_hash').notNull(),
    /** May read files of human-rights due diligence; for facilitators alone. */
    designated: boolean('designated').notNull().default(false),
    suspendedAt: instant('suspended_at'),
    /** Failed sign-ins from before this moment count no more. */
    unlockedAt: instant('unlocked_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    check('login_is_lower_case', sql`${table.login} = lower(${table.login})`),
    check('unit_belongs_to_requesters', sql`${table.unitId} is null or ${table.role} = 'requester'`),
    mayRead(sql`${readerIs('administrator', 'auditor', 'system')} or ${table.organisationId} = ${readerOrganisation}`),
    ledgerReads('designation'),
    mayChange(readerIs('administrator')),
    authenticatorWorks(),
  ],
);

/** How an account comes to be: no account without one. The token is kept as a SHA-256 hash. */
export const invitations = pgTable(
  'invitations',
  {
    id: primaryId<'invitation'>(),
    creationOrder: creationOrder().unique(),
    tokenHash: text('token_hash').notNull().unique(),
    login: text('login').notNull(),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    unitId: uuid('unit_id')
      .$type<UnitId>()
      .references(() => units.id),
    role: text('role', { enum: ROLES }).notNull(),
    language: text('language', { enum: LANGUAGES }).notNull(),
    invitedBy: uuid('invited_by')
      .$type<UserId>()
      .references(() => users.id),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    revokedAt: instant('revoked_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    mayRead(readerIs('administrator', 'auditor', 'system')),
    mayAdd(readerIs('administrator', 'system')),
    mayChange(readerIs('administrator')),
    authenticatorWorks(),
  ],
);

/** A sign-in: the bearer token or the cookie's token, kept as a SHA-256 hash; both are 256 bits of randomness. */
export const sessions = pgTable(
  'sessions',
  {
    id: primaryId<'session'>(),
    creationOrder: creationOrder(),
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id, { onDelete: 'cascade' }),
    tokenHash: text('token_hash').notNull().unique(),
    carrier: text('carrier', { enum: CARRIERS }).notNull(),
    /** Only a cookie needs one: a browser sends the cookie by itself, but not the header that carries this. */
    csrfTokenHash: text('csrf_token_hash'),
    expiresAt: instant('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('sessions_by_user').on(table.userId),
    check('cookie_has_csrf_token', sql`(${table.carrier} = 'cookie') = (${table.csrfTokenHash} is not null)`),
    mayDoAll('own', sql`${table.userId} = ${readerUser}`),
    pgPolicy('ledger', { to: theLedger, using: sql`true` }),
    authenticatorWorks(),
  ],
);

export const apiKeys = pgTable(
  'api_keys',
  {
    id: primaryId<'api-key'>(),
    creationOrder: creationOrder().unique(),
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    tokenHash: text('token_hash').notNull().unique(),
    /** The first characters, so that a person can tell keys apart. */
    prefix: text('prefix').notNull(),
    scopes: text('scopes', { enum: SCOPES }).array().notNull(),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('api_keys_by_user').on(table.userId),
    mayDoAll('own', sql`${table.userId} = ${readerUser}`),
    authenticatorWorks(),
  ],
);

/** Networks and browsers from which an account has signed in, as hashes: nobody's guesses elsewhere lock it there. */
export const familiarPlaces = pgTable(
  'familiar_places',
  {
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id, { onDelete: 'cascade' }),
    place: text('place').notNull(),
    lastUsedAt: instant('last_used_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'familiar_places_pkey', columns: [table.userId, table.place] }),
    index('familiar_places_by_age').on(table.lastUsedAt),
    authenticatorWorks(),
  ],
);

/** Failed sign-ins by account and by network address, shared by every server process. */
export const signInThrottles = pgTable(
  'sign_in_throttles',
  {
    key: text('key').primaryKey(),
    failures: integer('failures').notNull(),
    windowStartedAt: instant('window_started_at').notNull(),
    lockedUntil: instant('locked_until'),
  },
  () => [authenticatorWorks()],
);
