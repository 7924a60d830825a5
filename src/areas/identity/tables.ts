import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgPolicy, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import { PROPOSAL_STATES } from '../../kernel/proposal.ts';
import { ROLES } from '../../kernel/role.ts';
import { SCOPES } from '../../kernel/scope.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, instant, primaryId, version } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import {
  authenticatorWorks,
  ledgerWorks,
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
import { ACCOUNT_CHANGES } from './domain/account-change.ts';
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
    check('login_is_folded', sql`${table.login} = wasl.fold_identifier(${table.login})`),
    check('unit_belongs_to_requesters', sql`${table.unitId} is null or ${table.role} = 'requester'`),
    mayRead(sql`${readerIs('administrator', 'auditor', 'system')} or ${table.organisationId} = ${readerOrganisation}`),
    ledgerWorks(),
    mayChange(readerIs('administrator')),
    authenticatorWorks(),
  ],
);

/**
 * How an account comes to be: no account without one, and none that a second person has not approved, but for those that are made on the
 * machine itself. The token is kept as a SHA-256 hash.
 */
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
    /** The organisation of whoever invited, as they stood then; null, with `invitedBy`, where it was made on the machine. */
    invitedByOrganisation: uuid('invited_by_organisation')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    expiresAt: instant('expires_at').notNull(),
    approvedBy: uuid('approved_by')
      .$type<UserId>()
      .references(() => users.id),
    approvedAt: instant('approved_at'),
    refusedAt: instant('refused_at'),
    refusalReason: text('refusal_reason'),
    acceptedAt: instant('accepted_at'),
    revokedAt: instant('revoked_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    ...handsOfOrganisations(table),
    check('invitation_is_approved_first', sql`${table.acceptedAt} is null or ${table.approvedAt} is not null`),
    check(
      'invitation_is_approved_by_another',
      sql`${table.approvedAt} is null or (${table.invitedBy} is null) = (${table.approvedBy} is null)`,
    ),
    check('refused_invitation_says_why', sql`(${table.refusedAt} is null) = (${table.refusalReason} is null)`),
    check('invitation_is_decided_once', sql`num_nonnulls(${table.approvedAt}, ${table.refusedAt}) < 2`),
    mayRead(readerIs('administrator', 'facilitator', 'auditor', 'system')),
    mayAdd(sql`${readerIs('system')} or (${readerIs('administrator')} and ${table.invitedBy} = ${readerUser}
      and ${table.invitedByOrganisation} = ${readerOrganisation} and ${table.approvedAt} is null)`),
    mayChange(readerIs('administrator', 'facilitator', 'system')),
    authenticatorWorks(),
    ledgerWorks(),
  ],
);

/**
 * A change of an account that takes two persons: another role, a designation, or its opening after it was closed. The database makes the
 * change itself, once a second person has confirmed it, and lets nobody else make it.
 */
export const accountChanges = pgTable(
  'account_changes',
  {
    id: primaryId<'account-change'>(),
    creationOrder: creationOrder().unique(),
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    change: text('change', { enum: ACCOUNT_CHANGES }).notNull(),
    /** Of another role: what the account is from then on. */
    role: text('role', { enum: ROLES }),
    organisationId: uuid('organisation_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    unitId: uuid('unit_id')
      .$type<UnitId>()
      .references(() => units.id),
    /** Of another role: the colleague who takes over the open actions; null: the organisation that they were given to. */
    handOverTo: uuid('hand_over_to')
      .$type<UserId>()
      .references(() => users.id),
    reason: text('reason').notNull(),
    state: text('state', { enum: PROPOSAL_STATES }).notNull(),
    proposedBy: uuid('proposed_by')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    proposedByOrganisation: uuid('proposed_by_organisation')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    expiresAt: instant('expires_at').notNull(),
    decidedBy: uuid('decided_by')
      .$type<UserId>()
      .references(() => users.id),
    decidedAt: instant('decided_at'),
    refusalReason: text('refusal_reason'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_open_change_per_account')
      .on(table.userId)
      .where(sql`state = 'proposed'`),
    check(
      'role_change_says_which',
      sql`num_nonnulls(${table.role}, ${table.organisationId}) = case ${table.change} when 'role' then 2 else 0 end`,
    ),
    check('handed_over_with_a_role', sql`${table.handOverTo} is null or ${table.change} = 'role'`),
    check('changed_unit_belongs_to_requesters', sql`${table.unitId} is null or ${table.role} is not distinct from 'requester'`),
    check('refused_change_says_why', sql`(${table.state} = 'refused') = (${table.refusalReason} is not null)`),
    mayRead(readerIs('administrator', 'facilitator', 'auditor', 'system')),
    mayAdd(sql`${readerIs('administrator')} and ${table.proposedBy} = ${readerUser}
      and ${table.proposedByOrganisation} = ${readerOrganisation} and ${table.state} = 'proposed'`),
    mayChange(readerIs('administrator', 'facilitator', 'system')),
    ledgerWorks(),
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
    expiresAt: instant('expires_at').notNull(),
    /** Written once a minute at most. */
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
    /** How many days ahead of its end that was last told. */
    warnedDays: integer('warned_days'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('api_keys_by_user').on(table.userId),
    mayDoAll('own', sql`${table.userId} = ${readerUser}`),
    // What time brings about: that a key ends is told ahead.
    mayRead(readerIs('system')),
    mayChange(readerIs('system')),
    ledgerWorks(),
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
