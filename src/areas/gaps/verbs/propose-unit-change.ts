import { and, eq, lte, sql } from 'drizzle-orm';
import type { UnitChangeId, UnitId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { PROPOSAL_DAYS } from '../../../kernel/proposal.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { checkBegins } from '../../../platform/auth/two-hands.ts';
import { recordEvent, recordEvents } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { ProposeUnitChange } from '../contract.ts';
import { refusalOfUnitAction } from '../domain/unit.ts';
import { unitChanges, units } from '../tables.ts';
import { lockOpenUnitChange, requireHand } from './lock-unit-change.ts';
import { deadlineIn, zoneOfUnit } from '../../reference/index.ts';

/** A validator proposes to end a unit, or to take its end back; nothing changes before a second person has confirmed it. */
export async function proposeUnitChange(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: UnitId,
  version: number,
  input: ProposeUnitChange,
): Promise<UnitChangeId> {
  checkBegins('end-unit', ctx);
  const { actor, now } = ctx;
  const { change, successorId = null, reason, ...rest } = input;
  nothingLeft(rest);
  const [unit] = await tx.select(unitColumns).from(units).where(eq(units.id, id)).for('no key update');
  if (!unit) throw new Refusal('not-found');
  if (unit.version !== version) throw new Refusal('stale-version', { facts: { version: unit.version } });
  await lapseOverdue(tx, ctx, id);
  const [open] = await tx
    .select({ id: unitChanges.id })
    .from(unitChanges)
    .where(and(eq(unitChanges.unitId, id), eq(unitChanges.state, 'proposed')));
  throwWhere(refusalOfUnitAction({ state: unit.state, openChange: open !== undefined }, change));
  if (change === 'merge' && successorId === null) throw refuseField('invalid-field', '/successorId', 'missing');
  if (successorId !== null) await requireSuccessor(tx, { id, ...unit }, successorId, change);
  const [proposed] = await tx
    .insert(unitChanges)
    .values({
      id: newId<'unit-change'>(),
      unitId: id,
      organisationId: unit.organisationId,
      change,
      // What is opened again gets back from whoever took over.
      successorId: change === 'reopen' ? unit.successorId : successorId,
      reason,
      state: 'proposed',
      proposedBy: actor.userId,
      proposedByOrganisation: actor.organisationId,
      proposedByRole: actor.role,
      expiresAt: await deadlineIn(tx, ctx, zoneOfUnit(id), PROPOSAL_DAYS),
      createdAt: now,
    })
    .returning({ id: unitChanges.id });
  if (!proposed) throw new Refusal('internal-error');
  await recordEvent(tx, ctx, {
    action: 'unit-change.proposed',
    subject: { type: 'unit-change', id: proposed.id },
    note: reason,
    parties: [unit.organisationId],
  });
  return proposed.id;
}

const unitColumns = {
  organisationId: units.organisationId,
  site: units.site,
  unitType: units.unitType,
  state: units.state,
  successorId: units.successorId,
  version: units.version,
};

/** Whoever takes over is active and of the same organisation; two that are one are of one type, at one site. */
async function requireSuccessor(
  tx: Tx,
  unit: Pick<typeof units.$inferSelect, 'id' | 'organisationId' | 'site' | 'unitType'>,
  successorId: UnitId,
  change: ProposeUnitChange['change'],
): Promise<void> {
  if (change === 'reopen') throw refuseField('invalid-field', '/successorId', 'unrecognized-keys');
  const [other] = await tx.select(unitColumns).from(units).where(eq(units.id, successorId));
  if (!other || successorId === unit.id) throw refuseField('reference-unknown', '/successorId');
  if (other.state !== 'active') throw refuseField('unit-closed', '/successorId');
  const isAlike = change === 'close' || (other.site === unit.site && other.unitType === unit.unitType);
  if (other.organisationId !== unit.organisationId || !isAlike) throw refuseField('units-differ', '/successorId');
}

/** What nobody decided in time makes room for what is proposed now. */
async function lapseOverdue(tx: Tx, ctx: ActorContext, unitId: UnitId): Promise<void> {
  const lapsed = await tx
    .update(unitChanges)
    .set({ state: 'lapsed', version: sql`${unitChanges.version} + 1` })
    .where(and(eq(unitChanges.unitId, unitId), eq(unitChanges.state, 'proposed'), lte(unitChanges.expiresAt, ctx.now)))
    .returning({ id: unitChanges.id, organisationId: unitChanges.organisationId });
  await recordEvents(
    tx,
    ctx,
    lapsed.map(({ id, organisationId }) => ({
      action: 'unit-change.lapsed' as const,
      subject: { type: 'unit-change' as const, id },
      parties: [organisationId],
    })),
  );
}

/** Whoever may confirm it may refuse it instead, and says why. */
export async function refuseUnitChange(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: UnitChangeId,
  version: number,
  reason: string,
): Promise<void> {
  const change = await lockOpenUnitChange(tx, ctx, id, version, 'refuse');
  requireHand(ctx, change, 'refuse');
  await decide(tx, ctx, id, version, { state: 'refused', refusalReason: reason });
  await recordEvent(tx, ctx, {
    action: 'unit-change.refused',
    subject: { type: 'unit-change', id },
    note: reason,
    parties: [change.organisationId],
  });
}

/** Whoever proposed it takes it back. */
export async function withdrawUnitChange(tx: Tx, ctx: ActorContext<AccountActor>, id: UnitChangeId, version: number): Promise<void> {
  const change = await lockOpenUnitChange(tx, ctx, id, version, 'withdraw');
  requireHand(ctx, change, 'withdraw');
  await decide(tx, ctx, id, version, { state: 'withdrawn' });
  await recordEvent(tx, ctx, { action: 'unit-change.withdrawn', subject: { type: 'unit-change', id }, parties: [change.organisationId] });
}

async function decide(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: UnitChangeId,
  version: number,
  set: { readonly state: 'refused' | 'withdrawn'; readonly refusalReason?: string },
): Promise<void> {
  await tx
    .update(unitChanges)
    .set({ ...set, decidedBy: ctx.actor.userId, decidedAt: ctx.now, version: version + 1 })
    .where(and(eq(unitChanges.id, id), eq(unitChanges.version, version)));
}
