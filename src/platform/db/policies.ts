import { type Column, is, sql, SQL, StringChunk } from 'drizzle-orm';
import { type PgPolicy, type PgPolicyConfig, pgPolicy, type PgTable, pgRole } from 'drizzle-orm/pg-core';
import type { ActingRole } from '../../kernel/role.ts';
import { literals } from './closed-lists.ts';
import type { ServiceRole } from './role-table.ts';

/**
 * The words in which a table says who reads and changes its rows: row-level security, declared with the table. A row that no policy lets
 * somebody at is out of reach; where several are for the same, one is enough. The backup's own policy is on every table and isn't
 * said again (`wasl.let_backup_read`, drizzle/0000_foundation.sql).
 */

const roleOf = (name: ServiceRole) => pgRole(name).existing();

/** The service, for whoever asked; who that is, the words below tell. */
export const theApp = roleOf('wasl_app');
/** Who signs people in. */
export const theAuthenticator = roleOf('wasl_authenticator');
/** Whose the functions are that do what their caller may not. */
export const theLedger = roleOf('wasl_ledger');

const ofTheApp = (name: string, rest: Omit<PgPolicyConfig, 'to'>): PgPolicy => pgPolicy(name, { to: theApp, ...rest });

/** The rows that whoever asks may read: those for which this is so. */
export const mayRead = (when: SQL): PgPolicy => ofTheApp('read', { for: 'select', using: onOneLine(when) });

/** As {@link mayRead}, where each side reads rows for reasons of its own. */
export const mayReadAs = (side: 'recipient' | 'donor', when: SQL): PgPolicy =>
  ofTheApp(`read_as_${side}`, { for: 'select', using: onOneLine(when) });

/** The rows that may be added: those for which this is so once they are there. */
export const mayAdd = (when: SQL): PgPolicy => ofTheApp('add', { for: 'insert', withCheck: onOneLine(when) });

/** The rows that may be changed: those for which this is so before and after; or before, where something else has to be so after. */
export const mayChange = (when: SQL, after?: SQL): PgPolicy =>
  ofTheApp('change', { for: 'update', using: onOneLine(when), ...(after === undefined ? {} : { withCheck: onOneLine(after) }) });

/** The rows that may be removed. */
export const mayRemove = (when: SQL): PgPolicy => ofTheApp('remove', { for: 'delete', using: onOneLine(when) });

/** The rows that may be read, added, changed and removed, as far as the grants go. */
export const mayDoAll = (name: string, when: SQL): PgPolicy => ofTheApp(name, { using: onOneLine(when) });

/** Every row is the ledger's to work on, as far as its grants go. */
export const ledgerWorks = (): PgPolicy => pgPolicy('ledger', { to: theLedger, using: sql`true`, withCheck: sql`true` });

/** Every row is the ledger's to read, for this purpose. */
export const ledgerReads = (purpose: string): PgPolicy => pgPolicy(purpose, { for: 'select', to: theLedger, using: sql`true` });

/** Every row is the authenticator's to work on, as far as its grants go. */
export const authenticatorWorks = (): PgPolicy =>
  pgPolicy('authenticator', { to: theAuthenticator, using: sql`true`, withCheck: sql`true` });

/** How a condition is broken into lines is no part of it: else a policy would change, and need a migration, when it is only set anew. */
function onOneLine(when: SQL): SQL {
  return sql.join(
    when.queryChunks.map((chunk) => {
      if (is(chunk, SQL)) return onOneLine(chunk);
      return is(chunk, StringChunk) ? new StringChunk(chunk.value.map((text) => text.replaceAll(/\s*\n\s*/g, ' '))) : chunk;
    }),
  );
}

// What is asked of the reader stands in a subquery of its own, which is computed once and not for each row.

/** The role of whoever reads is one of these. */
export function readerIs(...roles: readonly [ActingRole, ...ActingRole[]]): SQL {
  return roles.length === 1
    ? sql`(select wasl.reader_role()) = ${literals(roles)}`
    : sql`(select wasl.reader_role()) in (${literals(roles)})`;
}

export const readerIsNot = (role: ActingRole): SQL => sql`(select wasl.reader_role()) <> ${literals([role])}`;

/** Somebody has signed in, or it is the system. */
export const readerIsKnown = sql`(select wasl.reader_role()) is not null`;

/** Facilitators, auditors and the system oversee both sides. */
export const readerOversees = sql`(select wasl.reader_oversees())`;

/** May read files of human-rights due diligence. */
export const readerIsDesignated = sql`(select wasl.reader_is_designated())`;

export const readerRole = sql`(select wasl.reader_role())`;
export const readerUser = sql`(select wasl.reader_user())`;
export const readerOrganisation = sql`(select wasl.reader_organisation())`;

/** The organisation is one that the reader answers for: a validator's units are of several. */
export const isInReaderScope = (organisation: Column): SQL => sql`${organisation} = any ((select wasl.reader_scope())::uuid[])`;

// What opens a side to the reader is asked once, too, and each row is only held against it.

/** The recipients' side of a row: the unit's own people, the validators above it, and who oversees. */
export const readsUnit = (row: { readonly organisationId: Column; readonly unitId: Column }): SQL =>
  sql`wasl.reads_unit(${row.organisationId}, ${row.unitId}, (select wasl.reader_units()))`;

/** The donors' side of a row: the donor, and who oversees. */
export const readsDonor = (row: { readonly donorId: Column }): SQL => sql`wasl.reads_donor(${row.donorId}, (select wasl.reader_donors()))`;

/** Both sides of a row. */
export const readsEitherSide = (row: Parameters<typeof readsUnit>[0] & Parameters<typeof readsDonor>[0]): SQL =>
  sql`(${readsUnit(row)} or ${readsDonor(row)})`;

/** The reader sees the row of another table that this column names, by that table's own policies. */
export const readerSees = (table: PgTable & { readonly id: Column }, named: Column): SQL =>
  sql`exists (select from ${table} where ${table.id} = ${named})`;
