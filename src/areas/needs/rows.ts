import { and, asc, desc, eq, getTableColumns, gt, isNotNull, isNull, lt, or, type Placeholder, sql, type SQL } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { NeedId, OrganisationId, UnitId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { prepareRows } from '../../platform/db/prepared-rows.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { units } from '../gaps/tables.ts';
import { itemTypes, organisations, sites } from '../reference/tables.ts';
import type { NEED_ORDERS, NeedState, Priority } from './domain/need.ts';
import { needLines, needs } from './tables.ts';

// What no view shows: the search vectors, and the persons, whose accounts an event names to those who oversee.
const { search, searchDisclosed, authorId, validatedBy, ...ownColumns } = getTableColumns(needs);
const needColumns = {
  ...ownColumns,
  organisationSlug: organisations.slug,
  organisationNames: organisations.names,
  unitNames: units.names,
  siteSlug: sites.slug,
  district: sites.district,
};

// Whose line it is, is the need's to say.
const { organisationId, unitId, ...ownLineColumns } = getTableColumns(needLines);
const lineColumns = { ...ownLineColumns, area: itemTypes.area, unitOfMeasure: itemTypes.unitOfMeasure, decimals: itemTypes.decimals };

export type NeedLineRow = Awaited<ReturnType<typeof selectLines>>[number];
export type NeedRow = Awaited<ReturnType<typeof selectNeeds>>[number];

/** Whether a match of the reading donor on this need has been accepted by both sides; its policy shows a donor its own alone. */
const disclosedTo = sql<boolean>`exists (select from matches where matches.need_id = ${needs.id} and matches.disclosed_at is not null)`;

const columnsFor = (isForDonor: boolean) => ({ ...needColumns, disclosed: isForDonor ? disclosedTo : sql<boolean>`false` });

/** What a need may be asked for by; of a list also what its reader's policy keeps to anyway, which lets an index serve it. */
interface NeedsAsked {
  readonly id?: NeedId | undefined;
  readonly ofOrganisation?: OrganisationId | undefined;
  readonly ofUnit?: UnitId | undefined;
  readonly scope?: readonly OrganisationId[] | undefined;
  readonly state?: NeedState | undefined;
  readonly priority?: Priority | undefined;
  readonly region?: string | undefined;
  readonly unitId?: UnitId | undefined;
  readonly neededBefore?: CalendarDate | undefined;
  readonly itemType?: string | undefined;
  readonly area?: string | undefined;
  readonly q?: string | undefined;
  readonly afterDay?: CalendarDate | undefined;
  /** The place of the last one of the page before, in the order of creation. */
  readonly afterOrder?: number | undefined;
  readonly limit: number;
}

type NeedsShape = {
  readonly isForDonor: boolean;
  readonly sort: (typeof NEED_ORDERS)[number];
  readonly unanswered: boolean | undefined;
};

/** The unit is joined loosely: a donor's policy hides it, and the need must still appear. */
export const selectNeeds = prepareRows<NeedsAsked, NeedsShape>()(columnsFor(false), (asked, { isForDonor, sort, unanswered }) =>
  new QueryBuilder()
    .select(columnsFor(isForDonor))
    .from(needs)
    .innerJoin(organisations, eq(organisations.id, needs.organisationId))
    .leftJoin(units, eq(units.id, needs.unitId))
    .leftJoin(sites, eq(sites.slug, units.site))
    .where(
      and(
        asked.id && eq(needs.id, asked.id),
        asked.ofOrganisation && eq(needs.organisationId, asked.ofOrganisation),
        asked.ofUnit && eq(needs.unitId, asked.ofUnit),
        asked.scope && oneOf(needs.organisationId, asked.scope),
        asked.state && eq(needs.state, asked.state),
        asked.priority && eq(needs.priority, asked.priority),
        asked.region && eq(needs.region, asked.region),
        asked.unitId && eq(needs.unitId, asked.unitId),
        asked.neededBefore && lt(needs.neededBy, asked.neededBefore),
        unanswered === undefined ? undefined : unanswered ? isNotNull(needs.unansweredSince) : isNull(needs.unansweredSince),
        asked.itemType &&
          sql`exists (select from need_lines where need_lines.need_id = ${needs.id} and need_lines.item_type = ${asked.itemType})`,
        asked.area &&
          sql`exists (select from need_lines join item_types on item_types.slug = need_lines.item_type where need_lines.need_id = ${needs.id} and item_types.area = ${asked.area})`,
        asked.q && sql`${needs.id} in (select wasl.search_needs(${asked.q}, ${isForDonor ? sql`false` : sql`true`}))`,
        sort === 'needed-by' ? isNotNull(needs.neededBy) : undefined,
        asked.afterOrder &&
          (sort === 'needed-by' ? afterSoonest(asked.afterDay, asked.afterOrder) : lt(needs.creationOrder, asked.afterOrder)),
      ),
    )
    .orderBy(...(sort === 'needed-by' ? [asc(needs.neededBy), asc(needs.creationOrder)] : [desc(needs.creationOrder)]))
    .limit(asked.limit),
);

const afterSoonest = (day: Placeholder | undefined, order: Placeholder): SQL | undefined =>
  day && or(gt(needs.neededBy, day), and(eq(needs.neededBy, day), gt(needs.creationOrder, order)));

const selectLinesOf = prepareRows<{ readonly needIds: readonly NeedId[] }>()(lineColumns, ({ needIds }) =>
  new QueryBuilder()
    .select(lineColumns)
    .from(needLines)
    .innerJoin(itemTypes, eq(itemTypes.slug, needLines.itemType))
    .where(oneOf(needLines.needId, needIds))
    .orderBy(asc(needLines.needId), asc(needLines.position)),
);

export const selectLines = (tx: Tx, needIds: readonly NeedId[]) => selectLinesOf(tx, { needIds }, {});
