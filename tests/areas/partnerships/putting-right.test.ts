import t from 'tap';
import type { RevisePartnership } from '#src/areas/partnerships/contract.ts';
import {
  discardPartnership,
  endPartnership,
  reinstatePartnership,
  revisePartnership,
  signPartnership,
  takeBackSignature,
} from '#src/areas/partnerships/index.ts';
import { proposePartnershipAmendment, signPartnershipAmendment } from '#src/areas/partnerships/verbs/amend-partnership.ts';
import type { PartnershipId } from '#src/kernel/id.ts';
import type { Why } from '#src/kernel/reason.ts';
import type { ActorContext, Person } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { makePartnershipWorld, refusalOf } from './partnership-world.ts';

const world = await makePartnershipWorld(t);
const { people, others, ids, as, propose, signed, find, eventsOf } = world;
const { donor, validator, facilitator } = people;

type Verb = (tx: Tx, ctx: ActorContext, id: PartnershipId, version: number) => Promise<void>;
const take = async (by: Person, id: PartnershipId, verb: Verb): Promise<string> => {
  const { version } = await find(facilitator, id);
  return refusalOf(as(by, (tx, ctx) => verb(tx, ctx, id, version)));
};
const revise =
  (input: RevisePartnership): Verb =>
  (tx, ctx, id, version) =>
    revisePartnership(tx, ctx, id, version, input);
const because =
  (verb: (tx: Tx, ctx: ActorContext, id: PartnershipId, version: number, reason: Why) => Promise<void>): Verb =>
  (tx, ctx, id, version) =>
    verb(tx, ctx, id, version, 'done-by-mistake');
const takeBack = because(takeBackSignature);
const RIGHT = {
  recipientId: ids.defence,
  kind: 'memorandum',
  title: 'Boats and their upkeep',
  validFrom: '2026-12-01',
  validUntil: '2028-11-30',
  signedReference: 'MoU 2026/114',
  parties: [{ organisationId: ids.coastGuard, part: 'observer' }],
  conditions: [{ type: 'training-first' }],
  conditionsInWords: { en: 'Instructors take part.' },
  ceiling: { amount: '500000.000', currency: 'EUR' },
} as const satisfies RevisePartnership;

t.test('a text that nobody has signed is put right, field by field, and ends as if it had been right from the beginning', async (t) => {
  const { id: _, reference, createdAt, version, ...expected } = await find(facilitator, await propose(facilitator, RIGHT));
  const id = await propose(facilitator);
  for (const [field, value] of Object.entries(RIGHT)) {
    t.equal(await take(facilitator, id, revise({ [field]: value })), 'no refusal', field);
  }
  t.match(await find(facilitator, id), expected);
  t.equal((await eventsOf(id)).length, 1 + Object.keys(RIGHT).length, 'each with its event');
  const { version: before } = await find(facilitator, id);
  t.equal(await take(facilitator, id, revise(RIGHT)), 'no refusal');
  t.equal((await find(facilitator, id)).version, before, 'the same again is no change');
});

t.test('by either side or a facilitator, for whom they speak; never once somebody has signed', async (t) => {
  const id = await propose(facilitator);
  t.equal(await take(donor, id, revise({ donorId: ids.europe })), 'not-your-own /donorId');
  t.equal(await take(validator, id, revise({ recipientId: ids.defence })), 'not-your-own /recipientId');
  t.equal(await take(others.donor, id, revise({ title: 'x' })), 'not-found');
  t.equal(await take(donor, id, revise({ validUntil: '2026-10-31' })), 'date-order /validUntil');
  t.equal(await take(donor, id, revise({ title: 'Another' })), 'no refusal');
  t.equal(await take(donor, id, signPartnership), 'no refusal');
  for (const by of [donor, validator, facilitator]) {
    t.equal(await take(by, id, revise({ title: 'x' })), 'signature-stands');
    t.notOk((await find(by, id)).allowedActions.includes('revise'));
  }
  t.equal(await take(validator, id, takeBack), 'not-your-own', 'it has none');
  t.equal(await take(donor, id, takeBack), 'no refusal');
  t.equal(await take(validator, id, revise({ title: 'Another yet' })), 'no refusal');
});

t.test('what both signed by mistake is taken back while nothing rests on it', async (t) => {
  const id = await signed();
  t.equal(await take(validator, id, takeBack), 'no refusal');
  t.match(await find(donor, id), { state: 'under-negotiation', recipientSignedAt: null, donorSignedAt: String });
  t.equal(await take(validator, id, signPartnership), 'no refusal');
  t.equal(
    await take(donor, id, (tx, ctx, at, version) =>
      proposePartnershipAmendment(tx, ctx, at, version, { title: 'x', reason: 'typed-wrong' }),
    ),
    'no refusal',
  );
  t.equal(await take(donor, id, takeBack), 'partnership-in-use');
  t.notOk((await find(donor, id)).allowedActions.includes('take-back-signature'));
});

t.test('discarded or ended by mistake it is reinstated by the organisation that did that, and no other', async (t) => {
  for (const [begin, leave, back] of [
    [() => propose(facilitator), because(discardPartnership), 'under-negotiation'],
    [() => signed(), because(endPartnership), 'signed'],
  ] as const) {
    for (const by of [donor, validator, facilitator]) {
      const id = await begin();
      t.equal(await take(by, id, leave), 'no refusal');
      for (const one of [donor, validator, facilitator]) {
        if (one === by) continue;
        t.equal(await take(one, id, because(reinstatePartnership)), 'not-your-own');
        t.notOk((await find(one, id)).allowedActions.includes('reinstate'));
      }
      t.ok((await find(by, id)).allowedActions.includes('reinstate'));
      t.equal(await take(by, id, because(reinstatePartnership)), 'no refusal');
      t.equal((await find(by, id)).state, back);
    }
  }
});

t.test('afterwards both sides agree to other names, parties and dates by an amendment', async (t) => {
  const id = await signed();
  const { recipientId, signedReference, ...terms } = RIGHT;
  const amend: Verb = (tx, ctx, at, version) =>
    proposePartnershipAmendment(tx, ctx, at, version, {
      ...terms,
      parties: [...terms.parties],
      conditions: [...terms.conditions],
      reason: 'typed-wrong',
    });
  t.equal(await take(donor, id, amend), 'no refusal');
  t.match(await find(donor, id), { title: 'Vehicles and their upkeep' });
  for (const by of [donor, validator]) t.equal(await take(by, id, signPartnershipAmendment), 'no refusal');
  const { parties, ceiling, ...shown } = terms;
  t.match(await find(donor, id), { ...shown, state: 'signed' });
  t.ok((await find(donor, id)).parties.some(({ part }) => part === 'observer'));
});
