import t from 'tap';
import type { AmendPartnership } from '#src/areas/partnerships/contract.ts';
import { AMENDMENT_STATES, AMENDMENT_TRANSITIONS } from '#src/areas/partnerships/domain/partnership.ts';
import { requirePartnershipInForce } from '#src/areas/partnerships/index.ts';
import {
  proposePartnershipAmendment,
  signPartnershipAmendment,
  withdrawPartnershipAmendment,
} from '#src/areas/partnerships/verbs/amend-partnership.ts';
import type { PartnershipId } from '#src/kernel/id.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';
import { makePartnershipWorld, refusalOf } from './partnership-world.ts';

const world = await makePartnershipWorld(t);
const { people, others, ids, as, signed, find, eventsOf } = world;
const { donor, validator, facilitator, auditor } = people;

const amend = (person: Person, id: PartnershipId, version: number, change: Partial<AmendPartnership>) =>
  refusalOf(as(person, (tx, ctx) => proposePartnershipAmendment(tx, ctx, id, version, { reason: 'prolongation', ...change })));
const sign = (person: Person, id: PartnershipId, version: number) =>
  refusalOf(as(person, (tx, ctx) => signPartnershipAmendment(tx, ctx, id, version)));
const withdraw = (person: Person, id: PartnershipId, version: number) =>
  refusalOf(as(person, (tx, ctx) => withdrawPartnershipAmendment(tx, ctx, id, version, 'conditions-not-acceptable')));

for (const proposer of [donor, validator, facilitator]) {
  t.test(`a prolongation that the ${proposer.role} proposes takes effect with the second signature, and not before`, async (t) => {
    const id = await signed();
    t.equal(await amend(proposer, id, 3, { validUntil: '2029-10-31' }), 'no refusal');
    t.equal((await find(donor, id)).validUntil, '2027-10-31', 'proposed');
    t.equal(await sign(validator, id, 4), 'no refusal');
    t.equal((await find(donor, id)).validUntil, '2027-10-31', 'signed by one');
    t.equal(await sign(donor, id, 5), 'no refusal');
    const partnership = await find(validator, id);
    t.equal(partnership.validUntil, '2029-10-31');
    t.match(partnership.amendments, [
      { number: 1, state: 'in-force', before: { validUntil: '2027-10-31' }, after: { validUntil: '2029-10-31' }, reason: 'prolongation' },
    ]);
    t.strictSame(
      (await eventsOf(id)).slice(3).map(({ action, actor_role }) => [action, actor_role]),
      [
        ['partnership.amendment-proposed', proposer.role],
        ['partnership.amendment-signed', 'validator'],
        ['partnership.amended', 'donor'],
      ],
    );
  });
}

t.test('one that has run out is in force again when both have signed a later end', async (t) => {
  const id = await signed({ validFrom: '2025-11-01', validUntil: '2026-10-31' });
  const require = () =>
    refusalOf(
      as(donor, (tx) => requirePartnershipInForce(tx, id, { donorId: ids.italy, organisationId: ids.gasbcp, now: REFERENCE_INSTANT })),
    );
  t.equal(await require(), 'partnership-not-in-force /partnershipId');
  await amend(donor, id, 3, { validUntil: '2027-10-31' });
  await sign(donor, id, 4);
  await sign(validator, id, 5);
  t.equal(await require(), 'no refusal');
});

t.test('conditions, their words and the ceiling change as a whole; what is not named stays, null takes away', async (t) => {
  const id = await signed({
    conditions: [{ type: 'no-retransfer' }],
    conditionsInWords: { it: 'Visite semestrali.' },
    ceiling: { amount: '900', currency: 'EUR' },
  });
  await amend(validator, id, 3, { conditions: [{ type: 'visibility' }], ceiling: null });
  await sign(donor, id, 4);
  await sign(validator, id, 5);
  const partnership = await find(donor, id);
  t.strictSame(partnership.conditions, [{ type: 'visibility' }]);
  t.strictSame(partnership.conditionsInWords, { it: 'Visite semestrali.' });
  t.equal(partnership.budget, null);
  t.equal(partnership.validUntil, '2027-10-31');
});

t.test(
  'one amendment is open at a time; withdrawn by anybody concerned, it changes nothing, and the next gets the next number',
  async (t) => {
    const id = await signed();
    await amend(donor, id, 3, { validUntil: '2028-01-31' });
    t.equal(await amend(validator, id, 4, { validUntil: '2028-02-29' }), 'partnership-amendment-open');
    t.strictSame((await find(donor, id)).allowedActions, ['record-text', 'sign-amendment', 'withdraw-amendment', 'end']);
    t.equal(await withdraw(validator, id, 4), 'no refusal');
    t.equal((await find(donor, id)).validUntil, '2027-10-31');
    t.equal(await sign(donor, id, 5), 'no-open-amendment');
    t.equal(await withdraw(donor, id, 5), 'no-open-amendment');
    await amend(facilitator, id, 5, { validUntil: '2028-03-31' });
    t.match((await find(auditor, id)).amendments, [
      { number: 2, state: 'open' },
      { number: 1, state: 'withdrawn', endReason: 'conditions-not-acceptable' },
    ]);
  },
);

t.test('a side signs an amendment once, and a facilitator never', async (t) => {
  const id = await signed();
  await amend(facilitator, id, 3, { validUntil: '2028-01-31' });
  t.equal(await sign(facilitator, id, 4), 'role-not-allowed');
  t.equal(await sign(donor, id, 4), 'no refusal');
  t.equal(await sign(donor, id, 5), 'already-signed');
  t.strictSame((await find(donor, id)).allowedActions, ['record-text', 'withdraw-amendment', 'end']);
});

t.test('an amendment changes something, ends after the beginning, names what exists, and is based on what stands', async (t) => {
  const id = await signed();
  for (const nothing of [{}, { validUntil: '2027-10-31' as const }]) {
    const proposed = as(donor, (tx, ctx) => proposePartnershipAmendment(tx, ctx, id, 3, { reason: 'prolongation', ...nothing }));
    await t.rejects(proposed, { code: 'invalid-field', details: { fields: [{ pointer: '', code: 'nothing-to-change' }] } });
  }
  t.equal(await amend(donor, id, 3, { validUntil: '2026-10-31' }), 'date-order /validUntil');
  t.equal(
    await amend(donor, id, 3, { conditions: [{ type: 'area-only', areas: ['alchemy'] }] }),
    'reference-unknown /conditions/0/areas/0',
  );
  t.equal(await amend(donor, id, 2, { validUntil: '2028-10-31' }), 'stale-version');
  t.equal((await eventsOf(id)).length, 3, 'what is refused leaves no event');
});

t.test('strangers to a partnership don’t find it to amend', async (t) => {
  const id = await signed();
  for (const stranger of [others.donor, others.validator]) {
    t.equal(await amend(stranger, id, 3, { validUntil: '2028-10-31' }), 'not-found', stranger.role);
    t.equal(await sign(stranger, id, 3), 'not-found', stranger.role);
    t.equal(await withdraw(stranger, id, 3), 'not-found', stranger.role);
  }
});

t.test('of two last signatures at once one is told that the partnership has changed, and the terms change once', async (t) => {
  const id = await signed();
  await amend(facilitator, id, 3, { validUntil: '2028-01-31' });
  const both = await Promise.all([sign(donor, id, 4), sign(validator, id, 4)]);
  t.strictSame(both.sort(), ['no refusal', 'stale-version']);
  t.equal((await find(donor, id)).validUntil, '2027-10-31');
});

t.test('nothing leads an amendment out of force or back from its withdrawal', async (t) => {
  for (const column of Object.values(AMENDMENT_TRANSITIONS)) {
    t.strictSame(Object.keys(column).sort(), [...AMENDMENT_STATES].sort());
    t.equal(column['in-force'], null);
    t.equal(column.withdrawn, null);
  }
});
