import { sql } from 'drizzle-orm';
import { acceptInvitation, inviteUser } from '../areas/identity/index.ts';
import type { OrganisationId } from '../kernel/id.ts';
import { type Act, systemActor } from '../platform/auth/actor.ts';
import { type Clock, dayOf } from '../platform/clock.ts';
import { asActor, asGatekeeper, type Db } from '../platform/db/transaction.ts';
import { accountsOf, DEMO_ACCOUNTS, DEMO_PASSWORD, type DemoAccount } from './accounts.ts';
import { loadDeliveries } from './load-deliveries.ts';
import { loadFollowUp } from './load-follow-up.ts';
import { loadMatches } from './load-matches.ts';
import { loadNeeds, loadUnits, settleNeeds } from './load-needs.ts';
import { loadObstacles } from './load-obstacles.ts';
import { loadOffers, settleOffers } from './load-offers.ts';
import { loadPackages } from './load-packages.ts';
import { readFollowUp, readScenario, type Scenario } from './scenario-file.ts';
import { accountExists, Stage } from './stage.ts';

const DEMO_LOCK = 0x5761_7364;

/**
 * Fills a database that holds no need yet with the illustrative scenario and demo accounts, through the same verbs as people
 * use, each on the day that the file names. All of it in one transaction: a start that is killed leaves nothing half.
 * Answers what it did, or null where there were needs already.
 */
export async function loadDemoWhereEmpty(db: Db, clock: Clock): Promise<string | null> {
  const now = clock.now();
  const act: Act = { actor: systemActor('scenario'), now, requestId: null };
  const isEmpty = await asActor(db, act, async (tx) => {
    const [found] = await tx.execute<{ empty: boolean }>(sql`select not exists (select from needs) as empty`);
    return found?.empty ?? false;
  });
  if (!isEmpty) return null;
  const scenario = await readScenario(dayOf(now));
  const followUp = await readFollowUp(dayOf(now));
  await makeAccounts(db, act, scenario);
  return asActor(db, act, async (tx) => {
    // Several processes may find it empty at once; the second waits here, and then finds it filled.
    await tx.execute(sql`select pg_advisory_xact_lock(${DEMO_LOCK})`);
    const [found] = await tx.execute<{ empty: boolean }>(sql`select not exists (select from needs) as empty`);
    if (found?.empty !== true) return null;
    const stage = await Stage.open(tx);
    const units = await loadUnits(stage, scenario);
    const needs = await loadNeeds(stage, scenario, units);
    const offers = await loadOffers(stage, scenario);
    const matches = await loadMatches(stage, scenario, needs, offers);
    const deliveries = await loadDeliveries(stage, scenario, matches);
    const obstacles = await loadObstacles(stage, scenario, { needs: needs.ids, matches, deliveries });
    await settleOffers(stage, scenario, offers);
    await settleNeeds(stage, scenario, needs);
    const packages = await loadPackages(stage, scenario, needs, matches);
    await loadFollowUp(stage, scenario, followUp, { needs: needs.ids, obstacles });
    return `Loaded the illustrative scenario: ${scenario.units.length} units, ${scenario.needs.length} needs, ${scenario.offers.length} offers, ${scenario.matches.length} matches, ${scenario.deliveries.length} deliveries, ${scenario.obstacles.length} obstacles, ${packages} packages, ${scenario.meetings.length} meetings with ${followUp.recommendations.length} recommendations, ${followUp.agreements.length} agreements. Everything in it is invented.`;
  });
}

/** Everybody who acts in the scenario, invited and joined; those who have joined already are left alone. */
async function makeAccounts(db: Db, act: Act, scenario: Scenario): Promise<void> {
  const requesters = [...new Set(scenario.units.map(({ organisation }) => organisation))];
  const donors = [...new Set([...scenario.offers.map(({ donor }) => donor), ...scenario.deliveries.map(({ donor }) => donor)])];
  const validators = [...new Set([...requesters, 'ly-ministry-of-interior', 'ly-ministry-of-defence'])];
  const missing = await asActor(db, act, async (tx) => {
    const accounts: DemoAccount[] = [];
    for (const account of accountsOf(requesters, validators, donors)) if (!(await accountExists(tx, account.login))) accounts.push(account);
    return accounts;
  });
  const idOf = await asActor(db, act, async (tx) => {
    const rows = await tx.execute<{ id: OrganisationId; slug: string }>(sql`select id, slug from organisations`);
    return new Map(rows.map(({ id, slug }) => [slug, id]));
  });
  const invited = await asActor(db, act, async (tx) => {
    const tokens: { account: DemoAccount; token: string }[] = [];
    for (const account of missing) {
      const organisationId = idOf.get(account.organisation);
      if (organisationId === undefined) throw new Error(`the scenario names an unknown organisation: ${account.organisation}`);
      const { token } = await inviteUser(tx, act, { login: account.login, organisationId, role: account.role, language: 'en' });
      tokens.push({ account, token });
    }
    return tokens;
  });
  await Promise.all(
    invited.map(({ account, token }) =>
      asGatekeeper(db, (tx) => acceptInvitation(tx, act, { token, displayName: account.displayName, password: DEMO_PASSWORD })),
    ),
  );
}

/** Whether the demo accounts are here, so that the greeting may name them. */
export function hasDemoAccounts(db: Db): Promise<boolean> {
  const act: Act = { actor: systemActor('greeting'), now: new Date(0), requestId: null };
  return asActor(db, act, (tx) => accountExists(tx, DEMO_ACCOUNTS[0]?.login ?? ''));
}
