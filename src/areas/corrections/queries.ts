import { and, eq, gte, inArray, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { CorrectionId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, type Page, toPage } from '../../platform/http/page.ts';
import type { ListCorrections } from './contract.ts';
import { CORRECTED_SUBJECTS, isDecidedHere, SCOPE_OF } from './domain/correction.ts';
import type { CorrectionView } from './record.ts';
import { type AllCorrections, selectCorrections } from './rows.ts';
import { viewCorrection } from './views.ts';

export async function findCorrection(tx: Tx, ctx: ActorContext, id: CorrectionId): Promise<CorrectionView> {
  const [row] = await selectCorrections(tx, (all) => and(eq(all.id, id), ofWhatTheKeyReads(ctx, all)), 1);
  if (!row) throw new Refusal('not-found');
  return viewCorrection(ctx, row);
}

const timeKey = z.tuple([z.iso.datetime(), z.int(), z.uuid()]);

/** A page of corrections of every kind, newest first: of the records that the reader sees. */
export async function listCorrections(tx: Tx, ctx: ActorContext, filters: ListCorrections): Promise<Page<CorrectionView>> {
  const { cursor, limit, subjectType, subjectId, deliveryId, organisationId, state, kind, since, recordedLate, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, timeKey);
  const where = (all: AllCorrections) =>
    and(
      ofWhatTheKeyReads(ctx, all),
      subjectType ? eq(all.subjectType, subjectType) : undefined,
      subjectId ? eq(all.subjectId, subjectId) : undefined,
      deliveryId ? eq(all.deliveryId, deliveryId) : undefined,
      organisationId ? eq(all.proposedByOrganisationId, organisationId) : undefined,
      state ? eq(all.state, state) : undefined,
      kind ? eq(all.kind, kind) : undefined,
      since ? gte(all.createdAt, sql`${since}::timestamptz`) : undefined,
      recordedLate === undefined ? undefined : eq(all.recordedLate, recordedLate),
      key
        ? sql`(${all.createdAt}, ${all.creationOrder}, ${all.id}) < (${key[0]}::timestamptz, ${key[1]}::bigint, ${key[2]}::uuid)`
        : undefined,
    );
  const rows = await selectCorrections(tx, where, limit + 1);
  return toPage(
    rows,
    limit,
    ({ createdAt, creationOrder, id }) => [createdAt.toISOString(), creationOrder, id],
    (row) => viewCorrection(ctx, row),
  );
}

/** A program's key that isn't good for a record is told of no correction of it; for deliveries it is, or no route here would let it in. */
function ofWhatTheKeyReads({ actor }: ActorContext, all: AllCorrections): SQL | undefined {
  if (actor.kind !== 'api-key') return undefined;
  return inArray(
    all.subjectType,
    CORRECTED_SUBJECTS.filter((subject) => isDecidedHere(subject) || actor.scopes.includes(SCOPE_OF[subject])),
  );
}
