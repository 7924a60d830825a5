import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { MatchId, NeedId, OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { creationOrder, instant, primaryId } from '../../platform/db/columns.ts';
import { ledgerWorks, mayRead, readsUnit } from '../../platform/db/policies.ts';
import { SHOWN_BY } from '../disclosure/domain/full-read.ts';
import { units } from '../gaps/tables.ts';
import { users } from '../identity/tables.ts';
import { needs } from '../needs/tables.ts';
import { organisations } from '../reference/tables.ts';
import { matches } from './tables.ts';

/** That a donor's person was shown a need in full, under a match that was a ground for it: a row each time, written by the database alone. */
export const fullReads = pgTable(
  'full_reads',
  {
    id: primaryId<'full-read'>(),
    creationOrder: creationOrder().unique(),
    needId: uuid('need_id')
      .notNull()
      .$type<NeedId>()
      .references(() => needs.id),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    matchId: uuid('match_id')
      .notNull()
      .$type<MatchId>()
      .references(() => matches.id),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    readerId: uuid('reader_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    shownBy: text('shown_by', { enum: SHOWN_BY }).notNull(),
    readAt: instant('read_at').notNull(),
  },
  (table) => [
    ...closedLists(table),
    index('full_reads_by_need').on(table.needId, table.creationOrder),
    index('full_reads_by_match').on(table.matchId, table.readerId),
    mayRead(readsUnit(table)),
    ledgerWorks(),
  ],
);
