import type postgres from 'postgres';
import { copyRows, withTriggersOff } from './fill.ts';

export interface DeliveriesWorld {
  readonly deliveries: number;
  readonly openObstacles: number;
  readonly endedObstacles: number;
  /** The day on which this world stands, ISO 8601. */
  readonly today: string;
}

/** A number from 0 to below `below` that depends on nothing but the row and the purpose: the same world every time. */
const drawn = (purpose: string, below: number, row = 'number'): string =>
  `((hashtext(${row}::text || '${purpose}')::bigint & 2147483647) % ${below})::int`;

/**
 * Fills a database of the scenario with deliveries of goods at every stage, two to a need, with their matches, offers, milestones as recorded, and
 * obstacles, open and ended, on deliveries, matches and needs. Straight SQL as the superuser with triggers off; the counters
 * are written as the ledger would have them. Everything is drawn from the row's number, so it is the same every time.
 */
export async function fillDeliveries(superuserUrl: string, world: DeliveriesWorld): Promise<void> {
  await withTriggersOff(superuserUrl, async (sql) => {
    await layOut(sql, world);
    await fillNeedsAndOffers(sql, world);
    await fillConsignments(sql, world);
    await fillChecklists(sql, world);
    await fillObstacles(sql, world);
    await sql`insert into held_changes (need_id) select id from needs`;
    await sql`select wasl.refresh_held_quantities()`;
    await sql`select wasl.keep_all_delivery_steps()`;
  });
}

/** One row for each delivery: its ids, its parties, and how far it has come. */
async function layOut(sql: postgres.Sql, { deliveries }: DeliveriesWorld): Promise<void> {
  await sql.unsafe(`
    create temporary table consignments as
    select number, asking.unit_id, asking.organisation_id, asking.region, asking.cell, giving.donor_id, ports.slug as port_of_entry,
      gen_random_uuid() as any_id,
      gen_random_uuid() as need_line_id, gen_random_uuid() as offer_line_id, gen_random_uuid() as offer_id,
      gen_random_uuid() as match_id,
      gen_random_uuid() as delivery_id, gen_random_uuid() as line_id,
      5 + ${drawn('quantity', 40)} as quantity, stages.*
    from generate_series(1, ${deliveries}) as number
    join (select units.id as unit_id, organisation_id, region, cell, row_number() over (order by units.creation_order) as rank, count(*) over () as size
      from units join sites on sites.slug = units.site join site_cells on site_cells.site = sites.slug) as asking on asking.rank = (number / 2) % asking.size + 1
    join (select donor_id, row_number() over (order by donor_id) as rank, count(*) over () as size from (select distinct donor_id from offers) as donors) as giving
      on giving.rank = number % giving.size + 1
    join (select slug, row_number() over (order by slug) as rank, count(*) over () as size from sites where kind = 'port') as ports
      on ports.rank = number % ports.size + 1
    join (values (0, 49, 'verified', 'end-use-verified', 'completed'), (50, 59, 'handed-over', 'in-service', 'in-delivery'),
      (60, 69, 'at-customs', 'arrived-port-of-entry', 'in-delivery'), (70, 79, 'shipped', 'shipped', 'in-delivery'),
      (80, 89, 'packed', 'ready-to-ship', 'ready-to-ship'), (90, 99, 'planned', 'partnership-agreed', 'agreed')
    ) as stages (from_share, to_share, state, milestone, match_state) on ${drawn('stage', 100)} between from_share and to_share`);
  await sql`alter table consignments add column need_id uuid`;
  await sql`
    update consignments set need_id = first.any_id
    from (select number / 2 as pair, min(any_id::text)::uuid as any_id from consignments group by 1) as first where first.pair = consignments.number / 2`;
  await sql`create index on consignments (number)`;
}

async function fillNeedsAndOffers(sql: postgres.Sql, { today }: DeliveriesWorld): Promise<void> {
  const arrived = `state in ('verified', 'handed-over')`;
  const shipped = `state in ('verified', 'handed-over', 'at-customs', 'shipped')`;
  const when = (condition: string) => `case when consignments.${condition} then consignments.quantity else 0 end`;
  const ofUnit = { unit_id: 'consignments.unit_id', organisation_id: 'consignments.organisation_id' };
  const [need] = await sql<{ id: string; line_id: string }[]>`
    select needs.id, need_lines.id as line_id from needs join need_lines on need_lines.need_id = needs.id
    where needs.state = 'published' order by needs.creation_order, need_lines.position limit 1`;
  const [offer] = await sql<{ id: string; line_id: string }[]>`
    select offers.id, offer_lines.id as line_id from offers join offer_lines on offer_lines.offer_id = offers.id
    where offers.state = 'available' and offer_lines.kind = 'item' and offer_lines.accompanies is null order by offers.creation_order limit 1`;
  await copyRows(
    sql,
    'needs',
    {
      id: 'consignments.need_id',
      reference: `'N-' || lpad(to_hex(consignments.number), 8, '0')`,
      ...ofUnit,
      region: 'consignments.region',
      cell: 'consignments.cell',
      state: `'published'`,
      priority: `(array['critical', 'urgent', 'important', 'routine'])[${drawn('tier', 4, 'consignments.need_id')} + 1]`,
      confirmed_at: `'${today}'::timestamptz - (${drawn('confirmed', 70, 'consignments.need_id')}) * interval '1 day'`,
      unanswered_since: 'null',
      needed_by: `'${today}'::date + 90`,
    },
    `source.id = '${need?.id}'`,
    '(select distinct on (need_id) * from consignments order by need_id, number) as consignments',
  );
  await copyRows(
    sql,
    'need_lines',
    {
      id: 'consignments.need_line_id',
      need_id: 'consignments.need_id',
      ...ofUnit,
      position: 'consignments.number % 2 + 1',
      item_type: `(array['radio-vhf-handheld', 'vehicle-4x4-pickup', 'uniform-set-desert'])[consignments.number % 3 + 1]`,
      quantity_requested: 'consignments.quantity * 2',
      quantity_validated: 'consignments.quantity * 2',
      reserved: '0',
      agreed: 'consignments.quantity',
      shipped: when(shipped),
      accepted: when(arrived),
      in_service: when(arrived),
      verified: when(`state = 'verified'`),
      failed: '0',
    },
    `source.id = '${need?.line_id}'`,
    'consignments',
  );
  await copyRows(
    sql,
    'offers',
    {
      id: 'consignments.offer_id',
      reference: `'F-' || lpad(to_hex(consignments.number), 8, '0')`,
      donor_id: 'consignments.donor_id',
      state: `'partly-reserved'`,
      valid_until: `'${today}'::date + 365`,
    },
    `source.id = '${offer?.id}'`,
    'consignments',
  );
  await copyRows(
    sql,
    'offer_lines',
    {
      id: 'consignments.offer_line_id',
      offer_id: 'consignments.offer_id',
      donor_id: 'consignments.donor_id',
      position: '1',
      item_type: `(array['radio-vhf-handheld', 'vehicle-4x4-pickup', 'uniform-set-desert'])[consignments.number % 3 + 1]`,
      quantity: 'consignments.quantity * 3',
      committed: 'consignments.quantity',
      committed_amount: '0',
    },
    `source.id = '${offer?.line_id}'`,
    'consignments',
  );
  await sql.unsafe(`
    insert into matches (id, reference, need_id, need_line_id, offer_id, offer_line_id, organisation_id, unit_id, donor_id, quantity, state, proposed_by_role,
      disclosed_at, partnership_id, agreed_at, shipped, accepted, in_service, verified, created_at)
    select match_id, 'M-' || lpad(to_hex(number), 8, '0'), need_id, need_line_id, offer_id, offer_line_id, consignments.organisation_id, unit_id,
      consignments.donor_id, quantity, match_state, 'facilitator', '${today}', partnerships.id, '${today}'::timestamptz - interval '300 days',
      ${when(shipped)}, ${when(arrived)}, ${when(arrived)}, ${when(`state = 'verified'`)}, '${today}'
    from consignments
    left join lateral (select id from partnerships where partnerships.donor_id = consignments.donor_id order by creation_order limit 1) as own on true
    join lateral (select coalesce(own.id, (select id from partnerships order by creation_order limit 1)) as id) as partnerships on true`);
}

async function fillConsignments(sql: postgres.Sql, { today }: DeliveriesWorld): Promise<void> {
  await sql.unsafe(`
    insert into deliveries (id, reference, donor_id, kind, state, transport_mode, incoterm, port_of_entry, handed_over_on, handed_over_by, taken_over_by, handover_document, created_at)
    select delivery_id, 'D-' || lpad(to_hex(number), 8, '0'), donor_id, 'goods', state, 'sea', 'CIP', port_of_entry, handed.on_day,
      case when handed.on_day is not null then 'A' end, case when handed.on_day is not null then 'B' end, case when handed.on_day is not null then 'certificate' end,
      now() from consignments, lateral (select case when state in ('verified', 'handed-over') then date '2026-06-01' end as on_day) as handed`);
  await sql`
    insert into delivery_lines (id, delivery_id, match_id, organisation_id, unit_id, donor_id, position, planned, shipped, accepted, in_service, verified)
    select consignments.line_id, delivery_id, match_id, consignments.organisation_id, consignments.unit_id, consignments.donor_id, 1, matches.quantity,
      matches.shipped, matches.accepted, matches.in_service, matches.verified
    from consignments join matches on matches.id = match_id`;
  // Each milestone takes between its shortest and about twice its usual time; the last one reached lies a little before today.
  await sql.unsafe(`
    insert into delivery_milestones (delivery_id, donor_id, milestone, planned_on, actual_on)
    select delivery_id, donor_id, milestone, '${today}'::date - reached_after + after_days, case when position <= reached_position then '${today}'::date - reached_after + after_days end
    from (
      select chain.*, (max(after_days) filter (where position <= reached_position) over (partition by delivery_id) + lag_days)::int as reached_after from (
        select delivery_id, donor_id, milestones.slug as milestone, milestones.position, reached.position as reached_position,
          case when state in ('verified', 'handed-over') then ${drawn('age', 400)} else ${drawn('age', 20)} end as lag_days,
          (sum((milestones.duration_days ->> 'min')::int + ((milestones.duration_days ->> 'typical')::int - (milestones.duration_days ->> 'min')::int) * 2 * (${drawn('days', 1000, `(number || milestones.slug)`)}) / 1000)
            over (partition by delivery_id order by milestones.position))::int as after_days
        from consignments join milestones on 'equipment' = any (applies_to_kinds) and milestones.slug <> 'training-completed'
        join milestones as reached on reached.slug = consignments.milestone
      ) as chain
    ) as dated`);
}

/**
 * Ten decisions for each delivery, all there but for those that have yet to leave: one is missing of all that are planned, and here and
 * there one is missing, silent, or has run out.
 */
async function fillChecklists(sql: postgres.Sql, { today }: DeliveriesWorld): Promise<void> {
  const share = drawn('paper', 600, `(number || regime)`);
  await sql.unsafe(`
    insert into compliance_entries (id, reference, delivery_id, kind, regime, asked_by, owner_role, owner_id, state, needed_for, restricted, unknown_fields,
      outcome, valid_until, silence_started_on, silence_ends_on, recorded_at, confirmed_at, created_at)
    select gen_random_uuid(), 'C-' || lpad(to_hex(number * 10 + rank), 8, '0'), delivery_id, 'decision', regime,
      jsonb_build_array(jsonb_build_object('regime', regime, 'version', 1)), 'donor', donor_id, state, 'clear', false, '{}',
      case when state = 'obtained' then 'granted' end, case when ran_out then '${today}'::date - 1 end,
      case when state = 'in-silence' then '${today}'::date - 8 end, case when state = 'in-silence' then '${today}'::date - 1 end,
      '${today}', case when state = 'obtained' then '${today}'::timestamptz end, '${today}'
    from (
      select number, delivery_id, donor_id, regime, rank, not has_left and ${share} between 20 and 39 as ran_out,
        case when has_left or (${share} >= 20 and (consignments.state <> 'planned' or rank > 1)) then 'obtained' when ${share} < 2 then 'in-silence' else 'required' end as state
      from consignments
      join lateral (select consignments.state not in ('planned', 'packed') as has_left) as way on true
      join (select slug as regime, row_number() over (order by slug) as rank from regimes where effect = 'gate') as asked on rank <= 10
    ) as entries`);
}

async function fillObstacles(sql: postgres.Sql, { openObstacles, endedObstacles, today }: DeliveriesWorld): Promise<void> {
  const total = openObstacles + endedObstacles;
  await sql.unsafe(`
    create temporary table underway as select consignments.*, row_number() over (order by number) as rank, count(*) over () as size
    from consignments where state in ('planned', 'packed', 'shipped', 'at-customs')`);
  await sql`create index on underway (rank)`;
  await sql.unsafe(`
    create temporary table hindrances as
    select hindering.*, underway.donor_id, underway.organisation_id from (
      select number, gen_random_uuid() as obstacle_id, number <= ${openObstacles} as is_open, kinds.slug as kind,
        kinds.blocks_milestone, 65 + ${drawn('age', 120)} as age, 1 + ${drawn('took', 60)} as took, ${drawn('next', 40)} - 10 as next_in, authorities.id as authority_id,
        ${drawn('where', 1_000_000)} % (select count(*) from underway) + 1 as rank
      from generate_series(1, ${total}) as number
      join (select slug, blocks_milestone, row_number() over (order by slug) as rank, count(*) over () as size from obstacle_kinds) as kinds on kinds.rank = number % kinds.size + 1
      join (select id, row_number() over (order by slug) as rank, count(*) over () as size from organisations where kind = 'authority') as authorities on authorities.rank = number % authorities.size + 1
    ) as hindering join underway on underway.rank = hindering.rank`);
  await sql.unsafe(`
    insert into obstacles (id, reference, kind, state, severity, blocking, blocks_milestone, owner_id, waiting_on_id, next_action, next_action_on, expected_on, detail,
      escalation_level, reported_at, resolved_at, evidence, closed_at, created_at)
    select obstacle_id, 'B-' || lpad(to_hex(number), 8, '0'), kind, case when not is_open then 'closed' when number % 3 = 0 then 'waiting-external' else 'in-progress' end,
      'medium', true, blocks_milestone, donor_id, case when number % 3 = 0 then authority_id else donor_id end, '{"en": "Write"}', '${today}'::date + next_in,
      case when number % 3 = 0 then '${today}'::date + next_in end, '{"en": "For the bench"}', 0, '${today}'::timestamptz - age * interval '1 day',
      case when not is_open then '${today}'::timestamptz - (age - took) * interval '1 day' end, case when not is_open then 'form' end,
      case when not is_open then '${today}'::timestamptz - (age - took) * interval '1 day' end, '${today}'
    from hindrances`);
  await sql`
    insert into obstacle_parties (obstacle_id, organisation_id)
    select obstacle_id, donor_id from hindrances union select obstacle_id, organisation_id from hindrances`;
  // One in seven stands on a need, one in seven on a match; the others on one to three deliveries.
  await sql.unsafe(`
    insert into obstacle_blocks (id, obstacle_id, need_id, match_id, delivery_id)
    select gen_random_uuid(), obstacle_id, case when hindrances.number % 7 = 0 then need_id end, case when hindrances.number % 7 = 1 then match_id end,
      case when hindrances.number % 7 > 1 then delivery_id end
    from hindrances join lateral generate_series(0, case when hindrances.number % 7 > 1 then hindrances.number % 3 else 0 end) as further on true
    join underway on underway.rank = (hindrances.rank + further * 17) % underway.size + 1`);
  await sql.unsafe(`
    insert into obstacle_periods (obstacle_id, position, state, owner_id, waiting_on_id, external, began_at, ended_at)
    select obstacle_id, step, case step when 1 then 'reported' when 2 then 'in-progress' when 3 then 'waiting-external' else case when is_open then 'in-progress' else 'closed' end end,
      donor_id, case when step = 3 then authority_id else donor_id end, step = 3, began, case when step < 4 then began + took * interval '8 hours' end
    from hindrances, generate_series(1, 4) as step, lateral (select '${today}'::timestamptz - age * interval '1 day' + (step - 1) * took * interval '8 hours' as began) as spans`);
}
