/** Closed lists that the program itself decides by; open ones are data (data/vocabularies.json). */

export const ITEM_KINDS = ['equipment', 'spares', 'consumable', 'training', 'service', 'works'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** What may stand in the catalogue. */
export const ADMISSIBLE_LETHALITY = ['non-lethal', 'protective', 'dual-use'] as const;
export type AdmissibleLethality = (typeof ADMISSIBLE_LETHALITY)[number];

/** What may not, and is named only so that a refusal can say why. */
export const EXCLUDED_LETHALITY = ['lethal-excluded', 'policy-excluded'] as const;
export type ExcludedLethality = (typeof EXCLUDED_LETHALITY)[number];
export type Lethality = AdmissibleLethality | ExcludedLethality;

export const ATTRIBUTE_TYPES = ['enum', 'integer', 'number', 'boolean', 'text'] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** How an offered value is held against a required one; the meaning of each stands in the catalogue's `meta.directions`. */
export const ATTRIBUTE_DIRECTIONS = ['higher', 'lower', 'exact', 'ordinal', 'any-of', 'info'] as const;
export type AttributeDirection = (typeof ATTRIBUTE_DIRECTIONS)[number];

export const DEPENDENCY_CRITICALITIES = ['required', 'recommended'] as const;
export type DependencyCriticality = (typeof DEPENDENCY_CRITICALITIES)[number];

export const ORGANISATION_KINDS = ['requester', 'donor', 'facilitator', 'implementer', 'authority'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** How well a citation is known; the meaning of each stands in the regimes' `meta.evidence_marks`. */
export const EVIDENCE_MARKS = ['read-excerpt', 'companion-research', 'own-knowledge'] as const;
export type EvidenceMark = (typeof EVIDENCE_MARKS)[number];

/** What a place is, as far as everybody may know: what lies at the border or on the coast, and where one lands. */
export const SITE_CLASSES = ['land', 'sea', 'air', 'other'] as const;
export type SiteClass = (typeof SITE_CLASSES)[number];

/** Whether a cell lies within a region, which is then named, or not. */
export const CELL_EXTENTS = ['one-region', 'several-regions'] as const;
export type CellExtent = (typeof CELL_EXTENTS)[number];

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const REGIME_LEVELS = [
  'service-policy',
  'un',
  'eu',
  'donor-national',
  'bilateral',
  'international',
  'recipient-national',
  'transport',
] as const;
export type RegimeLevel = (typeof REGIME_LEVELS)[number];

export const REGIME_EFFECTS = ['gate', 'screen', 'obligation', 'exclusion', 'context'] as const;
export type RegimeEffect = (typeof REGIME_EFFECTS)[number];

export const RULE_OPERATORS = ['eq', 'ne', 'in', 'intersects', 'not_empty', 'empty'] as const;
export type RuleOperator = (typeof RULE_OPERATORS)[number];
