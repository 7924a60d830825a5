import fc from 'fast-check';
import t from 'tap';
import { endOfJourney, inTransit, isBalanced, type QuantityBalances } from '#src/areas/deliveries/domain/quantity-balances.ts';
import { moveDelivery, receiveDelivery, reportLoss, returnToDonor, shipDelivery } from '#src/areas/deliveries/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { DeliveryId, DeliveryLineId } from '#src/kernel/id.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { type Balances, makeDeliveryWorld, refusalOf } from './delivery-world.ts';
import { inSteps } from '#tests/support/in-steps.ts';

const world = await makeDeliveryWorld(t);
const { donor, requester } = world.people;

const LARGEST = 12;
const amount = fc.nat({ max: LARGEST });

t.test(
  'conservation, as rules: a balanced receipt takes off the way what it says, and one that leaves nothing there ends the journey',
  async () => {
    const line = fc
      .record({ planned: amount, shipped: amount, accepted: amount, rejected: amount, lost: amount, returned: amount })
      .map(inSteps);
    fc.assert(
      fc.property(
        line,
        fc.record({ accepted: amount, rejected: amount, lost: amount, surplus: amount }).map(inSteps),
        (balances: QuantityBalances, receipt) => {
          if (!isBalanced(balances, receipt)) return;
          const after = inSteps({
            ...balances,
            accepted: balances.accepted + receipt.accepted,
            rejected: balances.rejected + receipt.rejected,
            lost: balances.lost + receipt.lost,
          });
          const left = inTransit(balances) - receipt.accepted - receipt.rejected - receipt.lost;
          if (left < 0 || inTransit(after) !== left) throw new Error('a receipt took off more than was on the way');
          if (receipt.surplus > 0 && left > 0) throw new Error('more than was shipped, while some of it has not come');
          if ((endOfJourney([after], 'lose') === null) !== left > 0) throw new Error('the journey ends when nothing is on its way');
        },
      ),
      { numRuns: asOften(5000) },
    );
  },
);

type Step =
  | {
      readonly take: 'receive';
      readonly line: 0 | 1;
      readonly accepted: number;
      readonly rejected: number;
      readonly lost: number;
      readonly exact: boolean;
    }
  | { readonly take: 'lose' | 'return'; readonly line: 0 | 1 | 'all'; readonly quantity: number };

const line = fc.constantFrom(0 as const, 1 as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ take: fc.constant('receive' as const), line, accepted: amount, rejected: amount, lost: amount, exact: fc.boolean() }),
  fc.record({
    take: fc.constantFrom('lose' as const, 'return' as const),
    line: fc.oneof(line, fc.constant('all' as const)),
    quantity: fc.integer({ min: 1, max: LARGEST }),
  }),
);
const history = fc.record({
  quantities: fc.tuple(fc.integer({ min: 1, max: LARGEST }), fc.integer({ min: 1, max: LARGEST })),
  shipped: fc.tuple(amount, amount),
  steps: fc.array(step, { maxLength: 5 }),
});

interface BooksRow extends Balances {
  readonly level: 'line' | 'match' | 'need line';
  readonly position: number;
  readonly id: DeliveryLineId;
  readonly state: string;
  readonly rejected: number;
  readonly lost: number;
  readonly returned: number;
}

/** Every level that the ledger keeps, in one look past the policies. */
const readBooks = (id: DeliveryId) => world.superuser<BooksRow[]>`
  with lines as (
    select delivery_lines.*, deliveries.state, matches.need_line_id from delivery_lines
    join deliveries on deliveries.id = delivery_id join matches on matches.id = match_id where delivery_id = ${id})
  select 'line' as level, position, id, state, shipped, accepted, rejected, lost, returned, rejected + lost + returned as failed from lines
  union all
  select 'match', lines.position, lines.id, lines.state, kept.shipped, kept.accepted, 0, 0, 0, kept.failed from lines join matches as kept on kept.id = match_id
  union all
  select 'need line', lines.position, lines.id, lines.state, kept.shipped, kept.accepted, 0, 0, 0, kept.failed from lines join need_lines as kept on kept.id = need_line_id
  order by position, level`;

const onItsWay = ({ shipped, accepted, failed }: BooksRow): number => shipped - accepted - failed;

/** A receipt that adds up, out of numbers that don't: what is on its way is dealt out in order. */
function dealt(quantity: number, wish: { accepted: number; rejected: number }) {
  const accepted = Math.min(wish.accepted, quantity);
  const rejected = Math.min(wish.rejected, quantity - accepted);
  return { accepted, rejected, lost: quantity - accepted - rejected };
}

async function takeStep(id: DeliveryId, version: number, lines: readonly BooksRow[], taken: Step): Promise<void> {
  if (taken.take === 'receive') {
    const target = lineAt(lines, taken.line);
    const receipt = taken.exact ? dealt(onItsWay(target), taken) : { accepted: taken.accepted, rejected: taken.rejected, lost: taken.lost };
    const input = { lines: [{ lineId: target.id, ...receipt, rejectionReason: 'damaged' as const, lossReason: 'missing' as const }] };
    return world.as(requester, (tx, ctx) => receiveDelivery(tx, ctx, id, version, input));
  }
  const verb = taken.take === 'lose' ? reportLoss : returnToDonor;
  const part = taken.line === 'all' ? [] : [{ lineId: lineAt(lines, taken.line).id, quantity: taken.quantity }];
  return world.as(donor, (tx, ctx) => verb(tx, ctx, id, version, { reason: 'other', lines: part }));
}

/** The invariant, on each level: the lines themselves, their matches, and the needs behind them. Answers the lines. */
async function requireConserved(id: DeliveryId): Promise<BooksRow[]> {
  const rows = await readBooks(id);
  const lines = rows.filter(({ level }) => level === 'line');
  for (const row of rows) {
    const balances = lineAt(lines, row.position - 1);
    const same = row.shipped === balances.shipped && row.accepted === balances.accepted && row.failed === balances.failed;
    if (!same || onItsWay(row) < 0) throw new Error(`the ${row.level} has lost count: ${JSON.stringify({ row, balances })}`);
  }
  const isUnderWay = ['shipped', 'arrived'].includes(stateOf(lines));
  const left = lines.reduce((sum, row) => sum + onItsWay(row), 0);
  if (isUnderWay !== left > 0) throw new Error(`${stateOf(lines)} with ${left} on its way`);
  return lines;
}
const stateOf = (lines: readonly BooksRow[]): string => lineAt(lines, 0).state;
const lineAt = (lines: readonly BooksRow[], index: number): BooksRow => must(lines[index], `line ${index}`);

t.test('conservation, as the database keeps it: every history of two lines of one item adds up on every level', async (t) => {
  const numRuns = asOften(200, 0);
  await holdAndMeet(t, { numRuns, floors: { taken: 1 / 3, refused: 1 / 5 } }, (met) =>
    fc.asyncProperty(history, async ({ quantities, shipped, steps: wished }) => {
      const matches = [await world.match(quantities[0]), await world.match(quantities[1])];
      const id = await world.plan(matches.map(({ matchId }, index) => ({ matchId, planned: must(quantities[index], 'a quantity') })));
      await world.clear(id);
      await world.as(donor, (tx, ctx) => moveDelivery(tx, ctx, 'pack', id, 2, {}));
      const planned = (await readBooks(id)).filter(({ level }) => level === 'line');
      const ship = (lines: { lineId: DeliveryLineId; shipped: number }[]) =>
        refusalOf(world.as(donor, (tx, ctx) => shipDelivery(tx, ctx, id, 3, { lines })));
      const asWished = await ship(planned.map((one, index) => ({ lineId: one.id, shipped: must(shipped[index], 'a quantity') })));
      if (asWished !== 'no refusal') await ship([]);
      let version = 4;
      let lines = await requireConserved(id);
      if (wished.length > 1) await world.as(donor, (tx, ctx) => moveDelivery(tx, ctx, 'arrive', id, version++, {}));
      for (const taken of wished) {
        // A refusal changes nothing, which the look after it shows.
        const outcome = await refusalOf(takeStep(id, version, lines, taken));
        met[outcome === 'no refusal' ? 'taken' : 'refused'] += 1;
        if (outcome === 'no refusal') version += 1;
        else if (outcome.startsWith('stale-version')) throw new Error('this test has lost count of the versions');
        lines = await requireConserved(id);
      }
    }),
  );
});
