import type { UnitId } from '../../../kernel/id.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { Decimals } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { checkLines } from '../../reference/index.ts';
import { findUnitPlace, type UnitPlace } from '../unit-place-queries.ts';

/** Refuses whose role doesn't do this; the system does what it is asked to. */
export function checkRole(ctx: ActorContext, allowed: readonly ActingRole[]): void {
  const { role } = ctx.actor;
  if (role !== 'system' && !allowed.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...allowed] } });
}

/** The unit that is named; refused where the reader sees none, or it was closed. */
export async function requireUnit(tx: Tx, unitId: UnitId): Promise<UnitPlace> {
  const place = await findUnitPlace(tx, unitId);
  if (!place) throw refuseField('reference-unknown', '/unitId');
  if (place.state !== 'active') throw refuseField('unit-closed', '/unitId');
  return place;
}

/** How many places quantities of an item have; refused where the catalogue doesn't know or doesn't allow it. */
export async function requireItemType(tx: Tx, itemType: string): Promise<Decimals> {
  try {
    return (await checkLines(tx, [{ itemType }]))(itemType);
  } catch (error) {
    if (error instanceof Refusal) throw refuseField(error.code, '/itemType');
    throw error;
  }
}
