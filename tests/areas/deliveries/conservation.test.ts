import fc from 'fast-check';
import t from 'tap';
import { balances, endOfJourney, inTransit, type LineBooks } from '#src/areas/deliveries/domain/books.ts';
import { receiveDelivery, reportLoss, returnToDonor, shipDelivery } from '#src/areas/deliveries/index.ts';
import type { DeliveryId } from '#src/kernel/id.ts';
import { type AgreedMatch, type Books, makeDeliveryWorld, refusalOf } from './delivery-world.ts';

const LARGEST = 12;
const amount = fc.nat({ max: LARGEST });

t.test('conservation, as rules: a balanced receipt empties the way, and books that end a journey leave nothing on it', async () => {
  const line = fc.record({ planned: amount, shipped: amount, accepted: amount, rejected: amount, lost: amount, returned: amount });
  fc.assert(
    fc.property(line, fc.record({ accepted: amount, rejected: amount, lost: amount }), (books: LineBooks, receipt) => {
      if (!balances(books, receipt)) return;
      const after = {
        ...books,
        accepted: books.accepted + receipt.accepted,
        rejected: books.rejected + receipt.rejected,
        lost: books.lost + receipt.lost,
      };
      if (inTransit(after) !== 0) throw new Error('something is still on its way');
      if (endOfJourney([after], 'lose') === null) throw new Error('the journey has not ended');
    }),
    { numRuns: 5000 },
  );
});

type Step =
  | { readonly take: 'receive'; readonly line: 0 | 1; readonly accepted: number; readonly rejected: number; readonly lost: number; readonly exact: boolean }
  | { readonly take: 'lose' | 'return'; readonly line: 0 | 1 | 'all'; readonly quantity: number };

const line = fc.constantFrom(0 as const, 1 as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ take: fc.constant('receive' as const), line, accepted: amount, rejected: amount, lost: amount, exact: fc.boolean() }),
  fc.record({ take: fc.constantFrom('lose' as const, 'return' as const), line: fc.oneof(line, fc.constant('all' as const)), quantity: fc.integer({ min: 1, max: LARGEST }) }),
);
const history = fc.record({
  quantities: fc.tuple(fc.integer({ min: 1, max: LARGEST }), fc.integer({ min: 1, max: LARGEST })),
  shipped: fc.tuple(amount, amount),
  steps: fc.array(step, { maxLength: 5 }),
});

const world = await makeDeliveryWorld(t);
const { donor, requester } = world.people;

/** A receipt that adds up, out of numbers that don't: what is on its way is dealt out in order. */
function dealt(onItsWay: number, wish: { accepted: number; rejected: number }) {
  const accepted = Math.min(wish.accepted, onItsWay);
  const rejected = Math.min(wish.rejected, onItsWay - accepted);
  return { accepted, rejected, lost: onItsWay - accepted - rejected };
}

async function takeStep(id: DeliveryId, taken: Step): Promise<void> {
  const { lines } = await world.read(id);
  if (taken.take === 'receive') {
    const target = lines[taken.line]!;
    const receipt = taken.exact ? dealt(target.inTransit, taken) : { accepted: taken.accepted, rejected: taken.rejected, lost: taken.lost };
    await world.step(requester, id, receiveDelivery, { lines: [{ lineId: target.id, ...receipt, rejectionReason: 'damaged' }] });
    return;
  }
  const part = taken.line === 'all' ? [] : [{ lineId: lines[taken.line]!.id, quantity: taken.quantity }];
  await world.step(donor, id, taken.take === 'lose' ? reportLoss : returnToDonor, { reason: 'for-a-test', lines: part });
}

/** The invariant, on each level that the ledger keeps: the lines themselves, their matches, and the needs behind them. */
async function assertConserved(id: DeliveryId, matches: readonly AgreedMatch[]): Promise<void> {
  const { lines, state } = await world.read(id);
  for (const [index, books] of lines.entries()) {
    const { accepted, rejected, lost, returned, shipped } = books;
    const ends = accepted + rejected + lost + returned;
    if (books.inTransit < 0 || ends + books.inTransit !== shipped) throw new Error(`line ${index} has lost count: ${JSON.stringify(books)}`);
    const { match, needLine } = await world.booksOf(matches[index]!);
    for (const [level, kept] of Object.entries<Books>({ match, needLine })) {
      const same = kept.shipped === shipped && kept.accepted === accepted && kept.failed === rejected + lost + returned;
      if (!same) throw new Error(`the ${level} of line ${index} says otherwise: ${JSON.stringify({ kept, books })}`);
    }
  }
  const isUnderWay = ['shipped', 'arrived', 'in-transit'].includes(state);
  const onItsWay = lines.reduce((sum, one) => sum + one.inTransit, 0);
  if (isUnderWay !== onItsWay > 0) throw new Error(`${state} with ${onItsWay} on its way`);
}

t.test('conservation, as the database keeps it: every history of two lines of one item adds up on every level', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ quantities, shipped, steps }) => {
      const matches = [await world.match(quantities[0]), await world.match(quantities[1])];
      const id = await world.plan(matches.map(({ matchId }, index) => ({ matchId, planned: quantities[index]! })));
      await world.move('pack', id);
      const { lines } = await world.read(id);
      const attempt = await refusalOf(
        world.step(donor, id, shipDelivery, { lines: lines.map((one, index) => ({ lineId: one.id, shipped: shipped[index]! })) }),
      );
      if (attempt !== 'no refusal') await world.step(donor, id, shipDelivery, { lines: [] });
      await assertConserved(id, matches);
      if (steps.length % 2 === 1) await world.move('arrive', id);
      for (const taken of steps) {
        await refusalOf(takeStep(id, taken)); // a refusal changes nothing, which the next line looks at
        await assertConserved(id, matches);
      }
    }),
    { numRuns: 200 },
  );
});
