import { type Fault, faultAt } from './fault.ts';
import { valuesAt } from './placed-values.ts';
import type { FileKey, ReferenceBundle } from './reference-data.ts';

type Place = readonly [file: FileKey, path: string];

const vocabulary = (name: string): Place => ['vocabularies', `vocabularies/${name}/values/*/slug`];

/** The lists whose rows others name, and the path to their keys (path language: placed-values.ts). */
export const LISTS = {
  region: ['sites', 'regions/*/slug'],
  district: ['sites', 'districts/*/iso'],
  neighbour: ['sites', 'neighbours/*/iso'],
  'kind of site': ['sites', 'kinds/*/slug'],
  'source of coordinates': ['sites', 'meta/coord_sources/#'],
  'capability area': ['catalogue', 'areas/*/slug'],
  'unit of measure': ['catalogue', 'units/*/code'],
  enumeration: ['catalogue', 'enumerations/*/slug'],
  attribute: ['catalogue', 'attributes/*/key'],
  direction: ['catalogue', 'meta/directions/#'],
  'lethality class': ['catalogue', 'meta/lethality_classes/#'],
  'item type': ['catalogue', 'items/*/slug'],
  'kind of item': ['catalogue', 'items/*/kind'],
  'control flag': ['catalogue', 'items/*/control/other/*'],
  exclusion: ['catalogue', 'exclusions/*/slug'],
  'kind of organisation': ['organisations', 'kinds/*/slug'],
  organisation: ['organisations', 'organisations/*/slug'],
  party: ['organisations', 'organisations/*/party'],
  outcome: ['regimes', 'outcomes/*/slug'],
  document: ['regimes', 'documents/*/slug'],
  regime: ['regimes', 'regimes/*/slug'],
  'evidence mark': ['regimes', 'meta/evidence_marks/#'],
  'rule field': ['regimes', 'meta/rule_fields/#'],
  'rule operator': ['regimes', 'meta/rule_language/ops/#'],
  milestone: ['milestones', 'milestones/*/slug'],
  'obstacle group': ['obstacles', 'groups/*/slug'],
  'playbook step': ['obstacles', 'playbook_steps/*/slug'],
  role: vocabulary('roles'),
  severity: vocabulary('severity'),
  confidence: vocabulary('confidence'),
  modality: vocabulary('modality'),
  incoterm: vocabulary('incoterms'),
  'transport mode': vocabulary('transport_modes'),
  'offer condition': vocabulary('offer_conditions'),
  'offer state': vocabulary('offer_states'),
  'match state': vocabulary('match_states'),
  'delivery state': vocabulary('delivery_states'),
} as const satisfies Record<string, Place>;

export type ListName = keyof typeof LISTS;

/** Every place that names a row of a list. What a rule's condition names is in rule-faults.ts. */
export const REFERENCES: readonly (readonly [...Place, ListName])[] = [
  ['sites', 'sites/*/kind', 'kind of site'],
  ['sites', 'sites/*/region', 'region'],
  ['sites', 'sites/*/district_iso', 'district'],
  ['sites', 'sites/*/neighbour', 'neighbour'],
  ['sites', 'sites/*/coord_source', 'source of coordinates'],
  ['sites', 'sites/*/coord_confidence', 'confidence'],

  ['catalogue', 'attributes/*/unit', 'unit of measure'],
  ['catalogue', 'attributes/*/enum', 'enumeration'],
  ['catalogue', 'attributes/*/direction', 'direction'],
  ['catalogue', 'items/*/area', 'capability area'],
  ['catalogue', 'items/*/unit', 'unit of measure'],
  ['catalogue', 'items/*/lethality', 'lethality class'],
  ['catalogue', 'items/*/attributes/*/key', 'attribute'],
  ['catalogue', 'items/*/unspsc/fit', 'confidence'],
  ['catalogue', 'items/*/control/military_list/*/confidence', 'confidence'],
  ['catalogue', 'items/*/control/dual_use/*/confidence', 'confidence'],
  ['catalogue', 'items/*/dependencies/*/item', 'item type'],
  ['catalogue', 'exclusions/*/lethality', 'lethality class'],
  ['substitutions', 'substitutions/*/item', 'item type'],
  ['substitutions', 'substitutions/*/substitute', 'item type'],

  ['organisations', 'organisations/*/kind', 'kind of organisation'],
  ['organisations', 'organisations/*/other_roles/*', 'kind of organisation'],
  ['organisations', 'organisations/*/parent', 'organisation'],

  ['regimes', 'meta/positive_outcomes/*', 'outcome'],
  ['regimes', 'documents/*/issuer_role', 'role'],
  ['regimes', 'regimes/*/documents_required/*', 'document'],
  ['regimes', 'regimes/*/issuers/*', 'organisation'],
  ['regimes', 'regimes/*/acting_role', 'role'],
  ['regimes', 'regimes/*/outcomes/*', 'outcome'],
  ['regimes', 'regimes/*/blocks_milestone', 'milestone'],
  ['regimes', 'regimes/*/citations/*/evidence', 'evidence mark'],
  ['regimes', 'regimes/*/confidence', 'confidence'],

  ['milestones', 'milestones/*/predecessors/*', 'milestone'],
  ['milestones', 'milestones/*/applies_to_kinds/*', 'kind of item'],
  ['milestones', 'milestones/*/default_owner_role', 'role'],
  ['milestones', 'milestones/*/incoterm_owner/#', 'incoterm'],
  ['milestones', 'milestones/*/incoterm_owner/*', 'role'],
  ['milestones', 'milestones/*/evidence_documents/*', 'document'],
  ['milestones', 'milestones/*/maps_to_states/offer', 'offer state'],
  ['milestones', 'milestones/*/maps_to_states/match', 'match state'],
  ['milestones', 'milestones/*/maps_to_states/delivery', 'delivery state'],
  ['milestones', 'milestones/*/gating_regimes/*', 'regime'],

  ['obstacles', 'playbook_steps/*/default_role', 'role'],
  ['obstacles', 'obstacle_kinds/*/group', 'obstacle group'],
  ['obstacles', 'obstacle_kinds/*/default_severity', 'severity'],
  ['obstacles', 'obstacle_kinds/*/default_owner_role', 'role'],
  ['obstacles', 'obstacle_kinds/*/typical_owner_organisations/*', 'organisation'],
  ['obstacles', 'obstacle_kinds/*/blocks_milestone', 'milestone'],
  ['obstacles', 'obstacle_kinds/*/playbook/*', 'playbook step'],
  ['obstacles', 'obstacle_kinds/*/regimes/*', 'regime'],
];

/** Lists without two rows of one key. Each list that a path leads to is taken by itself; '' means the elements themselves. */
const UNIQUE_KEYS: readonly (readonly [...Place, key: string])[] = [
  ['sites', 'kinds', 'slug'],
  ['sites', 'regions', 'slug'],
  ['sites', 'neighbours', 'iso'],
  ['sites', 'districts', 'iso'],
  ['sites', 'sites', 'slug'],
  ['catalogue', 'areas', 'slug'],
  ['catalogue', 'areas', 'order'],
  ['catalogue', 'units', 'code'],
  ['catalogue', 'enumerations', 'slug'],
  ['catalogue', 'enumerations/*/values', 'slug'],
  ['catalogue', 'enumerations/*/values', 'rank'],
  ['catalogue', 'attributes', 'key'],
  ['catalogue', 'items', 'slug'],
  ['catalogue', 'items/*/attributes', 'key'],
  ['catalogue', 'items/*/dependencies', 'item'],
  ['catalogue', 'exclusions', 'slug'],
  ['organisations', 'kinds', 'slug'],
  ['organisations', 'organisations', 'slug'],
  ['regimes', 'outcomes', 'slug'],
  ['regimes', 'documents', 'slug'],
  ['regimes', 'regimes', 'slug'],
  ['regimes', 'regimes/*/documents_required', ''],
  ['milestones', 'milestones', 'slug'],
  ['milestones', 'milestones', 'order'],
  ['milestones', 'milestones/*/predecessors', ''],
  ['milestones', 'milestones/*/evidence_documents', ''],
  ['obstacles', 'groups', 'slug'],
  ['obstacles', 'playbook_steps', 'slug'],
  ['obstacles', 'obstacle_kinds', 'slug'],
  ['obstacles', 'obstacle_kinds/*/playbook', ''],
  ['vocabularies', 'vocabularies/*/values', 'slug'],
  ['unitTypes', 'unit_types', 'slug'],
  ['glossary', '*', 'key'],
];

/** The keys that the rows of each list have. */
export type Keys = Readonly<Record<ListName, ReadonlySet<unknown>>>;

export const keysOf = (bundle: ReferenceBundle): Keys =>
  Object.fromEntries(
    Object.entries(LISTS).map(([list, [file, path]]) => [list, new Set(valuesAt(bundle[file], path).map(({ value }) => value))]),
  ) as unknown as Keys;

/** A fault for each place that names a row that no list has. */
export const findDanglingReferences = (bundle: ReferenceBundle, keys: Keys): Fault[] =>
  REFERENCES.flatMap(([file, path, list]) =>
    valuesAt(bundle[file], path)
      .filter(({ value }) => !keys[list].has(value))
      .map(({ pointer, value }) => faultAt(file, pointer, `there is no ${list} "${String(value)}"`)),
  );

/** A fault for each row after the first that has the same key. */
export const findRepeatedKeys = (bundle: ReferenceBundle): Fault[] =>
  UNIQUE_KEYS.flatMap(([file, path, key]) => {
    const lists = path === '*' ? [{ pointer: '', value: bundle[file] }] : valuesAt(bundle[file], path);
    return lists.flatMap((list) => {
      const seen = new Set<unknown>();
      return valuesAt(list.value, key === '' ? '*' : `*/${key}`).flatMap(({ pointer, value }) => {
        if (seen.has(value)) return [faultAt(file, list.pointer + pointer, `"${String(value)}" is there twice`)];
        seen.add(value);
        return [];
      });
    });
  });
