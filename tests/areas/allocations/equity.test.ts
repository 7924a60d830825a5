import t from 'tap';
import { viewEquity } from '#src/areas/allocations/domain/equity.ts';

const input = {
  needs: [
    { id: 'n1', quantity: 6, region: 'fezzan', recipient: 'police' },
    { id: 'n2', quantity: 3, region: 'fezzan', recipient: 'coast-guard' },
    { id: 'n3', quantity: 0, region: 'tripolitania', recipient: 'coast-guard' },
  ],
  offers: [{ id: 'o1', quantity: 9 }],
  pairs: [],
};

t.test('need and support are shared out by region and by recipient', async (t) => {
  const { total, byRegion, byRecipient } = viewEquity({
    input,
    plan: [
      { need: 'n1', offer: 'o1', quantity: 2 },
      { need: 'n1', offer: 'o2', quantity: 1 },
      { need: 'n2', offer: 'o1', quantity: 3 },
    ],
  });
  t.same(total, { key: null, asked: 9, shareOfNeed: 1_000_000, served: 6, shareOfSupport: 1_000_000, fillRate: 666_666 });
  t.same(byRecipient, [
    { key: 'coast-guard', asked: 3, shareOfNeed: 333_333, served: 3, shareOfSupport: 500_000, fillRate: 1_000_000 },
    { key: 'police', asked: 6, shareOfNeed: 666_666, served: 3, shareOfSupport: 500_000, fillRate: 500_000 },
  ]);
  t.same(
    byRegion.map(({ key, fillRate }) => [key, fillRate]),
    [
      ['fezzan', 666_666],
      ['tripolitania', null],
    ],
    'who asks for nothing has no fill rate',
  );
});

t.test('litres and pieces are added up as whole units, to the last step', async (t) => {
  const { total, byRecipient } = viewEquity({
    input: {
      needs: [
        { id: 'water', decimals: 1, quantity: 3, recipient: 'police' },
        { id: 'fuel', decimals: 3, quantity: 200, recipient: 'police' },
        { id: 'tents', quantity: 1, recipient: 'coast-guard' },
      ],
      offers: [],
      pairs: [],
    },
    plan: [
      { need: 'water', offer: 'o', quantity: 1 },
      { need: 'fuel', offer: 'o', quantity: 200 },
    ],
  });
  t.match(total, { asked: 1.5, served: 0.3, fillRate: 200_000 });
  t.match(byRecipient, [
    { key: 'coast-guard', asked: 1, served: 0 },
    { key: 'police', asked: 0.5, served: 0.3, fillRate: 600_000 },
  ]);
});

t.test('nothing asked and nothing given have no shares', async (t) => {
  const nothing = { key: null, asked: 0, shareOfNeed: null, served: 0, shareOfSupport: null, fillRate: null };
  t.same(viewEquity({ input: { needs: [], offers: [], pairs: [] }, plan: [] }), { total: nothing, byRegion: [], byRecipient: [] });
  t.match(viewEquity({ input, plan: [] }).total, { asked: 9, served: 0, shareOfSupport: null, fillRate: 0 });
});
