import { proposePartnership, signPartnership } from '#src/areas/partnerships/index.ts';
import { acceptMatch, agreeMatch, proposeMatch } from '#src/areas/matches/index.ts';
import type { MatchId, NeedLineId, OfferLineId, PartnershipId, UnitId } from '#src/kernel/id.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import type { Database } from '#src/platform/db/connect.ts';
import { asActor, type Tx } from '#src/platform/db/transaction.ts';
import type { Cast } from './lines.ts';
import { actOf, makePerson, makeUnit } from './people.ts';

export interface World extends Cast {
  readonly database: Database;
  readonly unitId: UnitId;
  readonly partnershipId: PartnershipId;
  readonly as: <T>(person: Person, work: (tx: Tx, ctx: ReturnType<typeof actOf<Person>>) => Promise<T>) => Promise<T>;
}

/** A small world: a unit of crossing-point police, its validator, a donor, a facilitator, and a partnership in force. */
export async function makeWorld(database: Database): Promise<World> {
  const unit = await makeUnit(database, { organisation: 'ly-gasbcp' });
  const requester = await makePerson(database, { role: 'requester', organisation: 'ly-gasbcp' });
  const validator = await makePerson(database, { role: 'validator', organisation: 'ly-ministry-of-interior' });
  const donor = await makePerson(database, { role: 'donor', organisation: 'it-ministry-of-interior' });
  const facilitator = await makePerson(database, { role: 'facilitator', organisation: 'unsmil' });
  const as: World['as'] = (person, work) => asActor(database.db, actOf(person), (tx) => work(tx, actOf(person)));
  const partnershipId = await as(donor, (tx, ctx) =>
    proposePartnership(tx, ctx, {
      recipientId: validator.organisationId,
      kind: 'technical-arrangement',
      title: 'For a test',
      validFrom: '2026-01-01',
      validUntil: '2028-12-31',
    }),
  );
  await as(donor, (tx, ctx) => signPartnership(tx, ctx, partnershipId, 1));
  await as(validator, (tx, ctx) => signPartnership(tx, ctx, partnershipId, 2));
  return { database, unitId: unit.id, partnershipId, requester, validator, donor, facilitator, as };
}

/** A match proposed by the facilitator. */
export const proposed = (world: World, needLineId: NeedLineId, offerLineId: OfferLineId, quantity: number): Promise<MatchId> =>
  world.as(world.facilitator, (tx, ctx) =>
    proposeMatch(tx, ctx, { needLineId, offerLineId, quantity, reservationDays: 14, deviationReason: 'other' }),
  );

/** The same, accepted by the requester: the donor's acceptance is what will reserve. */
export async function halfAccepted(world: World, needLineId: NeedLineId, offerLineId: OfferLineId, quantity: number): Promise<MatchId> {
  const id = await proposed(world, needLineId, offerLineId, quantity);
  await world.as(world.requester, (tx, ctx) => acceptMatch(tx, ctx, id, 1));
  return id;
}

/** Reserved, then agreed by both sides. */
export async function agreed(world: World, needLineId: NeedLineId, offerLineId: OfferLineId, quantity: number): Promise<MatchId> {
  const id = await halfAccepted(world, needLineId, offerLineId, quantity);
  await world.as(world.donor, (tx, ctx) => acceptMatch(tx, ctx, id, 2));
  await world.as(world.donor, (tx, ctx) => agreeMatch(tx, ctx, id, 3, world.partnershipId));
  await world.as(world.validator, (tx, ctx) => agreeMatch(tx, ctx, id, 4, undefined));
  return id;
}
