import { sql } from 'drizzle-orm';
import {
  acceptMatch,
  agreeMatch,
  cancelMatch,
  declineMatch,
  lapseDueMatches,
  markReady,
  proposeMatch,
  startProcurement,
  suggestMatch,
} from '../areas/matches/index.ts';
import { must } from '../kernel/assert.ts';
import { addDays, daysBetween } from '../kernel/calendar-date.ts';
import type { MatchId, PartnershipId } from '../kernel/id.ts';
import type { LoadedNeeds } from './load-needs.ts';
import type { LoadedOffers } from './load-offers.ts';
import { loadPartnerships } from './load-partnerships.ts';
import type { Scenario, ScenarioMatch } from './scenario-file.ts';
import type { Stage } from './stage.ts';

export interface LoadedMatch {
  readonly id: MatchId;
  readonly donor: string;
  readonly organisation: string;
  /** What the file says that it has come to. */
  readonly state: string;
}
export type LoadedMatches = ReadonlyMap<string, LoadedMatch>;

const BEFORE_RESERVATION = ['suggested', 'proposed', 'requester-accepted', 'donor-accepted', 'declined'];

/** Partnerships and matches, each as far as the file says before anything is shipped. */
export async function loadMatches(stage: Stage, scenario: Scenario, needs: LoadedNeeds, offers: LoadedOffers): Promise<LoadedMatches> {
  const partnerships = await loadPartnerships(stage, scenario);
  const loaded = new Map<string, LoadedMatch>();
  // What lapsed or was cancelled first: it held quantity for a while that others were given later.
  const inOrder = scenario.matches.toSorted((a, b) => Number(b.state === 'lapsed') - Number(a.state === 'lapsed'));
  for (const match of inOrder) {
    const parties = {
      donor: must(offers.donors.get(match.offer), match.offer),
      organisation: must(needs.organisations.get(match.need), match.need),
      state: match.state,
    };
    const id = await propose(stage, match, needs, offers);
    loaded.set(match.slug, { id, ...parties });
    await advance(
      stage,
      match,
      { id, ...parties },
      match.partnership === null ? null : must(partnerships.get(match.partnership), match.partnership),
    );
  }
  return loaded;
}

async function propose(stage: Stage, match: ScenarioMatch, needs: LoadedNeeds, offers: LoadedOffers): Promise<MatchId> {
  const input = {
    needLineId: must(needs.lineIds.get(match.need_line), match.need_line),
    offerLineId: must(offers.lineIds.get(match.offer_line), match.offer_line),
    quantity: match.quantity,
  };
  if (match.state === 'suggested') return suggestMatch(stage.tx, stage.asSystem(match.proposed_on), input);
  const facilitator = stage.as('facilitator', 'unsmil', match.proposed_on);
  const reservationDays = match.hold_until === null ? 30 : Math.min(90, daysBetween(match.proposed_on, match.hold_until) - 3);
  return proposeMatch(stage.tx, facilitator, { ...input, reservationDays, proposalDays: 90, deviationReason: 'agreed-at-the-table' });
}

async function advance(
  stage: Stage,
  match: ScenarioMatch,
  { id, donor, organisation }: LoadedMatch,
  partnershipId: PartnershipId | null,
): Promise<void> {
  const { tx } = stage;
  const accepted = addDays(match.proposed_on, 3);
  const version = async (): Promise<number> => {
    const [row] = await tx.execute<{ version: number }>(sql`select version from matches where id = ${id}`);
    return must(row, match.slug).version;
  };
  if (match.state === 'suggested' || match.state === 'proposed') return;
  if (match.state === 'declined') {
    const ctx = stage.as('donor', donor, accepted);
    return declineMatch(tx, ctx, id, await version(), match.end_reason ?? 'other');
  }
  if (match.state !== 'requester-accepted') await acceptMatch(tx, stage.as('donor', donor, accepted), id, 1);
  if (match.state === 'donor-accepted') return;
  const requester = stage.as('requester', organisation, accepted);
  await acceptMatch(tx, requester, id, await version());
  if (BEFORE_RESERVATION.includes(match.state) || match.state === 'reserved') return;
  if (match.state === 'lapsed') {
    await lapseDueMatches(tx, stage.asSystem(addDays(accepted, 31)));
    return;
  }
  if (match.state === 'cancelled') {
    const ctx = stage.as('facilitator', 'unsmil', addDays(accepted, 10));
    return cancelMatch(tx, ctx, id, await version(), match.end_reason ?? 'other');
  }
  const agreed = must(match.agreed_on, `${match.slug} was agreed on a day`);
  const agreeing = stage.as('donor', donor, agreed);
  await agreeMatch(tx, agreeing, id, await version(), partnershipId ?? undefined);
  const validator = stage.as('validator', stage.authorityOf(organisation), agreed);
  await agreeMatch(tx, validator, id, await version(), undefined);
  if (match.state === 'agreed') return;
  const preparing = stage.as('donor', donor, addDays(agreed, 14));
  await startProcurement(tx, preparing, id, await version());
  if (match.state === 'in-procurement') return;
  await markReady(tx, stage.as('donor', donor, addDays(agreed, 20)), id, await version());
}
