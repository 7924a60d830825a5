import { and, eq } from 'drizzle-orm';
import type { MatchId, PackageId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { type FieldFault, Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import { codeOf, type Why } from '../../../kernel/reason.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { UNANSWERING_STATES } from '../../matches/domain/match.ts';
import type { UnlinkMatches } from '../contract.ts';
import { PACKAGE_TRANSITIONS } from '../domain/package.ts';
import { readLinkable, readPartItems } from '../link-queries.ts';
import { packageMatches } from '../tables.ts';
import { changePackage, checkPackageRight, lockPackage, type LockedPackage } from './change-package.ts';
import { settlePackage } from './settle-packages.ts';

/** Links further matches; each is of the package's unit, for one of its parts, alive, and in no other package. */
export async function linkMatches(tx: Tx, ctx: ActorContext, id: PackageId, version: number, matchIds: readonly MatchId[]): Promise<void> {
  checkPackageRight(ctx, 'link');
  const before = await lockPackage(tx, id, version);
  nextState(PACKAGE_TRANSITIONS, before.state, 'link');
  await insertLinks(tx, ctx, before, matchIds);
  const after = await changePackage(tx, ctx, before, { action: 'package.matches-linked' });
  await settlePackage(tx, ctx, after);
}

/** Writes the rows of the links; what is at fault is told of every match at once. */
export async function insertLinks(tx: Tx, ctx: ActorContext, target: LockedPackage, matchIds: readonly MatchId[]): Promise<void> {
  if (matchIds.length === 0) return;
  const [found, parts] = [await readLinkable(tx, matchIds), await readPartItems(tx, target.id)];
  const faults = matchIds.flatMap((matchId, index): FieldFault[] => {
    const match = found.get(matchId);
    const at = (code: FieldFault['code']): FieldFault[] => [{ pointer: `/matchIds/${index}`, code }];
    if (match === undefined) return at('reference-unknown');
    if (matchIds.indexOf(matchId) !== index) return at('named-twice');
    if (match.unitId !== target.unitId) return at('other-unit');
    if (!parts.includes(match.itemType)) return at('not-a-part');
    if (UNANSWERING_STATES.includes(match.state)) return at('not-open');
    return match.packageId === null ? [] : at('in-a-package');
  });
  if (faults.length > 0) throw new Refusal('match-does-not-fit-package', { fields: faults });
  await tx.insert(packageMatches).values(
    [...found.values()].map(({ id, donorId, itemType }) => ({
      matchId: id,
      packageId: target.id,
      organisationId: target.organisationId,
      unitId: target.unitId,
      donorId,
      itemType,
      linkedAt: ctx.now,
    })),
  );
}

/** Takes matches out of the package; they go on by themselves, and may serve another. */
export async function unlinkMatches(
  tx: Tx,
  ctx: ActorContext,
  id: PackageId,
  version: number,
  { matchIds, reason, reasonNote, ...rest }: UnlinkMatches,
): Promise<void> {
  nothingLeft(rest);
  checkPackageRight(ctx, 'unlink');
  const before = await lockPackage(tx, id, version);
  nextState(PACKAGE_TRANSITIONS, before.state, 'unlink');
  const removed = await tx
    .delete(packageMatches)
    .where(and(eq(packageMatches.packageId, id), oneOf(packageMatches.matchId, matchIds)))
    .returning({ matchId: packageMatches.matchId });
  const unlinked = removed.map(({ matchId }) => matchId);
  const faults = matchIds.flatMap((matchId, index): FieldFault[] =>
    unlinked.includes(matchId) ? [] : [{ pointer: `/matchIds/${index}`, code: 'reference-unknown' }],
  );
  if (faults.length > 0) throw new Refusal('reference-unknown', { fields: faults });
  const after = await changePackage(tx, ctx, before, { action: 'package.matches-unlinked', reason: { code: reason, note: reasonNote } });
  await settlePackage(tx, ctx, after);
}

/** Gives a package up: its matches go on by themselves, and may serve another. */
export async function dissolvePackage(tx: Tx, ctx: ActorContext, id: PackageId, version: number, reason: Why): Promise<void> {
  checkPackageRight(ctx, 'dissolve');
  const before = await lockPackage(tx, id, version);
  const state = nextState(PACKAGE_TRANSITIONS, before.state, 'dissolve');
  await tx.delete(packageMatches).where(eq(packageMatches.packageId, id));
  await changePackage(tx, ctx, before, {
    action: 'package.dissolved',
    set: { state, endReason: codeOf(reason) },
    reason,
  });
}
