import t from 'tap';
import { DELIVERY_STATES, TRANSPORT_MODES } from '#src/areas/deliveries/domain/delivery.ts';
import { MATCH_STATES } from '#src/areas/matches/domain/match.ts';
import { NEED_STATES, PRIORITIES } from '#src/areas/needs/domain/need.ts';
import { OBSTACLE_STATES } from '#src/areas/obstacles/domain/obstacle.ts';
import type { ConditionType } from '#src/areas/offers/domain/conditions.ts';
import { INCOTERMS, MODALITIES, OFFER_STATES } from '#src/areas/offers/domain/offer.ts';
import { CELL_EXTENTS, CONFIDENCES, SEVERITIES, SITE_CLASSES } from '#src/areas/reference/domain/vocabulary.ts';
import { readReferenceBundle } from '#src/areas/reference/index.ts';
import { must } from '#src/kernel/assert.ts';
import { REASON_CODES } from '#src/kernel/reason.ts';

const { vocabularies } = (await readReferenceBundle()).vocabularies;

const CONDITIONS: Readonly<Record<ConditionType, true>> = {
  'region-only': true,
  'site-kind-only': true,
  'unit-type-only': true,
  'area-only': true,
  'recipient-only': true,
  'civilian-recipient-only': true,
  'end-user-certificate': true,
  'training-first': true,
  'no-retransfer': true,
  visibility: true,
  'minimum-lot': true,
  'latest-handover': true,
  'unit-vetting': true,
  'recipient-pays-inland': true,
  'women-participation': true,
};

/** What the vocabularies name and the program decides by. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  need_states: NEED_STATES,
  offer_states: OFFER_STATES,
  match_states: MATCH_STATES,
  delivery_states: DELIVERY_STATES,
  obstacle_states: OBSTACLE_STATES,
  severity: SEVERITIES,
  priority: PRIORITIES,
  modality: MODALITIES,
  offer_conditions: Object.keys(CONDITIONS),
  incoterms: INCOTERMS,
  transport_modes: TRANSPORT_MODES,
  confidence: CONFIDENCES,
  site_classes: SITE_CLASSES,
  cell_extents: CELL_EXTENTS,
  reasons: REASON_CODES,
};
/** What else is named, of which the program has no list. */
const OTHERS = ['roles', 'serviceability', 'escalation_levels'];

for (const [name, list] of Object.entries(LISTS)) {
  t.test(`${name}: each value of the program has its names, and nothing else has`, async (t) => {
    const named = must(vocabularies[name], `there are ${name}`).values.map(({ slug }) => slug);
    t.strictSame(named.toSorted(), [...list].sort());
  });
}

t.test('no vocabulary is forgotten here', async (t) => {
  t.strictSame(Object.keys(vocabularies).toSorted(), [...Object.keys(LISTS), ...OTHERS].sort());
});
