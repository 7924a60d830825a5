import { assemblePackage } from '../areas/packages/index.ts';
import { must } from '../kernel/assert.ts';
import type { LoadedMatches } from './load-matches.ts';
import type { LoadedNeeds } from './load-needs.ts';
import type { Scenario } from './scenario-file.ts';
import type { Stage } from './stage.ts';

/**
 * The file has no packages; these are two things in it that belong together: a patrol's pick-ups with the spares that accompany
 * them and the course that another donor gives, and hand-held thermal cameras whose operators' course a second donor has agreed to.
 */
const PACKAGES = [
  {
    title: 'Six pick-ups for the Dirj patrol, with spares and desert driving',
    need: 'need-031',
    mainItemType: 'vehicle-4x4-pickup',
    quantity: 6,
    without: ['radio-vhf-mobile'],
    matches: ['match-003', 'match-007', 'match-102'],
  },
  {
    title: 'Thermal cameras for the Nalut patrol, and who can use them',
    need: 'need-028',
    mainItemType: 'thermal-camera-handheld',
    quantity: 5,
    without: [],
    matches: ['match-023', 'match-090'],
  },
] as const;

/** Assembled by the mission on the reference date, after all that the file tells has happened. */
export async function loadPackages(stage: Stage, scenario: Scenario, needs: LoadedNeeds, matches: LoadedMatches): Promise<number> {
  const facilitator = stage.as('facilitator', 'unsmil', scenario.meta.reference_date);
  for (const one of PACKAGES) {
    await assemblePackage(stage.tx, facilitator, {
      title: one.title,
      needId: must(needs.ids.get(one.need), one.need),
      mainItemType: one.mainItemType,
      quantity: one.quantity,
      without: [...one.without],
      matchIds: one.matches.map((slug) => must(matches.get(slug), slug).id),
    });
  }
  return PACKAGES.length;
}
