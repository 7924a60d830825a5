import { must } from '../../../kernel/assert.ts';
import { type Language, LANGUAGES, type Names } from '../../../kernel/language.ts';
import type { Decimals } from '../../../kernel/quantity.ts';
import { zoneOfParty } from '../../../kernel/time-zone.ts';
import type { DurationRow, NamedRow, ReferenceBundle } from './reference-data.ts';
import type { Duration } from './stored-json.ts';
import type { AdmissibleLethality } from './vocabulary.ts';

/** The country that all sites of the files lie in. */
const COUNTRY_OF_SITES = 'LY';

/** The files' rows under the names that the tables use, in an order in which every row's references come before it. */
export function rowsOf(bundle: ReferenceBundle) {
  const { sites, catalogue, regimes, obstacles, milestones, organisations } = bundle;
  const places = new Map(catalogue.units.map(({ code, decimals }) => [code, decimals]));
  const decimalsOf = (unit: string): Decimals => must(places.get(unit), 'the references were checked before');
  return {
    regions: sites.regions.map(named),
    districts: sites.districts.map(({ iso, names }) => ({ iso, names })),
    neighbours: sites.neighbours.map(({ iso, names }) => ({ iso, names })),
    siteKinds: sites.kinds.map(named),
    sites: sites.sites.map((site) => ({
      slug: site.slug,
      kind: site.kind,
      region: site.region,
      district: site.district_iso,
      neighbour: site.neighbour,
      names: site.names,
      alsoKnownAs: [...site.also_known_as],
      latitude: site.lat,
      longitude: site.lon,
      coordinatePrecisionKm: site.coord_precision_km,
      coordinateConfidence: site.coord_confidence,
      unlocode: site.unlocode,
      publicNote: site.public_note,
      timeZone: site.time_zone ?? zoneOfParty(COUNTRY_OF_SITES),
    })),
    organisations: organisations.organisations,
    unitTypes: bundle.unitTypes.unit_types.map(named),
    capabilityAreas: catalogue.areas.map((area) => ({ slug: area.slug, position: area.order, names: area.names, scope: area.scope })),
    unitsOfMeasure: catalogue.units.map(({ code, names, decimals }) => ({ code, names, decimals })),
    enumerations: catalogue.enumerations.map(({ slug, ordinal, values }) => ({ slug, ordinal, values })),
    attributes: catalogue.attributes.map((attribute) => ({
      key: attribute.key,
      type: attribute.type,
      unit: attribute.unit,
      direction: attribute.direction,
      enumeration: attribute.enum,
      names: attribute.names,
    })),
    itemTypes: catalogue.items.map((item) => ({
      slug: item.slug,
      area: item.area,
      kind: item.kind,
      names: item.names,
      synonyms: item.synonyms,
      unitOfMeasure: item.unit,
      decimals: decimalsOf(item.unit),
      // The exclusion list was asked before: what is left is admissible, and the table's own check says it again.
      lethality: item.lethality as AdmissibleLethality,
      attributes: item.attributes,
      unspsc: item.unspsc && {
        code: item.unspsc.code,
        title: item.unspsc.title,
        listVersion: item.unspsc.list_version,
        fit: item.unspsc.fit,
      },
      hs: item.hs,
      control: {
        militaryList: item.control.military_list,
        dualUse: item.control.dual_use,
        euInternalRepressionList: item.control.eu_internal_repression_list,
        euBoatsAndMotors: item.control.eu_boats_and_motors,
        other: item.control.other,
      },
      unitCostLowEur: item.unit_cost_eur.low,
      unitCostHighEur: item.unit_cost_eur.high,
      note: item.note,
    })),
    itemDependencies: catalogue.items.flatMap((item) =>
      item.dependencies.map((dependency) => ({
        itemType: item.slug,
        neededItemType: dependency.item,
        type: dependency.type,
        quantity: dependency.quantity,
        per: dependency.per,
        criticality: dependency.criticality,
      })),
    ),
    itemSubstitutions: bundle.substitutions.substitutions.map(({ item, substitute, note }) => ({ itemType: item, substitute, note })),
    exclusions: catalogue.exclusions.map((exclusion) => ({
      slug: exclusion.slug,
      names: exclusion.names,
      militaryListCategories: [...exclusion.military_list_categories],
      hsHeadings: [...exclusion.hs_headings],
      lethality: exclusion.lethality,
      action: exclusion.action,
    })),
    complianceDocuments: regimes.documents.map((document) => ({
      ...named(document),
      issuerRole: document.issuer_role,
      note: document.note,
    })),
    milestones: milestones.milestones.map((milestone) => ({
      ...named(milestone),
      position: milestone.order,
      definition: milestone.definition,
      predecessors: [...milestone.predecessors],
      appliesToKinds: [...milestone.applies_to_kinds],
      defaultOwnerRole: milestone.default_owner_role,
      incotermOwner: milestone.incoterm_owner,
      durationDays: durationOf(milestone.duration_days),
      evidenceDocuments: [...milestone.evidence_documents],
      mapsToStates: milestone.maps_to_states,
      optionalWhen: milestone.optional_when,
      gatingRegimes: [...milestone.gating_regimes],
    })),
    regimes: regimes.regimes.map((regime) => ({
      ...named(regime),
      level: regime.level,
      effect: regime.effect,
      summary: regime.summary,
      appliesWhen: regime.applies_when,
      documentsRequired: [...regime.documents_required],
      outcomes: [...regime.outcomes],
      blocksMilestone: regime.blocks_milestone,
      citations: regime.citations,
      confidence: regime.confidence,
      asOf: regime.as_of,
      validUntil: regime.valid_until,
      detail: {
        issuers: regime.issuers,
        actingRole: regime.acting_role,
        duration: regime.duration_days && durationOf(regime.duration_days),
        note: regime.note,
      },
    })),
    playbookSteps: obstacles.playbook_steps.map((step) => ({
      ...named(step),
      defaultRole: step.default_role,
      typicalDays: step.typical_days,
    })),
    obstacleGroups: obstacles.groups.map(named),
    obstacleKinds: obstacles.obstacle_kinds.map((kind) => ({
      ...named(kind),
      group: kind.group,
      companionCode: kind.companion_code,
      defaultSeverity: kind.default_severity,
      defaultOwnerRole: kind.default_owner_role,
      typicalOwnerOrganisations: [...kind.typical_owner_organisations],
      blocksMilestone: kind.blocks_milestone,
      blockingByDefault: kind.blocking_by_default,
      playbook: [...kind.playbook],
      durationDays: durationOf(kind.duration_days),
      regimes: [...kind.regimes],
      autoDetection: kind.auto_detection,
    })),
    vocabularyTerms: [
      ...Object.entries(bundle.vocabularies.vocabularies).flatMap(([vocabulary, { values }]) => termsOf(vocabulary, values)),
      ...termsOf('organisation_kinds', organisations.kinds),
      ...termsOf('compliance_outcomes', regimes.outcomes),
      ...termsOf(
        'lethality_classes',
        Object.entries(catalogue.meta.lethality_classes).map(([slug, names]) => ({ slug, names })),
      ),
    ],
    glossaryTerms: bundle.glossary.map(({ key, domain, note, en, ar, it, fr }) => ({ key, domain, note, names: { en, ar, it, fr } })),
  };
}

const COMMAS: Readonly<Record<Language, string>> = { ar: '، ', en: ', ', it: ', ', fr: ', ' };

/** The names of some of these regions, one after the other. */
export const namesOfRegions = (slugs: readonly string[], regions: readonly NamedRow[]): Names =>
  Object.fromEntries(
    LANGUAGES.map((language) => [
      language,
      slugs.map((slug) => regions.find((region) => region.slug === slug)?.names[language] ?? slug).join(COMMAS[language]),
    ]),
  ) as unknown as Names;

const named = ({ slug, names }: NamedRow) => ({ slug, names });

const termsOf = (vocabulary: string, values: readonly (NamedRow & { readonly terminal?: boolean | undefined })[]) =>
  values.map((term, index) => ({ vocabulary, ...named(term), position: index + 1, terminal: term.terminal ?? false }));

function durationOf({ source_note: sourceNote, ...days }: DurationRow): Duration {
  return { ...days, ...(sourceNote === undefined ? {} : { sourceNote }) };
}
