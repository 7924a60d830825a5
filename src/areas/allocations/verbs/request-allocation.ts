import { setImmediate } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import type { AllocationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { RequestAllocation } from '../contract.ts';
import { applyScenario } from '../domain/apply-scenario.ts';
import type { Facts } from '../domain/facts.ts';
import { type Snapshot, takeSnapshot } from '../domain/instance.ts';
import { sharedBudgetsOf } from '../domain/donation.ts';
import type { AllocationRequest, EngineSettings, RunSettings, Scenario, Weights } from '../domain/request.ts';
import { refuseContradictions } from '../domain/settings-faults.ts';
import { refuseUnknownScope } from '../scope-queries.ts';
import { readFacts, readSurroundings } from '../snapshot-queries.ts';
import { allocations } from '../tables.ts';
import {
  announce,
  checkAllocationRight,
  insertAllocation,
  lockAllocation,
  refuseTooManyWaiting,
  stepAllocation,
} from './change-allocation.ts';

/**
 * Takes the snapshot of what is asked and given in scope, and puts its run in the queue. A scenario is applied to the same facts;
 * where it names no finished run to be compared with, the run without it is put in the queue too.
 */
export async function requestAllocation(tx: Tx, ctx: ActorContext, input: RequestAllocation): Promise<AllocationId> {
  const { scope, weights, settings, scenario, baselineId, ...rest } = input;
  nothingLeft(rest);
  checkAllocationRight(ctx, 'request');
  // Told before the snapshot is taken, which is the dear part; the count that holds is made under a lock when the run is put in.
  if (ctx.actor.kind !== 'system') await refuseTooManyWaiting(tx, ctx.actor.userId);
  await refuseUnknownScope(tx, scope);
  const facts = await readFacts(tx, ctx, scope, itemsOf(scenario));
  const plain: AllocationRequest = { scope, weights, settings };
  if (scenario === undefined) return insertRun(tx, ctx, plain, await snapshotOf(facts, plain), null);
  if (baselineId !== undefined) await requireDone(tx, baselineId);
  const imagined = applyScenario(facts, scenario, await readSurroundings(tx));
  const snapshot = await snapshotOf(imagined, {
    settings: { ...settings, ...scenario.settings, ...sharedBudgetsOf(scenario.donation) },
    weights: scenario.weights ?? weights,
    replaced: scenario.settings,
  });
  const comparedWith = baselineId ?? (await insertRun(tx, ctx, plain, await snapshotOf(facts, plain), null));
  return insertRun(tx, ctx, { ...plain, scenario }, snapshot, comparedWith);
}

const itemsOf = ({ addNeeds = [], addOffers = [], donation }: Scenario = {}): string[] => [
  ...[...addNeeds, ...addOffers].map(({ itemType }) => itemType),
  ...(donation?.itemTypes ?? []),
];

const insertRun = (tx: Tx, ctx: ActorContext, request: AllocationRequest, taken: TakenSnapshot, baselineId: AllocationId | null) =>
  insertAllocation(tx, ctx, 'allocation.requested', { request, ...taken, baselineId });

interface TakenSnapshot {
  readonly snapshot: string;
  readonly size: Snapshot['size'];
  readonly judgedOn: string;
}

/** So many need lines are judged before others may work again. */
const LINES_AT_ONCE = 50;

interface Judged {
  readonly settings: EngineSettings;
  readonly weights?: Weights | undefined;
  /** Which settings are those of the scenario. */
  readonly replaced?: Partial<RunSettings> | undefined;
}

async function snapshotOf(facts: Facts, { settings, weights, replaced }: Judged): Promise<TakenSnapshot> {
  const steps = takeSnapshot(facts, settings, weights);
  for (let line = 1; ; line += 1) {
    const step = steps.next();
    if (step.done) {
      refuseContradictions(step.value.request, replaced);
      return { snapshot: canonicalJson(step.value.request), size: step.value.size, judgedOn: facts.context.today };
    }
    if (line % LINES_AT_ONCE === 0) await setImmediate();
  }
}

async function requireDone(tx: Tx, id: AllocationId): Promise<void> {
  const [baseline] = await tx.select({ state: allocations.state }).from(allocations).where(eq(allocations.id, id));
  if (!baseline) throw refuseField('reference-unknown', '/baselineId');
  if (baseline.state !== 'done') throw new Refusal('allocation-not-done', { facts: { state: baseline.state } });
}

/** Runs the engine again on the stored snapshot: a run of its own, whose result must be the same byte for byte. */
export async function repeatAllocation(tx: Tx, ctx: ActorContext, id: AllocationId): Promise<AllocationId> {
  checkAllocationRight(ctx, 'request');
  const [original] = await tx
    .select({
      request: allocations.request,
      snapshot: allocations.snapshot,
      judgedOn: allocations.judgedOn,
      size: allocations.size,
      baselineId: allocations.baselineId,
    })
    .from(allocations)
    .where(eq(allocations.id, id));
  if (!original) throw new Refusal('not-found');
  return insertAllocation(tx, ctx, 'allocation.repeated', { ...original, repeatOf: id });
}

/** Ends a run that is queued or running; the process that works on it is told and stops at once. */
export async function cancelAllocation(tx: Tx, ctx: ActorContext, id: AllocationId, version: number): Promise<void> {
  checkAllocationRight(ctx, 'cancel');
  await stepAllocation(tx, ctx, await lockAllocation(tx, id, version), { event: 'cancel', action: 'allocation.cancelled' });
  await announce(tx, id);
}
