import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import t from 'tap';
import type { Gate } from '#src/areas/compliance/domain/gate.ts';
import { acceptMatch, agreeMatch, proposeMatch } from '#src/areas/matches/index.ts';
import { proposePartnership, signPartnership } from '#src/areas/partnerships/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { NeedLineId, OfferLineId, PartnershipId } from '#src/kernel/id.ts';
import { type ActorContext, type Person, systemActor } from '#src/platform/auth/actor.ts';
import { asActor, switchTo, type Tx } from '#src/platform/db/transaction.ts';
import { refusalOf } from '#src/platform/http/fault.ts';
import { MISSION_ZONE } from '#src/kernel/time-zone.ts';
import { dayAt } from '#src/platform/clock.ts';
import { SCHEDULED_JOBS } from '#src/scheduled-jobs.ts';
import { meetEveryRequirement } from '#tests/support/clearance.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { actOf, makePerson, makeUnit, REFERENCE_INSTANT, theSystem } from '#tests/support/people.ts';
import { QUANTITY_FAULTS_ONCE_COUNTED } from '#tests/support/quantity-balances.ts';
import { GATE_MOVES, LEFT_OPEN } from './gate-moves.ts';
import { DELIVERY_MOVES, ITEM, MOVES, type PickedRow, type Players, type Table, type Turn } from './moves.ts';

/**
 * Needs, offers, matches, deliveries and obstacles at once, moved by anybody in any order, with time passing between: whatever
 * is let through must keep the rules that always hold (src/README.md). Each history is a transaction that is undone.
 */
const database = await createTestDatabase(t, { template: 'migrated' });
await meetEveryRequirement(connectAsSuperuser(t, database), { but: LEFT_OPEN });
const unit = await makeUnit(database, { organisation: 'ly-gasbcp' });
const players: Players = {
  requester: await makePerson(database, { role: 'requester', organisation: 'ly-gasbcp' }),
  validator: await makePerson(database, { role: 'validator', organisation: 'ly-ministry-of-interior' }),
  donor: await makePerson(database, { role: 'donor', organisation: 'it-ministry-of-interior' }),
  rival: await makePerson(database, { role: 'donor', organisation: 'eu-dg-mena' }),
  facilitator: await makePerson(database, { role: 'facilitator', organisation: 'unsmil' }),
  colleague: await makePerson(database, { role: 'facilitator', organisation: 'unsmil' }),
  auditor: await makePerson(database, { role: 'auditor', organisation: 'un-panel-of-experts-libya' }),
};
const as = <T>(person: Person, work: (tx: Tx, ctx: ActorContext) => Promise<T>): Promise<T> =>
  asActor(database.db, actOf(person), (tx) => work(tx, actOf(person)));
const partnerships = new Map<string, PartnershipId>();
for (const donor of [players.donor, players.rival]) {
  const id = await as(donor, (tx, ctx) =>
    proposePartnership(tx, ctx, {
      recipientId: players.validator.organisationId,
      kind: 'memorandum',
      title: 'For histories',
      validFrom: '2026-01-01',
      validUntil: '2028-12-31',
    }),
  );
  await as(donor, (tx, ctx) => signPartnership(tx, ctx, id, 1));
  await as(players.validator, (tx, ctx) => signPartnership(tx, ctx, id, 2));
  partnerships.set(donor.organisationId, id);
}
for (const donor of [players.donor, players.rival]) {
  const need = await publishedNeed(database.db, players, unit.id, [
    { itemType: ITEM, quantity: 10 },
    { itemType: ITEM, quantity: 9 },
  ]);
  const offer = await availableOffer(database.db, { ...players, donor }, [
    { itemType: ITEM, quantity: 11 },
    { itemType: ITEM, quantity: 8 },
  ]);
  // Something is agreed already, or few histories would come as far as a delivery.
  for (const [index, needLineId] of need.lineIds.entries()) await agree(donor, needLineId, must(offer.lineIds[index], 'as many lines'));
}

async function agree(donor: Person, needLineId: NeedLineId, offerLineId: OfferLineId): Promise<void> {
  const id = await as(players.facilitator, (tx, ctx) =>
    proposeMatch(tx, ctx, { needLineId, offerLineId, quantity: 5, reservationDays: 14, deviationReason: 'other' }),
  );
  await as(players.requester, (tx, ctx) => acceptMatch(tx, ctx, id, 1));
  await as(donor, (tx, ctx) => acceptMatch(tx, ctx, id, 2));
  await as(donor, (tx, ctx) => agreeMatch(tx, ctx, id, 3, partnerships.get(donor.organisationId)));
  await as(players.validator, (tx, ctx) => agreeMatch(tx, ctx, id, 4, undefined));
}

const POSITIONS = new Map(
  (
    await asActor(database.db, theSystem(), (tx) =>
      tx.execute<{ slug: string; position: number }>(sql`select slug, position from milestones`),
    )
  ).map(({ slug, position }) => [slug, position]),
);
interface Played {
  readonly move: number;
  /** One in eight moves is tried by anybody at all. */
  readonly who: number;
  readonly choice: number;
  readonly quantity: number;
  readonly days: number;
}
const played: fc.Arbitrary<Played> = fc.record({
  move: fc.nat({ max: 1_000_000 }),
  who: fc.nat({ max: 1000 }),
  choice: fc.nat({ max: 4095 }),
  quantity: fc.integer({ min: 1, max: 6 }),
  days: fc.oneof({ weight: 24, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }) }),
});

/** By delivery, the position of the first milestone that an open obstacle blocks, and the milestones reached. */
type Progress = ReadonlyMap<
  string,
  { readonly blocked: number | null; readonly reached: readonly string[]; readonly lacks: readonly Gate[] }
>;

/** The milestones that a gate stands before, and the entries that it asks for. */
const GATES_OF: Readonly<Partial<Record<string, readonly Gate[]>>> = {
  shipped: ['clear', 'ship'],
  'customs-cleared': ['release'],
  'handover-accepted': ['hand-over'],
  'in-service': ['put-in-service'],
};
const ALL_MOVES = { ...MOVES, ...GATE_MOVES };

class Undo extends Error {}
type Met = Record<'done' | 'refused' | 'kinds', number>;

class History {
  readonly #tx: Tx;
  readonly #met: Met;
  readonly #kinds: Set<string>;
  #now = REFERENCE_INSTANT;

  /** `kinds`: the kinds of moves that were made in this round. */
  constructor(tx: Tx, met: Met, kinds: Set<string>) {
    this.#tx = tx;
    this.#met = met;
    this.#kinds = kinds;
  }

  #asSystem(): void {
    switchTo(this.#tx, { actor: systemActor('history'), now: this.#now, requestId: null });
  }

  async play({ move: draw, who, choice, quantity, days }: Played): Promise<void> {
    if (days > 0) await this.#pass(days);
    const move = await this.#choose(draw);
    const { by, play, isEdit = false } = must(ALL_MOVES[move], move);
    const everybody = Object.keys(players) as (keyof Players)[];
    const name = must(who % 8 === 0 ? everybody[who % everybody.length] : by[who % by.length], 'somebody');
    const ctx: ActorContext<Person> = { actor: players[name], now: this.#now, requestId: 'history' };
    const blocked = move in DELIVERY_MOVES ? await this.#blockedMilestones() : null;
    const before = await this.#countEvents(ctx.actor);

    const turn = this.#turn(ctx, choice, quantity);
    await this.#tx.execute(sql`savepoint step`);
    try {
      switchTo(this.#tx, ctx);
      const result = await play(this.#tx, ctx, turn);
      if (result === null) {
        return;
      }
      this.#met.done += 1;
      if (!this.#kinds.has(move)) this.#met.kinds += 1;
      this.#kinds.add(move);
    } catch (error) {
      if (refusalOf(error) === null) throw new Error(`${name}: ${move}`, { cause: error });
      this.#met.refused += 1;
      await this.#tx.execute(sql`rollback to savepoint step`);
      return;
    }
    const written = (await this.#countEvents(ctx.actor)) - before;
    if (written !== 1 && !(isEdit && written === 0)) throw new Error(`${name}: ${move} wrote ${written} events in its own name`);
    if (blocked) await this.#refuseJumps(blocked, move);
  }

  /** A move for which there is something there, by its weight. */
  async #choose(draw: number): Promise<string> {
    this.#asSystem();
    const rows = await this.#tx.execute<{ at: string }>(sql`
      select distinct 'needs ' || state as at from needs union select distinct 'offers ' || state from offers
      union select distinct 'matches ' || state from matches union select distinct 'deliveries ' || state from deliveries
      union select distinct 'obstacles ' || state from obstacles
      union select distinct 'compliance_entries ' || state from compliance_entries`);
    const there = new Set(rows.map(({ at }) => at));
    const names = Object.entries(ALL_MOVES).flatMap(([name, { asks, weight }]) =>
      !asks || asks.states.some((state) => there.has(`${asks.table} ${state}`)) ? Array.from({ length: weight }, () => name) : [],
    );
    return must(names[draw % names.length], 'there is always something to do');
  }

  #turn(ctx: ActorContext<Person>, choice: number, quantity: number): Turn {
    return {
      unitId: unit.id,
      partnerships,
      choice,
      quantity,
      pick: async <Id extends string>(table: Table, states: readonly string[] = [], which = choice): Promise<PickedRow<Id> | null> => {
        this.#asSystem();
        const state = {
          need_lines: sql`(select state from needs where needs.id = need_id)`,
          offer_lines: sql`(select state from offers where offers.id = offer_id)`,
        };
        const anyState = states.length === 0 || which % 16 === 0;
        const rows = await this.#tx.execute<{ id: Id; version: number }>(
          sql`select id, ${table in state ? sql`1` : sql`version`} as version from ${sql.identifier(table)}
            where ${anyState ? sql`true` : sql`${state[table as keyof typeof state] ?? sql`state`} = any(${sql.param([...states])})`} order by creation_order desc limit 12`,
        );
        switchTo(this.#tx, ctx);
        // Newer records are likelier, or nothing would ever be followed to its end.
        return rows[Math.min(which % rows.length, (which >>> 3) % rows.length)] ?? null;
      },
    };
  }

  /** Time passes, and everything happens that happens by itself; what is done at identity's door is no part of these histories. */
  async #pass(days: number): Promise<void> {
    this.#now = new Date(this.#now.getTime() + days * 86_400_000);
    for (const job of SCHEDULED_JOBS.filter(({ atAuthenticator }) => !atAuthenticator)) {
      const ctx: ActorContext = { actor: systemActor(job.name), now: this.#now, requestId: null };
      switchTo(this.#tx, ctx);
      while ((await job.work(this.#tx, ctx)) > 0);
    }
  }

  async #countEvents({ userId }: Person): Promise<number> {
    this.#asSystem();
    const [row] = await this.#tx.execute<{ count: number }>(sql`select count(*)::int as count from events where actor_user_id = ${userId}`);
    return must(row, 'a count').count;
  }

  /** By delivery, the first milestone that an open obstacle blocks, how far it has come, and the gates that ask for what isn't there. */
  async #blockedMilestones(): Promise<Progress> {
    this.#asSystem();
    const today = dayAt(MISSION_ZONE, this.#now);
    const rows = await this.#tx.execute<{ id: string; blocked: number | null; reached: string[]; lacks: Gate[] }>(sql`
      select deliveries.id, (
        select min(milestones.position) from obstacles
        join milestones on milestones.slug = blocks_milestone
        join obstacle_blocks on obstacle_blocks.obstacle_id = obstacles.id
        where blocking and obstacles.state in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened')
          and (obstacle_blocks.delivery_id = deliveries.id
            or exists (select from delivery_lines join matches on matches.id = delivery_lines.match_id
              where delivery_lines.delivery_id = deliveries.id and (obstacle_blocks.match_id = matches.id or obstacle_blocks.need_id = matches.need_id)))
      ) as blocked,
      array(select milestone from delivery_milestones where delivery_id = deliveries.id and actual_on is not null) as reached,
      array(select distinct needed_for from compliance_entries where delivery_id = deliveries.id and needed_for is not null and state <> 'not-required'
        and not coalesce(state in ('obtained', 'waived') and confirmed_at is not null and coalesce(confirmed_by <> recorded_by, true)
          and coalesce(valid_from, ${today}::date) <= ${today}::date and coalesce(valid_until, ${today}::date) >= ${today}::date, false)) as lacks
      from deliveries`);
    return new Map(rows.map(({ id, ...row }) => [id, row]));
  }

  /** While a blocking obstacle is open, nothing that it blocks passes the stage that it names; and nothing passes a gate that asks for more. */
  async #refuseJumps(before: Progress, move: string): Promise<void> {
    const after = await this.#blockedMilestones();
    for (const [id, { blocked, reached }] of before) {
      const now = after.get(id);
      const fresh = (now?.reached ?? []).filter((milestone) => !reached.includes(milestone));
      const ungated = fresh.filter((milestone) => GATES_OF[milestone]?.some((gate) => now?.lacks.includes(gate)));
      if (ungated.length > 0) throw new Error(`${move} reached ${ungated.join(', ')} past the gate`);
      if (blocked === null) continue;
      const jumped = fresh.filter((milestone) => must(POSITIONS.get(milestone), milestone) >= blocked);
      if (jumped.length > 0) throw new Error(`${move} reached ${jumped.join(', ')} past an obstacle`);
    }
  }

  /** What the tables say at the end, and what the rival may not see. */
  async faults(): Promise<string[]> {
    this.#asSystem();
    await this.#tx.execute(sql`select wasl.refresh_held_quantities()`);
    const balances = await this.#tx.execute<{ fault: string }>(sql.raw(QUANTITY_FAULTS_ONCE_COUNTED));
    const [disclosed] = await this.#tx.execute<{ any: boolean }>(
      sql`select exists (select from matches where donor_id = ${players.rival.organisationId} and disclosed_at is not null) as any`,
    );
    switchTo(this.#tx, { actor: players.rival, now: this.#now, requestId: null });
    const [seen] = await this.#tx.execute<{ units: number; foreign_matches: number; foreign_deliveries: number; holdings: number }>(sql`
      select (select count(*)::int from units) as units,
        (select count(*)::int from matches where donor_id <> ${players.rival.organisationId}) as foreign_matches,
        (select count(*)::int from deliveries where donor_id <> ${players.rival.organisationId}) as foreign_deliveries,
        (select count(*)::int from holding_reports) as holdings`);
    const { units, foreign_matches: matches, foreign_deliveries: deliveries, holdings } = must(seen, 'what the rival sees');
    return [
      ...balances.map(({ fault }) => fault),
      ...(units > 0 && disclosed?.any !== true ? ['the rival sees a unit that nothing has disclosed to it'] : []),
      ...(matches + deliveries + holdings > 0 ? ['the rival sees what is another’s'] : []),
    ];
  }
}

t.test('no history of all lifecycles together breaks what must always hold', async (t) => {
  const numRuns = Number(process.env['WASL_HISTORIES'] ?? asOften(60, 30));
  // Of the kinds of moves, three quarters are made in a round.
  const floors = { done: 16, refused: 6, kinds: (Object.keys(ALL_MOVES).length * 3) / 4 / numRuns };
  await holdAndMeet<keyof Met>(t, { numRuns, floors, endOnFailure: true }, (met) => {
    const kinds = new Set<string>();
    return fc.asyncProperty(fc.array(played, { minLength: 60, maxLength: 120, size: 'max' }), async (moves) => {
      const faults: string[] = [];
      await asActor(database.db, actOf(players.auditor), async (tx) => {
        const history = new History(tx, met, kinds);
        for (const move of moves) await history.play(move);
        faults.push(...(await history.faults()));
        throw new Undo();
      }).catch((error: unknown) => {
        if (!(error instanceof Undo)) throw error;
      });
      if (faults.length > 0) throw new Error(faults.join('\n'));
    });
  });
});
