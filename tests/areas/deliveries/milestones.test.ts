import { readFileSync } from 'node:fs';
import t from 'tap';
import { currentMilestone } from '#src/areas/deliveries/domain/milestones.ts';
import { must } from '#src/kernel/assert.ts';

interface ScenarioDelivery {
  readonly slug: string;
  readonly current_milestone: string;
  readonly timeline: readonly { milestone: string; actual_on: string | null }[];
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../../src/${path}`, import.meta.url), 'utf8'));
const { deliveries } = read('demo/scenario.json') as { deliveries: ScenarioDelivery[] };
const { milestones } = read('areas/reference/data/milestones.json') as { milestones: { slug: string; order: number }[] };
const positionOf = new Map(milestones.map(({ slug, order }) => [slug, order]));

t.test('every delivery of the scenario stands at the milestone that the scenario says', async (t) => {
  t.ok(deliveries.length > 30, 'the scenario was really read');
  for (const { slug, current_milestone, timeline } of deliveries) {
    const dated = timeline.map(({ milestone, actual_on }) => ({
      milestone,
      position: must(positionOf.get(milestone), milestone),
      actualOn: actual_on,
    }));
    t.equal(currentMilestone(dated), current_milestone, slug);
    t.equal(currentMilestone([...dated].reverse()), current_milestone, `${slug}, told in another order`);
  }
});

t.test('what was reached on one day counts in the order of the milestones; what wasn’t reached doesn’t count', async (t) => {
  const day = '2026-05-01';
  t.equal(
    currentMilestone([
      { milestone: 'b', position: 2, actualOn: day },
      { milestone: 'a', position: 1, actualOn: day },
    ]),
    'b',
  );
  t.equal(
    currentMilestone([
      { milestone: 'a', position: 1, actualOn: day },
      { milestone: 'b', position: 2, actualOn: null },
    ]),
    'a',
  );
  t.equal(currentMilestone([]), null);
});
