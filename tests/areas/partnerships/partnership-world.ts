import type { Test } from 'tap';
import type { ListPartnerships, ProposePartnership } from '#src/areas/partnerships/contract.ts';
import type { PartnershipState } from '#src/areas/partnerships/domain/partnership.ts';
import { discardPartnership, endPartnership, proposePartnership, signPartnership } from '#src/areas/partnerships/index.ts';
import { findPartnership, listPartnerships } from '#src/areas/partnerships/queries.ts';
import { must } from '#src/kernel/assert.ts';
import type { PartnershipId } from '#src/kernel/id.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import type { ActorContext, Actor } from '#src/platform/auth/actor.ts';
import { asActor, type Tx } from '#src/platform/db/transaction.ts';
import { newId } from '#src/platform/ids.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { actOf, makePerson, organisationIdOf } from '#tests/support/people.ts';

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

/** A database with one person of every role, a stranger on each side, and what tests of partnerships do again and again. */
export async function makePartnershipWorld(t: Pick<Test, 'teardown'>) {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const superuser = connectAsSuperuser(t, database);
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
    validator: await makePerson(database, { role: 'validator', organisation: 'ly-ministry-of-defence' }),
  };
  const ids = {
    italy: people.donor.organisationId,
    europe: others.donor.organisationId,
    interior: people.validator.organisationId,
    defence: others.validator.organisationId,
    gasbcp: people.requester.organisationId,
    coastGuard: await organisationIdOf(database, 'ly-coast-guard'),
    nobody: newId<'organisation'>(),
  };
  const { donor, validator, facilitator } = people;

  const as = <T>(actor: Actor, work: (tx: Tx, ctx: ActorContext) => Promise<T>): Promise<T> => {
    const ctx = actOf(actor);
    return asActor(database.db, ctx, (tx) => work(tx, ctx));
  };
  /** Between Italy and Libya's ministry of interior, for a year; a test says what is different. */
  const propose = (by: Actor, change: Partial<ProposePartnership> = {}): Promise<PartnershipId> =>
    as(by, (tx, ctx) =>
      proposePartnership(tx, ctx, {
        donorId: ids.italy,
        recipientId: ids.interior,
        kind: 'technical-arrangement',
        title: 'Vehicles and their upkeep',
        validFrom: '2026-11-01',
        validUntil: '2027-10-31',
        ...change,
      }),
    );
  const signed = async (change: Partial<ProposePartnership> = {}): Promise<PartnershipId> => {
    const id = await propose(facilitator, change);
    await as(donor, (tx, ctx) => signPartnership(tx, ctx, id, 1));
    await as(validator, (tx, ctx) => signPartnership(tx, ctx, id, 2));
    return id;
  };
  const bringTo = async (state: PartnershipState): Promise<{ id: PartnershipId; version: number }> => {
    if (state === 'under-negotiation') return { id: await propose(facilitator), version: 1 };
    if (state === 'discarded') {
      const id = await propose(facilitator);
      await as(facilitator, (tx, ctx) => discardPartnership(tx, ctx, id, 1, 'typed-wrong'));
      return { id, version: 2 };
    }
    const id = await signed();
    if (state === 'signed') return { id, version: 3 };
    await as(facilitator, (tx, ctx) => endPartnership(tx, ctx, id, 3, 'policy-decision'));
    return { id, version: 4 };
  };

  return {
    database,
    superuser,
    people,
    others,
    ids,
    as,
    propose,
    signed,
    bringTo,
    find: (actor: Actor, id: PartnershipId) => as(actor, (tx, ctx) => findPartnership(tx, ctx, id)),
    list: (actor: Actor, filters: Partial<ListPartnerships> = {}) =>
      as(actor, (tx, ctx) => listPartnerships(tx, ctx, { limit: 50, ...filters })),
    stateOf: async (id: PartnershipId) =>
      must((await superuser<{ state: PartnershipState }[]>`select state from partnerships where id = ${id}`)[0], 'the partnership').state,
    eventsOf: async (id: PartnershipId) => [
      ...(await superuser<{ action: string; actor_role: string; parties: string[]; reason: string | null }[]>`
        select action, actor_role, parties, reason from events where subject_id = ${id} order by creation_order`),
    ],
  };
}
