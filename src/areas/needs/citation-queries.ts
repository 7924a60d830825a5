import { and, eq, gte, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { NeedId, UnitId } from '../../kernel/id.ts';
import type { Steps } from '../../kernel/quantity.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { CITING_STATES, type NeedState } from './domain/need.ts';
import { needLines, needs } from './tables.ts';

/** A need, and whose. */
interface NeedOfUnit {
  readonly id: NeedId;
  readonly unitId: UnitId;
}

/** By item type, what other needs of the unit that are asked for cite of its gaps and have not been promised yet. */
export async function readCitedElsewhere(tx: Tx, { id, unitId }: NeedOfUnit): Promise<Map<string, Steps>> {
  const rows = await tx
    .select({
      itemType: needLines.itemType,
      cited: sql<Steps>`sum(greatest(${needLines.citedGap} - (${needLines.agreed} - ${needLines.failed}), 0))::bigint`.mapWith(
        needLines.citedGap,
      ),
    })
    .from(needLines)
    .innerJoin(needs, eq(needs.id, needLines.needId))
    .where(
      and(
        eq(needLines.unitId, unitId),
        ne(needs.id, id),
        inArray(needs.state, CITING_STATES),
        isNull(needLines.leftOutAt),
        isNotNull(needLines.citedGap),
      ),
    )
    .groupBy(needLines.itemType);
  return new Map(rows.map(({ itemType, cited }) => [itemType, cited]));
}

const OPEN_STATES: readonly NeedState[] = ['draft', 'returned', ...CITING_STATES];

/** By item type, the other needs of the unit that ask for it at the same time, as far as the reader may see them. */
export function selectSameNeeds(tx: Tx, { id, unitId }: NeedOfUnit, today: CalendarDate) {
  return tx
    .selectDistinct({ itemType: needLines.itemType, id: needs.id, reference: needs.reference, state: needs.state })
    .from(needLines)
    .innerJoin(needs, eq(needs.id, needLines.needId))
    .where(
      and(
        eq(needLines.unitId, unitId),
        isNull(needLines.leftOutAt),
        ne(needs.id, id),
        inArray(needs.state, OPEN_STATES),
        or(isNull(needs.neededBy), gte(needs.neededBy, today)),
        sql`${needLines.itemType} in (select own.item_type from need_lines as own where own.need_id = ${id} and own.left_out_at is null)`,
      ),
    )
    .orderBy(needs.reference);
}
