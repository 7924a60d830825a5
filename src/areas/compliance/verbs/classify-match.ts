import { and, eq, isNull, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ClassificationId, MatchId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { quantityOf, type Steps, steps, stepsFrom } from '../../../kernel/quantity.ts';
import { handIn, requireApart, TWO_SIDED } from '../../../kernel/two-sidedness.ts';
import { recordEvent, recordEvents } from '../../../platform/audit/record-event.ts';
import { type ActorContext, organisationOf, roleOf, userOf } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { ClassifyMatch } from '../contract.ts';
import { lockMatch, selectDeliveriesBeforeLeaving } from '../delivery-queries.ts';
import { classifications } from '../tables.ts';
import { deriveEntries } from './derive-entries.ts';

/** Who knows the actual model, and who oversees. */
export const CLASSIFIERS = TWO_SIDED['confirm-classification'].begins;

export const classificationColumns = {
  id: classifications.id,
  matchId: classifications.matchId,
  model: classifications.model,
  militaryList: classifications.militaryList,
  dualUse: classifications.dualUse,
  lethal: classifications.lethal,
  purpose: classifications.purpose,
  embargoClass: classifications.embargoClass,
  foreignOriginControlled: classifications.foreignOriginControlled,
  ownUseOfInternationalStaff: classifications.ownUseOfInternationalStaff,
  hrddpOutOfScope: classifications.hrddpOutOfScope,
  hrddpReason: classifications.hrddpReason,
  importerIsMinistry: classifications.importerIsMinistry,
  paidByLetterOfCredit: classifications.paidByLetterOfCredit,
  recordedBy: classifications.recordedBy,
  recordedById: classifications.recordedById,
  recordedByRole: classifications.recordedByRole,
  refusedAt: classifications.refusedAt,
  recordedAt: classifications.recordedAt,
  confirmedBy: classifications.confirmedBy,
  confirmedAt: classifications.confirmedAt,
  version: classifications.version,
};

/**
 * Records what the actual model is. A line is of one embargo class: where a part of it is of another, it is refused, and told
 * how to split the match. The classification before it stays on record.
 */
export async function classifyMatch(tx: Tx, ctx: ActorContext, matchId: MatchId, input: ClassifyMatch): Promise<ClassificationId> {
  const {
    model,
    militaryList,
    dualUse,
    lethal,
    purpose,
    foreignOriginControlled,
    ownUseOfInternationalStaff,
    hrddpOutOfScope,
    hrddpReason = null,
    importerIsMinistry,
    paidByLetterOfCredit,
    parts,
    ...rest
  } = input;
  nothingLeft(rest);
  checkMayClassify(ctx);
  const match = await lockMatch(tx, matchId);
  const classes = new Map<string, Steps>();
  for (const [index, { embargoClass, quantity, ...restOfPart }] of parts.entries()) {
    nothingLeft(restOfPart);
    const part = stepsFrom(quantity, match.decimals, `/parts/${index}/quantity`);
    classes.set(embargoClass, steps((classes.get(embargoClass) ?? 0) + part));
  }
  if ([...classes.values()].reduce((sum, quantity) => sum + quantity, 0) !== match.quantity) throw refuseField('exceeds-match', '/parts');
  if (classes.size > 1) {
    throw new Refusal('mixed-embargo-classes', {
      facts: { splitInto: [...classes].map(([name, quantity]) => `${quantityOf(quantity, match.decimals)} ${name}`) },
    });
  }
  if (hrddpOutOfScope && hrddpReason === null) throw refuseField('reason-required', '/hrddpReason');
  if (lethal) throw refuseField('item-excluded', '/lethal');
  const superseded = await tx
    .update(classifications)
    .set({ supersededAt: ctx.now })
    .where(and(eq(classifications.matchId, matchId), isNull(classifications.supersededAt)))
    .returning({ id: classifications.id, version: classifications.version });
  await asConsequence(tx, ctx, 'supersede-classification', (consequence) =>
    recordEvents(
      tx,
      consequence,
      superseded.map(({ id }) => ({
        action: 'classification.superseded',
        subject: { type: 'classification', id },
        parties: [match.donorId],
      })),
    ),
  );
  const [row] = await tx
    .insert(classifications)
    .values({
      id: newId<'classification'>(),
      matchId,
      model,
      militaryList,
      dualUse,
      lethal,
      purpose,
      embargoClass: must(parts[0], 'the contract asks for one part').embargoClass,
      foreignOriginControlled,
      ownUseOfInternationalStaff,
      hrddpOutOfScope,
      hrddpReason,
      importerIsMinistry,
      paidByLetterOfCredit,
      recordedBy: userOf(ctx),
      recordedById: organisationOf(ctx),
      recordedByRole: roleOf(ctx),
      recordedAt: ctx.now,
      // Both stand at the match's one address: with a version of its own the old one would be taken for this one.
      version: (superseded[0]?.version ?? 0) + 1,
    })
    .returning(classificationColumns);
  const after = must(row, 'an inserted classification comes back');
  await recordEvent(tx, ctx, {
    action: 'classification.recorded',
    subject: { type: 'classification', id: after.id },
    parties: [match.donorId],
  });
  await deriveForMatch(tx, ctx, matchId);
  return after.id;
}

/** The other side agrees; from now on the rules know. */
export async function confirmClassification(tx: Tx, ctx: ActorContext, matchId: MatchId, version: number): Promise<void> {
  await decideClassification(tx, ctx, matchId, version, 'classification.confirmed', {
    confirmedBy: userOf(ctx),
    confirmedById: organisationOf(ctx),
    confirmedAt: ctx.now,
  });
}

/** The other side doesn't agree, and says why: the goods are classified anew. */
export async function refuseClassification(tx: Tx, ctx: ActorContext, matchId: MatchId, version: number, reason: string): Promise<void> {
  await decideClassification(tx, ctx, matchId, version, 'classification.refused', {
    refusedBy: userOf(ctx),
    refusedAt: ctx.now,
    refusalReason: reason,
  });
}

/** What the second hand says of the classification that stands. */
async function decideClassification(
  tx: Tx,
  ctx: ActorContext,
  matchId: MatchId,
  version: number,
  action: 'classification.confirmed' | 'classification.refused',
  set: Partial<typeof classifications.$inferInsert>,
): Promise<void> {
  checkMayClassify(ctx);
  const match = await lockMatch(tx, matchId);
  const [before] = await tx
    .select(classificationColumns)
    .from(classifications)
    .where(and(eq(classifications.matchId, matchId), isNull(classifications.supersededAt)))
    .for('no key update');
  if (!before) throw new Refusal('not-found');
  if (before.version !== version) throw new Refusal('stale-version', { facts: { version: before.version } });
  if (before.confirmedAt !== null || before.refusedAt !== null) throw new Refusal('already-recorded');
  const first = handIn(before.recordedBy, before.recordedById, before.recordedByRole);
  if (ctx.actor.kind !== 'system') requireApart('confirm-classification', 'recorder-may-not-confirm', first, ctx.actor);
  const [after] = await tx
    .update(classifications)
    .set({ ...set, version: sql`${classifications.version} + 1` })
    .where(and(eq(classifications.id, before.id), eq(classifications.version, version)))
    .returning(classificationColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action,
    subject: { type: 'classification', id: after.id },
    note: set.refusalReason ?? null,
    parties: [match.donorId],
  });
  await deriveForMatch(tx, ctx, matchId);
}

function checkMayClassify({ actor: { role } }: ActorContext): void {
  if (!(CLASSIFIERS as readonly string[]).includes(role)) {
    throw new Refusal('role-not-allowed', { facts: { role, allowed: [...CLASSIFIERS] } });
  }
}

/** The checklists of the deliveries that have not left yet follow the new facts. */
async function deriveForMatch(tx: Tx, ctx: ActorContext, matchId: MatchId): Promise<void> {
  await asConsequence(tx, ctx, 'derive-compliance', async (system) => {
    for (const id of await selectDeliveriesBeforeLeaving(tx, matchId)) await deriveEntries(tx, system, id);
  });
}
