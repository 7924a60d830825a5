import t from 'tap';
import { gateOf } from '#src/areas/compliance/domain/gate.ts';
import { readReferenceBundle } from '#src/areas/reference/index.ts';
import { isMilestone, MILESTONES, NAMED_REGIMES } from '#src/areas/reference/domain/named-slugs.ts';

const { milestones, regimes } = await readReferenceBundle();

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
