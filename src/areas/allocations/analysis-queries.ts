import { eq } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { AllocationId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { written } from '../../kernel/money.ts';
import { itemTypes } from '../reference/tables.ts';
import { readerOf } from '../disclosure/index.ts';
import { donatedItem } from './domain/donation.ts';
import { viewEquity } from './domain/equity.ts';
import { viewDonation } from './domain/next-best-donation.ts';
import { readProvenRun } from './queries.ts';
import { AllocationEquity, AllocationShare, NextBestDonation } from './record.ts';
import { allocations } from './tables.ts';

/** Need against support by region and by recipient, and what the guaranteed shares of the run cost. */
export async function readEquity(tx: Tx, ctx: ActorContext, id: AllocationId) {
  const run = await readProvenRun(tx, id);
  const { total, byRegion, byRecipient } = viewEquity(run);
  const audience = readerOf(ctx);
  return AllocationEquity.show(audience, {
    total: AllocationShare.show(audience, total),
    byRegion: byRegion.map((share) => AllocationShare.show(audience, share)),
    byRecipient: byRecipient.map((share) => AllocationShare.show(audience, share)),
    floorPrices: run.floorPrices,
  });
}

/** What the donation of a scenario would best be spent on. A run without one has none. */
export async function readDonation(tx: Tx, ctx: ActorContext, id: AllocationId) {
  const [run] = await tx
    .select({ request: allocations.request, baselineId: allocations.baselineId })
    .from(allocations)
    .where(eq(allocations.id, id));
  const donation = run?.request.scenario?.donation;
  if (donation === undefined) throw new Refusal('not-found');
  const scenario = await readProvenRun(tx, id);
  const baseline = await readProvenRun(tx, must(run?.baselineId, 'a scenario has a baseline'));
  const lowCosts = await readLowCosts(tx, scenario.input.offers);
  return NextBestDonation.show(readerOf(ctx), {
    budget: written({ amount: donation.amount, currency: 'EUR' }).amount,
    ...viewDonation(baseline, scenario, lowCosts),
  });
}

/** The least that a unit of what is donated may cost by the catalogue, in thousandths; the most is in the snapshot. */
async function readLowCosts(tx: Tx, offers: readonly { readonly id: string }[]): Promise<Map<string, number>> {
  const slugs = offers.flatMap(({ id }) => donatedItem(id) ?? []);
  const rows = await tx.select({ slug: itemTypes.slug, low: itemTypes.unitCostLowEur }).from(itemTypes).where(oneOf(itemTypes.slug, slugs));
  return new Map(rows.map(({ slug, low }) => [slug, Math.round(low * 1000)]));
}
