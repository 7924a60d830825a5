import { eq, type SQL } from 'drizzle-orm';
import type { AgreementId, MeetingId, RecommendationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
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
  const known = await selectKnownThings(tx, things);
  const own = 'agreementId' in source ? source.agreementId : null;
  const unknown = things.flatMap((thing, index) =>
    Object.entries(thing)
      .filter(([, id]) => !known.has(id) || id === own)
      .map(([field]) => ({ pointer: `/links/${index}/${field}`, code: 'reference-unknown' as const })),
  );
  if (unknown.length > 0) throw new Refusal('reference-unknown', { fields: unknown });
  await tx
    .insert(followUpLinks)
    .values(
      things.map((thing: LinkedThingFields) => {
        const { needId, obstacleId, partnershipId, deliveryId, citedAgreementId, ...rest } = thing;
        nothingLeft(rest);
        return { id: newId<'follow-up-link'>(), ...source, needId, obstacleId, partnershipId, deliveryId, citedAgreementId };
      }),
    )
    .onConflictDoNothing();
}

/** Puts these links in the place of all that there were. */
export async function replaceLinks(tx: Tx, source: LinkSource, things: readonly LinkedThing[]): Promise<void> {
  await tx.delete(followUpLinks).where(isFrom(source));
  await addLinks(tx, source, things);
}

function isFrom(source: LinkSource): SQL {
  if ('meetingId' in source) return eq(followUpLinks.meetingId, source.meetingId);
  if ('recommendationId' in source) return eq(followUpLinks.recommendationId, source.recommendationId);
  return eq(followUpLinks.agreementId, source.agreementId);
}
