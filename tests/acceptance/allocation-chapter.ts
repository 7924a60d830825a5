import type { Visitor } from './client.ts';
import type { Narrator } from './narrator.ts';

interface Page<T> {
  readonly items: T[];
}
interface Run {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly size: { readonly needs: number; readonly offers: number; readonly pairs: number };
  readonly totals: {
    readonly isProven: boolean;
    readonly tiers: { readonly tier: number | null; readonly asked: string; readonly served: string }[];
  } | null;
}
interface PlannedLine {
  readonly need: string;
  readonly offer: string;
  readonly quantity: number;
}
interface Reason {
  readonly need: string;
  readonly name: string;
  readonly text: string;
  readonly asked: number;
  readonly served: number;
}
interface Donation {
  readonly isProven: boolean;
  readonly basket: {
    readonly itemType: string;
    readonly quantity: number;
    readonly costLow: string;
    readonly costHigh: string;
    readonly needs: unknown[];
  }[];
  readonly costHigh: string;
  readonly effect: { readonly needs: { readonly before: number; readonly after: number }[] };
}
interface Proposals {
  readonly proposed: { readonly matchId: string; readonly quantity: number }[];
  readonly refused: { readonly code: string }[];
}

const BUDGET = 500_000;
const SHOWN_LINES = 10;
const CHOSEN_LINES = 3;

export interface AllocationEnd {
  readonly isProven: boolean;
  readonly planned: number;
  readonly proposed: number;
  readonly bought: number;
}

/** The facilitator has everything allocated at once, reads why, asks what more money would do, and proposes some of it. */
export async function tellAllocation(facilitator: Visitor, tell: Narrator): Promise<AllocationEnd> {
  const run = await runToItsEnd(facilitator, {});
  tell.does('Facilitator', `lets ${run.reference} find who gets what: ${run.size.needs} need lines, ${run.size.offers} offer lines`);
  const plan = await readAll<PlannedLine>(facilitator, run, 'plan');
  const reasons = await readAll<Reason>(facilitator, run, 'reasons');
  const isProven = tellTotals(tell, run, plan);
  tellReasons(tell, plan, reasons);
  const bought = await tellDonation(facilitator, tell, run);
  const proposed = await proposeSome(facilitator, tell, run, plan);
  return { isProven, planned: plan.length, proposed, bought };
}

/** Requests a run and follows it until it has ended. */
async function runToItsEnd(facilitator: Visitor, asked: Record<string, unknown>): Promise<Run> {
  const { body: requested } = await facilitator.post<Run>('/v1/allocations', asked);
  const path = `/v1/allocations/${requested.id}`;
  const last = (await facilitator.follow(`${path}/progress`)).at(-1);
  const { body: run } = await facilitator.get<Run>(path);
  check(last === 'done' && run.state === 'done', `${run.reference} ended as ${run.state}`);
  return run;
}

const readAll = async <T>(facilitator: Visitor, run: Run, part: string): Promise<T[]> => {
  const items: T[] = [];
  for (let query = 'limit=200'; ;) {
    const { body } = await facilitator.get<Page<T> & { next: string | null }>(`/v1/allocations/${run.id}/${part}?${query}`);
    items.push(...body.items);
    if (body.next === null) return items;
    query = `limit=200&cursor=${body.next}`;
  }
};

function tellTotals(tell: Narrator, { totals }: Run, plan: readonly PlannedLine[]): boolean {
  const tiers = totals?.tiers ?? [];
  const served = tiers.reduce((sum, tier) => sum + Number(tier.served), 0);
  check(served === sumOf(plan), 'the totals are those of the plan');
  tell.sees({
    ...Object.fromEntries(tiers.map(({ tier, asked, served: units }) => [`priority ${tier ?? 'none'}`, `${units} of ${asked} units`])),
    'no plan is better': totals?.isProven ? 'proven' : 'not proven',
  });
  return totals?.isProven ?? false;
}

function tellReasons(tell: Narrator, plan: readonly PlannedLine[], reasons: readonly Reason[]): void {
  for (const { need, name, served, text } of reasons) {
    check(text !== '' && served === sumOf(plan.filter((line) => line.need === need)), `the reason of ${name} says what the plan gives`);
  }
  const servedLines = reasons.filter(({ served }) => served > 0);
  for (const { name, served, asked, text } of servedLines.slice(0, SHOWN_LINES)) tell.passes(`${name}: ${served} of ${asked}. ${text}`);
  const unserved = reasons.find(({ asked, served }) => asked > 0 && served === 0);
  if (unserved) tell.lacks(`${unserved.name}: 0 of ${unserved.asked}. ${unserved.text}`);
}

/** Asks what a sum of money would best be spent on; answers how many item types it would buy. */
async function tellDonation(facilitator: Visitor, tell: Narrator, baseline: Run): Promise<number> {
  const scenario = { donation: { amount: String(BUDGET) } };
  const run = await runToItsEnd(facilitator, { baselineId: baseline.id, scenario });
  const { body: donation } = await facilitator.get<Donation>(`/v1/allocations/${run.id}/donation`);
  const cost = donation.basket.reduce((sum, { costHigh }) => sum + Number(costHigh), 0);
  check(Number(donation.costHigh) <= BUDGET && Math.abs(cost - Number(donation.costHigh)) < 0.001, 'the basket keeps to its budget');
  const better = donation.effect.needs.filter(({ before, after }) => after > before).length;
  tell.does('Facilitator', `asks what ${euros(BUDGET)} more would do most: ${counted(better, 'need line')} would get more`);
  const bought = donation.basket
    .slice(0, SHOWN_LINES)
    .map(({ itemType, quantity, needs, costHigh }) => [
      itemType,
      `${quantity} for ${counted(needs.length, 'need')}, at most ${euros(Number(costHigh))}`,
    ]);
  tell.sees({ ...Object.fromEntries(bought), 'no basket does more': donation.isProven ? 'proven' : 'not proven' });
  return donation.basket.length;
}

/** Turns lines of the plan into proposals; what somebody proposed already is left. */
async function proposeSome(facilitator: Visitor, tell: Narrator, run: Run, plan: readonly PlannedLine[]): Promise<number> {
  const chosen = plan.slice(-CHOSEN_LINES).map(({ need, offer }) => ({ needLineId: need, offerLineId: offer }));
  const { body } = await facilitator.post<Proposals>(`/v1/allocations/${run.id}/proposals`, { lines: chosen });
  check(
    body.refused.every(({ code }) => code === 'already-proposed'),
    `lines of a fresh plan can be proposed: ${JSON.stringify(body.refused)}`,
  );
  for (const { matchId, quantity } of body.proposed) {
    const { body: match } = await facilitator.get<{ reference: string; state: string; quantity: number }>(`/v1/matches/${matchId}`);
    check(match.state === 'proposed' && match.quantity === quantity, `${match.reference} is proposed as it was planned`);
    tell.does('Facilitator', `proposes ${match.reference} for ${quantity}; both sides have yet to accept`);
  }
  return body.proposed.length;
}

const sumOf = (lines: readonly { readonly quantity: number }[]): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const euros = (amount: number): string => `${amount.toLocaleString('en')} EUR`;

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`this should hold: ${what}`);
}
