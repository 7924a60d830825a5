import { eq, type SQL } from 'drizzle-orm';
import type { AgreementId, MeetingId, RecommendationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { replaceRows } from '../../../platform/db/write-rows.ts';
import { newId } from '../../../platform/ids.ts';
import type { LinkedThing, LinkedThingFields } from '../contract-links.ts';
import { selectKnownThings } from '../link-queries.ts';
import { followUpLinks } from '../link-tables.ts';

/** The record that concerns something. */
export type LinkSource =
  | { readonly meetingId: MeetingId }
  | { readonly recommendationId: RecommendationId }
  | { readonly agreementId: AgreementId };

/** Adds links, each once; refuses at its pointer what the actor may not see, as if it didn't exist, and an agreement that cites itself. */
export async function addLinks(tx: Tx, source: LinkSource, things: readonly LinkedThing[]): Promise<void> {
  if (things.length === 0) return;
  await requireThings(tx, source, things);
  await tx.insert(followUpLinks).values(rowsOf(source, things)).onConflictDoNothing();
}

/** Puts these links in the place of all that there were. */
export async function replaceLinks(tx: Tx, source: LinkSource, things: readonly LinkedThing[]): Promise<void> {
  await requireThings(tx, source, things);
  await replaceRows(tx, followUpLinks, isFrom(source), rowsOf(source, things));
}

async function requireThings(tx: Tx, source: LinkSource, things: readonly LinkedThing[]): Promise<void> {
  const known = await selectKnownThings(tx, things);
  const own = 'agreementId' in source ? source.agreementId : null;
  const unknown = things.flatMap((thing, index) =>
    Object.entries(thing)
      .filter(([, id]) => !known.has(id) || id === own)
      .map(([field]) => ({ pointer: `/links/${index}/${field}`, code: 'reference-unknown' as const })),
  );
  if (unknown.length > 0) throw new Refusal('reference-unknown', { fields: unknown });
}

/** A row for each thing, once. */
function rowsOf(source: LinkSource, things: readonly LinkedThing[]) {
  const once = new Map(things.map((thing: LinkedThingFields) => [Object.values(thing)[0], thing]));
  return [...once.values()].map((thing) => {
    const { needId = null, obstacleId = null, partnershipId = null, deliveryId = null, citedAgreementId = null, ...rest } = thing;
    nothingLeft(rest);
    return { id: newId<'follow-up-link'>(), ...source, needId, obstacleId, partnershipId, deliveryId, citedAgreementId };
  });
}

function isFrom(source: LinkSource): SQL {
  if ('meetingId' in source) return eq(followUpLinks.meetingId, source.meetingId);
  if ('recommendationId' in source) return eq(followUpLinks.recommendationId, source.recommendationId);
  return eq(followUpLinks.agreementId, source.agreementId);
}

/**
 * Whether somebody changes links alone. Who reads a record may not read all that it is linked to: such a change is told to those who oversee,
 * and the others find in the record the links that they may know of.
 */
export const isOfLinksAlone = (input: object): boolean =>
  Object.entries(input).every(([field, value]) => field === 'links' || field === 'reason' || value === undefined);
