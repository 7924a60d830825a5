import fc from 'fast-check';
import t from 'tap';
import { gapOf } from '#src/areas/gaps/domain/gap.ts';
import { inSteps } from '#tests/support/in-steps.ts';

t.test('a post with two working vehicles of nine lacks seven', async (t) => {
  t.equal(gapOf(inSteps({ authorised: 9, serviceable: 2, inbound: 0 })), 7);
});

t.test('what is agreed and on its way narrows the gap before it arrives', async (t) => {
  t.equal(gapOf(inSteps({ authorised: 9, serviceable: 2, inbound: 4 })), 3);
});

t.test('a surplus is no negative gap', async (t) => {
  t.equal(gapOf(inSteps({ authorised: 3, serviceable: 5, inbound: 1 })), 0);
});

const count = fc.nat({ max: 1_000_000_000 });
const stock = fc.record({ authorised: count, serviceable: count, inbound: count }).map(inSteps);

t.test('a gap lies between nothing and all that is authorised', async () => {
  fc.assert(
    fc.property(stock, (one) => {
      const gap = gapOf(one);
      return gap >= 0 && gap <= one.authorised;
    }),
  );
});

t.test('a gap is exactly what would have to come to reach what is authorised', async () => {
  fc.assert(fc.property(stock, (one) => gapOf(inSteps({ ...one, inbound: one.inbound + gapOf(one) })) === 0));
  fc.assert(fc.property(stock, (one) => gapOf(one) === 0 || one.serviceable + one.inbound + gapOf(one) === one.authorised));
});

t.test('goods that are accepted and counted as serviceable leave the gap as it was', async () => {
  fc.assert(
    fc.property(stock, fc.nat(), (one, portion) => {
      const accepted = Math.min(portion, one.inbound);
      return gapOf(inSteps({ ...one, inbound: one.inbound - accepted, serviceable: one.serviceable + accepted })) === gapOf(one);
    }),
  );
});
