import { and, eq, lt } from 'drizzle-orm';
import type { CorrectionId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import type { ListCorrections } from './contract.ts';
import type { CorrectionView } from './record.ts';
import { selectCorrections } from './rows.ts';
import { corrections } from './tables.ts';
import { viewCorrection } from './views.ts';

export async function findCorrection(tx: Tx, ctx: ActorContext, id: CorrectionId): Promise<CorrectionView> {
  const [row] = await selectCorrections(tx, eq(corrections.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewCorrection(ctx, row);
}

/** A page of corrections, newest first: of the records that the reader sees. */
export async function listCorrections(tx: Tx, ctx: ActorContext, filters: ListCorrections): Promise<Page<CorrectionView>> {
  const { cursor, limit, deliveryId, state, kind, recordedLate, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectCorrections(
    tx,
    and(
      deliveryId ? eq(corrections.deliveryId, deliveryId) : undefined,
      state ? eq(corrections.state, state) : undefined,
      kind ? eq(corrections.kind, kind) : undefined,
      recordedLate === undefined ? undefined : eq(corrections.recordedLate, recordedLate),
      key ? lt(corrections.creationOrder, key[0]) : undefined,
    ),
    limit + 1,
  );
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewCorrection(ctx, row),
  );
}
