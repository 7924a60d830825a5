import fc from 'fast-check';
import t, { type Test } from 'tap';
import { holdAndMeet } from './hold-and-meet.ts';

/** What is told of the floors, and in how many rounds, where one round after the other meets so much. */
async function meet(numRuns: number, floor: number, ofRounds: (round: number) => number): Promise<{ lacking: unknown; rounds: number }> {
  let rounds = 0;
  let lacking: unknown;
  const told = { comment: () => undefined, strictSame: (found: unknown) => (lacking = found) } as unknown as Test;
  await holdAndMeet(told, { numRuns, floors: { seen: floor, told: 0 } }, (met) => {
    met.seen += ofRounds(rounds);
    rounds += 1;
    return fc.property(fc.nat(), () => true);
  });
  return { lacking, rounds };
}

t.test('one round is enough where it meets more than the floor', async (t) => {
  t.strictSame(await meet(10, 0.5, () => 6), { lacking: [], rounds: 1 });
});

t.test('where a round falls short, others make up for it, and the floor is asked of all of them', async (t) => {
  t.strictSame(await meet(10, 0.5, (round) => (round === 0 ? 1 : 6)), { lacking: [], rounds: 6 });
  t.strictSame(
    await meet(10, 0.5, (round) => (round === 0 ? 5 : 6)),
    { lacking: [], rounds: 2 },
    'as often as the floor is not more often',
  );
});

t.test('what is always met too seldom fails after twenty rounds', async (t) => {
  t.strictSame(await meet(10, 0.5, () => 5), { lacking: ['seen'], rounds: 20 });
});

t.test('a case that breaks the property fails at once, whatever was met', async (t) => {
  await t.rejects(
    holdAndMeet(t, { numRuns: 10, floors: { seen: 0.5 } }, () => fc.property(fc.nat(), () => false)),
    /Property failed/,
  );
});
