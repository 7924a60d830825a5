import { and, asc, desc, eq, getTableColumns, gt, isNotNull, isNull, lt, ne, or, type Placeholder, sql, type SQL } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { NeedId, OrganisationId, UnitId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { prepareRows } from '../../platform/db/prepared-rows.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { units } from '../gaps/tables.ts';
import { regionOfStandingCell, standingCell, standingCellSlug } from '../reference/index.ts';
import { itemTypes, organisations, sites } from '../reference/tables.ts';
import { SEVERAL_REGIONS } from './contract.ts';
import type { NEED_ORDERS, NeedState, Priority } from './domain/need.ts';
import { heldByReadingDonor, needLines, needRevisions, needs } from './tables.ts';

// What no view shows: the search vectors, the cell as it was given, and the persons, whose accounts an event names to those who oversee
// (the author is read for what the reader may do next).
const { search, searchDisclosed, cell: givenCell, validatedBy, ...ownColumns } = getTableColumns(needs);
const needColumns = {
  ...ownColumns,
  organisationSlug: organisations.slug,
  organisationNames: organisations.names,
  unitNames: units.names,
  siteSlug: sites.slug,
  district: sites.district,
  shownCell: standingCell(needs.cell),
};

// Whose line it is, is the need's to say.
const { organisationId, unitId, ...ownLineColumns } = getTableColumns(needLines);
const lineColumns = {
  ...ownLineColumns,
  area: itemTypes.area,
  unitOfMeasure: itemTypes.unitOfMeasure,
  decimals: itemTypes.decimals,
  ownHeld: heldByReadingDonor,
};

/** The same of a line: of the others a donor is told no more for a match. */
const lineDisclosedTo = sql<boolean>`exists (select from matches where matches.need_line_id = ${needLines.id} and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id))`;

const lineColumnsFor = (isForDonor: boolean) => ({ ...lineColumns, disclosed: isForDonor ? lineDisclosedTo : sql<boolean>`false` });

export type NeedLineRow = Awaited<ReturnType<typeof selectLines>>[number];
export type NeedRow = Awaited<ReturnType<typeof selectNeeds>>[number];

/** Whether a match of the reading donor on this need tells whose it is, at this moment; its policy shows a donor its own alone. */
const disclosedTo = sql<boolean>`exists (select from matches where matches.need_id = ${needs.id} and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id))`;

/** The region that a donor is shown, or that several are: a filter asks for what the answer says, and for nothing behind it. */
const regionShownToDonor = sql<string>`case when ${disclosedTo} then ${needs.region}
  else coalesce(${regionOfStandingCell(needs.cell)}, ${sql.raw(`'${SEVERAL_REGIONS}'`)}) end`;

const columnsFor = (isForDonor: boolean) => ({
  ...needColumns,
  disclosed: isForDonor ? disclosedTo : sql<boolean>`false`,
  zone: sites.timeZone,
});

/** What a need may be asked for by; of a list also what its reader's policy keeps to anyway, which lets an index serve it. */
interface NeedsAsked {
  readonly id?: NeedId | undefined;
  readonly ofOrganisation?: OrganisationId | undefined;
  readonly ofUnit?: UnitId | undefined;
  readonly scope?: readonly OrganisationId[] | undefined;
  readonly state?: NeedState | undefined;
  readonly priority?: Priority | undefined;
  readonly region?: string | undefined;
  readonly cell?: string | undefined;
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
  /** What was thrown away is shown to whoever asks for it, and in no other list. */
  readonly showsDiscarded: boolean;
};

/** The unit is joined loosely: a donor's policy hides it, and the need must still appear. */
export const selectNeeds = prepareRows<NeedsAsked, NeedsShape>()(
  columnsFor(false),
  (asked, { isForDonor, sort, unanswered, showsDiscarded }) =>
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
          showsDiscarded ? undefined : ne(needs.state, 'discarded'),
          asked.priority && eq(needs.priority, asked.priority),
          asked.region && (isForDonor ? eq(regionShownToDonor, asked.region) : eq(needs.region, asked.region)),
          asked.cell && eq(standingCellSlug(needs.cell), asked.cell),
          asked.unitId && eq(needs.unitId, asked.unitId),
          asked.neededBefore && lt(needs.neededBy, asked.neededBefore),
          unanswered === undefined ? undefined : unanswered ? isNotNull(needs.unansweredSince) : isNull(needs.unansweredSince),
          asked.itemType &&
            sql`exists (select from need_lines where need_lines.need_id = ${needs.id} and need_lines.left_out_at is null and need_lines.item_type = ${asked.itemType})`,
          asked.area &&
            sql`exists (select from need_lines join item_types on item_types.slug = need_lines.item_type where need_lines.need_id = ${needs.id} and need_lines.left_out_at is null and item_types.area = ${asked.area})`,
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

const selectLinesOf = prepareRows<{ readonly needIds: readonly NeedId[] }, Pick<NeedsShape, 'isForDonor'>>()(
  lineColumnsFor(false),
  ({ needIds }, { isForDonor }) =>
    new QueryBuilder()
      .select(lineColumnsFor(isForDonor))
      .from(needLines)
      .innerJoin(itemTypes, eq(itemTypes.slug, needLines.itemType))
      // What is left out stays readable to the need’s own side alone.
      .where(and(oneOf(needLines.needId, needIds), isForDonor ? isNull(needLines.leftOutAt) : undefined))
      .orderBy(asc(needLines.needId), asc(needLines.position)),
);

export const selectLines = (tx: Tx, needIds: readonly NeedId[], isForDonor: boolean) => selectLinesOf(tx, { needIds }, { isForDonor });

// Whose it is, is the need's to say; events name the persons to those who oversee.
const { organisationId: ofOrganisation, unitId: ofUnit, validatorApprovedBy, ...revisionColumns } = getTableColumns(needRevisions);

export type NeedRevisionRow = Awaited<ReturnType<typeof selectOpenRevisions>>[number];

const selectRevisionsOf = prepareRows<{ readonly needIds: readonly NeedId[] }>()(revisionColumns, ({ needIds }) =>
  new QueryBuilder()
    .select(revisionColumns)
    .from(needRevisions)
    .where(and(oneOf(needRevisions.needId, needIds), eq(needRevisions.state, 'open'))),
);

/** What is proposed to change about these needs. */
export const selectOpenRevisions = (tx: Tx, needIds: readonly NeedId[]) => selectRevisionsOf(tx, { needIds }, {});
