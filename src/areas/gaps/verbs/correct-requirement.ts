import { and, eq, ne, not } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { RequirementId, UnitId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { quantityOf, stepsFrom } from '../../../kernel/quantity.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { readDecimals } from '../../reference/index.ts';
import type { CorrectRequirement } from '../contract.ts';
import { CORRECTS, refusalOfCorrectingRequirement } from '../domain/stock-correction.ts';
import { requirements } from '../tables.ts';
import { checkRole, requireItemType, requireUnit } from './check-stock.ts';
import { ACTION_OF, requireDifference, writeCorrection } from './write-stock-correction.ts';

/** What a unit is authorised is put right: how much, from which day, of which item, for which unit, or that nothing was said. */
export async function correctRequirement(
  tx: Tx,
  ctx: ActorContext,
  id: RequirementId,
  version: number,
  input: CorrectRequirement,
): Promise<void> {
  checkRole(ctx, CORRECTS.requirement);
  const { unitId, itemType, authorised, effectiveOn, withdrawn, reason, ...rest } = input;
  nothingLeft(rest);
  const [seen] = await tx.select(requirementColumns).from(requirements).where(eq(requirements.id, id));
  if (!seen) throw new Refusal('not-found');
  if (seen.version !== version) throw new Refusal('stale-version', { facts: { version: seen.version } });
  throwWhere(refusalOfCorrectingRequirement(seen));
  const [locked] = await tx.select(requirementColumns).from(requirements).where(eq(requirements.id, id)).for('no key update');
  const requirement = must(locked, 'a requirement is never removed');
  const recordedFor = must(requirement.unitId, 'a requirement that may be put right is a unit’s');
  await requireUnit(tx, recordedFor);
  const unit = await requireUnit(tx, unitId ?? recordedFor);
  const decimalsBefore = (await readDecimals(tx, [requirement.itemType]))(requirement.itemType);
  const decimals = itemType === undefined ? decimalsBefore : await requireItemType(tx, itemType);
  const told = quantityOf(requirement.authorised, decimalsBefore);
  const steps = stepsFrom(authorised ?? told, decimals, '/authorised');
  const before = {
    unitId: recordedFor,
    itemType: requirement.itemType,
    authorised: told,
    effectiveOn: requirement.effectiveOn,
    withdrawn: requirement.withdrawn,
  };
  const after = {
    unitId: unit.id,
    itemType: itemType ?? requirement.itemType,
    authorised: quantityOf(steps, decimals),
    effectiveOn: effectiveOn ?? requirement.effectiveOn,
    withdrawn: withdrawn ?? false,
  };
  requireDifference(before, after);
  const inForce = { ...after, organisationId: unit.organisationId, authorised: steps };
  if (!after.withdrawn) await requireFreeRequirement(tx, id, after);
  const [written] = await tx
    .update(requirements)
    .set({ ...inForce, version: version + 1 })
    .where(and(eq(requirements.id, id), eq(requirements.version, version)))
    .returning({ id: requirements.id });
  if (!written) throw new Refusal('stale-version');
  await writeCorrection(
    tx,
    ctx,
    { requirementId: id },
    { unitId: unit.id, organisationId: unit.organisationId },
    { before, after, reason },
  );
  await recordEvent(tx, ctx, {
    action: ACTION_OF.requirement,
    subject: { type: 'requirement', id },
    note: reason,
    parties: [requirement.organisationId, unit.organisationId],
  });
}

const requirementColumns = {
  unitId: requirements.unitId,
  organisationId: requirements.organisationId,
  itemType: requirements.itemType,
  authorised: requirements.authorised,
  effectiveOn: requirements.effectiveOn,
  withdrawn: requirements.withdrawn,
  version: requirements.version,
};

async function requireFreeRequirement(
  tx: Tx,
  id: RequirementId,
  { unitId, itemType, effectiveOn }: { readonly unitId: UnitId; readonly itemType: string; readonly effectiveOn: string },
): Promise<void> {
  const [taken] = await tx
    .select({ id: requirements.id })
    .from(requirements)
    .where(
      and(
        eq(requirements.unitId, unitId),
        eq(requirements.itemType, itemType),
        eq(requirements.effectiveOn, effectiveOn),
        not(requirements.withdrawn),
        ne(requirements.id, id),
      ),
    );
  if (taken) throw refuseField('already-recorded', '/effectiveOn');
}
