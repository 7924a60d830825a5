import { desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { OrganisationId } from '../../kernel/id.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { audienceOf, type Reading } from '../disclosure/index.ts';
import { nameColumns, organisations } from '../reference/tables.ts';
import { partnerships } from './tables.ts';

const recipients = alias(organisations, 'recipients');
const facilitators = alias(organisations, 'facilitators');

/** Whether the reader has matches under it, which makes a requester or validator one of its sides; row-level security narrows it. */
const hasMatches = sql<boolean>`exists (select from matches where matches.partnership_id = ${partnerships.id})`;

interface Sides {
  readonly donorId: OrganisationId;
  readonly recipientId: OrganisationId;
  readonly hasMatches: boolean;
}

/** Whoever is named in an agreement as a witness or the like reads its text; what is done and paid under it is its two sides' business. */
export const partnershipReading: Reading<Sides> = {
  facts: { donorId: partnerships.donorId, recipientId: partnerships.recipientId, hasMatches },
  audienceOf: (reader, sides) => (isSide(reader, sides) ? audienceOf(reader.actor.role, true) : 'donor'),
};

function isSide({ actor }: Pick<ActorContext, 'actor'>, { donorId, recipientId, hasMatches: has }: Sides): boolean {
  if (actor.role === 'donor') return donorId === actor.organisationId;
  if (actor.role === 'requester') return has;
  return actor.role !== 'validator' || actor.scope.includes(recipientId) || has;
}

// What no view shows: a day that only the warnings go by.
const { endSignedOn, ...ownColumns } = getTableColumns(partnerships);

export type PartnershipRow = Awaited<ReturnType<typeof selectPartnerships>>[number];

export function selectPartnerships(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      ...ownColumns,
      donor: nameColumns(organisations),
      recipient: nameColumns(recipients),
      facilitator: nameColumns(facilitators),
      remainingAmount: sql<string | null>`${partnerships.ceilingAmount} - ${partnerships.usedAmount}`,
      zone: recipients.timeZone,
      hasMatches,
      isAmended: sql<boolean>`exists (select from partnership_amendments as amended where amended.partnership_id = ${partnerships.id} and amended.state <> 'withdrawn')`,
    })
    .from(partnerships)
    .innerJoin(organisations, eq(organisations.id, partnerships.donorId))
    .innerJoin(recipients, eq(recipients.id, partnerships.recipientId))
    .leftJoin(facilitators, eq(facilitators.id, partnerships.facilitatorId))
    .where(where)
    .orderBy(desc(partnerships.creationOrder))
    .limit(limit);
}
