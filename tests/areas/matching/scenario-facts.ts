import { readFileSync } from 'node:fs';
import type { AttributeRule, GoodsLineFacts, ItemFacts, JudgingContext, NeedLineFacts } from '#src/areas/matching/domain/facts.ts';
import { isCivilianRecipient } from '#src/areas/matching/domain/recipient.ts';
import { COVERING_STATES, type MatchState } from '#src/areas/matches/domain/match.ts';
import type { NeedState, Priority } from '#src/areas/needs/domain/need.ts';
import type { OfferedSpecification, Specification } from '#src/areas/needs/domain/specification.ts';
import type { OfferCondition } from '#src/areas/offers/domain/conditions.ts';
import type { GoodsCondition, OfferState } from '#src/areas/offers/domain/offer.ts';
import { settleDivision } from '#src/areas/reference/domain/cells.ts';
import type { CatalogueFile, OrganisationsFile, SitesFile } from '#src/areas/reference/domain/reference-data.ts';
import { must } from '#src/kernel/assert.ts';
import type { NeedId, NeedLineId, OfferId, OfferLineId } from '#src/kernel/id.ts';
import { NO_STEPS, ONE_STEP, parseSteps } from '#src/kernel/quantity.ts';

type StoredCondition = { readonly type: string } & Readonly<Record<string, unknown>>;

interface Scenario {
  readonly meta: { readonly reference_date: string };
  readonly units: readonly { readonly slug: string; readonly organisation: string; readonly site: string; readonly unit_type: string }[];
  readonly needs: readonly {
    readonly slug: string;
    readonly unit: string;
    readonly priority: Priority;
    readonly state: NeedState;
    readonly needed_by: string | null;
    readonly lines: readonly {
      readonly slug: string;
      readonly item: string;
      readonly quantity_requested: number;
      readonly quantity_validated: number | null;
      readonly minimum_specifications: readonly Specification[];
    }[];
  }[];
  readonly offers: readonly {
    readonly slug: string;
    readonly state: OfferState;
    readonly available_from: string;
    readonly available_until: string;
    readonly earmark: { readonly areas: readonly string[] | null; readonly regions: readonly string[] | null };
    readonly conditions: readonly StoredCondition[];
    readonly lines: readonly {
      readonly slug: string;
      readonly item: string;
      readonly quantity: number;
      readonly goods_condition: GoodsCondition | null;
      readonly offered_specifications: readonly OfferedSpecification[];
    }[];
  }[];
  readonly matches: readonly {
    readonly slug: string;
    readonly offer: string;
    readonly offer_line: string;
    readonly need: string;
    readonly need_line: string;
    readonly item: string;
    readonly state: MatchState;
  }[];
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../../src/${path}`, import.meta.url), 'utf8'));

export const scenario = read('demo/scenario.json') as Scenario;
const catalogue = read('areas/reference/data/catalogue.json') as CatalogueFile;
const { organisations } = read('areas/reference/data/organisations.json') as OrganisationsFile;
const { sites } = read('areas/reference/data/sites.json') as SitesFile;

const division = settleDivision(
  { cells: [], cellOfSite: new Map() },
  sites.map(({ lat: latitude, lon: longitude, ...site }) => ({ ...site, latitude, longitude })),
  [],
);
const cellRegionsOf = (site: string): readonly string[] =>
  must(
    division.cells.find(({ slug }) => slug === division.cellOfSite.get(site)),
    site,
  ).regions;

const cellOf = (site: string): string => {
  const given = must(division.cellOfSite.get(site), site);
  return division.cells.find(({ slug }) => slug === given)?.mergedInto ?? given;
};
const sitesAlikeOf = ({ slug, kind }: { readonly slug: string; readonly kind: string }): number =>
  sites.filter((site) => site.kind === kind && cellOf(site.slug) === cellOf(slug)).length;

const parents = new Map(organisations.map(({ slug, parent }) => [slug, parent]));
export const isCivilian = (organisation: string): boolean => isCivilianRecipient(organisation, parents);

const ranksOf = (enumeration: string | null): AttributeRule['ranks'] => {
  const found = catalogue.enumerations.find(({ slug }) => slug === enumeration);
  return found === undefined ? null : Object.fromEntries(found.values.map(({ slug, rank }) => [slug, rank]));
};

const itemFacts: ItemFacts[] = catalogue.items.map((item) => ({
  slug: item.slug,
  area: item.area,
  decimals: must(
    catalogue.units.find(({ code }) => code === item.unit),
    item.unit,
  ).decimals,
  lethality: item.lethality,
  unconditionalControls: [...item.control.military_list, ...item.control.dual_use]
    .filter(({ applies }) => applies === 'always')
    .map(({ category }) => category),
  requiredTrainings: item.dependencies
    .filter(({ type, criticality }) => type === 'training' && criticality === 'required')
    .map((dependency) => dependency.item),
  substitutes: [],
  unitCost: { low: item.unit_cost_eur.low * 1000, high: item.unit_cost_eur.high * 1000, currency: 'EUR' },
}));

export const context: JudgingContext = {
  today: scenario.meta.reference_date,
  rates: [],
  attributes: new Map(
    catalogue.attributes.map(({ key, type, direction, enum: enumeration }) => [key, { key, type, direction, ranks: ranksOf(enumeration) }]),
  ),
  items: new Map(itemFacts.map((item) => [item.slug, item])),
};

/** Trainings matched to a unit, by whether they are over. */
function trainingsOf(unit: string): Pick<NeedLineFacts, 'trainingsCompleted' | 'trainingsPromised'> {
  const needsOfUnit = scenario.needs.filter((need) => need.unit === unit).map(({ slug }) => slug);
  const matched = scenario.matches.filter(
    ({ need, item }) => needsOfUnit.includes(need) && catalogue.items.some(({ slug, kind }) => slug === item && kind === 'training'),
  );
  const inStates = (states: readonly MatchState[]): string[] =>
    matched.filter(({ state }) => states.includes(state)).map(({ item }) => item);
  return {
    trainingsCompleted: inStates(['completed']),
    trainingsPromised: inStates(['reserved', ...COVERING_STATES.filter((state) => state !== 'completed')]),
  };
}

/** The facts of every need line; nothing of it is promised yet. */
export const needLines = new Map<string, NeedLineFacts>(
  scenario.needs.flatMap((need) =>
    need.lines.map((line): [string, NeedLineFacts] => {
      const unit = must(
        scenario.units.find(({ slug }) => slug === need.unit),
        need.unit,
      );
      const site = must(
        sites.find(({ slug }) => slug === unit.site),
        unit.site,
      );
      const { decimals } = must(context.items.get(line.item), line.item);
      const quantity = must(parseSteps(line.quantity_validated ?? line.quantity_requested, decimals), line.slug);
      return [
        line.slug,
        {
          needLineId: line.slug as NeedLineId,
          needId: need.slug as NeedId,
          state: need.state,
          priority: need.priority,
          neededBy: need.needed_by,
          itemType: line.item,
          area: must(context.items.get(line.item), line.item).area,
          acceptedSubstitutes: [],
          specifications: line.minimum_specifications,
          openQuantity: quantity,
          ownHeld: NO_STEPS,
          minimumLot: ONE_STEP,
          decimals,
          region: site.region,
          cellRegions: cellRegionsOf(site.slug),
          siteKind: site.kind,
          sitesAlike: sitesAlikeOf(site),
          unitType: unit.unit_type,
          organisation: unit.organisation,
          civilianRecipient: isCivilian(unit.organisation),
          ...trainingsOf(need.unit),
          course: null,
        },
      ];
    }),
  ),
);

/** The conditions in the service's words; what an offer is earmarked for is a condition like any other. */
function conditionsOf({ conditions, earmark }: Scenario['offers'][number]): OfferCondition[] {
  const stored = conditions.map(({ site_kinds, minimum_pct, ...rest }) => ({
    ...rest,
    ...(site_kinds === undefined ? {} : { siteKinds: site_kinds }),
    ...(minimum_pct === undefined ? {} : { minimumPercent: minimum_pct }),
  })) as OfferCondition[];
  return [
    ...stored,
    ...(earmark.regions === null ? [] : [{ type: 'region-only' as const, regions: earmark.regions }]),
    ...(earmark.areas === null ? [] : [{ type: 'area-only' as const, areas: earmark.areas }]),
  ];
}

/** The facts of every offer line, as goods: the scenario's matches are all of items. */
export const offerLines = new Map<string, GoodsLineFacts>(
  scenario.offers.flatMap((offer) =>
    offer.lines.map((line): [string, GoodsLineFacts] => [
      line.slug,
      {
        offerLineId: line.slug as OfferLineId,
        offerId: offer.slug as OfferId,
        state: offer.state,
        validFrom: offer.available_from,
        validUntil: offer.available_until,
        availableFrom: null,
        leadTimeDays: 0,
        conditions: conditionsOf(offer),
        kind: 'item',
        itemType: line.item,
        remainingQuantity: must(parseSteps(line.quantity, must(context.items.get(line.item), line.item).decimals), line.slug),
        lotSize: ONE_STEP,
        decimals: must(context.items.get(line.item), line.item).decimals,
        specifications: line.offered_specifications,
        goodsCondition: line.goods_condition,
        course: null,
      },
    ]),
  ),
);
