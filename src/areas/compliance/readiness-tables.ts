import { sql } from 'drizzle-orm';
import { boolean, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import type { DeliveryId, OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import { instant } from '../../platform/db/columns.ts';
import { ledgerWorks, mayAdd, mayChange, mayRead, readerIs, readsUnit } from '../../platform/db/policies.ts';
import { deliveries } from '../deliveries/tables.ts';
import { units } from '../gaps/tables.ts';

/** A unit's own word that it can take what comes: where it is kept, who signs, who operates it, what it runs on. */
export const recipientReadiness = pgTable(
  'recipient_readiness',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    organisationId: uuid('organisation_id').notNull().$type<OrganisationId>(),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    storage: boolean('storage').notNull(),
    consignee: boolean('consignee').notNull(),
    operators: boolean('operators').notNull(),
    fuel: boolean('fuel').notNull(),
    declaredBy: uuid('declared_by').$type<UserId>(),
    declaredAt: instant('declared_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'one_readiness_per_unit', columns: [table.deliveryId, table.unitId] }),
    mayRead(sql`${readsUnit(table)} or (${readerIs('donor')} and exists (select from delivery_lines
      where delivery_lines.delivery_id = ${table.deliveryId} and delivery_lines.unit_id = ${table.unitId}))`),
    mayAdd(sql`${readerIs('requester', 'validator')} and ${readsUnit(table)}`),
    mayChange(sql`${readerIs('requester', 'validator')} and ${readsUnit(table)}`),
    ledgerWorks(),
  ],
);
