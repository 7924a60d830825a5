import { sql } from 'drizzle-orm';
import {
  handOverDelivery,
  moveDelivery,
  performDelivery,
  planDelivery,
  putInService,
  receiveDelivery,
  recordMilestone,
  shipDelivery,
  verifyDelivery,
} from '../areas/deliveries/index.ts';
import { designateFacilitators, settleChecklist } from './load-compliance.ts';
import { must } from '../kernel/assert.ts';
import { addDays, type CalendarDate } from '../kernel/calendar-date.ts';
import type { DeliveryId, DeliveryLineId } from '../kernel/id.ts';
import type { ReasonOf } from '../kernel/reason.ts';
import type { LoadedMatches } from './load-matches.ts';
import type { Scenario, ScenarioDelivery } from './scenario-file.ts';
import type { Stage } from './stage.ts';
import type { MilestoneSlug } from '../areas/reference/domain/named-slugs.ts';

/** Deliveries, each moved step by step as far as the file says; milestones that no step reaches are recorded besides. */
export async function loadDeliveries(stage: Stage, scenario: Scenario, matches: LoadedMatches): Promise<ReadonlyMap<string, DeliveryId>> {
  const loaded = new Map<string, DeliveryId>();
  await designateFacilitators(stage, scenario.meta.reference_date);
  for (const delivery of scenario.deliveries) {
    loaded.set(delivery.slug, await new Consignment(stage, scenario, delivery, matches).load());
  }
  return loaded;
}

const MOVES = [
  ['pack', 'ready-to-ship'],
  ['ship', 'shipped'],
  ['arrive', 'arrived-port-of-entry'],
  ['enter-customs', 'arrived-port-of-entry'],
  ['release', 'customs-cleared'],
  ['move-inland', 'customs-cleared'],
] as const satisfies readonly (readonly [string, MilestoneSlug])[];

/** How many of the moves a consignment in this state has behind it. */
const MOVES_BEHIND: Readonly<Record<string, number>> = { planned: 0, packed: 1, shipped: 2, 'at-customs': 4, released: 5 };

class Consignment {
  readonly #stage: Stage;
  readonly #file: ScenarioDelivery;
  readonly #matches: LoadedMatches;
  readonly #today: CalendarDate;
  readonly #organisations: readonly string[];

  constructor(stage: Stage, scenario: Scenario, file: ScenarioDelivery, matches: LoadedMatches) {
    this.#stage = stage;
    this.#file = file;
    this.#matches = matches;
    this.#today = scenario.meta.reference_date;
    this.#organisations = [...new Set(file.lines.map(({ match }) => must(matches.get(match), match).organisation))];
  }

  async load(): Promise<DeliveryId> {
    const id = await this.#plan();
    const leaves = this.#actual('shipped') ?? this.#actual('training-completed') ?? addDays(this.#today, -60);
    await settleChecklist(this.#stage, this.#file, id, leaves);
    if (this.#file.kind === 'equipment') await this.#move(id);
    else if (this.#file.lines.some(({ quantity_shipped }) => (quantity_shipped ?? 0) > 0)) {
      const on = this.#actual('training-completed') ?? addDays(this.#today, -60);
      await performDelivery(this.#stage.tx, this.#donor(on), id, await this.#version(id), { on, lines: [] });
    }
    if (this.#file.lines.some(({ quantity_accepted }) => quantity_accepted !== null)) await this.#receive(id);
    await this.#recordRest(id);
    return id;
  }

  #actual(milestone: MilestoneSlug): CalendarDate | null {
    return this.#file.timeline.find((entry) => entry.milestone === milestone)?.actual_on ?? null;
  }

  #donor(on: CalendarDate) {
    return this.#stage.as('donor', this.#file.donor, on);
  }

  async #version(id: DeliveryId): Promise<number> {
    const [row] = await this.#stage.tx.execute<{ version: number }>(sql`select version from deliveries where id = ${id}`);
    return must(row, this.#file.slug).version;
  }

  async #plan(): Promise<DeliveryId> {
    const { kind, incoterm, incoterm_place, port_of_entry, note, lines, timeline, mode } = this.#file;
    const goods = kind === 'equipment';
    const on = this.#actual('partnership-agreed') ?? addDays(this.#today, -30);
    return planDelivery(this.#stage.tx, this.#donor(on), {
      kind: goods ? 'goods' : kind,
      transportMode: goods ? mode : 'none',
      ...(incoterm === null ? {} : { incoterm }),
      ...(incoterm_place === null ? {} : { incotermPlace: incoterm_place }),
      ...(port_of_entry === null ? {} : { portOfEntry: port_of_entry }),
      ...(note === null ? {} : { note: { en: note } }),
      lines: lines.map((line) => ({ matchId: must(this.#matches.get(line.match), line.match).id, planned: line.quantity_planned })),
      omitted: await this.#omitted(),
      milestones: timeline.flatMap(({ milestone, planned_on }) => (planned_on === null ? [] : [{ milestone, plannedOn: planned_on }])),
    });
  }

  /** Optional milestones that the file's timeline leaves out. */
  async #omitted(): Promise<{ milestone: string; because: ReasonOf<'delivery'> }[]> {
    const kind = this.#file.kind;
    const optional = await this.#stage.tx.execute<{ slug: string }>(
      sql`select slug from milestones where optional_when is not null and ${kind} = any (applies_to_kinds)`,
    );
    const passed = new Set(this.#file.timeline.map(({ milestone }) => milestone));
    return optional.filter(({ slug }) => !passed.has(slug)).map(({ slug }) => ({ milestone: slug, because: 'not-applicable' as const }));
  }

  async #move(id: DeliveryId): Promise<void> {
    const behind = MOVES_BEHIND[this.#file.state] ?? MOVES.length;
    for (const [move, milestone] of MOVES.slice(0, behind)) {
      const on = must(this.#actual(milestone), `${this.#file.slug} reached ${milestone}`);
      const version = await this.#version(id);
      if (move === 'ship') await shipDelivery(this.#stage.tx, this.#donor(on), id, version, { on, lines: [] });
      else if (move === 'release') {
        const authority = this.#stage.authorityOf(must(this.#organisations[0], 'somebody receives'));
        await moveDelivery(this.#stage.tx, this.#stage.as('validator', authority, on), move, id, version, { on });
      } else await moveDelivery(this.#stage.tx, this.#donor(on), move, id, version, { on });
    }
  }

  /** Receipt by each recipient of its own lines, and what followed: handover, use, verification. */
  async #receive(id: DeliveryId): Promise<void> {
    const { tx } = this.#stage;
    const training = this.#file.kind !== 'equipment';
    const arrived = must(this.#actual(training ? 'training-completed' : 'inland-delivered'), `${this.#file.slug} arrived`);
    this.#stage.asSystem(arrived);
    const lineIds = await tx.execute<{ id: DeliveryLineId }>(
      sql`select id from delivery_lines where delivery_id = ${id} order by position`,
    );
    const receipts = this.#file.lines.map((line, index) => ({
      organisation: must(this.#matches.get(line.match), line.match).organisation,
      receipt: {
        lineId: must(lineIds[index], line.match).id,
        accepted: line.quantity_accepted ?? 0,
        rejected: line.quantity_rejected ?? 0,
        lost: 0,
        ...(line.rejection_reason === null ? {} : { rejectionReason: line.rejection_reason }),
      },
    }));
    for (const organisation of this.#organisations) {
      const lines = receipts.filter((one) => one.organisation === organisation).map(({ receipt }) => receipt);
      await receiveDelivery(tx, this.#stage.as('requester', organisation, arrived), id, await this.#version(id), {
        on: arrived,
        lines,
      });
    }
    if (this.#file.state === 'partly-received') return;
    const handedOverOn = training ? arrived : must(this.#actual('handover-accepted'), `${this.#file.slug} was handed over`);
    const receiver = must(this.#organisations[0], 'somebody receives');
    await handOverDelivery(tx, this.#stage.as('requester', receiver, handedOverOn), id, await this.#version(id), {
      handedOverOn,
      handedOverBy: 'For the donor',
      takenOverBy: 'For the unit',
      document: 'handover-certificate',
    });
    const inService = training ? arrived : this.#actual('in-service');
    if (inService === null) return;
    for (const organisation of this.#organisations) {
      await putInService(tx, this.#stage.as('requester', organisation, inService), id, await this.#version(id), { on: inService });
    }
    if (this.#file.state !== 'verified' && !this.#completesMatches()) return;
    const verified = this.#actual('end-use-verified') ?? this.#today;
    await verifyDelivery(tx, this.#donor(verified), id, await this.#version(id), { on: verified, inUse: true });
  }

  /** The file has matches complete that a later check than the first will see again: the first check has been made then. */
  #completesMatches(): boolean {
    return this.#file.lines.every(({ match }) => must(this.#matches.get(match), match).state === 'completed');
  }

  /** What of the timeline no step has written: forecasts, and milestones that run beside the lifecycle. */
  async #recordRest(id: DeliveryId): Promise<void> {
    const { tx } = this.#stage;
    const ctx = this.#stage.asSystem(this.#today);
    const reached = new Set(
      (
        await tx.execute<{ milestone: string }>(
          sql`select milestone from delivery_milestones where delivery_id = ${id} and actual_on is not null`,
        )
      ).map(({ milestone }) => milestone),
    );
    for (const { milestone, actual_on, forecast_on, evidence_document } of this.#file.timeline) {
      const evidence = evidence_document === null ? {} : { evidence: evidence_document };
      if (actual_on !== null && !reached.has(milestone)) {
        await recordMilestone(tx, ctx, id, null, { milestone, actualOn: actual_on, ...evidence });
      } else if (forecast_on !== null && actual_on === null && !reached.has(milestone)) {
        await recordMilestone(tx, ctx, id, null, { milestone, forecastOn: forecast_on, forecastReason: 'plan-changed' });
      }
    }
  }
}
