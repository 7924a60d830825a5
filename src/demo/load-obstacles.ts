import { sql } from 'drizzle-orm';
import {
  closeObstacle,
  escalateObstacle,
  reportObstacle,
  resolveObstacle,
  startObstacle,
  triageObstacle,
  waitForAuthority,
} from '../areas/obstacles/index.ts';
import type { BlockedThing } from '../areas/obstacles/index.ts';
import { must } from '../kernel/assert.ts';
import { addDays, type CalendarDate } from '../kernel/calendar-date.ts';
import type { DeliveryId, NeedId, ObstacleId } from '../kernel/id.ts';
import type { Names } from '../kernel/language.ts';
import type { Role } from '../kernel/role.ts';
import type { ActorContext, Person } from '../platform/auth/actor.ts';
import type { LoadedMatches } from './load-matches.ts';
import type { Scenario, ScenarioObstacle } from './scenario-file.ts';
import type { Stage } from './stage.ts';

/** The file's severities are the facilitators' own. */
const AS_ASSESSED = 'as-assessed-by-facilitators';

/** Obstacles, each worked as far as the file says, day by day. */
export async function loadObstacles(stage: Stage, scenario: Scenario, loaded: Loaded): Promise<Map<string, ObstacleId>> {
  const rows = await stage.tx.execute<{ slug: string; names: Names }>(sql`select slug, names from playbook_steps`);
  const steps = new Map(rows.map(({ slug, names }) => [slug, names]));
  const ids = new Map<string, ObstacleId>();
  for (const obstacle of scenario.obstacles) await loadObstacle(stage, scenario, obstacle, loaded, steps, ids);
  return ids;
}

export interface Loaded {
  readonly needs: ReadonlyMap<string, NeedId>;
  readonly matches: LoadedMatches;
  readonly deliveries: ReadonlyMap<string, DeliveryId>;
}

/**
 * What an obstacle of the file holds back. An obstacle stops needs, matches or deliveries; where the file names an offer, those
 * are its matches, or the published needs that its money is earmarked for.
 */
function blockedBy(
  scenario: Scenario,
  { type, slug }: ScenarioObstacle['blocks'][number],
  { needs, matches, deliveries }: Loaded,
): BlockedThing[] {
  switch (type) {
    case 'delivery':
      return [{ deliveryId: must(deliveries.get(slug), slug) }];
    case 'match':
      return [{ matchId: must(matches.get(slug), slug).id }];
    case 'need':
      return [{ needId: must(needs.get(slug), slug) }];
    case 'offer': {
      const ofOffer = scenario.matches
        .filter(({ offer }) => offer === slug)
        .map((match) => ({ matchId: must(matches.get(match.slug), match.slug).id }));
      return ofOffer.length > 0 ? ofOffer : needsOfEarmark(scenario, slug).map((need) => ({ needId: must(needs.get(need), need) }));
    }
  }
}

function needsOfEarmark(scenario: Scenario, slug: string): string[] {
  const { earmark } = must(
    scenario.offers.find((offer) => offer.slug === slug),
    slug,
  );
  const theme = earmark.areas?.includes('power-energy') === true ? 'facilities-power' : null;
  return scenario.needs.filter((need) => need.state === 'published' && need.theme === theme).map((need) => need.slug);
}

async function loadObstacle(
  stage: Stage,
  scenario: Scenario,
  obstacle: ScenarioObstacle,
  loaded: Loaded,
  steps: ReadonlyMap<string, Names>,
  ids: Map<string, ObstacleId>,
): Promise<void> {
  const { tx } = stage;
  const move = {
    waitingOnId: stage.organisation(obstacle.waiting_for ?? obstacle.owner_organisation),
    ...(obstacle.next_step === null ? {} : { nextAction: must(steps.get(obstacle.next_step), obstacle.next_step) }),
    ...(obstacle.due_on === null ? {} : { nextActionOn: obstacle.due_on }),
  };
  const blocks = obstacle.blocks.flatMap((block) => blockedBy(scenario, block, loaded));
  const reporting = stage.as('facilitator', 'unsmil', obstacle.reported_on);
  const id = await reportObstacle(tx, reporting, {
    kind: obstacle.kind,
    blocks,
    severity: obstacle.severity,
    severityReason: AS_ASSESSED,
    blocksMilestone: obstacle.blocks_milestone,
    // What the money is meant for isn't held back from anybody else's help.
    blocking: obstacle.blocking && !blocks.some((block) => 'needId' in block),
    detail: obstacle.detail,
    ownerId: stage.organisation(obstacle.owner_organisation),
    ...move,
  });
  ids.set(obstacle.slug, id);
  const version = (): Promise<number> => readVersion(stage, id);
  const reached = new Set(obstacle.history.map(({ state }) => state));
  const dayOf = (state: string): string => obstacle.history.find((entry) => entry.state === state)?.on ?? obstacle.reported_on;
  if (!reached.has('triaged')) return;
  await triageObstacle(tx, stage.as('facilitator', 'unsmil', dayOf('triaged')), id, await version(), {
    severity: obstacle.severity,
    severityReason: AS_ASSESSED,
    ...move,
  });
  if (!reached.has('in-progress')) return;
  await startObstacle(tx, stage.as('facilitator', 'unsmil', dayOf('in-progress')), id, await version(), {});
  for (let level = Number(obstacle.escalation_level.slice(-1)); level > 0; level -= 1) {
    await escalateObstacle(tx, stage.as('facilitator', 'unsmil', addDays(dayOf('in-progress'), 8)), id, await version(), 'overdue');
  }
  if (obstacle.state === 'waiting-external') {
    await waitForAuthority(tx, stage.as('facilitator', 'unsmil', dayOf('waiting-external')), id, await version(), {
      authorityId: stage.organisation(obstacle.waiting_for ?? obstacle.owner_organisation),
      externalReference: `File ${obstacle.slug.replace('obstacle-', '')}`,
      expectedOn: must(obstacle.due_on, `${obstacle.slug} waits until a day`),
    });
  }
  if (obstacle.state !== 'resolved' && obstacle.state !== 'closed') return;
  const resolved = obstacle.resolved_on ?? addDays(obstacle.reported_on, 14);
  await resolveObstacle(tx, stage.as('facilitator', 'unsmil', resolved), id, await version(), {
    evidence: obstacle.evidence_document ?? 'confirmed-in-writing',
  });
  if (obstacle.state !== 'closed') return;
  await closeObstacle(tx, await whoWaited(stage, id, addDays(resolved, 1)), id, await version(), {});
}

/** Somebody whom it held back, and who may say that it is gone: not of the resolver's, the owner's or the waited-on organisation. */
async function whoWaited(stage: Stage, id: ObstacleId, on: CalendarDate): Promise<ActorContext<Person>> {
  stage.asSystem(on);
  const [found] = await stage.tx.execute<{ role: Role; organisation: string }>(sql`
    select users.role, organisations.slug as organisation from obstacles
    join obstacle_parties on obstacle_parties.obstacle_id = obstacles.id and obstacle_parties.organisation_id <> all (obstacles.barred_from_closing)
    join organisations on organisations.id = obstacle_parties.organisation_id
    join users on users.organisation_id = organisations.id and (users.role = 'donor' or users.role = 'requester')
    where obstacles.id = ${id} order by users.role desc, organisations.slug limit 1`);
  const { role, organisation } = must(found, 'somebody whom it held back has an account');
  return stage.as(role, organisation, on);
}

async function readVersion(stage: Stage, id: ObstacleId): Promise<number> {
  const [row] = await stage.tx.execute<{ version: number }>(sql`select version from obstacles where id = ${id}`);
  return must(row, 'the obstacle is there').version;
}
