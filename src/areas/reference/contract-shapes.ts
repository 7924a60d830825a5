import { z } from 'zod';
import { isBlank } from '../../kernel/folding.ts';
import { DECIMALS } from '../../kernel/quantity.ts';
import { isTimeZone } from '../../platform/clock.ts';
import { webAddress } from '../../platform/http/schemas.ts';
import type { FileKey, ReferenceBundle } from './domain/reference-data.ts';
import type { RuleCondition } from './domain/stored-json.ts';
import {
  ADMISSIBLE_LETHALITY,
  ATTRIBUTE_DIRECTIONS,
  ATTRIBUTE_TYPES,
  CONFIDENCES,
  EVIDENCE_MARKS,
  DEPENDENCY_CRITICALITIES,
  EXCLUDED_LETHALITY,
  ITEM_KINDS,
  SEVERITIES,
  ORGANISATION_KINDS,
  REGIME_EFFECTS,
  REGIME_LEVELS,
  RULE_OPERATORS,
} from './domain/vocabulary.ts';

/*
 * The shape of each reference file. Objects are strict, so that a misspelt key is found and not passed over; only `meta` may
 * hold more than is used. Whether texts are filled in and names lead somewhere is the domain's question (cross-references.ts).
 */

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'not a kebab-case slug');
const text = z.string().refine((words) => !isBlank(words), 'nothing of it shows');
const names = z.strictObject({ en: z.string(), ar: z.string(), it: z.string(), fr: z.string() });
const bilingual = z.strictObject({ en: z.string(), ar: z.string() });
const legend = z.record(z.string(), z.string());
const day = z.iso.date();
const confidence = z.enum(CONFIDENCES);
const named = { slug, names };
const meta = z.looseObject({ title: text, schema_version: text, reference_date: day });
const count = z.int().nonnegative();

const duration = z.strictObject({
  min: count,
  typical: count,
  max: count,
  basis: text,
  clock: z.enum(['working', 'calendar']).optional(),
  calendar: text.optional(),
  source_note: text.nullable().optional(),
  from: text.optional(),
});

const timeZone = z.string().refine(isTimeZone, 'is no IANA time zone');

const sites = z.strictObject({
  meta: meta.extend({ coord_sources: legend }),
  kinds: z.array(z.strictObject(named)),
  regions: z.array(z.strictObject(named)),
  neighbours: z.array(z.strictObject({ iso: z.string().regex(/^[A-Z]{2}$/), names })),
  districts: z.array(z.strictObject({ iso: z.string().regex(/^LY-[A-Z]{2}$/), names })),
  sites: z.array(
    z.strictObject({
      ...named,
      kind: slug,
      also_known_as: z.array(text),
      neighbour: text.nullable(),
      counterpart: text.nullable(),
      lat: z.number().min(-90).max(90),
      lon: z.number().min(-180).max(180),
      crs: z.literal('WGS84'),
      time_zone: timeZone.optional(),
      coord_source: text,
      coord_precision_km: z.number().positive(),
      coord_confidence: confidence,
      unlocode: z
        .string()
        .regex(/^LY[A-Z2-9]{3}$/)
        .nullable(),
      iata: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .nullable(),
      icao: z
        .string()
        .regex(/^[A-Z]{4}$/)
        .nullable(),
      region: slug,
      district_iso: text.nullable(),
      public_note: text.nullable(),
      public_refs: z.array(text),
    }),
  ),
});

const controlListHint = z
  .strictObject({
    list: slug,
    category: text,
    applies: z.enum(['conditional', 'always']),
    when: text.nullable(),
    confidence,
  })
  .refine(({ applies, when }) => applies === 'always' || when !== null, 'a conditional hint says when it applies');

const item = z.strictObject({
  ...named,
  area: slug,
  kind: z.enum(ITEM_KINDS),
  synonyms: z.strictObject({
    en: z.array(text).optional(),
    ar: z.array(text).optional(),
    it: z.array(text).optional(),
    fr: z.array(text).optional(),
  }),
  unit: text,
  lethality: z.enum([...ADMISSIBLE_LETHALITY, ...EXCLUDED_LETHALITY]),
  attributes: z.array(z.strictObject({ key: text, typical: z.union([z.string(), z.number(), z.boolean()]) })),
  unspsc: z.strictObject({ code: z.string().regex(/^\d{8}$/), title: text, list_version: text, fit: confidence }).nullable(),
  hs: z.strictObject({ code: z.string().regex(/^\d{4}(\d{2})?$/), edition: text, note: text.nullable() }).nullable(),
  control: z.strictObject({
    military_list: z.array(controlListHint),
    dual_use: z.array(controlListHint),
    eu_internal_repression_list: text.nullable(),
    eu_boats_and_motors: z.boolean(),
    other: z.array(slug),
  }),
  unit_cost_eur: z.strictObject({ low: z.number(), high: z.number(), basis: text }),
  dependencies: z.array(
    z.strictObject({
      type: slug,
      item: slug,
      quantity: z.int().positive(),
      per: z.int().positive(),
      criticality: z.enum(DEPENDENCY_CRITICALITIES),
    }),
  ),
  note: text.nullable(),
});

const catalogue = z.strictObject({
  meta: meta.extend({ lethality_classes: z.record(z.string(), names), directions: legend }),
  areas: z.array(z.strictObject({ ...named, order: z.int(), scope: bilingual })),
  units: z.array(z.strictObject({ code: z.string().regex(/^[A-Z0-9]{2,3}$/), decimals: z.literal(DECIMALS), names })),
  enumerations: z.array(
    z.strictObject({ slug, ordinal: z.boolean(), values: z.array(z.strictObject({ slug: text, rank: count, names })) }),
  ),
  attributes: z.array(
    z.strictObject({
      key: z.string().regex(/^[a-z][a-z0-9_]*$/),
      type: z.enum(ATTRIBUTE_TYPES),
      unit: text.nullable(),
      direction: z.enum(ATTRIBUTE_DIRECTIONS),
      enum: slug.nullable(),
      names,
    }),
  ),
  items: z.array(item),
  exclusions: z.array(
    z.strictObject({
      ...named,
      military_list_categories: z.array(z.string().regex(/^ML\d+(\.[a-z])?$/)),
      hs_headings: z.array(z.string().regex(/^\d{4}(\d{2})?$/)),
      lethality: z.enum(EXCLUDED_LETHALITY),
      action: text,
    }),
  ),
});

const substitutions = z.strictObject({
  meta: meta.extend({ basis: z.literal('own-judgement') }),
  substitutions: z.array(z.strictObject({ item: slug, substitute: slug, note: bilingual })),
});

const organisations = z.strictObject({
  meta,
  kinds: z.array(z.strictObject(named)),
  organisations: z.array(
    z.strictObject({
      ...named,
      kind: z.enum(ORGANISATION_KINDS),
      other_roles: z.array(z.enum(ORGANISATION_KINDS)),
      party: z.string().regex(/^([A-Z]{2}|INT)$/),
      acronym: text.nullable(),
      parent: slug.nullable(),
      time_zone: timeZone.optional(),
      public_role: text,
      evidence: text,
      public_refs: z.array(text),
    }),
  ),
});

const ruleCondition: z.ZodType<RuleCondition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(ruleCondition).min(1) }),
    z.strictObject({ any: z.array(ruleCondition).min(1) }),
    z.strictObject({ not: ruleCondition }),
    z.strictObject({
      field: text,
      op: z.enum(RULE_OPERATORS),
      value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
    }),
  ]),
);

const regimes = z.strictObject({
  meta: meta.extend({
    evidence_marks: legend,
    rule_language: z.looseObject({ ops: legend }),
    rule_fields: legend,
    positive_outcomes: z.array(slug),
  }),
  outcomes: z.array(z.strictObject({ ...named, positive: z.boolean() })),
  documents: z.array(z.strictObject({ ...named, issuer_role: slug, note: text.nullable() })),
  regimes: z.array(
    z.strictObject({
      ...named,
      level: z.enum(REGIME_LEVELS),
      effect: z.enum(REGIME_EFFECTS),
      summary: bilingual,
      applies_when: ruleCondition,
      documents_required: z.array(slug),
      issuers: z.array(slug),
      acting_role: slug,
      duration_days: duration.nullable(),
      outcomes: z.array(slug).min(1),
      blocks_milestone: slug.nullable(),
      citations: z.array(
        z.strictObject({ title: text, pinpoint: text.nullable(), url: webAddress.nullable(), evidence: z.enum(EVIDENCE_MARKS) }),
      ),
      confidence,
      as_of: day,
      valid_until: day.nullable(),
      note: text.nullable(),
    }),
  ),
});

const obstacles = z.strictObject({
  meta,
  groups: z.array(z.strictObject(named)),
  playbook_steps: z.array(z.strictObject({ ...named, default_role: slug, typical_days: count })),
  obstacle_kinds: z.array(
    z.strictObject({
      ...named,
      group: slug,
      companion_code: text.nullable(),
      default_severity: z.enum(SEVERITIES),
      default_owner_role: slug,
      typical_owner_organisations: z.array(slug),
      blocks_milestone: slug,
      blocking_by_default: z.boolean(),
      playbook: z.array(slug).min(1),
      duration_days: duration,
      regimes: z.array(slug),
      auto_detection: text.nullable(),
    }),
  ),
});

const milestones = z.strictObject({
  meta,
  verification_schedule_days: z.array(z.int().positive()),
  milestones: z.array(
    z.strictObject({
      ...named,
      order: z.int(),
      definition: bilingual,
      predecessors: z.array(slug),
      applies_to_kinds: z.array(z.enum(ITEM_KINDS)).min(1),
      default_owner_role: slug,
      incoterm_owner: z.record(z.string(), slug).nullable(),
      duration_days: duration,
      evidence_documents: z.array(slug),
      maps_to_states: z.strictObject({
        offer: slug.optional(),
        match: slug.optional(),
        delivery: slug.optional(),
      }),
      optional_when: text.nullable(),
      gating_regimes: z.array(slug),
    }),
  ),
});

const vocabularies = z.strictObject({
  meta,
  vocabularies: z.record(
    z.string().regex(/^[a-z]+(_[a-z]+)*$/),
    // Incoterms keep their official capitals.
    z.strictObject({
      title: text,
      values: z.array(z.strictObject({ slug: text, names, terminal: z.boolean().optional() })).min(1),
    }),
  ),
});

const unitTypes = z.strictObject({ meta, unit_types: z.array(z.strictObject(named)) });

const glossary = z.array(
  z.strictObject({
    key: slug,
    domain: slug,
    en: z.string(),
    ar: z.string(),
    it: z.string(),
    fr: z.string(),
    note: text.nullable(),
  }),
);

export const FILE_SCHEMAS = {
  sites,
  catalogue,
  substitutions,
  organisations,
  regimes,
  obstacles,
  milestones,
  vocabularies,
  unitTypes,
  glossary,
} as const satisfies { readonly [File in FileKey]: z.ZodType<ReferenceBundle[File]> };
