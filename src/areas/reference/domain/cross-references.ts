import { findCatalogueFaults } from './catalogue-faults.ts';
import { findCycles } from './cycles.ts';
import { findExcludedItems } from './exclusion-list.ts';
import { pointerTo } from '../../../kernel/json-pointer.ts';
import { type Fault, faultAt } from './fault.ts';
import { objectsUnder } from './placed-values.ts';
import type { DurationRow, FileKey, ReferenceBundle } from './reference-data.ts';
import { findDanglingReferences, findRepeatedKeys, keysOf } from './references.ts';
import { findRuleFaults } from './rule-faults.ts';
import { findWordingFaults } from './wording-faults.ts';

/**
 * Everything that is wrong between the files and within them, after each has its right shape. Empty means that the bundle may be
 * loaded: every name leads somewhere, nothing runs in a circle, every text is there, and no item is on the exclusion list.
 */
export function findFaults(bundle: ReferenceBundle): Fault[] {
  const keys = keysOf(bundle);
  return [
    ...findDanglingReferences(bundle, keys),
    ...findRepeatedKeys(bundle),
    ...findCircles(bundle),
    ...findCatalogueFaults(bundle),
    ...findExcludedItems(bundle).map(({ item, pointer, because }) => faultAt('catalogue', pointer, `"${item}" is refused: ${because}`)),
    ...findRuleFaults(bundle, keys),
    ...findDisorder(bundle),
    ...findPartsOfCourses(bundle),
    ...findWordingFaults(bundle),
  ];
}

/** Circles among what an item requires, among parents of organisations, among predecessors of milestones. */
function findCircles({ catalogue, organisations, milestones }: ReferenceBundle): Fault[] {
  const required = new Map(
    catalogue.items.map(({ slug, dependencies }) => [
      slug,
      dependencies.filter(({ criticality }) => criticality === 'required').map(({ item }) => item),
    ]),
  );
  const parents = new Map(organisations.organisations.map(({ slug, parent }) => [slug, parent === null ? [] : [parent]]));
  const predecessors = new Map(milestones.milestones.map((milestone) => [milestone.slug, milestone.predecessors]));
  return [
    ...circlesIn(required, 'catalogue', 'items', 'dependencies'),
    ...circlesIn(parents, 'organisations', 'organisations', 'parent'),
    ...circlesIn(predecessors, 'milestones', 'milestones', 'predecessors'),
  ];
}

function circlesIn(graph: ReadonlyMap<string, readonly string[]>, file: FileKey, list: string, property: string): Fault[] {
  const places = [...graph.keys()];
  return findCycles(graph).map((cycle) =>
    faultAt(file, pointerTo(list, places.indexOf(cycle[0] ?? ''), property), `runs in a circle: ${cycle.join(' → ')}`),
  );
}

/** Seats, certificates and what comes first are of a whole course. */
function findPartsOfCourses({ catalogue }: ReferenceBundle): Fault[] {
  const decimals = new Map(catalogue.units.map((unit) => [unit.code, unit.decimals]));
  return catalogue.items.flatMap(({ slug, kind, unit }, index) =>
    kind === 'training' && (decimals.get(unit) ?? 0) > 0
      ? [faultAt('catalogue', pointerTo('items', index, 'unit'), `"${slug}" is a course, and ${unit} has decimal places`)]
      : [],
  );
}

/** Numbers that are out of order, and two statements of one thing that differ. */
function findDisorder(bundle: ReferenceBundle): Fault[] {
  return [...findDisorderedDurations(bundle), ...findEarlyMilestones(bundle), ...findDisputedOutcomes(bundle)];
}

function findDisorderedDurations(bundle: ReferenceBundle): Fault[] {
  return (['regimes', 'obstacles', 'milestones'] as const).flatMap((file) =>
    objectsUnder(bundle[file], new Set(['duration_days'])).flatMap(({ pointer, value }) => {
      const { min, typical, max } = value as DurationRow;
      const isOrdered = 0 <= min && min <= typical && typical <= max;
      return isOrdered ? [] : [faultAt(file, pointer, `${min}, ${typical}, ${max} days are not in order`)];
    }),
  );
}

/** The order of milestones, in which they are shown, agrees with what precedes what. */
function findEarlyMilestones({ milestones: { milestones } }: ReferenceBundle): Fault[] {
  const order = new Map(milestones.map((milestone) => [milestone.slug, milestone.order]));
  return milestones.flatMap((milestone, index) =>
    milestone.predecessors.flatMap((predecessor, place) =>
      (order.get(predecessor) ?? -Infinity) < milestone.order
        ? []
        : [
            faultAt(
              'milestones',
              pointerTo('milestones', index, 'predecessors', place),
              `"${predecessor}" precedes "${milestone.slug}" and comes after it in the order`,
            ),
          ],
    ),
  );
}

/** An outcome is positive both in its own row and in the list of positive ones, or in neither. */
function findDisputedOutcomes({ regimes: { meta, outcomes } }: ReferenceBundle): Fault[] {
  const positive = new Set(meta.positive_outcomes);
  return outcomes.flatMap((outcome, index) =>
    outcome.positive === positive.has(outcome.slug)
      ? []
      : [faultAt('regimes', pointerTo('outcomes', index, 'positive'), `meta.positive_outcomes disagrees about "${outcome.slug}"`)],
  );
}
