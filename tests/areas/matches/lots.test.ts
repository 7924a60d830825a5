import fc from 'fast-check';
import t from 'tap';
import {
  arrangeConsignments,
  clearWhereMet,
  moveDelivery,
  planDelivery,
  reviseDelivery,
  shipDelivery,
} from '#src/areas/deliveries/index.ts';
import { lotFaultOf, partFaultOf } from '#src/areas/matching/domain/lots.ts';
import { acceptMatch, agreeMatch, decideAmendment, proposeAmendment, proposeMatch } from '#src/areas/matches/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { DeliveryId, DeliveryLineId, MatchId, NeedLineId, OfferLineId } from '#src/kernel/id.ts';
import { steps } from '#src/kernel/quantity.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import { type Person, systemActor } from '#src/platform/auth/actor.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { refusalOf } from '#src/platform/http/fault.ts';
import { meetEveryRequirement } from '#tests/support/clearance.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { actOf } from '#tests/support/people.ts';
import { makeWorld } from '#tests/support/world.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = connectAsSuperuser(t, database);
await meetEveryRequirement(superuser);
const world = await makeWorld(database);
const { as, donor, requester, validator, facilitator } = world;
const ITEM = 'uniform-set-desert';

interface Terms {
  readonly lotSize: number;
  readonly offerLeast: number;
  readonly needLeast: number;
}

async function pairOf(asked: number, offered: number, { lotSize, offerLeast, needLeast }: Terms) {
  const need = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: asked, minimumLot: needLeast }]);
  const offer = await availableOffer(
    database.db,
    world,
    [{ itemType: ITEM, quantity: offered, lotSize }],
    offerLeast > 1 ? [{ type: 'minimum-lot', quantity: offerLeast }] : [],
  );
  return { needLineId: must(need.lineIds[0], 'a line'), offerLineId: must(offer.lineIds[0], 'a line') };
}

/** What is done, or the code of the refusal with what it says of lot and least. */
async function outcome<T>(attempt: Promise<T>): Promise<{ done: T | null; refusal: string | null; facts: unknown }> {
  try {
    return { done: await attempt, refusal: null, facts: null };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return { done: null, refusal: refusal.code, facts: error instanceof Refusal ? error.details.facts : null };
  }
}
const propose = (pair: { needLineId: NeedLineId; offerLineId: OfferLineId }, quantity: number, by: Person = facilitator) =>
  outcome(
    as(by, (tx, ctx) =>
      proposeMatch(tx, ctx, {
        ...pair,
        quantity,
        reservationDays: 14,
        ...(by === donor ? {} : { deviationReason: 'agreed-at-the-table' }),
      }),
    ),
  );
const rowOf = async (table: 'matches' | 'deliveries', id: string) => {
  const [row] = await superuser<{ version: number; state: string; quantity: number }[]>`select * from ${superuser(table)} where id = ${id}`;
  return must(row, 'a row');
};
async function agreeOn(id: MatchId): Promise<string | null> {
  for (const [by, verb] of [
    [requester, acceptMatch],
    [donor, acceptMatch],
    [donor, agreeMatch],
    [validator, agreeMatch],
  ] as const) {
    const { version } = await rowOf('matches', id);
    const { refusal } = await outcome(as(by, (tx, ctx) => verb(tx, ctx, id, version, by === donor ? world.partnershipId : undefined)));
    if (refusal !== null) return refusal;
  }
  return null;
}

t.test('of an offer in lots of ten no five are proposed, and the refusal names lot and least', async (t) => {
  const pair = await pairOf(30, 25, { lotSize: 10, offerLeast: 1, needLeast: 1 });
  t.match(await propose(pair, 5), { refusal: 'quantity-off-lot', facts: { lotSize: 10, least: 1 } });
  t.equal((await propose(pair, 25)).refusal, 'quantity-off-lot', 'nor the whole: five of it are no lot');
  const { done } = await propose(pair, 20);
  t.equal(await agreeOn(must(done, 'a match')), null);
});

t.test('nothing below the least is proposed or amended to, unless it is all that is open', async (t) => {
  const pair = await pairOf(24, 100, { lotSize: 1, offerLeast: 1, needLeast: 10 });
  t.match(await propose(pair, 1), { refusal: 'quantity-off-lot', facts: { least: 10 } });
  t.match((await propose(pair, 1, donor)).refusal, null, 'a donor does not know the least of the need before both accept');
  const { done } = await propose(pair, 20);
  const id = must(done, 'a match');
  t.equal(await agreeOn(id), null);
  t.equal((await propose(pair, 3)).refusal, 'quantity-off-lot');
  t.equal((await propose(pair, 4)).refusal, null, 'four are all that is open');
  const { version } = await rowOf('matches', id);
  const amend = (quantity: number) =>
    outcome(as(donor, (tx, ctx) => proposeAmendment(tx, ctx, id, version, { quantity, reason: 'plan-changed' })));
  t.equal((await amend(9)).refusal, 'quantity-off-lot', 'an amendment goes under it no more than a proposal');
  t.equal((await amend(10)).refusal, null);
});

t.test('what a donor proposed below the need’s least is reserved by nobody', async (t) => {
  const pair = await pairOf(24, 100, { lotSize: 1, offerLeast: 1, needLeast: 10 });
  const id = must((await propose(pair, 1, donor)).done, 'a match');
  t.equal(await agreeOn(id), 'quantity-off-lot');
  await t.rejects(
    superuser`update matches set state = 'reserved', expires_at = now() where id = ${id}`,
    /breaks the lots of its lines/,
    'nor past all verbs',
  );
});

const small = fc.integer({ min: 1, max: 5 });
const parts = fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 1, maxLength: 4 });

t.test('whatever quantities are put forward on whatever path: nothing off the lot or below the least is held or shipped', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(60, 12), floors: { shipped: 1 / 20 } }, (met) =>
    fc.asyncProperty(
      fc.record({ lotSize: small, offerLeast: fc.integer({ min: 1, max: 8 }), needLeast: fc.integer({ min: 1, max: 8 }) }),
      fc.integer({ min: 4, max: 24 }),
      fc.array(fc.integer({ min: 1, max: 24 }), { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 1, max: 24 }),
      parts,
      async (terms, asked, quantities, amended, split) => {
        const pair = await pairOf(asked, 24, terms);
        const least = Math.max(terms.offerLeast, terms.needLeast);
        for (const [index, quantity] of quantities.entries()) {
          const { done: id } = await propose(pair, quantity, index % 2 === 0 ? facilitator : donor);
          if (id === null || (await agreeOn(id)) !== null) continue;
          const { version } = await rowOf('matches', id);
          const proposal = await outcome(
            as(donor, (tx, ctx) => proposeAmendment(tx, ctx, id, version, { quantity: amended, reason: 'plan-changed' })),
          );
          if (proposal.refusal === null) await outcome(as(requester, (tx, ctx) => decideAmendment(tx, ctx, id, version + 1, 'accepted')));
          const { quantity: whole } = await rowOf('matches', id);
          t.equal(whole % terms.lotSize, 0, `${whole} in lots of ${terms.lotSize}`);
          t.ok(whole >= terms.offerLeast, `${whole} of at least ${terms.offerLeast}`);
          for (const part of split) await sendOff(id, part, split);
          const shipped = await superuser<{ shipped: number }[]>`
            select consignment_lines.shipped::int as shipped from consignment_lines join delivery_lines on delivery_lines.id = delivery_line_id
            where match_id = ${id} and consignment_lines.shipped > 0`;
          met.shipped += shipped.length;
          const sum = shipped.reduce((total, one) => total + one.shipped, 0);
          const odd = shipped.filter((one) => one.shipped % terms.lotSize !== 0 || one.shipped < least);
          t.ok(odd.length === 0 || (odd.length === 1 && sum === whole), `${shipped.map((one) => one.shipped).join(' + ')} of ${whole}`);
        }
      },
    ),
  );
});

/** Plans a part of a match, changes and divides it somehow, and ships what it may, less than planned first. */
async function sendOff(matchId: MatchId, planned: number, split: readonly number[]): Promise<void> {
  const { done: id } = await outcome(
    as(donor, (tx, ctx) => planDelivery(tx, ctx, { kind: 'goods', transportMode: 'sea', milestones: [], lines: [{ matchId, planned }] })),
  );
  if (id === null) return;
  const [line] = await superuser<{ id: DeliveryLineId }[]>`select id from delivery_lines where delivery_id = ${id}`;
  const lineId = must(line, 'a line').id;
  const attempt = async (work: (version: number) => Promise<void>) => outcome(work((await rowOf('deliveries', id)).version));
  await attempt((version) =>
    as(donor, (tx, ctx) => reviseDelivery(tx, ctx, id, version, { lines: [{ matchId, planned: must(split[0], 'a part') }] })),
  );
  await attempt((version) =>
    as(donor, (tx, ctx) =>
      arrangeConsignments(tx, ctx, id, version, { consignments: split.map((part) => ({ lines: [{ lineId, planned: part }] })) }),
    ),
  );
  await clear(id);
  await attempt((version) => as(donor, (tx, ctx) => moveDelivery(tx, ctx, 'pack', id, version, {})));
  await attempt((version) =>
    as(donor, (tx, ctx) => shipDelivery(tx, ctx, id, version, { lines: [{ lineId, shipped: Math.ceil(planned / 2) }] })),
  );
  await attempt((version) => as(donor, (tx, ctx) => shipDelivery(tx, ctx, id, version, { lines: [] })));
}

function clear(id: DeliveryId): Promise<boolean> {
  const ctx = actOf(systemActor('test'));
  return asActor(database.db, ctx, (tx) => clearWhereMet(tx, ctx, id));
}

t.test('the rule: whole lots, no less than the least of both, all that is open excepted from the need’s', (t) => {
  const terms = { lotSize: steps(5), offerLeast: steps(10), needLeast: steps(15), open: steps(10) };
  t.equal(lotFaultOf(steps(12), terms), 'off-the-lot');
  t.equal(lotFaultOf(steps(5), terms), 'below-the-least');
  t.equal(lotFaultOf(steps(10), terms), null, 'it is all that is open');
  t.equal(lotFaultOf(steps(10), { ...terms, open: steps(20) }), 'below-the-least');
  t.equal(partFaultOf(steps(5), 25, terms), 'below-the-least');
  t.equal(partFaultOf(steps(5), 5, terms), null, 'the last of the match');
  t.equal(partFaultOf(steps(15), 25, terms), null);
  t.end();
});
