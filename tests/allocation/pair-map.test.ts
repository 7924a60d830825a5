import t from 'tap';
import { PairMap, PairSet } from '#src/allocation/pair-map.ts';

/** Two pairs that read alike where their ids are put together. */
const ALIKE = [
  ['a', 'b c', 'a b', 'c'],
  ['a', 'bc', 'ab', 'c'],
  ['1', '11', '11', '1'],
  ['a', '/b', 'a/', 'b'],
  ['a', '\0b', 'a\0', 'b'],
  ['a","b', 'c', 'a', 'b","c'],
  ['__proto__', 'toString', 'constructor', 'toString'],
  ['é', 'o', 'e\u0301', 'o'],
  ['A', 'o', 'a', 'o'],
] as const;

t.test('pairs are told apart whatever their ids hold', async (t) => {
  for (const [need, offer, otherNeed, otherOffer] of ALIKE) {
    const [one, other] = [{ need, offer }, { need: otherNeed, offer: otherOffer }]; // prettier-ignore
    t.equal(new PairMap([[one, 'one']]).get(other), undefined, JSON.stringify([need, offer]));
    const map = new PairMap([[one, 'one'], [other, 'other']]); // prettier-ignore
    t.equal(map.get(one), 'one');
    t.equal(map.get(other), 'other');
    const set = new PairSet([one]);
    t.ok(set.has(one));
    t.notOk(set.has(other));
    t.notOk(set.has({ need: offer, offer: need }));
  }
});
