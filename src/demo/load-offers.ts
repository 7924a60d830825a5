import { sql } from 'drizzle-orm';
import type { OfferCondition } from '../areas/offers/domain/conditions.ts';
import { draftOffer, expireDueOffers, makeOfferAvailable, submitOffer, suspendOffer, withdrawOffer } from '../areas/offers/index.ts';
import { must } from '../kernel/assert.ts';
import { addDays, type CalendarDate } from '../kernel/calendar-date.ts';
import type { OfferId, OfferLineId } from '../kernel/id.ts';
import type { Scenario, ScenarioOffer } from './scenario-file.ts';
import type { Stage } from './stage.ts';

export interface LoadedOffers {
  readonly ids: ReadonlyMap<string, OfferId>;
  readonly lineIds: ReadonlyMap<string, OfferLineId>;
  readonly donors: ReadonlyMap<string, string>;
}

/** Offers up to where they were available; suspensions and withdrawals follow in {@link settleOffers}, after the matches. */
export async function loadOffers(stage: Stage, scenario: Scenario): Promise<LoadedOffers> {
  const ids = new Map<string, OfferId>();
  const lineIds = new Map<string, OfferLineId>();
  for (const offer of scenario.offers) {
    const day = openingOf(scenario, offer);
    const ctx = stage.as('donor', offer.donor, day);
    const id = await draftOffer(stage.tx, ctx, inputOf(stage, offer));
    ids.set(offer.slug, id);
    const rows = await stage.tx.execute<{ id: OfferLineId }>(sql`select id from offer_lines where offer_id = ${id} order by position`);
    offer.lines.forEach((line, index) => lineIds.set(line.slug, must(rows[index], line.slug).id));
    if (offer.state === 'draft') continue;
    await submitOffer(stage.tx, ctx, id, 1);
    if (offer.state === 'submitted') continue;
    await makeOfferAvailable(stage.tx, stage.as('facilitator', 'unsmil', day), id, 2);
  }
  return { ids, lineIds, donors: new Map(scenario.offers.map(({ slug, donor }) => [slug, donor])) };
}

/** Before the first match that was proposed on it, and before it was there to be given. */
function openingOf(scenario: Scenario, offer: ScenarioOffer): CalendarDate {
  const days = [offer.available_from, ...scenario.matches.filter((match) => match.offer === offer.slug).map((match) => match.proposed_on)];
  return addDays(must(days.toSorted()[0], 'there is a date'), -7);
}

function inputOf(stage: Stage, offer: ScenarioOffer): Parameters<typeof draftOffer>[2] {
  const money = offer.funding_amount && { amount: String(offer.funding_amount.amount), currency: offer.funding_amount.currency };
  return {
    modality: offer.modality,
    validFrom: offer.available_from,
    validUntil: offer.available_until,
    ...(offer.incoterm === null ? {} : { incoterm: offer.incoterm }),
    ...(offer.incoterm_place === null ? {} : { incotermPlace: offer.incoterm_place }),
    ...(offer.implementer === null ? {} : { implementerId: stage.organisation(offer.implementer) }),
    ...(money === null ? {} : { budget: money }),
    ...(offer.note === null ? {} : { note: { en: offer.note } }),
    conditions: conditionsOf(offer),
    lines: [
      ...offer.lines.map((line) => {
        const partner = offer.lines.findIndex(({ slug }) => slug === line.accompanies) + 1;
        return {
          kind: 'item' as const,
          itemType: line.item,
          quantity: line.quantity,
          ...(line.goods_condition === null ? {} : { goodsCondition: line.goods_condition }),
          specifications: line.offered_specifications.map(({ attribute, value }) => ({
            attribute,
            value: Array.isArray(value) ? [...value] : value,
          })) as never,
          ...(partner === 0 ? {} : { accompanies: partner }),
        };
      }),
      // An envelope without lines is money that may buy what it is earmarked for.
      ...(offer.lines.length === 0 && money !== null
        ? [{ kind: 'funding' as const, ceiling: money, mayBuyAreas: [...(offer.earmark.areas ?? [])] }]
        : []),
    ],
  };
}

/** The file's conditions, and its earmark as the conditions that it amounts to. */
function conditionsOf(offer: ScenarioOffer): never {
  const stated = offer.conditions.map((condition): OfferCondition => {
    switch (condition.type) {
      case 'region-only':
        return { type: 'region-only', regions: [...(condition.regions ?? [])] };
      case 'site-kind-only':
        return { type: 'site-kind-only', siteKinds: [...(condition.site_kinds ?? [])] };
      case 'recipient-only':
        return { type: 'recipient-only', organisations: [...(condition.organisations ?? [])] };
      case 'latest-handover':
        return { type: 'latest-handover', date: must(condition.date, 'a handover has a date') };
      case 'minimum-lot':
        return { type: 'minimum-lot', quantity: must(condition.quantity, 'a lot has a size') };
      case 'women-participation':
        return { type: 'women-participation', minimumPercent: must(condition.minimum_pct, 'a share has a size') };
      default:
        return { type: condition.type } as OfferCondition;
    }
  });
  const { areas, regions } = offer.earmark;
  const earmark: OfferCondition[] = [
    ...(areas && offer.lines.length > 0 ? [{ type: 'area-only', areas: [...areas] } as const] : []),
    ...(regions && !stated.some(({ type }) => type === 'region-only') ? [{ type: 'region-only', regions: [...regions] } as const] : []),
  ];
  return [...stated, ...earmark] as never;
}

/** What happened to offers last: suspended, withdrawn, expired. */
export async function settleOffers(stage: Stage, scenario: Scenario, offers: LoadedOffers): Promise<void> {
  const today = scenario.meta.reference_date;
  for (const offer of scenario.offers) {
    if (offer.state !== 'suspended' && offer.state !== 'withdrawn') continue;
    const id = must(offers.ids.get(offer.slug), offer.slug);
    const ctx =
      offer.state === 'suspended'
        ? stage.as('facilitator', 'unsmil', addDays(today, -20))
        : stage.as('donor', offer.donor, addDays(today, -20));
    const [row] = await stage.tx.execute<{ version: number }>(sql`select version from offers where id = ${id}`);
    const { version } = must(row, offer.slug);
    if (offer.state === 'suspended') await suspendOffer(stage.tx, ctx, id, version, 'due-diligence-review');
    else await withdrawOffer(stage.tx, ctx, id, version, 'stock-changed');
  }
  await expireDueOffers(stage.tx, stage.asSystem(today));
}
