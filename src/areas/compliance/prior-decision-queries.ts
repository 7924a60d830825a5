import { and, eq, sql } from 'drizzle-orm';
import type { DeliveryId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveryLines } from '../deliveries/tables.ts';
import { matches } from '../matches/tables.ts';
import { partnerships } from '../partnerships/tables.ts';
import { complianceDocuments, organisations } from '../reference/tables.ts';
import type { complianceEntries } from './tables.ts';
import { recipientReadiness } from './readiness-tables.ts';
import type { NamedRegime } from '../reference/domain/named-slugs.ts';

/** What is decided by something else than a step of its entry. */
type PriorDecision = Pick<typeof complianceEntries.$inferSelect, 'state' | 'outcome' | 'confirmedAt'> &
  Partial<Pick<typeof complianceEntries.$inferSelect, 'referenceNumber' | 'validFrom' | 'validUntil'>>;

/** What the partnership and the recipients have settled of a delivery, by regime. */
export async function selectPriorDecisions(tx: Tx, id: DeliveryId): Promise<Readonly<Partial<Record<string, PriorDecision>>>> {
  const partnership = await selectPartnership(tx, id);
  const readiness = await selectReadiness(tx, id);
  const settled: Partial<Record<NamedRegime, PriorDecision>> = {
    ...(partnership ? { 'partnership-arrangement': partnership } : {}),
    ...(readiness ? { 'readiness-to-receive': readiness } : {}),
  };
  return settled;
}

/** The organisations of the reference data among these, that issue what is required. */
export async function selectIssuers(tx: Tx, slugs: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.select({ slug: organisations.slug }).from(organisations).where(oneOf(organisations.slug, slugs));
  return new Set(rows.map(({ slug }) => slug));
}

/** Who issues each type of document, by its name in the reference data. */
export async function selectDocumentTypes(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.select({ slug: complianceDocuments.slug, issuerRole: complianceDocuments.issuerRole }).from(complianceDocuments);
  return new Map(rows.map(({ slug, issuerRole }) => [slug, issuerRole]));
}

/** The partnerships that the matches were agreed under are signed by both sides: that is the arrangement which the regime asks for. */
async function selectPartnership(tx: Tx, deliveryId: DeliveryId): Promise<PriorDecision | null> {
  const rows = await tx
    .select({
      state: partnerships.state,
      reference: partnerships.reference,
      validFrom: partnerships.validFrom,
      validUntil: partnerships.validUntil,
      signedAt: sql<Date | null>`greatest(${partnerships.donorSignedAt}, ${partnerships.recipientSignedAt})`.mapWith(
        partnerships.donorSignedAt,
      ),
    })
    .from(deliveryLines)
    .innerJoin(matches, eq(matches.id, deliveryLines.matchId))
    .leftJoin(partnerships, eq(partnerships.id, matches.partnershipId))
    .where(eq(deliveryLines.deliveryId, deliveryId));
  const [first] = rows;
  if (!first || rows.some(({ state }) => state !== 'signed')) return null;
  const ends = rows.flatMap(({ validUntil }) => validUntil ?? []).sort();
  const begins = rows.flatMap(({ validFrom }) => validFrom ?? []).sort();
  return {
    state: 'obtained',
    outcome: 'signed',
    referenceNumber: [...new Set(rows.map(({ reference }) => reference))].join(', '),
    validFrom: begins.at(-1) ?? null,
    validUntil: ends[0] ?? null,
    confirmedAt: first.signedAt,
  };
}

/** Ready, when every unit that receives has said so of all four: storage, consignee, operators, fuel. */
async function selectReadiness(tx: Tx, deliveryId: DeliveryId): Promise<PriorDecision | null> {
  const rows = await tx
    .select({
      storage: recipientReadiness.storage,
      consignee: recipientReadiness.consignee,
      operators: recipientReadiness.operators,
      fuel: recipientReadiness.fuel,
      declaredAt: recipientReadiness.declaredAt,
    })
    .from(deliveryLines)
    .leftJoin(
      recipientReadiness,
      and(eq(recipientReadiness.deliveryId, deliveryLines.deliveryId), eq(recipientReadiness.unitId, deliveryLines.unitId)),
    )
    .where(eq(deliveryLines.deliveryId, deliveryId));
  if (rows.some(({ storage, consignee, operators, fuel }) => !(storage && consignee && operators && fuel))) return null;
  return {
    state: 'obtained',
    outcome: 'ready',
    confirmedAt:
      rows
        .map(({ declaredAt }) => declaredAt)
        .sort((a, b) => Number(a) - Number(b))
        .at(-1) ?? null,
  };
}
