import type { Test } from 'tap';
import type { DraftOffer, ListOffers } from '#src/areas/offers/contract.ts';
import type { OfferView } from '#src/areas/offers/record.ts';
import type { OfferState } from '#src/areas/offers/domain/offer.ts';
import {
  discardOffer,
  draftOffer,
  makeOfferAvailable,
  returnOffer,
  submitOffer,
  suspendOffer,
  withdrawOffer,
} from '#src/areas/offers/index.ts';
import { findOffer, listOffers } from '#src/areas/offers/queries.ts';
import { must } from '#src/kernel/assert.ts';
import type { OfferId } from '#src/kernel/id.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import type { ActorContext, Actor } from '#src/platform/auth/actor.ts';
import { asActor, type Tx } from '#src/platform/db/transaction.ts';
import { newId } from '#src/platform/ids.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { publishedNeed } from '#tests/support/lines.ts';
import { actOf, makePerson, makeUnit, REFERENCE_INSTANT } from '#tests/support/people.ts';

export const RADIO = 'radio-vhf-handheld';
export const PICKUP = 'vehicle-4x4-pickup';

/** Ten radios from Italy, valid for a year; a test says what is different. */
export const radios = (change: Partial<DraftOffer> = {}): DraftOffer => ({
  modality: 'in-kind-new',
  validFrom: '2026-11-01',
  validUntil: '2027-10-31',
  lines: [{ kind: 'item', itemType: RADIO, quantity: 10 }],
  ...change,
});

/** The refusal that an attempt ends in, as its code and the pointers of what is at fault. */
export async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'no refusal';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [error.code, ...(error.details.fields ?? []).map(({ pointer }) => pointer)].join(' ');
  }
}

/** A database with one person of every role, a second donor, and what tests of offers do again and again. */
export async function makeOfferWorld(t: Pick<Test, 'teardown'>) {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const superuser = connectAsSuperuser(t, database);
  const { db } = database;
  const unit = await makeUnit(database, { organisation: 'ly-gasbcp' });
  const people = {
    requester: await makePerson(database, { role: 'requester', organisation: 'ly-gasbcp' }),
    validator: await makePerson(database, { role: 'validator', organisation: 'ly-ministry-of-interior' }),
    donor: await makePerson(database, { role: 'donor', organisation: 'it-ministry-of-interior' }),
    facilitator: await makePerson(database, { role: 'facilitator', organisation: 'unsmil' }),
    auditor: await makePerson(database, { role: 'auditor', organisation: 'un-panel-of-experts-libya' }),
    administrator: await makePerson(database, { role: 'administrator', organisation: 'unsmil' }),
  };
  const otherDonor = await makePerson(database, { role: 'donor', organisation: 'eu-dg-mena' });
  const { donor, facilitator } = people;

  const as = <T>(actor: Actor, work: (tx: Tx, ctx: ActorContext) => Promise<T>, now = REFERENCE_INSTANT): Promise<T> => {
    const ctx = actOf(actor, now);
    return asActor(db, ctx, (tx) => work(tx, ctx));
  };
  const draft = (change: Partial<DraftOffer> = {}, by = donor) => as(by, (tx, ctx) => draftOffer(tx, ctx, radios(change)));
  const submitted = async (change: Partial<DraftOffer> = {}, by = donor) => {
    const id = await draft(change, by);
    await as(by, (tx, ctx) => submitOffer(tx, ctx, id, 1));
    return id;
  };
  const available = async (change: Partial<DraftOffer> = {}, by = donor) => {
    const id = await submitted(change, by);
    await as(facilitator, (tx, ctx) => makeOfferAvailable(tx, ctx, id, 2));
    return id;
  };

  /** Lets a match hold so much of an offer's first line, as the ledger carries it. */
  const hold = async (offerId: OfferId, quantity: number, state: 'reserved' | 'agreed' = 'reserved') => {
    const { needId, lineIds } = await publishedNeed(db, people, unit.id, [{ itemType: RADIO, quantity: 50 }]);
    const matchId = newId<'match'>();
    await superuser`
      insert into matches (id, need_id, need_line_id, offer_id, offer_line_id, organisation_id, unit_id, donor_id, quantity, state, proposed_by_role, expires_at, created_at)
      select ${matchId}, ${needId}, ${must(lineIds[0], 'one line')}, ${offerId}, id, ${unit.organisationId}, ${unit.id}, donor_id, ${quantity}, 'reserved', 'facilitator', now(), now()
      from offer_lines where offer_id = ${offerId} and position = 1`;
    if (state === 'agreed') {
      const partnershipId = newId<'partnership'>();
      await superuser`
        insert into partnerships (id, donor_id, recipient_id, kind, state, title, donor_signed_at, recipient_signed_at, valid_from, valid_until, created_at)
        values (${partnershipId}, ${donor.organisationId}, ${unit.organisationId}, 'memorandum', 'signed', 'For a test', now(), now(), '2026-01-01', '2027-12-31', now())`;
      await superuser`update matches set state = 'agreed', partnership_id = ${partnershipId}, agreed_at = now() where id = ${matchId}`;
    }
    return matchId;
  };

  /** An offer in this state, brought there by the verbs and the ledger. */
  const bringTo: Record<OfferState, () => Promise<OfferId>> = {
    draft: () => draft(),
    submitted: () => submitted(),
    returned: async () => {
      const id = await submitted();
      await as(facilitator, (tx, ctx) => returnOffer(tx, ctx, id, 2, 'incomplete'));
      return id;
    },
    available: () => available(),
    'partly-reserved': async () => {
      const id = await available();
      await hold(id, 4);
      return id;
    },
    exhausted: async () => {
      const id = await available();
      await hold(id, 10);
      return id;
    },
    suspended: async () => {
      const id = await available();
      await as(donor, (tx, ctx) => suspendOffer(tx, ctx, id, 3, 'budget-changed'));
      return id;
    },
    withdrawn: async () => {
      const id = await available();
      await as(donor, (tx, ctx) => withdrawOffer(tx, ctx, id, 3, 'no-longer-available'));
      return id;
    },
    discarded: async () => {
      const id = await draft();
      await as(donor, (tx, ctx) => discardOffer(tx, ctx, id, 1));
      return id;
    },
    expired: async () => {
      const id = await available();
      await superuser`update offers set state = 'expired' where id = ${id}`;
      return id;
    },
  };

  return {
    database,
    superuser,
    unit,
    people,
    otherDonor,
    as,
    draft,
    submitted,
    available,
    hold,
    bringTo,
    find: (actor: Actor, id: OfferId): Promise<OfferView> => as(actor, (tx, ctx) => findOffer(tx, ctx, id)),
    list: (actor: Actor, filters: Partial<ListOffers> = {}) => as(actor, (tx, ctx) => listOffers(tx, ctx, { limit: 50, ...filters })),
    /** State and version as they are, whoever may see them. */
    stateOf: async (id: OfferId) =>
      must((await superuser<{ state: OfferState; version: number }[]>`select state, version from offers where id = ${id}`)[0], 'the offer'),
    actionsOf: async (id: string) =>
      (await superuser<{ action: string }[]>`select action from events where subject_id = ${id} order by creation_order`).map(
        ({ action }) => action,
      ),
  };
}
