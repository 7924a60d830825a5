import { recordHoldingReport, recordRequirement } from '#src/areas/gaps/index.ts';
import type { UnitId } from '#src/kernel/id.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { asActor, type Db } from '#src/platform/db/transaction.ts';
import { actOf } from '#tests/support/people.ts';

/** What a unit counted: the serviceable ones, and two more that are not unless said otherwise. */
export function countStock(
  db: Db,
  person: Person,
  unitId: UnitId,
  {
    itemType,
    serviceable,
    asOf,
    repairable = 1,
    beyondRepair = 1,
  }: { itemType: string; serviceable: number; asOf: string; repairable?: number; beyondRepair?: number },
) {
  const ctx = actOf(person);
  const report = { unitId, itemType, serviceable, unserviceableRepairable: repairable, beyondRepair, asOf };
  return asActor(db, ctx, (tx) => recordHoldingReport(tx, ctx, report));
}

export function authorise(db: Db, person: Person, unitId: UnitId, itemType: string, authorised: number, effectiveOn: string) {
  const ctx = actOf(person);
  return asActor(db, ctx, (tx) => recordRequirement(tx, ctx, { unitId, itemType, authorised, effectiveOn }));
}
