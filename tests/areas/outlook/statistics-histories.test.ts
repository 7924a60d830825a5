import t from 'tap';
import type { DurationGroup } from '#src/areas/outlook/contract-statistics.ts';
import { readDurationStatistics, readObstacleStatistics } from '#src/areas/outlook/statistics-queries.ts';
import { arrivalOf } from '#src/areas/deliveries/domain/milestones.ts';
import { daysBetween } from '#src/kernel/calendar-date.ts';
import type { DeliveryId } from '#src/kernel/id.ts';
import { newId } from '#src/platform/ids.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { makePerson, makeUnit } from '#tests/support/people.ts';
import { daysLater, makeOutlookWorld } from './outlook-world.ts';

/**
 * The statistics, which are read from kept counts, are held against a slow count that is written as the definitions say, over histories
 * drawn at random: dates that are set, moved, taken back and removed in any order, as no verb would.
 */
const world = await makeOutlookWorld(t);
const { as, match, plan, people, others, superuser, database } = world;

const SEED = Number(process.env['WASL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** A linear congruential generator (Lehmer, as in minimal standard of Park and Miller, 1988): the same histories for the same seed. */
let state = (SEED % 2147483646) + 1;
const draw = (below: number): number => (state = (state * 48271) % 2147483647) % below;
const oneOf = <T>(things: readonly T[]): T => things[draw(things.length)] as T;

const PORTS = ['port-misrata', 'port-tripoli'];
/** A calendar quarter that is over: a donor is told of no other period. */
const PERIOD = { from: '2026-10-01', until: '2026-12-31' } as const;
const NOW = daysLater(90);

interface Step {
  readonly delivery: DeliveryId;
  readonly milestone: string;
  readonly kind: 'goods' | 'works' | 'service' | 'training';
  readonly donor: string;
  readonly port: string | null;
  readonly on: string;
}
interface Line {
  readonly delivery: DeliveryId;
  readonly position: number;
  readonly organisation: string;
  readonly unit: string;
  readonly donor: string;
}
interface Period {
  readonly obstacle: string;
  readonly state: string;
  readonly waiting: string | null;
  readonly began: Date;
  readonly ended: Date | null;
}

const OPEN = ['reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened'];

/** What a reader sees: a facilitator all, a donor its own, a recipient that of its organisation. */
const seesLine = (reader: Person, line: Line): boolean =>
  reader.role === 'facilitator' || reader.organisationId === (reader.role === 'donor' ? line.donor : line.organisation);

async function pastMilestones(): Promise<Map<string, Set<string>>> {
  const graph = await superuser<{ slug: string; predecessors: string[] }[]>`select slug, predecessors from milestones`;
  const direct = new Map(graph.map(({ slug, predecessors }) => [slug, predecessors]));
  const all = (slug: string): string[] => (direct.get(slug) ?? []).flatMap((before) => [before, ...all(before)]);
  return new Map(graph.map(({ slug }) => [slug, new Set(all(slug))]));
}

/** The value below which a share of the values lies, between two neighbours in proportion; to a tenth. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  return below + ((sorted[Math.ceil(place)] ?? NaN) - below) * (place - Math.floor(place));
}

interface Told {
  readonly key: string;
  readonly records: number | null;
  readonly medianDays: number | null;
  readonly p90Days: number | null;
}

function tellBy(taken: readonly { readonly key: string; readonly days: number }[]): Told[] {
  const keys = [...new Set(taken.map(({ key }) => key))];
  return keys.map((key) => {
    const days = taken.filter((thing) => thing.key === key).map((thing) => thing.days);
    return { key, records: days.length, medianDays: percentile(days, 0.5), p90Days: percentile(days, 0.9) };
  });
}

async function slowDurations(by: DurationGroup, reader: Person): Promise<Told[]> {
  if (by === 'waiting-on') return slowWaits(reader);
  const past = await pastMilestones();
  const steps = await superuser<Step[]>`
    select delivery_id as delivery, milestone, kind, deliveries.donor_id as donor, port_of_entry as port, actual_on::text as on
    from delivery_milestones join deliveries on deliveries.id = delivery_id where actual_on is not null`;
  const lines = await superuser<Line[]>`
    select delivery_id as delivery, position, organisation_id as organisation, unit_id as unit, donor_id as donor from delivery_lines order by position`;
  const slugs = new Map(
    (await superuser<{ id: string; slug: string }[]>`select id, slug from organisations`).map(({ id, slug }) => [id, slug]),
  );
  const taken = steps.flatMap((step) => {
    if (step.on < PERIOD.from || step.on > PERIOD.until) return [];
    if (!lines.some((line) => line.delivery === step.delivery && seesLine(reader, line))) return [];
    const before = steps
      .filter((other) => other.delivery === step.delivery && past.get(step.milestone)?.has(other.milestone))
      .map(({ on }) => on)
      .sort();
    const [first] = before;
    const last = before.at(-1);
    if (first === undefined || last === undefined) return [];
    const days = Math.max(0, daysBetween(last, step.on));
    const sinceFirst = Math.max(0, daysBetween(first, step.on));
    if (by === 'milestone') return [{ key: step.milestone, days }];
    if (by === 'donor') return step.milestone === arrivalOf(step.kind) ? [{ key: slugs.get(step.donor) ?? '', days: sinceFirst }] : [];
    return step.milestone === 'customs-cleared' && step.port !== null ? [{ key: step.port, days }] : [];
  });
  return tellBy(taken);
}

const DAY = 86_400_000;
/** The mission is in Tripoli, two hours ahead of UTC all the year. */
const AHEAD = 2 * 3_600_000;
const day = (instant: Date): string => new Date(instant.getTime() + AHEAD).toISOString().slice(0, 10);

async function seenPeriods(reader: Person): Promise<Period[]> {
  const periods = await superuser<(Period & { parties: string[] })[]>`
    select obstacle_id as obstacle, obstacle_periods.state, slug as waiting, began_at as began, ended_at as ended,
      array(select organisation_id from obstacle_parties where obstacle_parties.obstacle_id = obstacle_periods.obstacle_id) as parties
    from obstacle_periods left join organisations on organisations.id = waiting_on_id order by obstacle_id, position`;
  return periods.filter(({ parties }) => reader.role === 'facilitator' || parties.includes(reader.organisationId));
}

async function slowWaits(reader: Person): Promise<Told[]> {
  const spans: { obstacle: string; waiting: string | null; began: Date; ended: Date | null }[] = [];
  for (const { obstacle, state, waiting, began, ended } of await seenPeriods(reader)) {
    if (!OPEN.includes(state)) continue;
    const last = spans.at(-1);
    if (last && last.obstacle === obstacle && last.waiting === waiting) last.ended = ended;
    else spans.push({ obstacle, waiting, began, ended });
  }
  return tellBy(
    spans.flatMap(({ waiting, began, ended }) =>
      waiting === null || ended === null || day(ended) < PERIOD.from || day(ended) > PERIOD.until
        ? []
        : [{ key: waiting, days: (ended.getTime() - began.getTime()) / DAY }],
    ),
  );
}

async function slowOutcomes(reader: Person) {
  const periods = await seenPeriods(reader);
  const obstacles = await superuser<{ id: string; kind: string; reported: Date; level: number }[]>`
    select id, kind, reported_at as reported, escalation_level as level from obstacles`;
  const kinds = new Map<string, { reported: number; resolved: number; reopened: number; escalated: number }>();
  for (const { id, kind, reported, level } of obstacles) {
    const own = periods.filter(({ obstacle }) => obstacle === id);
    const isWithin = (instant: Date): boolean => day(instant) >= PERIOD.from && day(instant) <= PERIOD.until;
    const began = (which: string): number => own.filter((period) => period.state === which && isWithin(period.began)).length;
    if (own.length === 0 || (!isWithin(reported) && began('resolved') + began('reopened') === 0)) continue;
    const told = kinds.get(kind) ?? { reported: 0, resolved: 0, reopened: 0, escalated: 0 };
    told.reported += isWithin(reported) ? 1 : 0;
    told.escalated += isWithin(reported) && level > 0 ? 1 : 0;
    told.resolved += began('resolved');
    told.reopened += began('reopened');
    kinds.set(kind, told);
  }
  const waiting = new Map<string, number>();
  const [from, until] = [new Date(PERIOD.from).getTime() - AHEAD, new Date(PERIOD.until).getTime() + DAY - AHEAD];
  for (const period of periods) {
    if (!OPEN.includes(period.state) || period.waiting === null) continue;
    const spent = Math.min((period.ended ?? NOW).getTime(), until) - Math.max(period.began.getTime(), from);
    if (spent > 0) waiting.set(period.waiting, (waiting.get(period.waiting) ?? 0) + spent / DAY);
  }
  return { kinds, waiting };
}

/** Four units of two recipients, so that a donor is told something. */
const units = [
  ...(await Promise.all([1, 2, 3].map(() => makeUnit(database, { organisation: 'ly-gasbcp' })))),
  await makeUnit(database, { organisation: 'ly-coast-guard' }),
];
const gasbcp = await makePerson(database, { role: 'requester', organisation: 'ly-gasbcp' });
const readers = [people.facilitator, people.donor, others.donor, gasbcp, others.requester];

const deliveries: DeliveryId[] = [];
for (let made = 0; made < 12; made += 1) {
  const by = oneOf([people.donor, others.donor]);
  const lines = [await match(3, { by, to: oneOf(units) }), ...(draw(3) === 0 ? [await match(3, { by, to: oneOf(units) })] : [])];
  const id = await plan(
    lines.map(({ matchId }) => ({ matchId, planned: 3 })),
    {},
    by,
  );
  await superuser`update deliveries set port_of_entry = ${oneOf([...PORTS, null])} where id = ${id}`;
  deliveries.push(id);
}

const MILESTONES = (await superuser<{ slug: string }[]>`select slug from milestones order by slug`).map(({ slug }) => slug);
const anyDay = (): string => day(new Date(Date.UTC(2026, 10, 25 + draw(70))));

/** One change of dates, of one milestone or of many at once. */
async function changeDates(): Promise<void> {
  const id = oneOf(deliveries);
  const milestone = oneOf(MILESTONES);
  switch (draw(6)) {
    case 0:
      return void (await superuser`update delivery_milestones set actual_on = null where delivery_id = ${id} and milestone = ${milestone}`);
    case 1:
      return void (await superuser`delete from delivery_milestones where delivery_id = ${id} and milestone = ${milestone}`);
    case 2:
      return void (await superuser`update delivery_milestones set actual_on = actual_on + ${draw(5) - 2}::int where delivery_id in (${id}, ${oneOf(deliveries)})`);
    case 3:
      return void (await superuser`update delivery_milestones set planned_on = ${anyDay()}, evidence = 'E' where milestone = ${milestone}`);
    default:
      await superuser`
        insert into delivery_milestones (delivery_id, donor_id, milestone, actual_on) select id, donor_id, ${milestone}, ${anyDay()} from deliveries where id = ${id}
        on conflict (delivery_id, milestone) do update set actual_on = excluded.actual_on, omitted_because = null`;
  }
}

/** An obstacle on a match, a need or a delivery, whose turns between whom it waits on are drawn too. */
async function hinder(): Promise<void> {
  const id = newId<'obstacle'>();
  const reported = new Date(Date.UTC(2026, 10, 25 + draw(60), draw(24)));
  const ended = draw(2) === 0;
  const on = oneOf(
    await superuser<{ need: string; match: string; delivery: string; donor: string; organisation: string }[]>`
    select need_id as need, match_id as match, delivery_id as delivery, delivery_lines.donor_id as donor, delivery_lines.organisation_id as organisation
    from delivery_lines join matches on matches.id = match_id`,
  );
  const which = oneOf(['need', 'match', 'delivery'] as const);
  await superuser.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`
      insert into obstacles (id, reference, kind, state, severity, blocking, blocks_milestone, owner_id, waiting_on_id, next_action, next_action_on, detail, escalation_level, reported_at, created_at)
      values (${id}, ${`B-${id.slice(-8)}`}, ${oneOf(['customs-hold', 'duty-exemption-pending'])}, 'in-progress', 'medium', true, 'customs-cleared', ${on.donor}, ${on.donor},
        '{"en": "Write"}', '2027-01-01', '{"en": "Drawn"}', ${draw(2)}, ${reported}, ${reported})`;
    await sql`insert into obstacle_parties (obstacle_id, organisation_id) values (${id}, ${on.donor}), (${id}, ${on.organisation}) on conflict do nothing`;
    await sql`insert into obstacle_blocks (id, obstacle_id, need_id, match_id, delivery_id)
      values (${newId()}, ${id}, ${which === 'need' ? on.need : null}, ${which === 'match' ? on.match : null}, ${which === 'delivery' ? on.delivery : null})`;
    let began = reported;
    const turns = 1 + draw(5);
    for (let position = 1; position <= turns; position += 1) {
      const isLast = position === turns;
      const next = new Date(began.getTime() + ((1 + draw(12)) * DAY) / 4);
      const state = position === 1 ? 'reported' : isLast && ended ? 'closed' : oneOf(OPEN);
      const waitsOn = state === 'closed' ? null : oneOf([on.donor, on.donor, on.organisation, null]);
      await sql`insert into obstacle_periods (obstacle_id, position, state, owner_id, waiting_on_id, external, began_at, ended_at)
        values (${id}, ${position}, ${state}, ${on.donor}, ${waitsOn}, false, ${began}, ${isLast ? null : next})`;
      began = next;
    }
  });
}

const toTenth = (told: readonly Told[]): Told[] =>
  told
    .map((row) => ({
      ...row,
      medianDays: row.medianDays === null ? null : Math.round(row.medianDays * 10),
      p90Days: row.p90Days === null ? null : Math.round(row.p90Days * 10),
    }))
    .sort((a, b) => a.key.localeCompare(b.key));

/** The halves of tenths are rounded from numbers that differ in their last bit. */
const isNear = (one: number | null, other: number | null): boolean =>
  one === other || Math.abs((one ?? Infinity) - (other ?? Infinity)) <= 1;

for (let history = 1; history <= 4; history += 1) {
  t.test(`history ${history} of seed ${SEED}: what is read is what a slow count gives, for each reader`, async (t) => {
    for (let change = 0; change < 150; change += 1) await changeDates();
    for (let made = 0; made < 8; made += 1) await hinder();
    let compared = 0;
    for (const reader of readers) {
      for (const by of ['milestone', 'donor', 'port', 'waiting-on'] as const) {
        const { rows } = await as(reader, (tx, ctx) => readDurationStatistics(tx, ctx, { by, ...PERIOD }), NOW);
        const slow = toTenth(await slowDurations(by, reader));
        const shown = rows.map(({ key, records, medianDays, p90Days }) => ({
          key,
          records: records ?? 0,
          medianDays: medianDays ?? null,
          p90Days: p90Days ?? null,
        }));
        const fast = toTenth(shown);
        const who = `${by}, as ${reader.role}`;
        t.strictSame(
          fast.map(({ key }) => key),
          slow.map(({ key }) => key),
          who,
        );
        for (const [index, expected] of slow.entries()) {
          const found = fast[index];
          if (rows.find(({ key }) => key === expected.key)?.suppressed) continue;
          compared += 1;
          t.equal(found?.records, expected.records, `${who}: ${expected.key}`);
          t.ok(
            isNear(found?.medianDays ?? null, expected.medianDays) && isNear(found?.p90Days ?? null, expected.p90Days),
            `${who}: days of ${expected.key}`,
          );
        }
      }
      const outcomes = await as(reader, (tx, ctx) => readObstacleStatistics(tx, ctx, PERIOD), NOW);
      const slow = await slowOutcomes(reader);
      t.strictSame(outcomes.kinds.map(({ key }) => key).sort(), [...slow.kinds.keys()].sort(), `kinds, as ${reader.role}`);
      for (const { key, suppressed, reported, resolved, reopened, escalated } of outcomes.kinds) {
        if (!suppressed) t.strictSame({ reported, resolved, reopened, escalated }, slow.kinds.get(key), `${key}, as ${reader.role}`);
      }
      t.strictSame(
        outcomes.waiting.map(({ organisation }) => organisation.slug).sort(),
        [...slow.waiting.keys()].sort(),
        `waiting, as ${reader.role}`,
      );
      for (const { organisation, days, suppressed } of outcomes.waiting) {
        if (suppressed) continue;
        const expected = slow.waiting.get(organisation.slug) ?? 0;
        t.ok(isNear((days ?? 0) * 10, expected * 10), `days that ${organisation.slug} was waited for, as ${reader.role}`);
      }
    }
    t.ok(compared > 10, `enough was compared: ${compared}`);
  });

  t.test(`history ${history} of seed ${SEED}: what is kept of steps is what a fresh count gives`, async (t) => {
    const differing = await superuser`
      (select * from delivery_steps except select * from wasl.count_delivery_steps(array(select id from deliveries)))
      union all (select * from wasl.count_delivery_steps(array(select id from deliveries)) except select * from delivery_steps)`;
    t.strictSame([...differing], []);
    t.ok((await superuser`select from delivery_steps`).length > 10);
  });
}

t.test('a graph of milestones that changes counts every step anew', async (t) => {
  await superuser`update milestones set predecessors = '{shipped,recipient-ready}' where slug = 'arrived-port-of-entry'`;
  const { rows } = await as(people.facilitator, (tx, ctx) => readDurationStatistics(tx, ctx, { by: 'milestone', ...PERIOD }), NOW);
  t.strictSame(
    rows.map(({ key, records }) => `${key} ${records}`).sort(),
    (await slowDurations('milestone', people.facilitator)).map(({ key, records }) => `${key} ${records}`).sort(),
  );
});
