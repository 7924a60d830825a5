import fc from 'fast-check';
import t from 'tap';
import { confirmHolding, proposeHoldings, recordHoldingReport, takeBackHoldings } from '#src/areas/gaps/index.ts';
import { listGaps } from '#src/areas/gaps/gap-queries.ts';
import { findProposedHolding, listProposedHoldings } from '#src/areas/gaps/holding-queries.ts';
import { findHoldingReport, listHoldingReports, listStockCorrections } from '#src/areas/gaps/queries.ts';
import { correctHoldingReport, correctProposedHolding } from '#src/areas/gaps/verbs/correct-stock.ts';
import { must } from '#src/kernel/assert.ts';
import { addDays } from '#src/kernel/calendar-date.ts';
import type { HoldingReportId, ProposedHoldingId, UnitId } from '#src/kernel/id.ts';
import { steps } from '#src/kernel/quantity.ts';
import { makeDeliveryWorld, RADIO, refusalOf } from '../deliveries/delivery-world.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { makeUnit } from '#tests/support/people.ts';

const world = await makeDeliveryWorld(t);
const { as, match, people, others, arrived, lineOf } = world;
const { requester, validator, donor, facilitator } = people;
const FIRST = '2026-11-10';
const noon = (day: string) => new Date(`${day}T09:00:00.000Z`);

const agreed = await match(900);
const lineId = await lineOf(await arrived([{ matchId: agreed.matchId, planned: 900 }]), agreed.matchId);

interface Figures {
  readonly serviceable: number;
  readonly asOf: string;
}
const count = (unitId: UnitId, { serviceable, asOf }: Figures, today: string) =>
  as(
    requester,
    (tx, ctx) => recordHoldingReport(tx, ctx, { unitId, itemType: RADIO, serviceable, unserviceableRepairable: 2, beyondRepair: 1, asOf }),
    noon(today),
  );
const correct = (id: HoldingReportId, version: number, input: object, today: string, by = requester) =>
  as(by, (tx, ctx) => correctHoldingReport(tx, ctx, id, version, { reason: 'typed-wrong', ...input }), noon(today));

/** What the unit is said to hold and await, and what became of each receipt. */
async function standingOf(unitId: UnitId, today: string) {
  const [gap] = await as(
    requester,
    async (tx, ctx) => (await listGaps(tx, ctx, { limit: 10, sort: 'unit', unitId, itemType: RADIO })).items,
    noon(today),
  );
  const proposals = await as(requester, async (tx, ctx) => (await listProposedHoldings(tx, ctx, { limit: 100, unitId })).items);
  return {
    serviceable: gap?.serviceable ?? 0,
    onHand: gap?.onHand ?? 0,
    inbound: gap?.inbound ?? 0,
    asOf: gap?.asOf ?? null,
    proposals: proposals.map(({ state, quantity, receivedOn }) => ({ state, quantity, receivedOn })),
  };
}

type Move =
  | { readonly take: 'count'; readonly right: Figures; readonly typed: Figures; readonly today: string }
  | { readonly take: 'receive'; readonly quantity: number; readonly on: string; readonly today: string }
  | { readonly take: 'confirm'; readonly which: number; readonly found: number; readonly today: string }
  | { readonly take: 'take-back'; readonly quantity: number; readonly how: 'stays' | 'leaves'; readonly today: string };

const moveOf = fc.record({
  take: fc.constantFrom(
    'count' as const,
    'count' as const,
    'receive' as const,
    'receive' as const,
    'confirm' as const,
    'take-back' as const,
  ),
  later: fc.nat({ max: 1 }),
  daysAgo: fc.nat({ max: 4 }),
  typedDaysAgo: fc.nat({ max: 4 }),
  figure: fc.nat({ max: 20 }),
  typedFigure: fc.nat({ max: 20 }),
  quantity: fc.integer({ min: 1, max: 5 }),
  which: fc.nat({ max: 5 }),
  how: fc.constantFrom('stays' as const, 'leaves' as const),
});

function dated(drawn: readonly (typeof moveOf extends fc.Arbitrary<infer One> ? One : never)[]): Move[] {
  let today = FIRST;
  return drawn.map((one) => {
    today = addDays(today, one.later);
    const ago = (days: number) => addDays(today, -days);
    if (one.take === 'count') {
      const right = { serviceable: one.figure, asOf: ago(one.daysAgo) };
      return { take: 'count', right, typed: { serviceable: one.typedFigure, asOf: ago(one.typedDaysAgo) }, today };
    }
    if (one.take === 'receive') return { take: 'receive', quantity: one.quantity, on: ago(one.daysAgo), today };
    if (one.take === 'confirm') return { take: 'confirm', which: one.which, found: one.quantity, today };
    return { take: 'take-back', quantity: one.quantity, how: one.how, today };
  });
}

/** Plays moves for a unit of its own, each that the others did; answers which were done, and the counts. */
async function play(moves: readonly Move[], counted: 'right' | 'typed', wasDone: (index: number) => boolean) {
  const unit = await makeUnit(world.database, { organisation: 'ly-gasbcp' });
  const proposals: ProposedHoldingId[] = [];
  const reports = new Map<number, HoldingReportId>();
  const done = new Set<number>();
  let here = 0;
  for (const [index, move] of moves.entries()) {
    if (!wasDone(index)) continue;
    const goods = { unitId: unit.id, organisationId: unit.organisationId, itemType: RADIO, deliveryLineId: lineId };
    const outcome = await refusalOf(
      (async () => {
        if (move.take === 'count') reports.set(index, await count(unit.id, move[counted], move.today));
        else if (move.take === 'receive') {
          await as(
            requester,
            (tx, ctx) => proposeHoldings(tx, ctx, [{ ...goods, quantity: steps(move.quantity), receivedOn: move.on }]),
            noon(move.today),
          );
          const listed = await as(requester, async (tx, ctx) => (await listProposedHoldings(tx, ctx, { limit: 1, unitId: unit.id })).items);
          proposals.push(must(listed[0], 'a proposal').id);
          here += move.quantity;
        } else if (move.take === 'confirm') {
          const id = proposals[move.which % Math.max(1, proposals.length)];
          if (id === undefined) return;
          const { version } = await as(requester, (tx, ctx) => findProposedHolding(tx, ctx, id));
          const found = { serviceable: move.found, reason: 'so many came' };
          await as(requester, (tx, ctx) => confirmHolding(tx, ctx, id, version, found), noon(move.today));
        } else {
          const gone = Math.min(move.quantity, here);
          if (gone === 0) return;
          here -= gone;
          await as(requester, (tx, ctx) => takeBackHoldings(tx, ctx, [{ ...goods, quantity: steps(gone) }], move.how), noon(move.today));
        }
      })(),
    );
    if (outcome === 'no refusal') done.add(index);
  }
  return { unit, reports, done };
}

t.test('counts of a wrong figure and a wrong day, put right, end as if they had been right from the beginning', async (t) => {
  await holdAndMeet(t, { numRuns: 60, floors: { corrected: 40 / 60 } }, (met) =>
    fc.asyncProperty(fc.array(moveOf, { minLength: 2, maxLength: 9 }), async (drawn) => {
      const moves = dated(drawn);
      const today = must(moves.at(-1), 'a last move').today;
      const typed = await play(moves, 'typed', () => true);
      const right = await play(moves, 'right', (index) => typed.done.has(index));
      // Of counts that were right all along the same would be refused: two of one day.
      fc.pre([...typed.reports.keys()].every((index) => right.done.has(index)));
      for (const [index, id] of typed.reports) {
        const move = moves[index];
        if (move?.take !== 'count') continue;
        const { version } = await as(requester, (tx, ctx) => findHoldingReport(tx, ctx, id));
        const outcome = await refusalOf(correct(id, version, move.right, today));
        // Two that were typed for each other's day can't both be put right at once: the first waits for a day of its own.
        if (outcome === 'already-recorded /asOf') fc.pre(false);
        if (outcome === 'no refusal') met.corrected += 1;
        else t.equal(outcome, 'invalid-field ', 'nothing to put right');
      }
      const [is, shouldBe] = [await standingOf(typed.unit.id, today), await standingOf(right.unit.id, today)];
      if (JSON.stringify(is) !== JSON.stringify(shouldBe)) throw new Error(`${JSON.stringify(is)} in place of ${JSON.stringify(shouldBe)}`);
    }),
  );
});

t.test('a count is put right on its own day, by whom it may be recorded, with both values on record', async (t) => {
  const unit = await makeUnit(world.database, { organisation: 'ly-gasbcp' });
  const id = await count(unit.id, { serviceable: 90, asOf: FIRST }, FIRST);
  t.equal(await refusalOf(correct(id, 1, { serviceable: 9 }, FIRST, donor)), 'role-not-allowed');
  t.equal(await refusalOf(correct(id, 1, { serviceable: 9 }, FIRST, facilitator)), 'role-not-allowed');
  t.equal(await refusalOf(correct(id, 1, { serviceable: 9 }, FIRST, others.requester)), 'not-found');
  t.equal(await refusalOf(correct(id, 2, { serviceable: 9 }, FIRST)), 'stale-version');
  t.equal(await refusalOf(correct(id, 1, { serviceable: 90 }, FIRST)), 'invalid-field ');
  t.equal(await refusalOf(correct(id, 1, { asOf: addDays(FIRST, 1) }, addDays(FIRST, 3))), 'date-order /asOf', 'it was recorded before');
  t.equal(await refusalOf(correct(id, 1, { serviceable: 9 }, FIRST)), 'no refusal');
  t.match(await standingOf(unit.id, FIRST), { serviceable: 9, onHand: 12, asOf: FIRST });
  const kept = await as(requester, (tx, ctx) => listStockCorrections(tx, ctx, { limit: 10, holdingReportId: id }));
  t.match(kept.items, [{ before: { serviceable: 90 }, after: { serviceable: 9 }, reason: 'typed-wrong' }]);
  t.strictSame(await world.eventsOf(id), ['holding-report.recorded', 'holding-report.corrected']);
  t.equal(await refusalOf(correct(id, 2, { serviceable: 8 }, addDays(FIRST, 5), validator)), 'no refusal', 'and once more');
});

t.test('a count for another item or another unit goes there, and one that never was goes away and comes back', async (t) => {
  const [unit, other] = [
    await makeUnit(world.database, { organisation: 'ly-gasbcp' }),
    await makeUnit(world.database, { organisation: 'ly-gasbcp' }),
  ];
  const id = await count(unit.id, { serviceable: 4, asOf: FIRST }, FIRST);
  await correct(id, 1, { unitId: other.id }, FIRST);
  t.match(await standingOf(unit.id, FIRST), { serviceable: 0, asOf: null });
  t.match(await standingOf(other.id, FIRST), { serviceable: 4, asOf: FIRST });
  await correct(id, 2, { itemType: 'vehicle-4x4-pickup' }, FIRST);
  t.match(await standingOf(other.id, FIRST), { serviceable: 0, asOf: null });
  await correct(id, 3, { itemType: RADIO }, FIRST);
  await correct(id, 4, { withdrawn: true }, FIRST);
  t.match(await standingOf(other.id, FIRST), { serviceable: 0, asOf: null });
  t.equal(await refusalOf(count(other.id, { serviceable: 5, asOf: FIRST }, FIRST)), 'no refusal', 'its day is free');
  t.equal(await refusalOf(correct(id, 5, { withdrawn: false }, FIRST)), 'already-recorded /asOf');
  t.equal(await refusalOf(correct(id, 5, { withdrawn: false, asOf: addDays(FIRST, -1) }, FIRST)), 'no refusal');
});

t.test('what was found of a receipt is put right, and what was confirmed by mistake waits again', async (t) => {
  const { unit } = await play(
    dated([{ take: 'receive', later: 0, daysAgo: 0, typedDaysAgo: 0, figure: 0, typedFigure: 0, quantity: 5, which: 0, how: 'stays' }]),
    'right',
    () => true,
  );
  await count(unit.id, { serviceable: 0, asOf: addDays(FIRST, -5) }, FIRST);
  const [proposal] = await as(requester, async (tx, ctx) => (await listProposedHoldings(tx, ctx, { limit: 1, unitId: unit.id })).items);
  const { id } = must(proposal, 'a proposal');
  const put = (version: number, input: object, by = requester) =>
    refusalOf(as(by, (tx, ctx) => correctProposedHolding(tx, ctx, id, version, { reason: 'counted-anew', ...input }), noon(FIRST)));
  t.equal(await put(1, { serviceable: 4 }), 'transition-not-allowed', 'it is not confirmed yet');
  await as(requester, (tx, ctx) => confirmHolding(tx, ctx, id, 1, { serviceable: 3, reason: 'two-broken' }), noon(FIRST));
  t.equal(await put(2, { serviceable: 4 }, validator), 'role-not-allowed');
  t.equal(await put(2, { serviceable: 4 }), 'no refusal');
  t.match(await standingOf(unit.id, FIRST), { serviceable: 4, inbound: 0 });
  t.match(await as(requester, (tx, ctx) => findProposedHolding(tx, ctx, id)), {
    state: 'corrected',
    correctionReason: 'counted-anew',
    version: 3,
  });
  t.equal(await put(3, { serviceable: 5 }), 'no refusal');
  t.match(await as(requester, (tx, ctx) => findProposedHolding(tx, ctx, id)), { state: 'confirmed', correctionReason: null });
  t.equal(await put(4, { withdrawn: true }), 'no refusal');
  t.match(await standingOf(unit.id, FIRST), { serviceable: 0, inbound: 5 });
  t.match(await as(requester, (tx, ctx) => findProposedHolding(tx, ctx, id)), { state: 'proposed', holdingReportId: null });
  await as(requester, (tx, ctx) => confirmHolding(tx, ctx, id, 5, {}), noon(FIRST));
  t.match(await standingOf(unit.id, FIRST), { serviceable: 5, inbound: 0 });
  const reports = await as(requester, (tx, ctx) => listHoldingReports(tx, ctx, { limit: 10, unitId: unit.id }));
  t.strictSame(
    reports.items.map(({ withdrawn }) => withdrawn),
    [false, true, false],
  );
});
