import { asc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { NeedId } from '../../kernel/id.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { flatRows } from '../../platform/db/flat-rows.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { units } from '../gaps/tables.ts';
import { itemTypes, organisations, sites } from '../reference/tables.ts';
import { needLines, needs } from './tables.ts';

// What no view shows: the search vectors, and the persons, whose accounts an event names to those who oversee.
const { search, searchDisclosed, authorId, validatedBy, ...ownColumns } = getTableColumns(needs);
const needColumns = {
  ...ownColumns,
  organisationSlug: organisations.slug,
  organisationNames: organisations.names,
  unitNames: units.names,
  site: sites.slug,
  district: sites.district,
};

// Whose line it is, is the need's to say.
const { organisationId, unitId, ...ownLineColumns } = getTableColumns(needLines);
const lineColumns = { ...ownLineColumns, area: itemTypes.area, unitOfMeasure: itemTypes.unitOfMeasure };

export type NeedLineRow = Awaited<ReturnType<typeof selectLines>>[number];
export type NeedRow = Awaited<ReturnType<typeof selectNeeds>>[number];

/** Whether a match of the reading donor on this need has been accepted by both sides; its policy shows a donor its own alone. */
const disclosedTo = sql<boolean>`exists (select from matches where matches.need_id = ${needs.id} and matches.disclosed_at is not null)`;

/** The unit is joined loosely: a donor's policy hides it, and the need must still appear. */
export function selectNeeds(tx: Tx, ctx: ActorContext, where: SQL | undefined, order: readonly SQL[], limit: number) {
  const columns = { ...needColumns, disclosed: ctx.actor.role === 'donor' ? disclosedTo : sql<boolean>`false` };
  const selection = tx
    .select(columns)
    .from(needs)
    .innerJoin(organisations, eq(organisations.id, needs.organisationId))
    .leftJoin(units, eq(units.id, needs.unitId))
    .leftJoin(sites, eq(sites.slug, units.site))
    .where(where)
    .orderBy(...order)
    .limit(limit);
  return flatRows(tx, columns, selection);
}

export function selectLines(tx: Tx, needIds: readonly NeedId[]) {
  const selection = tx
    .select(lineColumns)
    .from(needLines)
    .innerJoin(itemTypes, eq(itemTypes.slug, needLines.itemType))
    .where(oneOf(needLines.needId, needIds))
    .orderBy(asc(needLines.needId), asc(needLines.position));
  return flatRows(tx, lineColumns, selection);
}
