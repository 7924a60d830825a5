import { type Column, desc, eq, getTableColumns, type GetColumnData, sql, type SQL } from 'drizzle-orm';
import { alias, unionAll } from 'drizzle-orm/pg-core';
import type { CorrectionState } from '../../kernel/correction.ts';
import type { CorrectionId, DeliveryId, DocumentId, OrganisationId, UserId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import type { ActingRole } from '../../kernel/role.ts';
import { isInReaderScope, readerOrganisation, readerOversees } from '../../platform/db/policies.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { entryCorrections } from '../compliance/index.ts';
import { stockCorrections } from '../gaps/index.ts';
import { obstacleCorrections } from '../obstacles/index.ts';
import { nameColumns, organisations } from '../reference/tables.ts';
import type { CorrectedSubject, CorrectionKind } from './domain/correction.ts';
import type { CorrectedValues } from './record.ts';
import { corrections } from './tables.ts';

/** What is told of a correction, whichever record it is of. */
interface Told {
  readonly id: CorrectionId;
  readonly creationOrder: number;
  readonly subjectType: CorrectedSubject;
  readonly subjectId: string;
  readonly deliveryId: DeliveryId | null;
  readonly kind: CorrectionKind | null;
  readonly before: CorrectedValues;
  readonly after: CorrectedValues;
  readonly reason: string | null;
  readonly documentId: DocumentId | null;
  readonly state: CorrectionState;
  readonly needsOtherSide: boolean;
  readonly recordedLate: boolean;
  readonly proposedBy: UserId | null;
  readonly proposedByOrganisationId: OrganisationId | null;
  readonly proposedByRole: ActingRole;
  readonly decidedByOrganisationId: OrganisationId | null;
  readonly decidedAt: Date | null;
  readonly decisionReason: string | null;
  readonly version: number;
  readonly createdAt: Date;
}
type Fields = { readonly [Name in keyof Told]: SQL.Aliased<Told[Name]> };

/** A part of the list: in the order of the names, and under names that no organisation's columns have. */
function part(columns: { readonly [Name in keyof Told]: SQL<Told[Name]> }): Fields {
  const inOrder = Object.entries<SQL>(columns).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(inOrder.map(([name, column]) => [name, column.as(`corrected_${name}`)])) as unknown as Fields;
}

const of = <C extends Column>(column: C) => sql`${column}`.mapWith(column) as SQL<GetColumnData<C>>;
const noText = sql<null>`null::text`;
const noId = sql<null>`null::uuid`;
const named = <Subject extends CorrectedSubject>(subject: Subject) => sql<Subject>`${sql.raw(`'${subject}'::text`)}`;

/** Whose word it was, as far as records tell: who shares one is told the role, and the organisation where it is their own, or they oversee. */
const ownOrganisation = (column: Column): SQL<OrganisationId | null> =>
  sql`case when ${readerOversees} or ${column} = ${readerOrganisation} or ${isInReaderScope(column)} then ${column} end`;

const inForceAtOnce = {
  documentId: noId,
  state: sql<CorrectionState>`'in-force'::text`,
  recordedLate: sql<boolean>`false`,
  decisionReason: noText,
  version: sql<number>`1`,
};

function ofDeliveries(tx: Tx) {
  // Whose lines it is about, which the policies go by, and who decided, whom events name to those who oversee, no view shows.
  const { organisationId, unitId, decidedBy, subjectType, ...own } = getTableColumns(corrections);
  const { id, creationOrder, deliveryId, kind, before, after, reason, documentId, state, needsOtherSide, recordedLate, ...hands } = own;
  const { proposedBy, proposedByOrganisationId, proposedByRole, decidedByOrganisationId, decidedAt, decisionReason, ...rest } = hands;
  const { version, createdAt, ...others } = rest;
  nothingLeft(others);
  return tx
    .select(
      part({
        id: of(id),
        creationOrder: of(creationOrder),
        subjectType: of(subjectType),
        subjectId: of(deliveryId),
        deliveryId: of(deliveryId),
        kind: of(kind),
        before: of(before),
        after: of(after),
        reason: of(reason),
        documentId: of(documentId),
        state: of(state),
        needsOtherSide: of(needsOtherSide),
        recordedLate: of(recordedLate),
        proposedBy: of(proposedBy),
        proposedByOrganisationId: of(proposedByOrganisationId),
        proposedByRole: of(proposedByRole),
        decidedByOrganisationId: of(decidedByOrganisationId),
        decidedAt: of(decidedAt),
        decisionReason: of(decisionReason),
        version: of(version),
        createdAt: of(createdAt),
      }),
    )
    .from(corrections);
}

function ofEntries(tx: Tx) {
  const { id, creationOrder, entryId, deliveryId, restricted, before, after, reason, state, decidedBy, ...hands } =
    getTableColumns(entryCorrections);
  const { proposedBy, proposedByOrganisationId, proposedByRole, decidedByOrganisationId, decidedAt, decisionReason, ...rest } = hands;
  const { version, createdAt, ...others } = rest;
  nothingLeft(others);
  return tx
    .select(
      part({
        ...inForceAtOnce,
        id: of(id),
        creationOrder: of(creationOrder),
        subjectType: named('compliance-entry'),
        subjectId: of(entryId),
        deliveryId: of(deliveryId),
        kind: noText,
        before: of(before),
        after: of(after),
        reason: of(reason),
        state: of(state),
        needsOtherSide: sql<boolean>`true`,
        proposedBy: of(proposedBy),
        proposedByOrganisationId: ownOrganisation(proposedByOrganisationId),
        proposedByRole: of(proposedByRole),
        decidedByOrganisationId: ownOrganisation(decidedByOrganisationId),
        decidedAt: of(decidedAt),
        decisionReason: of(decisionReason),
        version: of(version),
        createdAt: of(createdAt),
      }),
    )
    .from(entryCorrections);
}

function ofObstacles(tx: Tx) {
  const { id, creationOrder, obstacleId, kind, before, after, reason, decidedBy, ...hands } = getTableColumns(obstacleCorrections);
  const { proposedBy, proposedByOrganisationId, proposedByRole, decidedByOrganisationId, createdAt, parties, ...others } = hands;
  nothingLeft(others);
  return tx
    .select(
      part({
        ...inForceAtOnce,
        id: of(id),
        creationOrder: of(creationOrder),
        subjectType: named('obstacle'),
        subjectId: of(obstacleId),
        deliveryId: noId,
        kind: of(kind),
        before: of(before),
        after: of(after),
        reason: of(reason),
        needsOtherSide: sql<boolean>`${decidedBy} is not null`,
        proposedBy: of(proposedBy),
        proposedByOrganisationId: ownOrganisation(proposedByOrganisationId),
        proposedByRole: of(proposedByRole),
        decidedByOrganisationId: ownOrganisation(decidedByOrganisationId),
        decidedAt: sql<Date | null>`case when ${decidedBy} is not null then ${createdAt} end`.mapWith(createdAt),
        createdAt: of(createdAt),
      }),
    )
    .from(obstacleCorrections);
}

function ofStock(tx: Tx) {
  const { unitId, organisationId, id, creationOrder, holdingReportId, proposedHoldingId, requirementId, before, after, ...rest } =
    getTableColumns(stockCorrections);
  const { reason, correctedBy, correctedByOrganisationId, correctedByRole, createdAt, ...others } = rest;
  nothingLeft(others);
  return tx
    .select(
      part({
        ...inForceAtOnce,
        id: sql<CorrectionId>`${id}`,
        creationOrder: of(creationOrder),
        subjectType: sql`case when ${holdingReportId} is not null then 'holding-report' when ${proposedHoldingId} is not null then 'proposed-holding' else 'requirement' end`,
        subjectId: sql`coalesce(${holdingReportId}, ${proposedHoldingId}, ${requirementId})`,
        deliveryId: noId,
        kind: noText,
        before: of(before),
        after: of(after),
        reason: of(reason),
        needsOtherSide: sql<boolean>`false`,
        proposedBy: of(correctedBy),
        proposedByOrganisationId: of(correctedByOrganisationId),
        proposedByRole: of(correctedByRole),
        decidedByOrganisationId: noId,
        decidedAt: sql<null>`null::timestamptz`,
        createdAt: of(createdAt),
      }),
    )
    .from(stockCorrections);
}

/** All corrections, each as its own table's policies let the reader see it. */
const selectAll = (tx: Tx) => unionAll(ofDeliveries(tx), ofEntries(tx), ofObstacles(tx), ofStock(tx)).as('corrected');
export type AllCorrections = Pick<ReturnType<typeof selectAll>, keyof Told>;

const proposers = alias(organisations, 'proposers');
const deciders = alias(organisations, 'deciders');

export type CorrectionRow = Awaited<ReturnType<typeof selectCorrections>>[number];

/** The latest first. What was made in one moment goes by its table's order, and over several tables by its id. */
export function selectCorrections(tx: Tx, where: (all: AllCorrections) => SQL | undefined, limit: number) {
  const all = selectAll(tx);
  const fields = Object.fromEntries(Object.keys(all._.selectedFields).map((name) => [name, all[name as keyof Told]])) as unknown as Fields;
  return tx
    .select({ ...fields, proposer: nameColumns(proposers), decider: nameColumns(deciders) })
    .from(all)
    .leftJoin(proposers, eq(proposers.id, all.proposedByOrganisationId))
    .leftJoin(deciders, eq(deciders.id, all.decidedByOrganisationId))
    .where(where(all))
    .orderBy(desc(all.createdAt), desc(all.creationOrder), desc(all.id))
    .limit(limit);
}
