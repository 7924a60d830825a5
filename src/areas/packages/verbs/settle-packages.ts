import { and, asc, gt, ne } from 'drizzle-orm';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { readSupply } from '../supply-queries.ts';
import { packages } from '../tables.ts';
import { changePackage, lockPackage, type LockedPackage } from './change-package.ts';

const ACTIONS = { incomplete: 'package.fell-short', complete: 'package.completed', ready: 'package.became-ready' } as const;

/** Records the state that a locked package has come to, with an event, where it is another than was recorded. */
export async function settlePackage(tx: Tx, ctx: ActorContext, before: LockedPackage): Promise<boolean> {
  const supply = (await readSupply(tx, ctx, [before])).get(before.id);
  if (supply === undefined || before.state === 'dissolved' || supply.standing.state === before.state) return false;
  const { state, completeness, readiness } = supply.standing;
  await asConsequence(tx, ctx, 'derived-state', (system) =>
    changePackage(tx, system, before, { action: ACTIONS[state], set: { state }, details: { completeness, readiness } }),
  );
  return true;
}

const BATCH = 200;

/**
 * The scheduled job settles the packages whose parts have come and gone since: matches move and units count without asking packages. It
 * looks at all that are not dissolved, a batch after the other; a second run finds nothing to do.
 */
export async function settlePackages(tx: Tx, ctx: ActorContext): Promise<number> {
  if (ctx.actor.role !== 'system') throw new Refusal('role-not-allowed', { facts: { role: ctx.actor.role, allowed: [] } });
  let settled = 0;
  for (let after: number | undefined; ;) {
    const batch = await tx
      .select({ id: packages.id, creationOrder: packages.creationOrder, unitId: packages.unitId, state: packages.state })
      .from(packages)
      .where(and(ne(packages.state, 'dissolved'), after === undefined ? undefined : gt(packages.creationOrder, after)))
      .orderBy(asc(packages.creationOrder))
      .limit(BATCH);
    const supply = await readSupply(tx, ctx, batch);
    for (const { id, state } of batch) {
      if (supply.get(id)?.standing.state === state) continue;
      if (await settlePackage(tx, ctx, await lockPackage(tx, id, null))) settled += 1;
    }
    after = batch.at(-1)?.creationOrder;
    if (batch.length < BATCH) return settled;
  }
}
