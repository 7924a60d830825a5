import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { MatchId, NeedId, OrganisationId, PackageId, UnitId, UserId } from '../../kernel/id.ts';
import { REASON_CODES } from '../../kernel/reason.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, instant, primaryId, reference, steps, version } from '../../platform/db/columns.ts';
import {
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  mayReadAs,
  mayRemove,
  readerIs,
  readerOrganisation,
  readsUnit,
} from '../../platform/db/policies.ts';
import { units } from '../gaps/tables.ts';
import { FALLEN_STATES } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import { needs } from '../needs/tables.ts';
import { itemTypes, organisations } from '../reference/tables.ts';
import { PACKAGE_STATES } from './domain/package.ts';
import { CRITICALITIES } from './domain/parts.ts';

/** The recipient, repeated on every row for row-level security. */
const recipient = () => ({
  organisationId: uuid('organisation_id')
    .notNull()
    .$type<OrganisationId>()
    .references(() => organisations.id),
  unitId: uuid('unit_id')
    .notNull()
    .$type<UnitId>()
    .references(() => units.id),
});

/** Matches, of several donors as a rule, that only together give a unit a capability. */
export const packages = pgTable(
  'packages',
  {
    id: primaryId<'package'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('K'),
    ...recipient(),
    /** The need that it answers, where it answers one. */
    needId: uuid('need_id')
      .$type<NeedId>()
      .references(() => needs.id),
    title: text('title').notNull(),
    mainItemType: text('main_item_type')
      .notNull()
      .references(() => itemTypes.slug),
    quantity: steps('quantity').notNull(),
    /** As last derived, by a verb or the scheduled job, with an event for each change; what readers see is derived when they read. */
    state: text('state', { enum: PACKAGE_STATES }).notNull(),
    endReason: text('end_reason', { enum: REASON_CODES }),
    assembledBy: uuid('assembled_by').$type<UserId>(),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('packages_by_organisation').on(table.organisationId, table.creationOrder),
    index('packages_by_unit').on(table.unitId, table.creationOrder),
    index('packages_by_need').on(table.needId),
    check('package_quantity_is_positive', sql`${table.quantity} > 0`),
    mayReadAs('recipient', readsUnit(table)),
    mayReadAs('donor', sql`${readerIs('donor')} and exists (select from package_matches where package_matches.package_id = ${table.id})`),
    mayAdd(sql`${readerIs('facilitator', 'system')} and ${readsUnit(table)}`),
    // A requester's and a validator's call for what is missing counts the package's version up.
    mayChange(sql`${readerIs('requester', 'validator', 'facilitator', 'system')} and ${readsUnit(table)}`),
    ledgerWorks(),
  ],
);

const packageId = () =>
  uuid('package_id')
    .notNull()
    .$type<PackageId>()
    .references(() => packages.id);

/** What the package is made of, derived from the catalogue on the day that it was assembled: a later catalogue changes no package. */
export const packageParts = pgTable(
  'package_parts',
  {
    packageId: packageId(),
    ...recipient(),
    position: integer('position').notNull(),
    itemType: text('item_type')
      .notNull()
      .references(() => itemTypes.slug),
    quantity: steps('quantity').notNull(),
    criticality: text('criticality', { enum: CRITICALITIES }).notNull(),
    dependencyTypes: text('dependency_types').array().notNull(),
    neededFor: text('needed_for').array().notNull(),
  },
  (table) => [
    ...closedLists(table),
    primaryKey({ name: 'one_part_per_item', columns: [table.packageId, table.itemType] }),
    check('part_quantity_is_positive', sql`${table.quantity} > 0`),
    // How much of each part is needed and who asks for it is the recipient's; a donor is told of parts by the redaction table alone.
    mayRead(readsUnit(table)),
    mayAdd(sql`${readerIs('facilitator', 'system')} and ${readsUnit(table)}`),
    ledgerWorks(),
  ],
);

/** Which matches serve the package; a match serves one. */
export const packageMatches = pgTable(
  'package_matches',
  {
    matchId: uuid('match_id')
      .notNull()
      .$type<MatchId>()
      .references(() => matches.id),
    packageId: packageId(),
    ...recipient(),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    /** The part that it serves: what its need line asks for. */
    itemType: text('item_type')
      .notNull()
      .references(() => itemTypes.slug),
    linkedAt: instant('linked_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'one_package_per_match', columns: [table.matchId] }),
    index('package_matches_by_package').on(table.packageId),
    index('package_matches_by_donor').on(table.donorId, table.packageId),
    // A donor sees the links of its own matches, and through them the package; a match that has come to nothing leads nowhere any more.
    mayReadAs('recipient', readsUnit(table)),
    mayReadAs(
      'donor',
      sql`${readerIs('donor')} and ${table.donorId} = ${readerOrganisation}
        and exists (select from matches where matches.id = ${table.matchId} and matches.state not in (${literals(FALLEN_STATES)}))`,
    ),
    mayAdd(sql`${readerIs('facilitator', 'system')} and ${readsUnit(table)}`),
    mayRemove(readerIs('facilitator', 'system')),
    ledgerWorks(),
  ],
);

/** Needs that ask for what a package is missing. */
export const packageNeeds = pgTable(
  'package_needs',
  {
    needId: uuid('need_id')
      .notNull()
      .$type<NeedId>()
      .references(() => needs.id),
    packageId: packageId(),
    ...recipient(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ name: 'one_package_per_need', columns: [table.needId] }),
    index('package_needs_by_package').on(table.packageId),
    mayRead(readsUnit(table)),
    mayAdd(sql`${readerIs('requester', 'system')} and ${readsUnit(table)}`),
    ledgerWorks(),
  ],
);
