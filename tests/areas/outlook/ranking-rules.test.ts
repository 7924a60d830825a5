import fc from 'fast-check';
import t from 'tap';
import {
  burdenOf,
  type HeldQuantity,
  inThousandths,
  type OpenObstacle,
  rankObstacles,
  wholeEuros,
  withoutObstacles,
} from '#src/areas/outlook/domain/ranking.ts';
import { PRIORITIES, TIER_WEIGHTS } from '#src/areas/needs/domain/need.ts';
import { DECIMALS, steps } from '#src/kernel/quantity.ts';
import { asOften } from '#tests/support/effort.ts';

const obstacle = (id: string, daysLost: number, expectedDays: number): OpenObstacle => ({ id, daysLost, expectedDays });
const thing = (obstacleIds: string[], quantity: number, change: Partial<HeldQuantity> = {}): HeldQuantity => ({
  obstacleIds,
  isHeldByOthers: false,
  priority: 'routine',
  quantity: steps(quantity),
  decimals: 0,
  valueCents: 0,
  ...change,
});

t.test('weight × days against effort, by hand', async (t) => {
  // a: 10 routine units, 20 days, 10 days of work: 10 × 1 × 20 ÷ 10 = 20. b: 3 critical units, 10 days, 5 days of work: 3 × 8 × 10 ÷ 5 = 48.
  const ranking = rankObstacles(
    [obstacle('a', 20, 10), obstacle('b', 10, 5), obstacle('c', 99, 1)],
    [thing(['a'], 10, { valueCents: 150 }), thing(['b'], 3, { priority: 'critical' })],
  );
  t.match(ranking, [
    { id: 'b', index: 48_000, held: { things: 1, quantity: 3, weightedQuantity: 24 } },
    { id: 'a', index: 20_000, held: { things: 1, quantity: 10, weightedQuantity: 10, valueEur: 2 } },
    { id: 'c', index: 0, held: { things: 0, quantity: 0 } },
  ]);
});

t.test('what two obstacles hold is held by both, freed by neither alone, and worth the effort of both', async (t) => {
  // Together: 100 units × 30 days ÷ (10 + 10) = 150. Alone: 60 × 30 ÷ 10 = 180: first what moves something by itself.
  const obstacles = [obstacle('a', 30, 10), obstacle('b', 12, 10), obstacle('c', 30, 10)];
  const ranking = rankObstacles(obstacles, [thing(['a', 'b'], 100), thing(['c'], 60)]);
  t.match(ranking, [
    { id: 'c', index: 180_000, held: { quantity: 60 }, freedAlone: { quantity: 60 } },
    { id: 'a', index: 150_000, held: { quantity: 100 }, freedAlone: { things: 0, quantity: 0 } },
    { id: 'b', index: 150_000, held: { quantity: 100 }, freedAlone: { things: 0, quantity: 0 } },
  ]);
  const { still, freed } = withoutObstacles([thing(['a', 'b'], 100), thing(['c'], 60)], new Set(['a']));
  t.strictSame(freed, [], 'the first of two frees nothing');
  t.match(rankObstacles(obstacles.slice(1), still)[0], { id: 'c', index: 180_000 });
  t.match(withoutObstacles(still, new Set(['b'])).freed, [{ quantity: 100 }], 'the last frees it');
});

t.test('what somebody else’s obstacle holds too is not freed', async (t) => {
  const hidden = thing(['a'], 5, { isHeldByOthers: true });
  t.match(rankObstacles([obstacle('a', 1, 1)], [hidden]), [{ held: { quantity: 5 }, freedAlone: { quantity: 0 } }]);
  t.strictSame(withoutObstacles([hidden], new Set(['a'])).freed, []);
});

t.test('ties go to the heavier, then to the older, then to the lower id', async (t) => {
  const order = (obstacles: OpenObstacle[], things: HeldQuantity[]) => rankObstacles(obstacles, things).map(({ id }) => id);
  t.strictSame(order([obstacle('a', 10, 10), obstacle('b', 5, 10)], [thing(['a'], 5), thing(['b'], 10)]), ['b', 'a'], 'the heavier');
  t.strictSame(order([obstacle('a', 3, 1), obstacle('b', 5, 1)], []), ['b', 'a'], 'the older');
  t.strictSame(order([obstacle('b', 5, 1), obstacle('a', 5, 1)], []), ['a', 'b'], 'the lower id');
});

t.test('what waits for another comes after it, frees nothing alone, and costs the effort of both', async (t) => {
  // Alone b would be worth 80 × 10 ÷ 2 = 400 and a 10 × 10 ÷ 10 = 10. But b's 80 move only when both are gone: 80 × 10 ÷ (10 + 2) = 66.6.
  const obstacles = [obstacle('a', 10, 10), obstacle('b', 10, 2), obstacle('c', 10, 1)];
  const things = [thing(['a'], 10), thing(['b'], 80), thing(['c'], 7)];
  const ranking = rankObstacles(obstacles, things, new Map([['b', ['a']]]));
  t.match(ranking, [
    { id: 'a', index: 76_666, held: { quantity: 10 }, freedAlone: { quantity: 10 }, heldThroughOthers: { quantity: 80 } },
    { id: 'c', index: 70_000 },
    { id: 'b', index: 66_666, held: { quantity: 80 }, freedAlone: { things: 0, quantity: 0 }, heldThroughOthers: { quantity: 0 } },
  ]);
  const tie = rankObstacles([obstacle('a', 1, 1), obstacle('b', 9, 1)], [thing(['b'], 5)], new Map([['b', ['a']]]));
  t.match(
    tie,
    [
      { id: 'a', index: 2_500 * 9 },
      { id: 'b', index: 2_500 * 9 },
    ],
    'of equals the one that the other waits for',
  );
  const hidden = rankObstacles([obstacle('b', 9, 1)], [thing(['b'], 5)], new Map([['b', ['unseen']]]));
  t.match(hidden, [{ id: 'b', held: { quantity: 5 }, freedAlone: { quantity: 0 } }], 'also where the reader doesn’t see what it waits for');
});

t.test('the things of one effort are divided together, so that no rest is lost with each of them', async (t) => {
  // 3 things of 1 × 1 day against 7 days of work: 3,000 ÷ 7 = 428, where 1,000 ÷ 7 = 142 each would make 426.
  const ranking = rankObstacles(
    [obstacle('a', 1, 7), obstacle('b', 1, 7)],
    [thing(['a'], 1), thing(['a'], 1), thing(['a'], 1), thing(['b'], 3)],
  );
  t.strictSame(
    ranking.map(({ id, index }) => [id, index]),
    [
      ['a', 428],
      ['b', 428],
    ],
    'as much as one thing of three units',
  );
});

t.test('a chain goes on through an obstacle that the reader doesn’t see, which itself is not counted', async (t) => {
  // c waits for what nobody here sees, which waits for a: a must be gone before c, and that is a chain of one.
  const waits = new Map([
    ['c', ['unseen']],
    ['unseen', ['a']],
  ]);
  const ranking = rankObstacles([obstacle('c', 9, 1), obstacle('a', 1, 1)], [thing(['c'], 5)], waits);
  t.match(ranking, [
    { id: 'a', chain: 0, index: 22_500, held: { quantity: 0 }, heldThroughOthers: { quantity: 5 } },
    { id: 'c', chain: 1, index: 22_500, held: { quantity: 5 }, freedAlone: { quantity: 0 } },
  ]);
  t.equal(ranking.length, 2);
});

t.test('halves of euros go to the even neighbour', async (t) => {
  t.strictSame([50, 150, 250, 149, 151, 100].map(wholeEuros), [0, 2, 2, 1, 2, 1]);
});

/** Obstacles that wait for earlier ones of a list, so that no circle comes about. */
const waiting = (ids: readonly string[]) =>
  fc
    .tuple(...ids.map((_, place) => fc.subarray(ids.slice(0, place))))
    .map((earlier) => new Map(ids.map((id, place): [string, string[]] => [id, earlier[place] ?? []])));

const world = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 8 }).chain((ids) =>
  fc.record({
    waits: fc.oneof(fc.constant(new Map<string, string[]>()), waiting(ids)),
    obstacles: fc.tuple(
      ...ids.map((id) => fc.record({ id: fc.constant(id), daysLost: fc.nat(400), expectedDays: fc.integer({ min: 1, max: 300 }) })),
    ),
    things: fc.array(
      fc.record({
        obstacleIds: fc.subarray(ids, { minLength: 1 }),
        isHeldByOthers: fc.boolean(),
        priority: fc.constantFrom(...PRIORITIES),
        quantity: fc.integer({ min: 1, max: 1_000_000 }).map(steps),
        decimals: fc.constantFrom(...DECIMALS),
        valueCents: fc.nat(1_000_000_000),
      }),
      { maxLength: 20 },
    ),
  }),
);

t.test('the order of obstacles, things and holders does not matter', async () => {
  fc.assert(
    fc.property(world, fc.infiniteStream(fc.nat()), ({ obstacles, things, waits }, keys) => {
      const shuffled = <T>(list: readonly T[]): T[] =>
        list
          .map((item) => ({ item, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item);
      const again = rankObstacles(
        shuffled(obstacles),
        shuffled(things).map((one) => ({ ...one, obstacleIds: shuffled(one.obstacleIds) })),
        new Map(shuffled([...waits]).map(([id, others]) => [id, shuffled(others)])),
      );
      if (JSON.stringify(again) !== JSON.stringify(rankObstacles(obstacles, things, waits))) throw new Error('another order');
    }),
    { numRuns: asOften(2000) },
  );
});

t.test('nothing stands before what it waits for, directly or through others, whoever sees how much of it', async () => {
  fc.assert(
    fc.property(world, fc.nat(), ({ obstacles, things, waits }, unseen) => {
      const seen = obstacles.filter((_, place) => place !== unseen % obstacles.length || obstacles.length === 1);
      const isSeen = new Set(seen.map(({ id }) => id));
      const ofReader = things
        .map((one) => ({ ...one, obstacleIds: one.obstacleIds.filter((id) => isSeen.has(id)) }))
        .filter(({ obstacleIds }) => obstacleIds.length > 0);
      const ranking = rankObstacles(seen, ofReader, waits);
      const placeOf = new Map(ranking.map(({ id }, place) => [id, place]));
      const refuseEarlier = (id: string, through: string): void => {
        for (const other of waits.get(through) ?? []) {
          if ((placeOf.get(other) ?? -1) > (placeOf.get(id) ?? 0)) throw new Error(`${id} stands before ${other}`);
          refuseEarlier(id, other);
        }
      };
      for (const { id, freedAlone } of ranking) {
        refuseEarlier(id, id);
        if ((waits.get(id) ?? []).length > 0 && freedAlone.things > 0) throw new Error(`${id} frees something and can’t be resolved`);
      }
    }),
    { numRuns: asOften(2000) },
  );
});

t.test(
  'figures add up: each obstacle holds its things, what one alone frees is what nobody else holds, all resolved frees all',
  async () => {
    fc.assert(
      fc.property(world, ({ obstacles, things, waits }) => {
        for (const { id, held, freedAlone } of rankObstacles(obstacles, things, waits)) {
          const own = things.filter(({ obstacleIds }) => obstacleIds.includes(id));
          const weighted = own.reduce((sum, one) => sum + inThousandths(one) * TIER_WEIGHTS[one.priority], 0);
          if (held.things !== own.length || held.weightedQuantity !== weighted / 1000) throw new Error('held is not the sum of the list');
          const { still, freed } = withoutObstacles(things, new Set([id]));
          if (still.length + freed.length !== things.length) throw new Error('a thing is lost');
          const isReady = (waits.get(id) ?? []).length === 0;
          if (isReady && JSON.stringify(burdenOf(freed)) !== JSON.stringify(freedAlone)) {
            throw new Error('freed alone is not what resolving it frees');
          }
        }
        const all = withoutObstacles(things, new Set(obstacles.map(({ id }) => id)));
        if (all.still.some(({ isHeldByOthers }) => !isHeldByOthers)) throw new Error('something stays although nobody holds it');
      }),
      { numRuns: asOften(2000) },
    );
  },
);
