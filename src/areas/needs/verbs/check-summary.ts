import type { LocalText } from '../../../kernel/language.ts';
import { type FieldFault, Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { findTelling } from '../domain/telling-text.ts';
import { readNamesToKeep } from '../name-queries.ts';
import type { LockedNeed } from './change-need.ts';

/**
 * Refuses a text for donors that tells who asks or from where, in any of its languages, with what was found. All units and the accounts of the
 * need's own side are held against it, whether or not who publishes reads them.
 */
export async function checkSummary(tx: Tx, ctx: ActorContext, need: Pick<LockedNeed, 'organisationId'>, summary: LocalText): Promise<void> {
  const find = findTelling(await readNamesToKeep(tx, ctx, need.organisationId));
  const fields = Object.entries(summary).flatMap(([language, text]): FieldFault[] =>
    find(text ?? '').map(({ kind, piece }) => ({ pointer: `/summary/${language}`, code: kind, limit: piece })),
  );
  if (fields.length > 0) throw new Refusal('summary-tells-too-much', { fields });
}
