import { draftNeed, publishNeed, submitNeed, validateNeed } from '#src/areas/needs/index.ts';
import { draftOffer, makeOfferAvailable, submitOffer } from '#src/areas/offers/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { NeedId, NeedLineId, OfferId, OfferLineId, UnitId } from '#src/kernel/id.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { asActor, type Db } from '#src/platform/db/transaction.ts';
import { actOf } from './people.ts';

/** The people of a small world: both sides of a match, and who brokers. */
export interface Cast {
  readonly requester: Person;
  readonly validator: Person;
  readonly donor: Person;
  readonly facilitator: Person;
}

/** A published need of one line for each quantity, by the verbs that people use. */
export async function publishedNeed(
  db: Db,
  cast: Cast,
  unitId: UnitId,
  lines: readonly { readonly itemType: string; readonly quantity: number; readonly minimumLot?: number }[],
): Promise<{ needId: NeedId; lineIds: NeedLineId[] }> {
  const as = <T>(person: Person, work: Parameters<typeof asActor<T>>[2]): Promise<T> => asActor(db, actOf(person), work);
  const needId = await as(cast.requester, (tx) =>
    draftNeed(tx, actOf(cast.requester), {
      unitId,
      priority: 'urgent',
      justification: { en: 'For a test' },
      neededBy: '2027-08-01',
      respondBy: '2027-02-01',
      fulfilTogether: false,
      lines: lines.map(({ itemType, quantity, minimumLot = 1 }) => ({
        itemType,
        quantityRequested: quantity,
        specifications: [],
        minimumLot,
        acceptedSubstitutes: [],
      })),
    }),
  );
  await as(cast.requester, (tx) => submitNeed(tx, actOf(cast.requester), needId, 1));
  await as(cast.validator, (tx) => validateNeed(tx, actOf(cast.validator), needId, 2, { lines: [] }));
  await as(cast.facilitator, (tx) =>
    publishNeed(tx, actOf(cast.facilitator), needId, 3, { disclosureLevel: 'partners', disclosedTo: [], summary: { en: 'Equipment' } }),
  );
  const rows = await as(cast.requester, (tx) =>
    tx.execute<{ id: NeedLineId }>(`select id from need_lines where need_id = '${needId}' order by position`),
  );
  return { needId, lineIds: rows.map(({ id }) => id) };
}

/** An available offer of one item line for each quantity. */
export async function availableOffer(
  db: Db,
  cast: Cast,
  lines: readonly { readonly itemType: string; readonly quantity: number; readonly lotSize?: number }[],
  conditions: Parameters<typeof draftOffer>[2]['conditions'] = [],
): Promise<{ offerId: OfferId; lineIds: OfferLineId[] }> {
  const donor = actOf(cast.donor);
  const facilitator = actOf(cast.facilitator);
  const offerId = await asActor(db, donor, (tx) =>
    draftOffer(tx, donor, {
      modality: 'in-kind-new',
      validFrom: '2026-11-01',
      validUntil: '2027-12-31',
      conditions,
      lines: lines.map(({ itemType, quantity, lotSize = 1 }) => ({
        kind: 'item' as const,
        itemType,
        quantity,
        goodsCondition: 'new' as const,
        specifications: [],
        lotSize,
      })),
    }),
  );
  await asActor(db, donor, (tx) => submitOffer(tx, donor, offerId, 1));
  await asActor(db, facilitator, (tx) => makeOfferAvailable(tx, facilitator, offerId, 2));
  const rows = await asActor(db, donor, (tx) =>
    tx.execute<{ id: OfferLineId }>(`select id from offer_lines where offer_id = '${offerId}' order by position`),
  );
  return { offerId, lineIds: rows.map(({ id }) => must(id, 'a line has an id')) };
}
