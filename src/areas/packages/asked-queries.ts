import { sql } from 'drizzle-orm';
import type { PackageId } from '../../kernel/id.ts';
import { TwoKeyMap } from '../../kernel/two-key-map.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { HOLDING_STATES } from '../matches/domain/match.ts';
import { type NeedState } from '../needs/domain/need.ts';

/** States in which a need still asks: from its draft until it is fulfilled or closed. */
const ASKING: readonly NeedState[] = ['draft', 'submitted', 'returned', 'validated', 'published', 'on-hold', 'stale'];

/**
 * By package and item, how many steps open need lines ask for already, so that it isn't asked twice: of the need that the
 * package answers what nobody has taken on; of the needs written for the package all but what its own matches bring, since what
 * others have promised there is on its way to it and only not linked yet.
 */
export async function readAsked(tx: Tx, packageIds: readonly PackageId[]): Promise<TwoKeyMap<PackageId, string, number>> {
  const ids = sql.param([...packageIds]);
  const rows = await tx.execute<{ package_id: PackageId; item_type: string; asked: number }>(sql`
    with asking as (
      select packages.id as package_id, packages.need_id, false as own from packages
      where packages.id = any(${ids}::uuid[]) and packages.need_id is not null
      union
      select package_id, need_id, true from package_needs where package_id = any(${ids}::uuid[])
    ), linked as (
      select matches.need_line_id, package_matches.package_id, sum(matches.quantity - matches.failed)::bigint as brought
      from package_matches join matches on matches.id = package_matches.match_id
      where package_matches.package_id = any(${ids}::uuid[])
        and matches.state in (${literals(HOLDING_STATES)})
      group by matches.need_line_id, package_matches.package_id
    )
    select asking.package_id, need_lines.item_type,
      sum(greatest(0, coalesce(need_lines.quantity_validated, need_lines.quantity_requested)
        - case when asking.own then coalesce(linked.brought, 0) else need_lines.reserved + need_lines.agreed - need_lines.failed end))::bigint as asked
    from asking
    join needs on needs.id = asking.need_id
    join need_lines on need_lines.need_id = needs.id and need_lines.left_out_at is null
    left join linked on linked.need_line_id = need_lines.id and linked.package_id = asking.package_id
    where needs.state = any(${sql.param(ASKING)}::text[])
    group by asking.package_id, need_lines.item_type`);
  return new TwoKeyMap(rows.map(({ package_id, item_type, asked }) => [package_id, item_type, asked]));
}
