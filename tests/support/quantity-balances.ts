/**
 * Every way in which the balances could be wrong, asked of the tables themselves and of nothing that the program says: one row a
 * fault. For whoever sees all rows.
 */
const faultsBesides = (excused: string): string => `
  with holding as (
    select * from matches where state in ('reserved', 'agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed')),
  shipments as (
    select match_id, sum(shipped)::bigint as shipped, sum(accepted)::bigint as accepted, sum(verified)::bigint as verified, sum(in_service)::bigint as in_service,
      sum(rejected + lost + returned)::bigint as failed
    from delivery_lines group by match_id)
  select 'need line ' || lines.id || ': counters differ from its matches' as fault from need_lines as lines where
    reserved <> (select coalesce(sum(quantity), 0) from holding where need_line_id = lines.id and state = 'reserved')
    or agreed <> (select coalesce(sum(quantity), 0) from holding where need_line_id = lines.id and state <> 'reserved')
    or (shipped, accepted, in_service, verified, failed) <> (
      select coalesce(sum(matches.shipped), 0)::bigint, coalesce(sum(matches.accepted), 0)::bigint, coalesce(sum(matches.in_service), 0)::bigint,
        coalesce(sum(matches.verified), 0)::bigint, coalesce(sum(matches.failed), 0)::bigint
      from matches where need_line_id = lines.id)
  union all
  select 'need line ' || id || ': promised twice' from need_lines where reserved + agreed - failed > coalesce(quantity_validated, quantity_requested)
  union all
  select 'need line ' || id || ': coverage and gap are not what was approved' from need_lines where quantity_validated is not null
    and verified + (accepted - verified) + (shipped - accepted - failed) + (agreed - shipped) + reserved + (quantity_validated - reserved - agreed + failed) <> quantity_validated
  union all
  select 'offer line ' || lines.id || ': counter differs from its matches, or promised twice' from offer_lines as lines where kind = 'item' and (
    committed <> (select coalesce(sum(quantity), 0) from holding where offer_line_id = lines.id) or committed > quantity)
  union all
  select 'match ' || matches.id || ': counters differ from its deliveries' from matches left join shipments on match_id = matches.id where
    (matches.shipped, matches.accepted, matches.in_service, matches.verified, matches.failed)
      <> (coalesce(shipments.shipped, 0), coalesce(shipments.accepted, 0), coalesce(shipments.in_service, 0), coalesce(shipments.verified, 0), coalesce(shipments.failed, 0))
  union all
  select 'match ' || id || ': more has moved than there is' from matches where accepted + failed > shipped or shipped > quantity or verified > accepted
  union all
  select 'delivery line ' || id || ': not conserved' from delivery_lines where accepted + rejected + lost + returned > shipped or shipped > planned
  union all
  select 'match ' || matches.id || ': more is planned and shipped of it than it holds, or something of what has ended' from matches join needs on needs.id = matches.need_id
    cross join lateral (
      select coalesce(sum(consignment_lines.planned) filter (where consignments.state in ('planned', 'cleared', 'packed')), 0) as waiting
      from delivery_lines join consignment_lines on consignment_lines.delivery_line_id = delivery_lines.id
        join consignments on consignments.id = consignment_lines.consignment_id
      where delivery_lines.match_id = matches.id
    ) as planned
    where planned.waiting > 0 and (planned.waiting + matches.shipped > matches.quantity or needs.state in ('closed-with-gap', 'withdrawn', 'rejected')
      or matches.state not in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed'))
  union all
  select 'delivery line ' || delivery_lines.id || ': its consignments carry more of it than is planned' from delivery_lines where planned < shipped + (
    select coalesce(sum(consignment_lines.planned), 0) from consignment_lines join consignments on consignments.id = consignment_lines.consignment_id
    where consignment_lines.delivery_line_id = delivery_lines.id and consignments.state in ('planned', 'cleared', 'packed'))
  union all
  select 'delivery ' || deliveries.id || ': called off is not what its consignments say' from deliveries
    where exists (select from consignments where consignments.delivery_id = deliveries.id)
      and (state = 'cancelled') <> not exists (select from consignments where consignments.delivery_id = deliveries.id and consignments.state <> 'cancelled')
  union all
  select 'match ' || matches.id || ': holds a part of a lot' from matches join offer_lines on offer_lines.id = matches.offer_line_id
    where offer_lines.kind = 'item' and matches.quantity % offer_lines.lot_size <> 0
      and matches.state in ('reserved', 'agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed')
  union all
  select 'offer ' || offers.id || ': state is not that of its lines' from offers where state in ('available', 'partly-reserved', 'exhausted') and state <> (
    select case when bool_and(committed = quantity) then 'exhausted' when bool_or(committed > 0) then 'partly-reserved' else 'available' end
    from offer_lines where offer_id = offers.id and kind = 'item' and left_out_at is null)
  union all
  select 'need ' || needs.id || ': fulfilled is not what its lines say' from needs where state in ('published', 'stale', 'fulfilled') and (state = 'fulfilled') <> (
    select coalesce(bool_and(verified >= quantity_validated), false) and coalesce(sum(quantity_validated), 0) > 0 from need_lines where need_id = needs.id and left_out_at is null)
  union all
  select 'obstacle ' || id || ': open, and nobody’s move' from obstacles
    where state in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened')
      and num_nonnulls(waiting_on_id, next_action, next_action_on) < 3
  union all
  select 'obstacle ' || id || ': closed by who resolved it' from obstacles where closed_by = resolved_by
  union all
  select 'need ' || coalesce(stored.need_id, counted.need_id) || ': what is held of it is not what a fresh count gives, and nothing says that it has changed'
  from (select kind, id, need_id, item_type, priority, quantity, array(select unnest(obstacle_ids) order by 1) as holders from held_quantities) as stored
  full join (
    select kind, id, need_id, item_type, priority, quantity, array(select unnest(obstacle_ids) order by 1) as holders
    from wasl.count_held_quantities(array(select id from needs))) as counted using (kind, id, need_id, item_type, priority, quantity, holders)
  where (stored.holders is null or counted.holders is null)
    and coalesce(stored.need_id, counted.need_id) not in (${excused})
  union all
  select 'delivery ' || delivery_id || ': what is kept of its steps is not what a fresh count gives'
  from delivery_steps as kept
  full join wasl.count_delivery_steps(array(select id from deliveries)) as counted using (delivery_id, milestone, reached_on, days, days_since_first)
  where kept is null or counted is null`;

/** For the superuser: the ledger alone is told of what changes are still to be counted. */
export const QUANTITY_FAULTS = faultsBesides('select wasl.needs_of_held_changes()');

/** For whoever oversees, once `wasl.refresh_held_quantities` has counted what had changed. */
export const QUANTITY_FAULTS_ONCE_COUNTED = faultsBesides('select null::uuid where false');
