import t from 'tap';
import { DOCUMENTS_NOT_TO_BE_WAIVED, REGIMES_NOT_TO_BE_WAIVED } from '#src/areas/compliance/domain/waiving.ts';
import { gateOf } from '#src/areas/compliance/domain/gate.ts';
import { readReferenceBundle } from '#src/areas/reference/index.ts';
import { isMilestone, MILESTONES, NAMED_OBSTACLE_KINDS, NAMED_REGIMES } from '#src/areas/reference/domain/named-slugs.ts';

const { milestones, obstacles, regimes } = await readReferenceBundle();

t.test('the milestones that the program names are those of the reference data, in their order', async (t) => {
  t.strictSame(
    milestones.milestones.map(({ slug }) => slug),
    MILESTONES,
  );
  t.notOk(isMilestone('shiped'));
});

t.test('each regime that the program names is in the reference data', async (t) => {
  const known = regimes.regimes.map(({ slug }) => slug);
  for (const slug of NAMED_REGIMES) t.ok(known.includes(slug), slug);
});

t.test('each kind of obstacle that the program names is in the reference data', async (t) => {
  const known = obstacles.obstacle_kinds.map(({ slug }) => slug);
  for (const slug of NAMED_OBSTACLE_KINDS) t.ok(known.includes(slug), slug);
});

t.test(
  'what nobody may waive of a checklist is in the reference data, and has every regime that such an obstacle stands for',
  async (t) => {
    const known: readonly string[] = [...regimes.regimes, ...regimes.documents].map(({ slug }) => slug);
    for (const slug of [...REGIMES_NOT_TO_BE_WAIVED, ...DOCUMENTS_NOT_TO_BE_WAIVED]) t.ok(known.includes(slug), slug);
    const closed: readonly string[] = REGIMES_NOT_TO_BE_WAIVED;
    for (const { slug, regimes: named } of obstacles.obstacle_kinds) {
      if (!(NAMED_OBSTACLE_KINDS as readonly string[]).includes(slug)) continue;
      for (const regime of named) t.ok(closed.includes(regime), `${slug} stands for ${regime}`);
    }
    t.ok(closed.includes('unsc-asset-freeze-screening'), 'the asset freeze is a screening, and no obstacle');
  },
);

t.test('what blocks a milestone on the way is met by the step before it, whatever travels', async (t) => {
  const gate = (blocksMilestone: string | null, kind: 'goods' | 'training', effect = 'gate') => gateOf({ effect, blocksMilestone }, kind);
  t.equal(gate('recipient-ready', 'goods'), 'clear');
  t.equal(gate('customs-cleared', 'goods'), 'clear');
  t.equal(gate('shipped', 'goods'), 'ship');
  t.equal(gate('handover-accepted', 'goods'), 'hand-over');
  t.equal(gate('training-completed', 'training'), 'clear');
  t.equal(gate('in-service', 'training'), 'put-in-service');
  for (const nothing of ['arrived-port-of-entry', 'inland-delivered', 'end-use-verified', 'shiped', null]) {
    t.equal(gate(nothing, 'goods'), null);
  }
  t.equal(gate('shipped', 'goods', 'obligation'), null);
  t.equal(gate(null, 'goods', 'exclusion'), 'clear');
});
