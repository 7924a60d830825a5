import { sql, type SQL } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { readerOf } from '../disclosure/index.ts';
import { COVERING_STATES } from '../matches/domain/match.ts';
import { UNRESOLVED_STATES } from '../obstacles/domain/obstacle.ts';
import { Overview, type Totals } from './record.ts';

/** The middle of the cost band × quantity in whole EUR, of steps of the item's unit. */
const middleValue = (quantity: SQL): SQL =>
  sql`wasl.round_half_even((item_types.unit_cost_low_eur + item_types.unit_cost_high_eur) * ${quantity} / (2 * 10::numeric ^ item_types.decimals))`;

const tallyOf = (table: string, column: string): SQL =>
  sql.raw(
    `(select coalesce(jsonb_object_agg(tally.key, tally.number), '{}') from (select ${column} as key, count(*) as number from ${table} group by 1) as tally)`,
  );

/** Counts under the reader's own row-level security: a requester counts its unit's world, an overseer the whole. */
export async function readOverview(tx: Tx, ctx: ActorContext) {
  const [row] = await tx.execute<{ overview: Totals }>(sql`
    select jsonb_build_object(
      'units', (select count(*) from units where state = 'active'),
      'holdings', (select count(*) from (select distinct unit_id, item_type from holding_reports where not withdrawn) as reported),
      'needs', (select count(*) from needs),
      'needLines', (select count(*) from need_lines where left_out_at is null),
      'needsByState', ${tallyOf('needs', 'state')},
      'validatedValueEur', (
        select coalesce(sum(${middleValue(sql`need_lines.quantity_validated`)}), 0)
        from need_lines join item_types on item_types.slug = need_lines.item_type where quantity_validated is not null and left_out_at is null),
      'coveredValueEur', (
        select coalesce(sum(${middleValue(sql`matches.quantity`)}), 0)
        from matches join need_lines on need_lines.id = matches.need_line_id join item_types on item_types.slug = need_lines.item_type
        where matches.state in (${literals(COVERING_STATES)})),
      'offers', (select count(*) from offers),
      'offerLines', (select count(*) from offer_lines where kind = 'item' and left_out_at is null),
      'offersByState', ${tallyOf('offers', 'state')},
      'donors', (select count(distinct donor_id) from offers),
      'matches', (select count(*) from matches),
      'matchesByState', ${tallyOf('matches', 'state')},
      'partnerships', (select count(*) from partnerships),
      'deliveries', (select count(*) from deliveries),
      'deliveriesByMilestone', (
        select coalesce(jsonb_object_agg(reached.milestone, reached.number), '{}') from (
          select milestone, count(*) as number from (
            select distinct on (delivery_milestones.delivery_id) delivery_milestones.milestone
            from delivery_milestones join milestones on milestones.slug = delivery_milestones.milestone
            where delivery_milestones.actual_on is not null
            order by delivery_milestones.delivery_id, delivery_milestones.actual_on desc, milestones.position desc
          ) as latest group by milestone) as reached),
      'obstacles', (select count(*) from obstacles),
      'obstaclesByState', ${tallyOf('obstacles', 'state')},
      'openObstacles', (select count(*) from obstacles where state in (${literals(UNRESOLVED_STATES)}))
    ) as overview`);
  return Overview.show(readerOf(ctx), must(row, 'a question without a table is answered').overview);
}
