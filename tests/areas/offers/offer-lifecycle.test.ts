import t from 'tap';
import { withdrawNeed } from '#src/areas/needs/verbs/end-need.ts';
import { OFFER_EVENTS, OFFER_RIGHTS, OFFER_STATES, OFFER_TRANSITIONS, type OfferEvent } from '#src/areas/offers/domain/offer.ts';
import {
  discardOffer,
  expireDueOffers,
  makeOfferAvailable,
  recallOffer,
  reinstateOffer,
  resumeOffer,
  returnOffer,
  submitOffer,
  suspendOffer,
  withdrawOffer,
} from '#src/areas/offers/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { NeedId, OfferId } from '#src/kernel/id.ts';
import { type Role, ROLES } from '#src/kernel/role.ts';
import { type ActorContext, systemActor } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { makeOfferWorld, refusalOf } from './offer-world.ts';

const world = await makeOfferWorld(t);
const { people, otherDonor, as, bringTo, stateOf, actionsOf, superuser } = world;
const job = systemActor('expire-offers');

/** Revisions take two people, and stand in a test of their own (tests/lifecycles/offers.test.ts). */
type ByHand = Exclude<OfferEvent, 'expire' | `${string}-revision`>;
const VERBS: Record<ByHand, (tx: Tx, ctx: ActorContext, id: OfferId, version: number) => Promise<void>> = {
  submit: submitOffer,
  recall: recallOffer,
  discard: discardOffer,
  reinstate: reinstateOffer,
  'make-available': makeOfferAvailable,
  return: (tx, ctx, id, version) => returnOffer(tx, ctx, id, version, 'incomplete'),
  suspend: (tx, ctx, id, version) => suspendOffer(tx, ctx, id, version, 'budget-changed'),
  resume: resumeOffer,
  withdraw: (tx, ctx, id, version) => withdrawOffer(tx, ctx, id, version, 'no-longer-available'),
};
const BY_HAND = OFFER_EVENTS.filter((event): event is ByHand => event !== 'expire' && !event.endsWith('-revision'));
const ACTIONS: Record<ByHand | 'expire', string> = {
  submit: 'offer.submitted',
  recall: 'offer.recalled',
  discard: 'offer.discarded',
  reinstate: 'offer.reinstated',
  'make-available': 'offer.made-available',
  return: 'offer.returned',
  suspend: 'offer.suspended',
  resume: 'offer.resumed',
  withdraw: 'offer.withdrawn',
  expire: 'offer.expired',
};

/** Undoes an attempt that went well, so that the next finds the offer as it was. */
class Undone extends Error {}

for (const state of OFFER_STATES) {
  t.test(`an offer that is ${state} takes the steps that the tables name, from those they name, and no other`, async (t) => {
    const id = await bringTo[state]();
    const { state: before, version } = await stateOf(id);
    t.equal(before, state);
    for (const event of BY_HAND) {
      for (const role of ROLES) {
        const outcome = await attempt(role, event, id, version);
        t.equal(outcome, expected(role, event, state), `${role}: ${event}`);
      }
    }
  });
}

/** The state that the step leads to, or the refusal; nothing of it stays. */
async function attempt(role: Role, event: ByHand, id: OfferId, version: number): Promise<string> {
  let reached = '';
  const refusal = refusalOf(
    as(people[role], async (tx, ctx) => {
      await VERBS[event](tx, ctx, id, version);
      reached = (await tx.execute<{ state: string }>(`select state from offers where id = '${id}'`))[0]?.state ?? '';
      throw new Undone();
    }).catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    }),
  );
  return (await refusal) === 'no refusal' ? reached : refusal;
}

function expected(role: Role, event: ByHand, state: (typeof OFFER_STATES)[number]): string {
  if (!(OFFER_RIGHTS[event] as readonly Role[]).includes(role)) return 'role-not-allowed';
  if (role === 'facilitator' && (state === 'draft' || state === 'discarded')) return 'not-found';
  return OFFER_TRANSITIONS[event][state] ?? 'transition-not-allowed';
}

t.test('each step by hand writes one event of its own, with what was before and after, and counts the version up', async (t) => {
  const from = {
    submit: 'draft',
    recall: 'submitted',
    discard: 'draft',
    reinstate: 'withdrawn',
    'make-available': 'submitted',
    return: 'submitted',
    suspend: 'available',
    resume: 'suspended',
    withdraw: 'available',
  } as const;
  for (const event of BY_HAND) {
    const id = await bringTo[from[event]]();
    const { version } = await stateOf(id);
    const earlier = await actionsOf(id);
    const role = OFFER_RIGHTS[event][0];
    await as(people[role], (tx, ctx) => VERBS[event](tx, ctx, id, version));
    t.strictSame(await actionsOf(id), [...earlier, ACTIONS[event]]);
    t.equal((await stateOf(id)).version, version + 1);
    const [written] = await superuser<{ before: { state: string }; after: { state: string }; parties: string[]; actor_user_id: string }[]>`
      select before, after, parties, actor_user_id from events where subject_id = ${id} and action = ${ACTIONS[event]}`;
    t.equal(written?.before.state, from[event]);
    t.equal(written?.after.state, OFFER_TRANSITIONS[event][from[event]]);
    t.strictSame(written?.parties, [people.donor.organisationId]);
    t.equal(written?.actor_user_id, people[role].userId);
  }
});

t.test('another donor’s offer can’t be moved: to its verbs it isn’t there', async (t) => {
  const id = await bringTo.available();
  const { version } = await stateOf(id);
  for (const event of ['suspend', 'withdraw', 'resume', 'submit'] as const) {
    t.equal(await refusalOf(as(otherDonor, (tx, ctx) => VERBS[event](tx, ctx, id, version))), 'not-found', event);
  }
});

t.test('a version that has passed is refused at every step', async (t) => {
  const id = await bringTo.available();
  for (const event of BY_HAND) {
    const role = OFFER_RIGHTS[event][0];
    t.equal(await refusalOf(as(people[role], (tx, ctx) => VERBS[event](tx, ctx, id, 1))), 'stale-version', event);
  }
});

t.test('of two who suspend at once one is told that the offer has changed', async (t) => {
  const id = await bringTo.available();
  const { version } = await stateOf(id);
  const both = await Promise.all(
    [people.donor, people.facilitator].map((person) => refusalOf(as(person, (tx, ctx) => VERBS.suspend(tx, ctx, id, version)))),
  );
  t.strictSame(both.sort(), ['no refusal', 'stale-version']);
  t.equal((await actionsOf(id)).filter((action) => action === 'offer.suspended').length, 1);
});

t.test('an offer without lines, or whose last day is over, is not complete', async (t) => {
  const empty = await world.draft({ lines: [] });
  t.equal(await refusalOf(as(people.donor, (tx, ctx) => submitOffer(tx, ctx, empty, 1))), 'offer-incomplete /lines');
  const over = await world.draft({ lines: [], validFrom: '2026-01-01', validUntil: '2026-11-22' });
  t.equal(await refusalOf(as(people.donor, (tx, ctx) => submitOffer(tx, ctx, over, 1))), 'offer-incomplete /lines /validUntil');
  const lastDay = await world.draft({ validUntil: '2026-11-23' });
  t.equal(await refusalOf(as(people.donor, (tx, ctx) => submitOffer(tx, ctx, lastDay, 1))), 'no refusal');
});

t.test('an offer taken up again is as reserved as its lines are', async (t) => {
  const id = await bringTo['partly-reserved']();
  await as(people.facilitator, async (tx, ctx) => suspendOffer(tx, ctx, id, (await stateOf(id)).version, 'due-diligence-review'));
  await as(people.donor, async (tx, ctx) => resumeOffer(tx, ctx, id, (await stateOf(id)).version));
  t.equal((await stateOf(id)).state, 'partly-reserved');
  t.equal((await actionsOf(id)).at(-1), 'offer.resumed');
});

t.test('withdrawing lets go of what is only reserved; what is agreed stays', async (t) => {
  const id = await bringTo.available();
  const reserved = await world.hold(id, 3);
  const agreed = await world.hold(id, 4, 'agreed');
  const { version } = await stateOf(id);
  await as(people.donor, (tx, ctx) => withdrawOffer(tx, ctx, id, version, 'no-longer-available'));
  t.equal((await stateOf(id)).state, 'withdrawn');
  const [line] = await superuser<{ committed: number }[]>`select committed from offer_lines where offer_id = ${id}`;
  t.equal(line?.committed, 4);
  const ends = await superuser<{ id: string; state: string }[]>`select id, state from matches where offer_id = ${id}`;
  t.strictSame(
    new Map(ends.map((match) => [match.id, match.state])),
    new Map<string, string>([
      [reserved, 'cancelled'],
      [agreed, 'agreed'],
    ]),
  );
});

t.test('the scheduled job expires every open offer past its last day, once, with its event, and leaves the others', async (t) => {
  const byState = new Map<OfferId, (typeof OFFER_STATES)[number]>();
  for (const state of OFFER_STATES) byState.set(await bringTo[state](), state);
  const ids = [...byState.keys()];
  const lastDay = new Date('2027-10-31T22:59:59.000Z');
  t.equal(await as(job, expireDueOffers, lastDay), 0, 'on the last day an offer still stands');

  const dayAfter = new Date('2027-10-31T23:00:00.000Z');
  await as(job, expireDueOffers, dayAfter);
  for (const id of ids) {
    const state = byState.get(id);
    if (state === undefined) continue;
    const due = OFFER_TRANSITIONS.expire[state] !== null;
    t.equal((await stateOf(id)).state, due ? 'expired' : state);
    t.equal((await actionsOf(id)).filter((action) => action === 'offer.expired').length, due ? 1 : 0);
  }
  t.equal(await as(job, expireDueOffers, dayAfter), 0, 'and a second run finds nothing');
});

t.test('an offer whose last day passed while it waited is not made available', async (t) => {
  const id = await bringTo.submitted();
  const late = as(people.facilitator, (tx, ctx) => makeOfferAvailable(tx, ctx, id, 2), new Date('2027-10-31T23:00:00.000Z'));
  t.equal(await refusalOf(late), 'offer-incomplete /validUntil');
  t.equal((await stateOf(id)).state, 'submitted');
});

t.test('nobody but the system expires offers', async (t) => {
  for (const role of ROLES) t.equal(await refusalOf(as(people[role], expireDueOffers)), 'role-not-allowed', role);
});

t.test('what is only reserved is free again when its offer expires, and when its need is withdrawn', async (t) => {
  const [expiring, other] = [await bringTo.available(), await bringTo.available()];
  const [first, second] = [await world.hold(expiring, 3), await world.hold(other, 4)];
  const endOf = async (id: string) => {
    const [match] = await superuser<{ needId: NeedId; state: string; reason: string | null; committed: number }[]>`
      select need_id as "needId", matches.state, end_reason as reason, committed from matches join offer_lines on offer_lines.id = offer_line_id where matches.id = ${id}`;
    return must(match, 'the match');
  };
  const { needId } = await endOf(second);
  const [need] = await superuser<{ version: number }[]>`select version from needs where id = ${needId}`;
  await as(people.validator, (tx, ctx) => withdrawNeed(tx, ctx, needId, must(need, 'the need').version, 'no-longer-needed'));
  t.match(await endOf(second), { state: 'cancelled', reason: 'need-withdrawn', committed: 0 });
  t.match(await endOf(first), { state: 'reserved', committed: 3 });
  await as(job, expireDueOffers, new Date('2027-10-31T23:00:00.000Z'));
  t.match(await endOf(first), { state: 'cancelled', reason: 'offer-expired', committed: 0 });
});
