import fc from 'fast-check';
import t from 'tap';
import { confirmHolding, proposeHoldings, recordHoldingReport } from '#src/areas/gaps/index.ts';
import { findProposedHolding, listProposedHoldings } from '#src/areas/gaps/holding-queries.ts';
import { listGaps } from '#src/areas/gaps/gap-queries.ts';
import { must } from '#src/kernel/assert.ts';
import { addDays } from '#src/kernel/calendar-date.ts';
import type { DeliveryLineId, UnitId } from '#src/kernel/id.ts';
import { handOverDelivery } from '#src/areas/deliveries/index.ts';
import { makeDeliveryWorld, RADIO, refusalOf } from '../deliveries/delivery-world.ts';
import { makeUnit } from '#tests/support/people.ts';
import { steps } from '#src/kernel/quantity.ts';

const world = await makeDeliveryWorld(t);
const { as, match, people, others, arrived, lineOf, receive } = world;
const { requester, donor, validator } = people;
const TODAY = '2026-11-23';

const proposalsOf = (unitId: UnitId, by = requester) =>
  as(by, async (tx, ctx) => (await listProposedHoldings(tx, ctx, { limit: 50, unitId })).items);
const stockOf = async (unitId: UnitId) => {
  const [row] = await as(
    requester,
    async (tx, ctx) => (await listGaps(tx, ctx, { limit: 10, sort: 'unit', unitId, itemType: RADIO })).items,
  );
  return { serviceable: row?.serviceable ?? 0, inbound: row?.inbound ?? 0 };
};
const count = (unitId: UnitId, serviceable: number, asOf = TODAY, now?: Date) =>
  as(
    requester,
    (tx, ctx) => recordHoldingReport(tx, ctx, { unitId, itemType: RADIO, serviceable, unserviceableRepairable: 0, beyondRepair: 0, asOf }),
    now,
  );

t.test('what was accepted is inbound until the unit confirms it, and held from then on', async (t) => {
  const unit = await makeUnit(world.database, { organisation: 'ly-gasbcp' });
  await count(unit.id, 2, '2026-11-01');
  const agreed = await match(5, { to: unit });
  t.strictSame(await stockOf(unit.id), { serviceable: 2, inbound: 5 });
  const id = await arrived([{ matchId: agreed.matchId, planned: 5 }]);
  await receive(id, [{ lineId: await lineOf(id, agreed.matchId), accepted: 4, rejected: 1, rejectionReason: 'damaged' }]);
  t.strictSame(await stockOf(unit.id), { serviceable: 2, inbound: 4 }, 'not held before it is confirmed, and not lost either');
  const [proposal] = await proposalsOf(unit.id);
  const { id: proposed } = must(proposal, 'a proposal');
  t.match(proposal, { quantity: 4, state: 'proposed', receivedOn: TODAY, holdingReportId: null });

  const confirm = (by: typeof requester, input: object, version = 1) =>
    refusalOf(as(by, (tx, ctx) => confirmHolding(tx, ctx, proposed, version, input)));
  t.equal(await confirm(donor, {}), 'role-not-allowed');
  t.equal(await confirm(validator, {}), 'role-not-allowed');
  t.equal(await confirm(others.requester, {}), 'not-found');
  t.equal(await confirm(requester, {}, 2), 'stale-version');
  t.equal(await confirm(requester, { serviceable: 3, unserviceableRepairable: 1 }), 'reason-required /reason');
  t.equal(await confirm(requester, { serviceable: 3, unserviceableRepairable: 1, reason: 'one-has-no-battery' }), 'no refusal');
  t.strictSame(await stockOf(unit.id), { serviceable: 5, inbound: 0 });
  t.equal(await confirm(requester, {}, 2), 'transition-not-allowed', 'once is enough');
  t.match(await as(requester, (tx, ctx) => findProposedHolding(tx, ctx, proposed)), {
    state: 'corrected',
    correctionReason: 'one-has-no-battery',
  });
  t.strictSame(await world.eventsOf(proposed), ['proposed-holding.proposed', 'proposed-holding.confirmed']);
  t.strictSame(await proposalsOf(unit.id, others.requester), []);
  t.ok(handOverDelivery, 'the handover follows and adds nothing');
});

t.test('what a unit would have with the receipt is no more than what it may count', async (t) => {
  const unit = await makeUnit(world.database, { organisation: 'ly-gasbcp' });
  const most = 1_000_000_000;
  t.equal(await refusalOf(count(unit.id, most + 1)), 'invalid-field /serviceable');
  await count(unit.id, most - 3, '2026-11-01');
  const agreed = await match(4, { to: unit });
  const id = await arrived([{ matchId: agreed.matchId, planned: 4 }]);
  await receive(id, [{ lineId: await lineOf(id, agreed.matchId), accepted: 4 }]);
  const { id: proposed } = must((await proposalsOf(unit.id))[0], 'a proposal');
  const confirm = (input: object) => refusalOf(as(requester, (tx, ctx) => confirmHolding(tx, ctx, proposed, 1, input)));
  const reason = 'counted-anew';
  t.equal(await confirm({}), 'invalid-field /serviceable', 'four more than a thousand million less three');
  t.equal(await confirm({ serviceable: most, unserviceableRepairable: most, beyondRepair: most, reason }), 'invalid-field /serviceable');
  t.equal(await confirm({ serviceable: 1, beyondRepair: 2, reason }), 'no refusal');
});

const accept = (
  unit: { id: UnitId; organisationId: typeof requester.organisationId },
  deliveryLineId: DeliveryLineId,
  quantity: number,
  receivedOn: string,
) =>
  as(requester, (tx, ctx) =>
    proposeHoldings(tx, ctx, [
      { unitId: unit.id, organisationId: unit.organisationId, itemType: RADIO, quantity: steps(quantity), deliveryLineId, receivedOn },
    ]),
  );

t.test('a receipt entered late, for a day before the count in force, is counted already', async (t) => {
  const unit = await makeUnit(world.database, { organisation: 'ly-gasbcp' });
  const agreed = await match(9, { to: unit });
  const lineId = await lineOf(await arrived([{ matchId: agreed.matchId, planned: 9 }]), agreed.matchId);
  await count(unit.id, 7, '2026-11-20');
  await accept(unit, lineId, 3, '2026-11-19');
  await accept(unit, lineId, 2, '2026-11-20');
  t.strictSame(
    (await proposalsOf(unit.id)).map(({ state }) => state),
    ['proposed', 'counted'],
  );
});

t.test('held and inbound together are what the unit has, through any order of receipts, confirmations and honest counts', async () => {
  const stockroom = await match(9);
  const lineId = await lineOf(await arrived([{ matchId: stockroom.matchId, planned: 9 }]), stockroom.matchId);
  const move = fc.oneof(
    fc.record({ take: fc.constant('receive' as const), quantity: fc.integer({ min: 1, max: 5 }), daysAgo: fc.nat({ max: 3 }) }),
    fc.record({ take: fc.constant('confirm' as const), which: fc.nat({ max: 5 }) }),
    fc.record({ take: fc.constant('count' as const), daysAgo: fc.nat({ max: 3 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 8 }), async (moves) => {
      const unit = await makeUnit(world.database, { organisation: 'ly-gasbcp' });
      await count(unit.id, 2, '2026-11-01');
      const received: { quantity: number; on: string }[] = [];
      /** What an honest count of everything on a day finds. */
      const thereOn = (day: string) => 2 + received.filter(({ on }) => on <= day).reduce((sum, { quantity }) => sum + quantity, 0);
      let counted = '2026-11-01';
      for (const one of moves) {
        if (one.take === 'receive') {
          // On the day of a count itself nobody knows which came first, so none is received on it here.
          const on = addDays(TODAY, -one.daysAgo);
          if (on <= counted) continue;
          await accept(unit, lineId, one.quantity, on);
          received.push({ quantity: one.quantity, on });
        } else if (one.take === 'confirm') {
          const open = (await proposalsOf(unit.id)).filter(({ state }) => state === 'proposed');
          const chosen = open[one.which % Math.max(1, open.length)];
          if (chosen) await as(requester, (tx, ctx) => confirmHolding(tx, ctx, chosen.id, chosen.version, {}));
        } else {
          const on = addDays(TODAY, -one.daysAgo);
          if ((await refusalOf(count(unit.id, thereOn(on), on))) === 'no refusal' && on > counted) {
            const { serviceable } = await stockOf(unit.id);
            if (serviceable === thereOn(on)) counted = on;
          }
        }
        const { serviceable, inbound } = await stockOf(unit.id);
        if (serviceable + inbound !== thereOn(TODAY)) {
          throw new Error(`${serviceable} held and ${inbound} inbound of ${thereOn(TODAY)} after ${JSON.stringify(one)}`);
        }
      }
    }),
    { numRuns: 40 },
  );
});
