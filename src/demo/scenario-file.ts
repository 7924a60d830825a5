import { readFile } from 'node:fs/promises';
import { addDays, type CalendarDate, daysBetween } from '../kernel/calendar-date.ts';
import type { LocalText, Names } from '../kernel/language.ts';
import type { ReasonCode, ReasonOf } from '../kernel/reason.ts';
import type { AttributeValue } from '../areas/needs/domain/specification.ts';
import type { Priority } from '../areas/needs/domain/need.ts';
import type { GoodsCondition, Incoterm, Modality } from '../areas/offers/domain/offer.ts';
import type { FollowUpFile } from './follow-up-file.ts';

/** The illustrative scenario as its file spells it; every unit, need, offer, delivery and obstacle in it is invented. */
export interface Scenario {
  readonly meta: { readonly reference_date: CalendarDate; readonly disclaimer: string };
  readonly need_themes: readonly { readonly slug: string; readonly names: Names }[];
  readonly units: readonly {
    readonly slug: string;
    readonly organisation: string;
    readonly site: string;
    readonly unit_type: string;
    readonly names: Names;
  }[];
  readonly establishment: readonly { readonly unit_type: string; readonly item: string; readonly authorised: number }[];
  readonly holdings: readonly {
    readonly unit: string;
    readonly item: string;
    readonly serviceable: number;
    readonly unserviceable_repairable: number;
    readonly beyond_repair: number;
    readonly as_of: CalendarDate;
  }[];
  readonly needs: readonly ScenarioNeed[];
  readonly offers: readonly ScenarioOffer[];
  readonly matches: readonly ScenarioMatch[];
  readonly partnerships: readonly ScenarioPartnership[];
  readonly deliveries: readonly ScenarioDelivery[];
  readonly obstacles: readonly ScenarioObstacle[];
  readonly meetings: readonly {
    readonly slug: string;
    readonly names: Names;
    readonly held_on: CalendarDate;
    readonly place: string;
    readonly site: string | null;
  }[];
  readonly actions: readonly {
    readonly slug: string;
    readonly names: Names;
    readonly owners: readonly string[];
    readonly meeting: string;
  }[];
}

export interface ScenarioNeed {
  readonly slug: string;
  readonly unit: string;
  readonly theme: string;
  readonly priority: Priority;
  readonly state: string;
  readonly submitted_on: CalendarDate | null;
  readonly validated_on: CalendarDate | null;
  readonly needed_by: CalendarDate;
  readonly response_by: CalendarDate;
  readonly last_confirmed_on: CalendarDate;
  readonly justification: LocalText;
  readonly return_reason?: ReasonOf<'need'>;
  readonly hold_reason?: ReasonOf<'need'>;
  readonly lines: readonly {
    readonly slug: string;
    readonly item: string;
    readonly quantity_requested: number;
    readonly quantity_validated: number | null;
    readonly validation_reason: string | null;
    readonly minimum_specifications: readonly { readonly attribute: string; readonly value: AttributeValue; readonly mandatory: boolean }[];
  }[];
}

export interface ScenarioOffer {
  readonly slug: string;
  readonly donor: string;
  readonly implementer: string | null;
  readonly modality: Modality;
  readonly state: string;
  readonly available_from: CalendarDate;
  readonly available_until: CalendarDate;
  readonly incoterm: Incoterm | null;
  readonly incoterm_place: string | null;
  readonly earmark: { readonly areas: readonly string[] | null; readonly regions: readonly string[] | null };
  readonly funding_amount: { readonly amount: number; readonly currency: string } | null;
  readonly conditions: readonly {
    readonly type: string;
    readonly date?: CalendarDate;
    readonly regions?: readonly string[];
    readonly site_kinds?: readonly string[];
    readonly organisations?: readonly string[];
    readonly quantity?: number;
    readonly minimum_pct?: number;
  }[];
  readonly note: string | null;
  readonly lines: readonly {
    readonly slug: string;
    readonly item: string;
    readonly quantity: number;
    readonly goods_condition: GoodsCondition | null;
    readonly offered_specifications: readonly { readonly attribute: string; readonly value: AttributeValue }[];
    readonly accompanies: string | null;
  }[];
}

export interface ScenarioMatch {
  readonly slug: string;
  readonly offer: string;
  readonly offer_line: string;
  readonly need: string;
  readonly need_line: string;
  readonly quantity: number;
  readonly state: string;
  readonly proposed_on: CalendarDate;
  readonly agreed_on: CalendarDate | null;
  readonly hold_until: CalendarDate | null;
  readonly end_reason: ReasonCode | null;
  readonly partnership: string | null;
}

export interface ScenarioPartnership {
  readonly slug: string;
  readonly donor: string;
  readonly recipient: string;
  readonly facilitator: string;
  readonly kind: 'technical-arrangement';
  readonly state: 'signed' | 'under-negotiation';
  readonly signed_on: CalendarDate | null;
  readonly valid_until: CalendarDate | null;
}

export interface ScenarioDelivery {
  readonly slug: string;
  readonly kind: 'equipment' | 'training' | 'service' | 'works';
  readonly donor: string;
  readonly mode: 'sea' | 'air' | 'road' | 'none';
  readonly incoterm: Incoterm | null;
  readonly incoterm_place: string | null;
  readonly port_of_entry: string | null;
  readonly state: string;
  readonly note: string | null;
  readonly timeline: readonly {
    readonly milestone: string;
    readonly planned_on: CalendarDate | null;
    readonly forecast_on: CalendarDate | null;
    readonly actual_on: CalendarDate | null;
    readonly evidence_document: string | null;
  }[];
  readonly lines: readonly {
    readonly match: string;
    readonly quantity_planned: number;
    readonly quantity_shipped: number | null;
    readonly quantity_accepted: number | null;
    readonly quantity_rejected: number | null;
    readonly rejection_reason: ReasonOf<'rejection'> | null;
  }[];
  readonly compliance: readonly { readonly regime: string; readonly outcome: string | null }[];
}

export interface ScenarioObstacle {
  readonly slug: string;
  readonly kind: string;
  readonly state: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly owner_organisation: string;
  readonly reported_on: CalendarDate;
  readonly blocks: readonly { readonly type: 'delivery' | 'match' | 'need' | 'offer'; readonly slug: string }[];
  readonly blocks_milestone: string;
  readonly blocking: boolean;
  readonly escalation_level: string;
  readonly waiting_for: string | null;
  readonly due_on: CalendarDate | null;
  readonly next_step: string | null;
  readonly detail: LocalText;
  readonly history: readonly { readonly on: CalendarDate; readonly state: string }[];
  readonly evidence_document: string | null;
  readonly resolved_on: CalendarDate | null;
}

/** The day that the files stand on. */
export const REFERENCE_DAY: CalendarDate = '2026-11-23';

/** Days of the true world that the files name. */
export async function trueDaysOfScenario(): Promise<ReadonlySet<CalendarDate>> {
  const { agreements } = await readFollowUp(REFERENCE_DAY);
  return new Set(agreements.flatMap(({ signed }) => signed?.replaceAll('/', '-') ?? []));
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads the scenario with every date moved so that its reference date falls on `today`: on any day that somebody starts it,
 * the demo shows the same mixture of the due, the late and the open.
 */
export const readScenario = (today: CalendarDate): Promise<Scenario> => readMoved<Scenario>('./scenario.json', today);

/** What is followed up in it, moved in the same way. */
export const readFollowUp = (today: CalendarDate): Promise<FollowUpFile> => readMoved<FollowUpFile>('./follow-up.json', today);

async function readMoved<File>(name: string, today: CalendarDate): Promise<File> {
  const text = await readFile(new URL(name, import.meta.url), 'utf8');
  const file = JSON.parse(text) as { readonly meta: { readonly reference_date: CalendarDate } };
  const shift = daysBetween(file.meta.reference_date, today);
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' && DATE.test(value) ? addDays(value, shift) : value,
  ) as File;
}
