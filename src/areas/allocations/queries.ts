import { and, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import {
  formatNeedReason,
  formatOfferReason,
  formatRule,
  type NeedReason,
  type OfferReason,
  readPlan as readPlanInSteps,
  readRequest,
} from '../../allocation/index.ts';
import type { AllocationId, NeedLineId, OfferLineId } from '../../kernel/id.ts';
import { must } from '../../kernel/assert.ts';
import type { Language } from '../../kernel/language.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, encodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { PROPOSED_STATES } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import type { RuleName } from '../matching/domain/rules.ts';
import { readerOf } from '../disclosure/index.ts';
import type { ListAllocations, PartQuery, ReasonsQuery } from './contract.ts';
import { areBothProven, comparePlans } from './domain/compare-plans.ts';
import type { EngineRequest } from './domain/instance.ts';
import { namedByNeeds, namedByOffers } from './domain/line-names.ts';
import type { ProvenRun } from './domain/next-best-donation.ts';
import type { StoredResult } from './domain/result.ts';
import { readLineNames } from './line-name-queries.ts';
import {
  AllocationCertificate,
  type AllocationCertificateView,
  AllocationComparison,
  type AllocationComparisonView,
  AllocationLine,
  type AllocationLineView,
  AllocationReason,
  type AllocationReasonView,
  type AllocationView,
} from './record.ts';
import { type AllocationRow, selectAllocations } from './rows.ts';
import { allocations } from './tables.ts';
import { viewAllocation } from './views.ts';

/** One run, without what was put before the engine and what came out. */
export async function findAllocation(tx: Tx, ctx: ActorContext, id: AllocationId): Promise<AllocationView> {
  const [run] = await selectAllocations(tx, eq(allocations.id, id), 1);
  if (!run) throw new Refusal('not-found');
  return viewAllocation(ctx, run);
}

/** A page of runs, newest first. */
export async function listAllocations(tx: Tx, ctx: ActorContext, filters: ListAllocations): Promise<Page<AllocationView>> {
  const { cursor, limit, state, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectAllocations(
    tx,
    and(state ? eq(allocations.state, state) : undefined, key ? lt(allocations.creationOrder, key[0]) : undefined),
    limit + 1,
  );
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewAllocation(ctx, row),
  );
}

/** What was put before the engine, as it was hashed. */
export async function readInstanceText(tx: Tx, id: AllocationId): Promise<string> {
  const [run] = await tx.select({ snapshot: allocations.snapshot }).from(allocations).where(eq(allocations.id, id));
  if (!run) throw new Refusal('not-found');
  return run.snapshot;
}

/** What the engine answered, as it was hashed. Refuses a run that isn't done. */
export async function readResultText(tx: Tx, id: AllocationId): Promise<string> {
  const [run] = await tx.select({ state: allocations.state, result: allocations.result }).from(allocations).where(eq(allocations.id, id));
  if (!run) throw new Refusal('not-found');
  if (run.result === null) throw new Refusal('allocation-not-done', { facts: { state: run.state } });
  return run.result;
}

const readResult = async (tx: Tx, id: AllocationId): Promise<StoredResult> => JSON.parse(await readResultText(tx, id)) as StoredResult;

/** A finished run: what it was made from, its plan, and what proves it; in steps. */
export async function readProvenRun(tx: Tx, id: AllocationId): Promise<ProvenRun & Pick<StoredResult, 'floorPrices'>> {
  const { plan, isProven, certificate, floorPrices } = await readResult(tx, id);
  const { input, settings } = readRequest(JSON.parse(await readInstanceText(tx, id)) as EngineRequest);
  return { input, settings, plan: readPlanInSteps(plan, input), isProven, certificate, floorPrices };
}

export async function readPlan(tx: Tx, ctx: ActorContext, id: AllocationId, query: PartQuery): Promise<Page<AllocationLineView>> {
  const { plan } = await readResult(tx, id);
  const { items, next } = cutPage(plan, query);
  return { items: items.map((line) => AllocationLine.show(readerOf(ctx), line)), next };
}

/** Why lines were served so, or pairs left out, in the reader's language too; a page of one side. */
export async function readReasons(
  tx: Tx,
  ctx: ActorContext,
  id: AllocationId,
  query: ReasonsQuery,
  language: Language,
): Promise<Page<AllocationReasonView>> {
  const { reasons } = await readResult(tx, id);
  const { items, next } = await formatPage(tx, reasons, query, language);
  return { items: items.map((item) => AllocationReason.show(readerOf(ctx), item)), next };
}

/** What is said of a line that asks, of one that gives and of a pair; each has a part of it. */
const UNSAID = {
  need: undefined,
  offer: undefined,
  name: undefined,
  text: undefined,
  rule: undefined,
  ruleName: undefined,
  asked: undefined,
  served: undefined,
  from: undefined,
  given: undefined,
  left: undefined,
  to: undefined,
  cause: undefined,
  oneMoreUnit: undefined,
};

/** Reads the names of just those lines that the page speaks of. */
async function formatPage(tx: Tx, reasons: StoredResult['reasons'], query: ReasonsQuery, language: Language) {
  const { of: side, cursor, limit, ...rest } = query;
  nothingLeft(rest);
  const asked = { cursor, limit };
  switch (side) {
    case 'needs': {
      const page = cutPage(reasons.needs, asked);
      const nameOf = await readLineNames(tx, language, namedByNeeds(page.items));
      const format = (reason: NeedReason) => ({
        ...UNSAID,
        ...reason,
        name: nameOf(reason.need),
        text: formatNeedReason(reason, language, nameOf),
      });
      return { ...page, items: page.items.map(format) };
    }
    case 'offers': {
      const page = cutPage(reasons.offers, asked);
      const nameOf = await readLineNames(tx, language, namedByOffers(page.items));
      const format = (reason: OfferReason) => ({
        ...UNSAID,
        ...reason,
        name: nameOf(reason.offer),
        text: formatOfferReason(reason, language, nameOf),
      });
      return { ...page, items: page.items.map(format) };
    }
    case 'excluded': {
      const page = cutPage(reasons.excluded, asked);
      return {
        ...page,
        items: page.items.map((pair) => ({ ...UNSAID, ...pair, rule: pair.rule as RuleName, ruleName: formatRule(pair.rule, language) })),
      };
    }
  }
}

const placeKey = z.tuple([z.int().min(0)]);

/** Cuts a page out of a list that never changes: the cursor is the place in it. */
function cutPage<Item>(list: readonly Item[], { cursor, limit, ...rest }: PartQuery): Page<Item> {
  nothingLeft(rest);
  const start = decodeCursor(cursor, placeKey)?.[0] ?? 0;
  const end = start + limit;
  return { items: list.slice(start, end), next: end < list.length ? encodeCursor([end]) : null };
}

export async function readCertificate(tx: Tx, ctx: ActorContext, id: AllocationId): Promise<AllocationCertificateView> {
  const { certificate, isProven, floorPrices } = await readResult(tx, id);
  const { snapshotHash, resultHash } = await findAllocation(tx, ctx, id);
  return AllocationCertificate.show(readerOf(ctx), {
    snapshotHash,
    resultHash: must(resultHash, 'a result has its hash'),
    isProven,
    certificate,
    floorPrices,
  });
}

/** A scenario's plan against that of its baseline. A run without a scenario has none. */
export async function readComparison(tx: Tx, ctx: ActorContext, id: AllocationId): Promise<AllocationComparisonView> {
  const { baselineId } = await findAllocation(tx, ctx, id);
  if (baselineId === null) throw new Refusal('not-found');
  const before = await readProvenRun(tx, baselineId);
  const after = await readProvenRun(tx, id);
  return AllocationComparison.show(readerOf(ctx), {
    baselineId,
    isProven: areBothProven(before, after),
    ...comparePlans(before, after),
  });
}

/** What a proposal from a plan has to know of the run, as it is told. */
export interface ToldRun extends Pick<EngineRequest, 'input'>, Pick<StoredResult, 'plan'> {}

export async function readRunForProposals(tx: Tx, id: AllocationId): Promise<ToldRun & Pick<AllocationRow, 'request' | 'judgedOn'>> {
  const { plan } = await readResult(tx, id);
  const { input } = JSON.parse(await readInstanceText(tx, id)) as EngineRequest;
  const [row] = await tx
    .select({ request: allocations.request, judgedOn: allocations.judgedOn })
    .from(allocations)
    .where(eq(allocations.id, id));
  return { input, plan, ...must(row, 'a run that was read is there') };
}

interface LinePair {
  readonly needLineId: NeedLineId;
  readonly offerLineId: OfferLineId;
}

/** Which of these pairs have a proposal that still awaits an answer. */
export async function readOpenProposals(tx: Tx, pairs: readonly LinePair[]): Promise<readonly LinePair[]> {
  return tx
    .select({ needLineId: matches.needLineId, offerLineId: matches.offerLineId })
    .from(matches)
    .where(
      and(
        oneOf(
          matches.needLineId,
          pairs.map(({ needLineId }) => needLineId),
        ),
        oneOf(
          matches.offerLineId,
          pairs.map(({ offerLineId }) => offerLineId),
        ),
        oneOf(matches.state, PROPOSED_STATES),
      ),
    );
}
