import type { Names } from '../../../kernel/language.ts';
import type { Decimals } from '../../../kernel/quantity.ts';
import type { TimeZone } from '../../../kernel/time-zone.ts';
import type {
  BilingualText,
  Citation,
  ControlListHint,
  EnumerationValue,
  HsCode,
  MilestoneStates,
  RuleCondition,
  Synonyms,
  TypicalAttribute,
} from './stored-json.ts';
import type {
  AttributeDirection,
  AttributeType,
  Confidence,
  DependencyCriticality,
  ExcludedLethality,
  ItemKind,
  Lethality,
  Severity,
  OrganisationKind,
  RegimeEffect,
  RegimeLevel,
} from './vocabulary.ts';

/**
 * The reference data as its files spell it, snake_case included: so the pointer of a fault leads to the very line of the file.
 * `reference-rows.ts` turns it into the rows of the tables.
 */
export interface ReferenceBundle {
  readonly sites: SitesFile;
  readonly catalogue: CatalogueFile;
  readonly substitutions: SubstitutionsFile;
  readonly organisations: OrganisationsFile;
  readonly regimes: RegimesFile;
  readonly obstacles: ObstaclesFile;
  readonly milestones: MilestonesFile;
  readonly vocabularies: VocabulariesFile;
  readonly unitTypes: UnitTypesFile;
  readonly glossary: readonly GlossaryRow[];
}

export type FileKey = keyof ReferenceBundle;

export const FILE_NAMES = {
  sites: 'sites.json',
  catalogue: 'catalogue.json',
  substitutions: 'substitutions.json',
  organisations: 'organisations.json',
  regimes: 'regimes.json',
  obstacles: 'obstacles.json',
  milestones: 'milestones.json',
  vocabularies: 'vocabularies.json',
  unitTypes: 'unit-types.json',
  glossary: 'glossary.csv',
} as const satisfies Record<FileKey, string>;

/** Explanations of a code, by code. */
type Legend = Readonly<Record<string, string>>;

export interface NamedRow {
  readonly slug: string;
  readonly names: Names;
}

export interface IsoRow {
  readonly iso: string;
  readonly names: Names;
}

export interface SitesFile {
  readonly meta: { readonly coord_sources: Legend };
  readonly kinds: readonly NamedRow[];
  readonly regions: readonly NamedRow[];
  readonly neighbours: readonly IsoRow[];
  readonly districts: readonly IsoRow[];
  readonly sites: readonly SiteRow[];
}

export interface SiteRow extends NamedRow {
  readonly kind: string;
  readonly also_known_as: readonly string[];
  readonly neighbour: string | null;
  readonly lat: number;
  readonly lon: number;
  readonly coord_source: string;
  readonly coord_precision_km: number;
  readonly coord_confidence: Confidence;
  readonly unlocode: string | null;
  readonly region: string;
  readonly district_iso: string | null;
  readonly time_zone?: TimeZone | undefined;
  readonly public_note: string | null;
}

export interface CatalogueFile {
  readonly meta: { readonly lethality_classes: Readonly<Record<string, Names>>; readonly directions: Legend };
  readonly areas: readonly AreaRow[];
  readonly units: readonly { readonly code: string; readonly decimals: Decimals; readonly names: Names }[];
  readonly enumerations: readonly EnumerationRow[];
  readonly attributes: readonly AttributeRow[];
  readonly items: readonly ItemRow[];
  readonly exclusions: readonly ExclusionRow[];
}

export interface AreaRow extends NamedRow {
  readonly order: number;
  readonly scope: BilingualText;
}

export interface EnumerationRow {
  readonly slug: string;
  readonly ordinal: boolean;
  readonly values: readonly EnumerationValue[];
}

export interface AttributeRow {
  readonly key: string;
  readonly type: AttributeType;
  readonly unit: string | null;
  readonly direction: AttributeDirection;
  readonly enum: string | null;
  readonly names: Names;
}

export interface ItemRow extends NamedRow {
  readonly area: string;
  readonly kind: ItemKind;
  readonly synonyms: Synonyms;
  readonly unit: string;
  readonly lethality: Lethality;
  readonly attributes: readonly TypicalAttribute[];
  readonly unspsc: {
    readonly code: string;
    readonly title: string;
    readonly list_version: string;
    readonly fit: Confidence;
  } | null;
  readonly hs: HsCode | null;
  readonly control: {
    readonly military_list: readonly ControlListHint[];
    readonly dual_use: readonly ControlListHint[];
    readonly eu_internal_repression_list: string | null;
    readonly eu_boats_and_motors: boolean;
    readonly other: readonly string[];
  };
  readonly unit_cost_eur: { readonly low: number; readonly high: number; readonly basis: string };
  readonly dependencies: readonly DependencyRow[];
  readonly note: string | null;
}

/** Read: `quantity` of `item` for every `per` of the item that holds this row. */
export interface DependencyRow {
  readonly type: string;
  readonly item: string;
  readonly quantity: number;
  readonly per: number;
  readonly criticality: DependencyCriticality;
}

export interface ExclusionRow extends NamedRow {
  readonly military_list_categories: readonly string[];
  readonly hs_headings: readonly string[];
  readonly lethality: ExcludedLethality;
  readonly action: string;
}

export interface SubstitutionsFile {
  readonly substitutions: readonly {
    readonly item: string;
    readonly substitute: string;
    readonly note: BilingualText;
  }[];
}

export interface OrganisationsFile {
  readonly kinds: readonly NamedRow[];
  readonly organisations: readonly OrganisationRow[];
}

export interface OrganisationRow extends NamedRow {
  readonly kind: OrganisationKind;
  readonly other_roles: readonly OrganisationKind[];
  readonly party: string;
  readonly acronym: string | null;
  readonly parent: string | null;
  readonly time_zone?: TimeZone | undefined;
  readonly public_role: string;
}

/** Days as the files give them. */
export interface DurationRow {
  readonly min: number;
  readonly typical: number;
  readonly max: number;
  readonly basis: string;
  readonly clock?: 'working' | 'calendar' | undefined;
  readonly calendar?: string | undefined;
  readonly source_note?: string | null | undefined;
  readonly from?: string | undefined;
}

export interface RegimesFile {
  readonly meta: {
    readonly evidence_marks: Legend;
    readonly rule_language: { readonly ops: Legend };
    readonly rule_fields: Legend;
    readonly positive_outcomes: readonly string[];
  };
  readonly outcomes: readonly (NamedRow & { readonly positive: boolean })[];
  readonly documents: readonly (NamedRow & { readonly issuer_role: string; readonly note: string | null })[];
  readonly regimes: readonly RegimeRow[];
}

export interface RegimeRow extends NamedRow {
  readonly level: RegimeLevel;
  readonly effect: RegimeEffect;
  readonly summary: BilingualText;
  readonly applies_when: RuleCondition;
  readonly documents_required: readonly string[];
  readonly issuers: readonly string[];
  readonly acting_role: string;
  readonly duration_days: DurationRow | null;
  readonly outcomes: readonly string[];
  readonly blocks_milestone: string | null;
  readonly citations: readonly Citation[];
  readonly confidence: Confidence;
  readonly as_of: string;
  readonly valid_until: string | null;
  readonly note: string | null;
}

export interface ObstaclesFile {
  readonly groups: readonly NamedRow[];
  readonly playbook_steps: readonly (NamedRow & { readonly default_role: string; readonly typical_days: number })[];
  readonly obstacle_kinds: readonly ObstacleKindRow[];
}

export interface ObstacleKindRow extends NamedRow {
  readonly group: string;
  readonly companion_code: string | null;
  readonly default_severity: Severity;
  readonly default_owner_role: string;
  readonly typical_owner_organisations: readonly string[];
  readonly blocks_milestone: string;
  readonly blocking_by_default: boolean;
  readonly playbook: readonly string[];
  readonly duration_days: DurationRow;
  readonly regimes: readonly string[];
  readonly auto_detection: string | null;
}

export interface MilestonesFile {
  readonly milestones: readonly MilestoneRow[];
}

export interface MilestoneRow extends NamedRow {
  readonly order: number;
  readonly definition: BilingualText;
  readonly predecessors: readonly string[];
  readonly applies_to_kinds: readonly ItemKind[];
  readonly default_owner_role: string;
  readonly incoterm_owner: Readonly<Record<string, string>> | null;
  readonly duration_days: DurationRow;
  readonly evidence_documents: readonly string[];
  readonly maps_to_states: MilestoneStates;
  readonly optional_when: string | null;
  readonly gating_regimes: readonly string[];
}

export interface VocabulariesFile {
  readonly vocabularies: Readonly<Record<string, { readonly title: string; readonly values: readonly TermRow[] }>>;
}

export interface TermRow extends NamedRow {
  readonly terminal?: boolean | undefined;
}

export interface UnitTypesFile {
  readonly unit_types: readonly NamedRow[];
}

export interface GlossaryRow extends Names {
  readonly key: string;
  readonly domain: string;
  readonly note: string | null;
}
