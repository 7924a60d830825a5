import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { type Severity } from '../../reference/domain/vocabulary.ts';
import { selectThings, type Things } from '../blocked-thing-queries.ts';
import type { CorrectSeverity } from '../contract-work.ts';
import { deriveSeverity } from '../domain/severity.ts';
import { selectHeldBack } from '../held-back-queries.ts';
import { findKind } from '../kind-queries.ts';
import { obstacles } from '../tables.ts';
import { changeObstacle, type LockedObstacle, takeTask } from './change-obstacle.ts';
import { keepCorrection } from './keep-correction.ts';

interface Weighed {
  readonly severity: Severity;
  /** Null where the severity follows from what is held back. */
  readonly severityReason: string | null;
}

/** A facilitator sets another severity than the one that follows, and says why; or lets it follow again. */
export async function correctSeverity(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: CorrectSeverity): Promise<void> {
  const obstacle = await takeTask(tx, ctx, id, version, 'correct-severity');
  const { severity, reason, ...rest } = input;
  nothingLeft(rest);
  const derived = await severityOf(tx, ctx, obstacle, await asConsequence(tx, ctx, 'weigh-obstacle', () => selectThings(tx, id)));
  const set = weigh(derived, severity ?? undefined, reason);
  if (!(await makesDifference(tx, { type: 'obstacle', id }, obstacles, set))) return;
  const before = { severity: obstacle.severity, severityReason: obstacle.severityReason };
  await keepCorrection(tx, ctx, obstacle, { kind: 'severity', before, after: set, reason });
  await changeObstacle(tx, ctx, obstacle, { action: 'obstacle.severity-corrected', set, reason });
}

/** The severity that follows, or another one with its reason; one that says the same as what follows corrects nothing. */
export function weigh(derived: Severity, said: Severity | undefined, reason: string | undefined): Weighed {
  if (said === undefined || said === derived) return { severity: derived, severityReason: null };
  if (reason === undefined) throw refuseField('reason-required', '/severityReason', 'missing');
  return { severity: said, severityReason: reason };
}

/** The same for an obstacle that is there: a correction that stands stays, unless another is made. */
export async function weighAgain(
  tx: Tx,
  ctx: ActorContext,
  obstacle: Pick<LockedObstacle, 'id' | 'kind' | 'blocking' | 'severity' | 'severityReason'>,
  said?: Severity,
  reason?: string,
): Promise<Weighed> {
  const { severity, severityReason } = obstacle;
  const stands = said === undefined || (said === severity && reason === undefined);
  if (severityReason !== null && stands) return { severity, severityReason };
  const things = await asConsequence(tx, ctx, 'weigh-obstacle', () => selectThings(tx, obstacle.id));
  return weigh(await severityOf(tx, ctx, obstacle, things), said, reason);
}

function severityOf(
  tx: Tx,
  ctx: ActorContext,
  { kind: slug, blocking }: Pick<LockedObstacle, 'kind' | 'blocking'>,
  things: Things,
): Promise<Severity> {
  return asConsequence(tx, ctx, 'weigh-obstacle', async () => {
    const kind = must(await findKind(tx, slug), 'an obstacle has a kind');
    const [held] = await selectHeldBack(tx, [things]);
    return deriveSeverity(kind.severity, blocking, must(held, 'it holds something or nothing'));
  });
}
