import { sql } from 'drizzle-orm';
import { acceptInvitation, inviteUser } from '../areas/identity/index.ts';
import type { OrganisationId } from '../kernel/id.ts';
import { type ActorContext, systemActor } from '../platform/auth/actor.ts';
import { type Clock, dayAt } from '../platform/clock.ts';
import { asActor, type Db } from '../platform/db/transaction.ts';
import { accountsOf, DEMO_PASSWORD, type DemoAccount } from './accounts.ts';
import { loadDeliveries } from './load-deliveries.ts';
import { loadFollowUp } from './load-follow-up.ts';
import { loadMatches } from './load-matches.ts';
import { loadNeeds, loadUnits, settleNeeds } from './load-needs.ts';
import { loadObstacles } from './load-obstacles.ts';
import { loadOffers, settleOffers } from './load-offers.ts';
import { loadPackages } from './load-packages.ts';
import { readFollowUp, readScenario, type Scenario } from './scenario-file.ts';
import { Stage } from './stage.ts';
import { MISSION_ZONE } from '../kernel/time-zone.ts';

/**
 * Plays the illustrative scenario in an empty database through the same verbs as people use, each on the day that the file names. It
 * takes forty thousand statements, so that this is done once, and what it leaves is kept as rows (rows/row-file.ts).
 */
export async function playScenario(db: Db, clock: Clock): Promise<void> {
  const now = clock.now();
  const ctx: ActorContext = { actor: systemActor('scenario'), now, requestId: null };
  const scenario = await readScenario(dayAt(MISSION_ZONE, now));
  const followUp = await readFollowUp(dayAt(MISSION_ZONE, now));
  await makeAccounts(db, ctx, scenario);
  await asActor(db, ctx, async (tx) => {
    const stage = await Stage.open(tx, scenario.meta.reference_date);
    const units = await loadUnits(stage, scenario);
    const needs = await loadNeeds(stage, scenario, units);
    const offers = await loadOffers(stage, scenario);
    const matches = await loadMatches(stage, scenario, needs, offers);
    const deliveries = await loadDeliveries(stage, scenario, matches);
    const obstacles = await loadObstacles(stage, scenario, { needs: needs.ids, matches, deliveries });
    await settleOffers(stage, scenario, offers);
    await settleNeeds(stage, scenario, needs);
    await loadPackages(stage, scenario, needs, matches);
    await loadFollowUp(stage, scenario, followUp, { needs: needs.ids, obstacles });
  });
}

/** Everybody who acts in the scenario, invited and joined. */
async function makeAccounts(db: Db, ctx: ActorContext, scenario: Scenario): Promise<void> {
  const requesters = [...new Set(scenario.units.map(({ organisation }) => organisation))];
  const donors = [...new Set([...scenario.offers.map(({ donor }) => donor), ...scenario.deliveries.map(({ donor }) => donor)])];
  const validators = [...new Set([...requesters, 'ly-ministry-of-interior', 'ly-ministry-of-defence'])];
  const idOf = await asActor(db, ctx, async (tx) => {
    const rows = await tx.execute<{ id: OrganisationId; slug: string }>(sql`select id, slug from organisations`);
    return new Map(rows.map(({ id, slug }) => [slug, id]));
  });
  const invited = await asActor(db, ctx, async (tx) => {
    const tokens: { account: DemoAccount; token: string }[] = [];
    for (const account of accountsOf(requesters, validators, donors)) {
      const organisationId = idOf.get(account.organisation);
      if (organisationId === undefined) throw new Error(`the scenario names an unknown organisation: ${account.organisation}`);
      const { token } = await inviteUser(tx, ctx, { login: account.login, organisationId, role: account.role, language: 'en' });
      tokens.push({ account, token });
    }
    return tokens;
  });
  // One after the other, so that they always come in the same order.
  for (const { account, token } of invited) {
    await acceptInvitation(db, ctx, { token, displayName: account.displayName, password: DEMO_PASSWORD });
  }
}
