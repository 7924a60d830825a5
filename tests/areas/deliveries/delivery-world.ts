import type { Test } from 'tap';
import type { PlanDelivery, ReceiveDelivery } from '#src/areas/deliveries/contract.ts';
import { Delivery } from '#src/areas/deliveries/record.ts';
import { clearWhereMet, handOverDelivery, moveDelivery, planDelivery, receiveDelivery, shipDelivery } from '#src/areas/deliveries/index.ts';
import { findDelivery } from '#src/areas/deliveries/queries.ts';
import { must } from '#src/kernel/assert.ts';
import type { DeliveryId, DeliveryLineId, MatchId, NeedId, NeedLineId, OfferId, OfferLineId } from '#src/kernel/id.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import { type ActorContext, type Actor, type Person, systemActor } from '#src/platform/auth/actor.ts';
import { asActor, type Tx } from '#src/platform/db/transaction.ts';
import { newId } from '#src/platform/ids.ts';
import { meetEveryRequirement } from '#tests/support/clearance.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { actOf, makePerson, makeUnit, REFERENCE_INSTANT } from '#tests/support/people.ts';

export const RADIO = 'radio-vhf-handheld';

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

export interface AgreedMatch {
  readonly matchId: MatchId;
  readonly needId: NeedId;
  readonly needLineId: NeedLineId;
}

export type Balances = Readonly<Record<'shipped' | 'accepted' | 'verified' | 'failed' | 'in_service', number>>;

/** A database with both sides of a delivery, a second recipient and a second donor, and what tests of deliveries do again and again. */
export async function makeDeliveryWorld(t: Pick<Test, 'teardown'>, { isGated = false }: { isGated?: boolean } = {}) {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const superuser = connectAsSuperuser(t, database);
  if (!isGated) await meetEveryRequirement(superuser);
  const { db } = database;
  const unit = await makeUnit(database, { organisation: 'ly-gasbcp' });
  const otherUnit = await makeUnit(database, { organisation: 'ly-coast-guard' });
  const people = {
    requester: await makePerson(database, { role: 'requester', organisation: 'ly-gasbcp' }),
    validator: await makePerson(database, { role: 'validator', organisation: 'ly-ministry-of-interior' }),
    donor: await makePerson(database, { role: 'donor', organisation: 'it-ministry-of-interior' }),
    facilitator: await makePerson(database, { role: 'facilitator', organisation: 'unsmil' }),
    auditor: await makePerson(database, { role: 'auditor', organisation: 'un-panel-of-experts-libya' }),
    administrator: await makePerson(database, { role: 'administrator', organisation: 'unsmil' }),
  };
  const others = {
    donor: await makePerson(database, { role: 'donor', organisation: 'eu-dg-mena' }),
    requester: await makePerson(database, { role: 'requester', organisation: 'ly-coast-guard' }),
    facilitator: await makePerson(database, { role: 'facilitator', organisation: 'unsmil' }),
    /** A mission of its own: no colleague of the facilitator's. */
    mission: await makePerson(database, { role: 'facilitator', organisation: 'quadripartite-mechanism' }),
  };

  const as = <T>(actor: Actor, work: (tx: Tx, ctx: ActorContext) => Promise<T>, now = REFERENCE_INSTANT): Promise<T> => {
    const ctx = actOf(actor, now);
    return asActor(db, ctx, (tx) => work(tx, ctx));
  };

  /** A published need of one line and a match of it in a state, written as the ledger would find them; agreed unless said otherwise. */
  async function match(
    quantity: number,
    {
      state = 'agreed',
      to = unit,
      by = people.donor,
      disclosed = true,
      item = RADIO,
    }: {
      state?: 'proposed' | 'reserved' | 'agreed' | 'ready-to-ship';
      to?: typeof unit;
      by?: Person;
      disclosed?: boolean;
      item?: string;
    } = {},
  ): Promise<AgreedMatch> {
    const ids = {
      need: newId<'need'>() as NeedId,
      needLine: newId<'need-line'>() as NeedLineId,
      offer: newId<'offer'>() as OfferId,
      offerLine: newId<'offer-line'>() as OfferLineId,
      partnership: newId<'partnership'>(),
      match: newId<'match'>() as MatchId,
    };
    await superuser.begin(async (sql) => {
      await sql`
        insert into needs (id, organisation_id, unit_id, region, cell, state, priority, justification, summary, disclosure_level, needed_by, respond_by, confirmed_at, created_at)
        select ${ids.need}, ${to.organisationId}, ${to.id}, sites.region, site_cells.cell, 'published', 'urgent', '{"en": "x"}', '{"en": "x"}', 'partners', '2027-08-01', '2027-02-01', now(), now()
        from units join sites on sites.slug = units.site join site_cells on site_cells.site = sites.slug where units.id = ${to.id}`;
      await sql`
        insert into need_lines (id, need_id, organisation_id, unit_id, position, item_type, quantity_requested, quantity_validated, specifications)
        values (${ids.needLine}, ${ids.need}, ${to.organisationId}, ${to.id}, 1, ${item}, 1000, 1000, '[]')`;
      await sql`
        insert into offers (id, donor_id, state, modality, valid_from, valid_until, conditions, created_at)
        values (${ids.offer}, ${by.organisationId}, 'available', 'in-kind-new', '2026-01-01', '2027-12-31', '[]', now())`;
      await sql`
        insert into offer_lines (id, offer_id, donor_id, position, kind, item_type, quantity, goods_condition, specifications)
        values (${ids.offerLine}, ${ids.offer}, ${by.organisationId}, 1, 'item', ${item}, 1000, 'new', '[]')`;
      await sql`
        insert into partnerships (id, donor_id, recipient_id, kind, state, title, donor_signed_at, recipient_signed_at, valid_from, valid_until, created_at)
        values (${ids.partnership}, ${by.organisationId}, ${to.organisationId}, 'memorandum', 'signed', 'For a test', now(), now(), '2026-01-01', '2027-12-31', now())`;
      await sql`
        insert into matches (id, need_id, need_line_id, offer_id, offer_line_id, organisation_id, unit_id, donor_id, quantity, state, proposed_by_role, disclosed_at, expires_at, partnership_id, agreed_at, created_at)
        values (${ids.match}, ${ids.need}, ${ids.needLine}, ${ids.offer}, ${ids.offerLine}, ${to.organisationId}, ${to.id}, ${by.organisationId}, ${quantity}, ${state},
          'facilitator', ${disclosed ? new Date() : null}, now(), ${ids.partnership}, now(), now())`;
    });
    return { matchId: ids.match, needId: ids.need, needLineId: ids.needLine };
  }

  const plan = (lines: PlanDelivery['lines'], change: Partial<PlanDelivery> = {}, by: Actor = people.donor): Promise<DeliveryId> =>
    as(by, (tx, ctx) => planDelivery(tx, ctx, { kind: 'goods', transportMode: 'sea', incoterm: 'CIP', milestones: [], lines, ...change }));

  /** As the API would send it: what the contract doesn't know would be a fault. */
  const read = (id: DeliveryId, by: Actor = people.facilitator) =>
    as(by, async (tx, ctx) => Delivery.schema.parse(await findDelivery(tx, ctx, id)));
  const versionOf = async (id: DeliveryId): Promise<number> => (await read(id)).version;

  const clear = (id: DeliveryId): Promise<boolean> => as(systemActor('test'), (tx, ctx) => clearWhereMet(tx, ctx, id));

  /** Takes a step on the delivery as it stands now, cleared where the gate is not what a test is about. */
  const step = async <Input>(
    by: Actor,
    id: DeliveryId,
    verb: (tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: Input) => Promise<void>,
    input: Input,
    now = REFERENCE_INSTANT,
  ): Promise<void> => {
    if (!isGated && (await read(id)).state === 'planned') await clear(id);
    const version = await versionOf(id);
    await as(by, (tx, ctx) => verb(tx, ctx, id, version, input), now);
  };
  const move = (
    name: Parameters<typeof moveDelivery>[2],
    id: DeliveryId,
    by: Actor = name === 'release' ? people.validator : people.donor,
  ) => step(by, id, (tx, ctx, delivery, version, input: object) => moveDelivery(tx, ctx, name, delivery, version, input), {});

  /** A delivery that has come as far as the recipient's door. */
  const arrived = async (lines: PlanDelivery['lines']): Promise<DeliveryId> => {
    const id = await plan(lines);
    await move('pack', id);
    await step(people.donor, id, shipDelivery, { lines: [] });
    await move('arrive', id);
    return id;
  };
  const lineOf = async (id: DeliveryId, matchId: MatchId): Promise<DeliveryLineId> =>
    must(
      (await read(id)).lines.find((line) => line.matchId === matchId),
      'a line of the match',
    ).id;
  const receive = async (id: DeliveryId, lines: readonly Partial<ReceiveDelivery['lines'][number]>[], by: Actor = people.requester) =>
    step(by, id, receiveDelivery, {
      lines: lines.map((line) => ({ accepted: 0, rejected: 0, lost: 0, ...line, lineId: must(line.lineId, 'a line') })),
    });
  const handedOver = async (lines: PlanDelivery['lines']): Promise<DeliveryId> => {
    const id = await arrived(lines);
    const { lines: balances } = await read(id);
    await receive(
      id,
      balances.map((line) => ({ lineId: line.id, accepted: line.shipped })),
    );
    await step(people.requester, id, handOverDelivery, {
      handedOverOn: '2026-11-23',
      handedOverBy: 'For the donor',
      takenOverBy: 'For the unit',
      document: 'handover-certificate 1',
    });
    return id;
  };

  /** What the ledger says of a match and of its need line. */
  const balancesOf = async ({
    matchId,
    needLineId,
  }: AgreedMatch): Promise<{ match: Balances & { state: string; quantity: number }; needLine: Balances }> => {
    const [match] = await superuser<(Balances & { state: string; quantity: number })[]>`
      select state, quantity, shipped, accepted, verified, failed, in_service from matches where id = ${matchId}`;
    const [needLine] = await superuser<Balances[]>`
      select shipped, accepted, verified, failed, in_service from need_lines where id = ${needLineId}`;
    return { match: { ...must(match, 'the match') }, needLine: { ...must(needLine, 'the need line') } };
  };
  const eventsOf = async (id: string): Promise<string[]> =>
    (await superuser<{ action: string }[]>`select action from events where subject_id = ${id} order by creation_order`).map(
      ({ action }) => action,
    );

  /** Closes whatever the system has opened, as a facilitator would who has cleared it up. */
  const endObstacles = () => superuser`update obstacles set state = 'not-an-obstacle' where cause_key is not null`;

  return {
    endObstacles,
    database,
    superuser,
    unit,
    otherUnit,
    people,
    others,
    as,
    match,
    plan,
    read,
    versionOf,
    clear,
    step,
    move,
    arrived,
    lineOf,
    receive,
    handedOver,
    balancesOf,
    eventsOf,
  };
}
