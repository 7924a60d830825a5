import { sql } from 'drizzle-orm';
import { addUnit, recordHoldingReport, recordUnitTypeRequirement } from '../areas/gaps/index.ts';
import {
  confirmNeed,
  draftNeed,
  holdNeed,
  markStaleNeeds,
  publishNeed,
  returnNeed,
  submitNeed,
  validateNeed,
} from '../areas/needs/index.ts';
import { must } from '../kernel/assert.ts';
import { addDays, type CalendarDate } from '../kernel/calendar-date.ts';
import type { NeedId, NeedLineId, UnitId } from '../kernel/id.ts';
import type { Scenario, ScenarioNeed } from './scenario-file.ts';
import type { Stage } from './stage.ts';

export interface LoadedUnit {
  readonly id: UnitId;
  readonly organisation: string;
}

export interface LoadedNeeds {
  readonly ids: ReadonlyMap<string, NeedId>;
  readonly lineIds: ReadonlyMap<string, NeedLineId>;
  /** The organisation that asks, by need. */
  readonly organisations: ReadonlyMap<string, string>;
}

/** Units with what their type is authorised and what they counted. */
export async function loadUnits(stage: Stage, scenario: Scenario): Promise<Map<string, LoadedUnit>> {
  const first = addDays(earliest(scenario.holdings.map(({ as_of }) => as_of)), -365);
  const ctx = stage.asSystem(first);
  const units = new Map<string, LoadedUnit>();
  for (const unit of scenario.units) {
    const id = await addUnit(stage.tx, ctx, {
      slug: unit.slug,
      organisationId: stage.organisation(unit.organisation),
      site: unit.site,
      unitType: unit.unit_type,
      names: unit.names,
    });
    units.set(unit.slug, { id, organisation: unit.organisation });
  }
  for (const row of scenario.establishment) {
    await recordUnitTypeRequirement(stage.tx, ctx, {
      unitType: row.unit_type,
      itemType: row.item,
      authorised: row.authorised,
      effectiveOn: first,
    });
  }
  for (const report of scenario.holdings) {
    const unit = must(units.get(report.unit), `unit ${report.unit}`);
    await recordHoldingReport(stage.tx, stage.as('requester', unit.organisation, report.as_of), {
      unitId: unit.id,
      itemType: report.item,
      serviceable: report.serviceable,
      unserviceableRepairable: report.unserviceable_repairable,
      beyondRepair: report.beyond_repair,
      asOf: report.as_of,
    });
  }
  return units;
}

const earliest = (dates: readonly CalendarDate[]): CalendarDate => must(dates.toSorted()[0], 'there is a date');

/** Needs as far as they were published; what happened to them later follows in {@link settleNeeds}. */
export async function loadNeeds(stage: Stage, scenario: Scenario, units: ReadonlyMap<string, LoadedUnit>): Promise<LoadedNeeds> {
  const ids = new Map<string, NeedId>();
  const organisations = new Map<string, string>();
  const themes = new Map(scenario.need_themes.map(({ slug, names }) => [slug, names]));
  for (const need of scenario.needs) {
    const unit = must(units.get(need.unit), `unit ${need.unit}`);
    organisations.set(need.slug, unit.organisation);
    const id = await draft(stage, need, unit);
    ids.set(need.slug, id);
    if (need.submitted_on === null) continue;
    await submitNeed(stage.tx, stage.as('requester', unit.organisation, need.submitted_on), id, 1);
    const authority = stage.authorityOf(unit.organisation);
    if (need.state === 'returned') {
      await returnNeed(
        stage.tx,
        stage.as('validator', authority, addDays(need.submitted_on, 14)),
        id,
        2,
        need.return_reason ?? 'incomplete',
      );
    }
    if (need.validated_on === null) continue;
    const lines = await readLineIds(stage, id);
    await validateNeed(stage.tx, stage.as('validator', authority, need.validated_on), id, 2, {
      lines: need.lines.flatMap((line, index) =>
        line.quantity_validated === null || line.quantity_validated === line.quantity_requested
          ? []
          : [
              {
                lineId: must(lines[index], 'a line for each'),
                quantityValidated: line.quantity_validated,
                reason: line.validation_reason ?? 'reduced',
              },
            ],
      ),
    });
    if (need.state === 'validated') continue;
    await publishNeed(stage.tx, stage.as('facilitator', 'unsmil', need.validated_on), id, 3, {
      disclosureLevel: 'partners',
      disclosedTo: [],
      summary: must(themes.get(need.theme), `theme ${need.theme}`),
    });
    const confirmed = need.last_confirmed_on > need.validated_on ? need.last_confirmed_on : need.validated_on;
    await confirmNeed(stage.tx, stage.as('requester', unit.organisation, confirmed), id, 4);
  }
  return { ids, lineIds: await mapLineIds(stage, scenario, ids), organisations };
}

async function draft(stage: Stage, need: ScenarioNeed, unit: LoadedUnit): Promise<NeedId> {
  const ctx = stage.as('requester', unit.organisation, addDays(need.submitted_on ?? need.last_confirmed_on, -3));
  return draftNeed(stage.tx, ctx, {
    unitId: unit.id,
    priority: need.priority,
    justification: need.justification,
    neededBy: need.needed_by,
    respondBy: need.response_by,
    fulfilTogether: false,
    lines: need.lines.map((line) => ({
      itemType: line.item,
      quantityRequested: line.quantity_requested,
      specifications: line.minimum_specifications.map(({ attribute, value, mandatory }) => ({
        attribute,
        value: writable(value),
        mandatory,
      })),
      minimumLot: 1,
      acceptedSubstitutes: [],
    })),
  });
}

const writable = <T>(value: T | readonly string[]): Exclude<T, readonly string[]> | string[] =>
  (Array.isArray(value) ? [...value] : value) as Exclude<T, readonly string[]> | string[];

async function readLineIds(stage: Stage, needId: NeedId): Promise<NeedLineId[]> {
  const rows = await stage.tx.execute<{ id: NeedLineId }>(sql`select id from need_lines where need_id = ${needId} order by position`);
  return rows.map(({ id }) => id);
}

async function mapLineIds(stage: Stage, scenario: Scenario, ids: ReadonlyMap<string, NeedId>): Promise<Map<string, NeedLineId>> {
  stage.asSystem(scenario.meta.reference_date);
  const lineIds = new Map<string, NeedLineId>();
  for (const need of scenario.needs) {
    const lines = await readLineIds(stage, must(ids.get(need.slug), need.slug));
    need.lines.forEach((line, index) => lineIds.set(line.slug, must(lines[index], line.slug)));
  }
  return lineIds;
}

/** What happened to needs last: put on hold, or gone stale because nobody confirmed them. */
export async function settleNeeds(stage: Stage, scenario: Scenario, needs: LoadedNeeds): Promise<void> {
  for (const need of scenario.needs.filter(({ state }) => state === 'on-hold')) {
    const id = must(needs.ids.get(need.slug), need.slug);
    const ctx = stage.as('facilitator', 'unsmil', need.last_confirmed_on);
    const [row] = await stage.tx.execute<{ version: number }>(sql`select version from needs where id = ${id}`);
    await holdNeed(stage.tx, ctx, id, must(row, need.slug).version, need.hold_reason ?? 'other');
  }
  await markStaleNeeds(stage.tx, stage.asSystem(scenario.meta.reference_date));
}
