import t from 'tap';
import type { RunSettings } from '#src/areas/allocations/domain/request.ts';
import { refuseContradictions } from '#src/areas/allocations/domain/settings-faults.ts';
import { Refusal } from '#src/kernel/refusal.ts';

const input = {
  needs: [
    { id: 'n1', quantity: 4, region: 'fezzan', recipient: 'police', area: 'mobility', unit: 'u1' },
    { id: 'n2', quantity: 4, region: 'cyrenaica', recipient: 'coast-guard' },
  ],
  offers: [
    { id: 'o1', quantity: 4, donor: 'italy' },
    { id: 'o2', quantity: 4 },
  ],
  pairs: [
    { need: 'n1', offer: 'o1', score: 1 },
    { need: 'n2', offer: 'o2', score: 1 },
  ],
};
const check = (settings: Omit<RunSettings, 'tiers'>, replaced: Partial<RunSettings> = {}): void =>
  refuseContradictions({ input, settings: { tiers: 'strict', ...settings, ...replaced }, excluded: [] }, replaced);

function refusalOf(...asked: Parameters<typeof check>): { code: string; fields: unknown } {
  try {
    check(...asked);
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, fields: error.details.fields };
    throw error;
  }
  return { code: 'none', fields: [] };
}

const part = (need: string) => ({ need, quantity: 1 });

t.test('a quantity with more decimals than its line, or any line, is refused at its place', async (t) => {
  const cap = { id: 'a', by: 'donor', value: 'italy', quantity: 1.5 } as const;
  const line = { need: 'n1', offer: 'o1', quantity: 0.5 };
  t.same(refusalOf({ fixed: [line] }, { caps: [cap] }), {
    code: 'invalid-field',
    fields: [
      { pointer: '/settings/fixed/0/quantity', code: 'too-many-decimals', limit: '0' },
      { pointer: '/scenario/settings/caps/0/quantity', code: 'too-many-decimals', limit: '0' },
    ],
  });
});

t.test('settings that can apply are let through', async (t) => {
  t.doesNotThrow(() =>
    check({
      floors: [
        { id: 'a', by: 'region', value: 'fezzan', percent: 10, of: 'need' },
        { id: 'b', by: 'unit', value: 'u1', percent: 10, of: 'support' },
      ],
      caps: [
        { id: 'a', by: 'donor', value: 'italy', quantity: 1 },
        { id: 'b', by: 'recipient', value: 'police', quantity: 1 },
      ],
      packages: [{ id: 'kit', parts: [part('n1'), part('n2')] }],
      fixed: [{ need: 'n1', offer: 'o1', quantity: 1 }],
    }),
  );
});

t.test('lines, groups and donors that are not in scope are refused with their place', async (t) => {
  t.same(
    refusalOf({
      floors: [{ id: 'a', by: 'area', value: 'shelter', percent: 10, of: 'need' }],
      caps: [
        { id: 'a', by: 'donor', value: 'police', quantity: 1 },
        { id: 'b', by: 'recipient', value: 'italy', quantity: 1 },
      ],
      packages: [{ id: 'kit', parts: [part('n1'), part('n3')] }],
      fixed: [{ need: 'n3', offer: 'o3', quantity: 1 }],
    }),
    {
      code: 'reference-unknown',
      fields: ['/floors/0/value', '/caps/0/value', '/caps/1/value', '/packages/0/parts/1/need', '/fixed/0/need', '/fixed/0/offer'].map(
        (place) => ({ pointer: `/settings${place}`, code: 'reference-unknown' }),
      ),
    },
  );
});

t.test('a need in two packages, a pair or an id named twice, and a pair that isn’t eligible are refused', async (t) => {
  const line = { need: 'n1', offer: 'o1', quantity: 1 };
  t.same(
    refusalOf({
      packages: [
        { id: 'kit', parts: [part('n1'), part('n2')] },
        { id: 'kit', parts: [part('n1'), part('n2')] },
      ],
      fixed: [line, { ...line, offer: 'o2' }, line],
    }),
    {
      code: 'invalid-field',
      fields: [
        { pointer: '/settings/packages/1/id', code: 'named-twice' },
        { pointer: '/settings/packages/1/parts/0/need', code: 'named-twice' },
        { pointer: '/settings/packages/1/parts/1/need', code: 'named-twice' },
        { pointer: '/settings/fixed/1', code: 'match-not-eligible' },
        { pointer: '/settings/fixed/2', code: 'named-twice' },
      ],
    },
  );
});

t.test('settings of a scenario are refused where they stand', async (t) => {
  const floors = [{ id: 'a', by: 'region' as const, value: 'atlantis', percent: 10, of: 'need' as const }];
  t.match(refusalOf({ caps: [{ id: 'a', by: 'donor', value: 'nobody', quantity: 1 }] }, { floors }), {
    fields: [{ pointer: '/scenario/settings/floors/0/value' }, { pointer: '/settings/caps/0/value' }],
  });
});
