import { desc, eq, getTableColumns, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Tx } from '../../platform/db/transaction.ts';
import { nameColumns, organisations } from '../reference/tables.ts';
import { corrections } from './tables.ts';

const proposers = alias(organisations, 'proposers');
const deciders = alias(organisations, 'deciders');

// What no view shows: whose lines it is about, which the policies go by, and persons, whom events name to those who oversee.
const { organisationId, unitId, decidedBy, decidedByOrganisationId, ...ownColumns } = getTableColumns(corrections);

export type CorrectionRow = Awaited<ReturnType<typeof selectCorrections>>[number];

export function selectCorrections(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({ ...ownColumns, proposer: nameColumns(proposers), decider: nameColumns(deciders) })
    .from(corrections)
    .innerJoin(proposers, eq(proposers.id, corrections.proposedByOrganisationId))
    .leftJoin(deciders, eq(deciders.id, corrections.decidedByOrganisationId))
    .where(where)
    .orderBy(desc(corrections.creationOrder))
    .limit(limit);
}
