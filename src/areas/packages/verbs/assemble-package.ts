import { must } from '../../../kernel/assert.ts';
import type { MatchId, OrganisationId, PackageId, UnitId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { type FieldFault, refuseField, Refusal } from '../../../kernel/refusal.ts';
import { type Decimals, type Steps, steps, stepsFrom } from '../../../kernel/quantity.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { requireUnit } from '../../gaps/index.ts';
import { checkLines } from '../../reference/index.ts';
import type { AssemblePackage } from '../contract.ts';
import { deriveParts, type Part } from '../domain/parts.ts';
import { type AnsweredNeed, readAnsweredNeed, readLinkable } from '../link-queries.ts';
import { readDependencies } from '../supply-queries.ts';
import { packageParts, packages } from '../tables.ts';
import { checkPackageRight, packageColumns } from './change-package.ts';
import { insertLinks } from './link-matches.ts';
import { settlePackage } from './settle-packages.ts';

/** A facilitator brings together what only together gives a capability; its parts follow from the catalogue as it stands today. */
export async function assemblePackage(tx: Tx, ctx: ActorContext, input: AssemblePackage): Promise<PackageId> {
  const { unitId, needId, title, mainItemType, quantity, without = [], matchIds = [], ...rest } = input;
  nothingLeft(rest);
  checkPackageRight(ctx, 'assemble');
  const need = needId === undefined ? null : await readAnsweredNeed(tx, needId, mainItemType);
  if (needId !== undefined && need === null) throw refuseField('reference-unknown', '/needId');
  const unit = await unitOf(tx, unitId, need);
  const decimals = await checkMainItem(tx, mainItemType);
  const wanted =
    quantity === undefined ? await unsaidQuantity(tx, mainItemType, need, matchIds) : stepsFrom(quantity, decimals, '/quantity');
  const parts = await partsOf(tx, { itemType: mainItemType, quantity: wanted }, without);
  const [row] = await tx
    .insert(packages)
    .values({
      id: newId<'package'>(),
      organisationId: unit.organisationId,
      unitId: unit.id,
      needId: need?.id ?? null,
      title,
      mainItemType,
      quantity: must(parts[0], 'the main item is a part').quantity,
      state: 'incomplete',
      assembledBy: userOf(ctx),
      createdAt: ctx.now,
    })
    .returning(packageColumns);
  const created = must(row, 'an inserted package comes back');
  await tx.insert(packageParts).values(
    parts.map((part, index) => ({
      packageId: created.id,
      organisationId: created.organisationId,
      unitId: created.unitId,
      position: index + 1,
      itemType: part.itemType,
      quantity: part.quantity,
      criticality: part.criticality,
      dependencyTypes: [...part.dependencyTypes],
      neededFor: [...part.neededFor],
    })),
  );
  await insertLinks(tx, ctx, created, matchIds);
  await recordEvent(tx, ctx, {
    action: 'package.assembled',
    subject: { type: 'package', id: created.id },
    parties: [created.organisationId],
  });
  await settlePackage(tx, ctx, created);
  return created.id;
}

async function unitOf(
  tx: Tx,
  unitId: UnitId | undefined,
  need: AnsweredNeed | null,
): Promise<{ readonly id: UnitId; readonly organisationId: OrganisationId }> {
  if (need !== null && unitId !== undefined && need.unitId !== unitId) throw refuseField('invalid-field', '/unitId', 'other-unit');
  const id = unitId ?? need?.unitId;
  if (id === undefined) throw refuseField('invalid-field', '/unitId', 'missing');
  return requireUnit(tx, id);
}

async function checkMainItem(tx: Tx, itemType: string): Promise<Decimals> {
  try {
    return (await checkLines(tx, [{ itemType }]))(itemType);
  } catch (error) {
    if (error instanceof Refusal) throw refuseField(error.code, '/mainItemType');
    throw error;
  }
}

/** How much of the main item where nobody says: as the need asks for, else as the matches bring. */
async function unsaidQuantity(tx: Tx, mainItemType: string, need: AnsweredNeed | null, matchIds: readonly MatchId[]): Promise<Steps> {
  if (need !== null && need.quantity > 0) return steps(need.quantity);
  const found = await readLinkable(tx, matchIds);
  const brought = [...found.values()].filter(({ itemType }) => itemType === mainItemType);
  const quantity = brought.reduce((sum, match) => sum + match.quantity, 0);
  if (quantity === 0) throw refuseField('invalid-field', '/quantity', 'missing');
  return steps(quantity);
}

/** The parts, after whether what is to be left out is a recommended part at all. */
async function partsOf(tx: Tx, main: Pick<Part, 'itemType' | 'quantity'>, without: readonly string[]): Promise<Part[]> {
  const dependencies = await readDependencies(tx);
  const whole = deriveParts(main, dependencies);
  const parts = deriveParts(main, dependencies, without);
  const has = (list: readonly Part[], slug: string): boolean => list.some(({ itemType }) => itemType === slug);
  const faults = without.flatMap((slug, index): FieldFault[] => {
    const pointer = `/without/${index}`;
    if (!has(whole, slug)) return [{ pointer, code: 'not-a-part' }];
    return has(parts, slug) ? [{ pointer, code: 'a-required-part' }] : [];
  });
  if (faults.length > 0) throw new Refusal('invalid-field', { fields: faults });
  return parts;
}
