import { type Column, getTableColumns, sql } from 'drizzle-orm';
import { check, type CheckBuilder } from 'drizzle-orm/pg-core';

/**
 * A check for each person that a table names together with the organisation which that person acted for: neither stands without the other.
 * What takes two sides compares organisations, and one that isn't named would pass for another one. To be spread into the constraints of
 * every table that has such a pair, columns named `…_by` and `…_by_organisation`.
 */
export function handsOfOrganisations(columns: Readonly<Record<string, Column>>): CheckBuilder[] {
  const [first] = Object.values(columns);
  if (!first) return [];
  // What the builder of constraints is handed knows its columns' names and types alone; which may be null stands in the table's own.
  const all = Object.values(getTableColumns(first.table));
  return all.flatMap((person) => {
    const organisation = all.find(({ name }) => name === `${person.name}_organisation` || name === `${person.name}_organisation_id`);
    if (!organisation || (person.notNull && organisation.notNull)) return [];
    return [check(`${person.name}_acts_for_an_organisation`, sql`(${person} is null) = (${organisation} is null)`)];
  });
}
