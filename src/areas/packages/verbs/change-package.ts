import { and, eq, sql } from 'drizzle-orm';
import type { PackageId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { ReasonCode, Why } from '../../../kernel/reason.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { PACKAGE_RIGHTS, type PackageState } from '../domain/package.ts';
import { packages } from '../tables.ts';

export const packageColumns = {
  id: packages.id,
  reference: packages.reference,
  organisationId: packages.organisationId,
  unitId: packages.unitId,
  needId: packages.needId,
  title: packages.title,
  mainItemType: packages.mainItemType,
  quantity: packages.quantity,
  state: packages.state,
  endReason: packages.endReason,
  version: packages.version,
};
export type LockedPackage = Pick<typeof packages.$inferSelect, keyof typeof packageColumns>;

export function checkPackageRight(ctx: ActorContext, action: keyof typeof PACKAGE_RIGHTS): void {
  const { role } = ctx.actor;
  const named: readonly ActingRole[] = PACKAGE_RIGHTS[action];
  if (!named.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

/** Locked until the transaction ends: links come and go one after the other, and so does asking for what is missing. */
export async function lockPackage(tx: Tx, id: PackageId, version: number | null): Promise<LockedPackage> {
  const [found] = await tx.select(packageColumns).from(packages).where(eq(packages.id, id)).for('no key update');
  if (!found) throw new Refusal('not-found');
  if (version !== null && found.version !== version) throw new Refusal('stale-version', { facts: { version: found.version } });
  return found;
}

export interface PackageChange {
  readonly action: ActionOn<'package'>;
  readonly set?: { readonly state?: PackageState; readonly endReason?: ReasonCode };
  readonly reason?: Why;
  /** What the event tells besides the rows that changed. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Changes a locked package and writes the event. Only the recipient's organisation is a party to it: what donors may know of a
 * package is not for the log of events to tell.
 */
export async function changePackage(tx: Tx, ctx: ActorContext, before: LockedPackage, change: PackageChange): Promise<LockedPackage> {
  const [after] = await tx
    .update(packages)
    .set({ ...change.set, version: sql`${packages.version} + 1` })
    .where(and(eq(packages.id, before.id), eq(packages.version, before.version)))
    .returning(packageColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: change.action,
    subject: { type: 'package', id: before.id },
    details: change.details,
    reason: change.reason ?? null,
    parties: [before.organisationId],
  });
  return after;
}
