import fc from 'fast-check';
import t from 'tap';
import { TwoKeyMap, TwoKeySet } from '#src/kernel/two-key-map.ts';

/** Texts of which some, joined, would be the same: `a:` and `b` as `a` and `:b`. */
const key = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ':', '/', '@', ','), maxLength: 3 });

t.test('a value is found by its two keys, and by no others that say the same when they are joined', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, key, fc.integer())), key, key, (entries, first, second) => {
      const last = entries.findLast(([one, other]) => one === first && other === second);
      return new TwoKeyMap(entries).get(first, second) === last?.[2];
    }),
  );
  t.equal(new TwoKeyMap([['a ', 'b', 1]]).get('a', ' b'), undefined);
  t.end();
});

t.test('the keys are in order', (t) => {
  t.notOk(new TwoKeySet([['a', 'b']]).has('b', 'a'));
  t.end();
});

t.test('a set has the pairs that it was given, whatever its keys hold', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, key)), fc.array(fc.tuple(key, key)), key, key, (given, added, first, second) => {
      const set = new TwoKeySet(given);
      for (const pair of added) set.add(...pair);
      return set.has(first, second) === [...given, ...added].some(([one, other]) => one === first && other === second);
    }),
  );
  t.end();
});
