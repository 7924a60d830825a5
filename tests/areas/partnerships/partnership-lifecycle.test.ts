import t from 'tap';
import {
  PARTNERSHIP_ACTIONS,
  PARTNERSHIP_RIGHTS,
  PARTNERSHIP_STATES,
  PARTNERSHIP_TRANSITIONS,
  type PartnershipAction,
  type PartnershipState,
} from '#src/areas/partnerships/domain/partnership.ts';
import {
  discardPartnership,
  endPartnership,
  recordText,
  reinstatePartnership,
  revisePartnership,
  signPartnership,
  takeBackSignature,
} from '#src/areas/partnerships/index.ts';
import {
  proposePartnershipAmendment,
  signPartnershipAmendment,
  withdrawPartnershipAmendment,
} from '#src/areas/partnerships/verbs/amend-partnership.ts';
import type { PartnershipId } from '#src/kernel/id.ts';
import { type Role, ROLES } from '#src/kernel/role.ts';
import type { ActorContext } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { makePartnershipWorld, refusalOf } from './partnership-world.ts';

const world = await makePartnershipWorld(t);
const { people, others, ids, as, propose, signed, find, bringTo, stateOf, eventsOf } = world;
const { donor, validator, facilitator } = people;

const sign = (person: typeof donor, id: PartnershipId, version: number) =>
  refusalOf(as(person, (tx, ctx) => signPartnership(tx, ctx, id, version)));
const end = (person: typeof donor, id: PartnershipId, version: number) =>
  refusalOf(as(person, (tx, ctx) => endPartnership(tx, ctx, id, version, 'policy-decision')));
const attempt =
  (verb: (tx: Tx, ctx: ActorContext, id: PartnershipId, version: number) => Promise<void>): typeof sign =>
  (person, id, version) =>
    refusalOf(as(person, (tx, ctx) => verb(tx, ctx, id, version)));
const ATTEMPTS: Record<PartnershipAction, typeof sign> = {
  sign,
  'record-text': attempt((tx, ctx, id, version) => recordText(tx, ctx, id, version, { signedReference: 'MoU 2026/114' })),
  'propose-amendment': attempt((tx, ctx, id, version) =>
    proposePartnershipAmendment(tx, ctx, id, version, { validUntil: '2028-10-31', reason: 'prolongation' }),
  ),
  'sign-amendment': attempt(signPartnershipAmendment),
  'withdraw-amendment': attempt((tx, ctx, id, version) => withdrawPartnershipAmendment(tx, ctx, id, version, 'superseded')),
  end,
  revise: attempt((tx, ctx, id, version) => revisePartnership(tx, ctx, id, version, { title: 'Boats and their upkeep' })),
  'take-back-signature': attempt((tx, ctx, id, version) => takeBackSignature(tx, ctx, id, version, 'typed-wrong')),
  discard: attempt((tx, ctx, id, version) => discardPartnership(tx, ctx, id, version, 'typed-wrong')),
  reinstate: attempt((tx, ctx, id, version) => reinstatePartnership(tx, ctx, id, version, 'done-by-mistake')),
};

t.test('a donor, a validator or a facilitator proposes, with one event that both parties may read', async (t) => {
  for (const person of [donor, validator, facilitator]) {
    const id = await propose(person);
    const partnership = await find(person, id);
    t.match(partnership, {
      state: 'under-negotiation',
      version: 1,
      donorSignedAt: null,
      recipientSignedAt: null,
      donor: { slug: 'it-ministry-of-interior' },
      recipient: { slug: 'ly-ministry-of-interior' },
    });
    t.match(partnership.reference, /^P-[0-9A-Z]{4}-[0-9A-Z]{2}$/);
    t.strictSame(await eventsOf(id), [
      { action: 'partnership.proposed', actor_role: person.role, parties: [ids.italy, ids.interior], reason: null },
    ]);
  }
});

t.test('a donor proposes for itself alone, and needs not say so', async (t) => {
  t.equal(await refusalOf(propose(others.donor)), 'not-your-own /donorId');
  const id = await propose(donor, { donorId: undefined });
  t.equal((await find(donor, id)).donor.id, ids.italy);
  t.equal(await refusalOf(propose(facilitator, { donorId: undefined })), 'reference-unknown /donorId');
});

t.test('a validator proposes for an authority in its scope alone', async (t) => {
  t.equal(await refusalOf(propose(others.validator)), 'not-your-own /recipientId');
  t.equal(await refusalOf(propose(validator, { recipientId: ids.gasbcp })), 'no refusal', 'also for one below its own');
});

t.test('nobody else proposes', async (t) => {
  for (const role of ['requester', 'auditor', 'administrator'] as const) {
    t.equal(await refusalOf(propose(people[role])), 'role-not-allowed', role);
  }
});

t.test('what is proposed is between two organisations that exist, and ends after it begins', async (t) => {
  t.equal(await refusalOf(propose(facilitator, { donorId: ids.nobody })), 'reference-unknown /donorId');
  t.equal(await refusalOf(propose(facilitator, { recipientId: ids.nobody })), 'reference-unknown /recipientId');
  t.equal(await refusalOf(propose(facilitator, { recipientId: ids.italy })), 'invalid-field /recipientId');
  t.equal(await refusalOf(propose(facilitator, { validUntil: '2026-10-31' })), 'date-order /validUntil');
});

for (const order of [
  [donor, validator],
  [validator, donor],
] as const) {
  t.test(`the first signature, the ${order[0].role}’s, leaves it under negotiation; the second signs it`, async (t) => {
    const [first, second] = order;
    const id = await propose(facilitator);
    t.equal(await sign(first, id, 1), 'no refusal');
    t.equal(await stateOf(id), 'under-negotiation');
    t.strictSame((await find(first, id)).allowedActions, ['take-back-signature', 'record-text', 'discard'], 'whoever has signed waits');
    t.strictSame((await find(second, id)).allowedActions, ['sign', 'record-text', 'discard']);
    t.equal(await sign(first, id, 2), 'already-signed');
    t.equal(await sign(second, id, 2), 'no refusal');
    const partnership = await find(donor, id);
    t.match(partnership, {
      state: 'signed',
      version: 3,
      donorSignedAt: '2026-11-23T09:00:00.000Z',
      recipientSignedAt: '2026-11-23T09:00:00.000Z',
      allowedActions: ['take-back-signature', 'record-text', 'propose-amendment', 'end'],
    });
    t.strictSame(
      (await eventsOf(id)).map(({ action, actor_role }) => [action, actor_role]),
      [
        ['partnership.proposed', 'facilitator'],
        ['partnership.signed', first.role],
        ['partnership.signed', second.role],
      ],
    );
    t.equal(await sign(second, id, 3), 'already-signed');
  });
}

t.test('of two signatures at once on one version one is told that the partnership has changed', async (t) => {
  const id = await propose(facilitator);
  const both = await Promise.all([sign(donor, id, 1), sign(validator, id, 1)]);
  t.strictSame(both.sort(), ['no refusal', 'stale-version']);
  t.equal(await stateOf(id), 'under-negotiation');
});

for (const [title, person] of [
  ['the donor', donor],
  ['the recipient', validator],
  ['a facilitator', facilitator],
] as const) {
  t.test(`${title} ends a signed partnership and says why`, async (t) => {
    const id = await signed();
    t.equal(await end(person, id, 3), 'no refusal');
    t.equal(await stateOf(id), 'ended');
    t.match((await eventsOf(id)).at(-1), { action: 'partnership.ended', actor_role: person.role, reason: 'policy-decision' });
  });
}

for (const state of PARTNERSHIP_STATES) {
  t.test(`a partnership that is ${state} takes the steps that the tables name, from those they name, and no other`, async (t) => {
    for (const action of PARTNERSHIP_ACTIONS) {
      for (const role of ROLES) {
        const { id, version } = await bringTo(state);
        const outcome = await ATTEMPTS[action](people[role], id, version);
        t.equal(outcome, expected(role, action, state), `${role}: ${action}`);
      }
    }
  });
}

function expected(role: Role, action: PartnershipAction, state: PartnershipState): string {
  if (!(PARTNERSHIP_RIGHTS[action] as readonly Role[]).includes(role)) return 'role-not-allowed';
  if (action === 'sign' && state === 'signed') return 'already-signed';
  if (PARTNERSHIP_TRANSITIONS[action][state] === null) return 'transition-not-allowed';
  // The facilitator discarded or ended it; and nobody has signed what has only just been proposed.
  if (action === 'reinstate' && role !== 'facilitator') return 'not-your-own';
  if (action === 'take-back-signature' && state === 'under-negotiation') return 'not-your-own';
  // None is open where a partnership has only just been signed; amendments have a test of their own.
  return action === 'sign-amendment' || action === 'withdraw-amendment' ? 'no-open-amendment' : 'no refusal';
}

t.test('a stranger to a partnership doesn’t find it', async (t) => {
  const { id, version } = await bringTo('under-negotiation');
  for (const stranger of [others.donor, others.validator]) {
    t.equal(await sign(stranger, id, version), 'not-found', stranger.role);
    t.equal(await end(stranger, id, version), 'not-found', stranger.role);
    t.equal(await refusalOf(find(stranger, id)), 'not-found', stranger.role);
  }
  for (const role of ['requester', 'administrator'] as const) t.equal(await refusalOf(find(people[role], id)), 'not-found', role);
});

t.test('a version that has passed is refused, and leaves no event', async (t) => {
  const id = await signed();
  t.equal(await sign(donor, id, 2), 'stale-version');
  t.equal(await end(donor, id, 2), 'stale-version');
  t.equal((await eventsOf(id)).length, 3);
});
