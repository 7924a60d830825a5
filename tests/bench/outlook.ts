import postgres from 'postgres';
import { MISSION_ZONE } from '#src/kernel/time-zone.ts';
import { dayAt, systemClock } from '#src/platform/clock.ts';
import { connect } from '#src/platform/db/connect.ts';
import { loginsOf } from '#src/platform/embedded-postgres/own-database.ts';
import { runScheduledJob } from '#src/platform/jobs/scheduled-jobs.ts';
import { SCHEDULED_JOBS } from '#src/scheduled-jobs.ts';
import { PATIENT_LIMITS } from '#tests/support/unlimited.ts';
import { fillDeliveries } from './fill-deliveries.ts';
import { type BenchServer, startServer } from './server.ts';
import { signIn } from './sign-in.ts';
import { median, percentile } from './statistics.ts';
import type { BenchDatabases } from './world.ts';

const DELIVERIES = 20_000;
const OPEN_OBSTACLES = 10_000;
const ENDED_OBSTACLES = 5_000;
const SAMPLES = 10;
/** As many as the service of the bench opens. */
const CONNECTIONS = 10;
const GOAL_MS = 300;
const CLOCKWORK_GOAL_SECONDS = 30;

/** Ranking, forecasts and statistics as people ask for them, and a day of the scheduled jobs, over twenty thousand deliveries. */
export async function benchOutlook(databases: BenchDatabases, rounds: number, say: (line: string) => void): Promise<void> {
  const url = await databases.makeDatabase('deliveries', (superuserUrl) =>
    fillDeliveries(superuserUrl, {
      deliveries: DELIVERIES,
      openObstacles: OPEN_OBSTACLES,
      endedObstacles: ENDED_OBSTACLES,
      today: dayAt(MISSION_ZONE, systemClock.now()),
    }),
  );
  say(`A database with ${DELIVERIES} deliveries, ${OPEN_OBSTACLES} open obstacles and ${ENDED_OBSTACLES} ended ones is ready.`);
  const service = await startServer('service', url);
  try {
    await benchQuestions(service, await samplesOf(databases.superuser(url)), rounds, say);
  } finally {
    await service.stop();
  }
  await benchScheduledJobs(url, say);
}

interface Samples {
  readonly deliveryIds: readonly string[];
  readonly needIds: readonly string[];
  readonly obstacleIds: readonly string[];
}

/** Deliveries under way and needs that wait for them, some with obstacles and some without, and open obstacles: the same every time. */
async function samplesOf(superuserUrl: string): Promise<Samples> {
  const sql = postgres(superuserUrl, { max: 1 });
  const deliveries = await sql<{ id: string; need_id: string }[]>`
    select deliveries.id, matches.need_id from deliveries
    join delivery_lines on delivery_lines.delivery_id = deliveries.id join matches on matches.id = delivery_lines.match_id
    where deliveries.state in ('planned', 'packed', 'shipped', 'at-customs') order by md5(deliveries.reference) limit ${SAMPLES}`;
  const obstacles = await sql<{ id: string }[]>`
    select id from obstacles where state in ('in-progress', 'waiting-external') order by md5(reference) limit ${SAMPLES}`;
  await sql.end();
  return {
    deliveryIds: deliveries.map(({ id }) => id),
    needIds: deliveries.map((row) => row.need_id),
    obstacleIds: obstacles.map(({ id }) => id),
  };
}

interface Question {
  readonly what: string;
  readonly headers: Record<string, string>;
  readonly paths: readonly string[];
}

async function benchQuestions(service: BenchServer, samples: Samples, rounds: number, say: (line: string) => void): Promise<void> {
  const { deliveryIds, needIds, obstacleIds } = samples;
  const ranking = ['/v1/obstacles/ranking'];
  const { address, headers } = service;
  const validator = await signIn(address, 'validator@ly-ministry-of-interior.demo');
  const questions: readonly Question[] = [
    { what: 'ranking, as facilitator', headers, paths: ranking },
    { what: 'ranking, as donor', headers: await signIn(address, 'donor@it-ministry-of-interior.demo'), paths: ranking },
    { what: 'ranking, as requester', headers: await signIn(address, 'requester@ly-gasbcp.demo'), paths: ranking },
    { what: 'ranking, as validator', headers: validator, paths: ranking },
    { what: 'what-if of ten obstacles', headers, paths: [`/v1/obstacles/ranking/what-if?resolved=${obstacleIds.join(',')}`] },
    { what: 'forecast of a delivery', headers, paths: deliveryIds.map((id) => `/v1/deliveries/${id}/forecast`) },
    { what: 'forecast of a need', headers, paths: needIds.map((id) => `/v1/needs/${id}/forecast`) },
    { what: 'statistics of milestones', headers, paths: ['/v1/statistics/durations?by=milestone'] },
    { what: 'statistics of waiting', headers, paths: ['/v1/statistics/durations?by=waiting-on'] },
    { what: 'statistics of obstacles', headers, paths: ['/v1/statistics/obstacles'] },
    { what: 'statistics of milestones, as validator', headers: validator, paths: ['/v1/statistics/durations?by=milestone'] },
    { what: 'statistics of obstacles, as validator', headers: validator, paths: ['/v1/statistics/obstacles'] },
  ];
  const ask = async (path: string, ofReader: Record<string, string>): Promise<number> => {
    const start = performance.now();
    const answer = await fetch(address + path, { headers: ofReader });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return performance.now() - start;
  };
  // So many at once that each connection of the service has planned each statement.
  for (const question of questions) {
    const [path = ''] = question.paths;
    await Promise.all(Array.from({ length: CONNECTIONS }, () => ask(path, question.headers)));
  }
  const times = new Map<Question, number[]>(questions.map((question) => [question, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const question of questions) {
      for (const path of question.paths) times.get(question)?.push(await ask(path, question.headers));
    }
  }
  for (const [{ what }, taken] of times) {
    say(`${what}: ${median(taken).toFixed(0)} ms median, ${percentile(taken, 0.95).toFixed(0)} ms p95 (goal < ${GOAL_MS} ms)`);
  }
}

/** Every scheduled job once: over all that has ever fallen due, which no earlier day has seen to; on the day after; and once more on that. */
async function benchScheduledJobs(url: string, say: (line: string) => void): Promise<void> {
  const database = connect(loginsOf(url, new URL(url).pathname.slice(1)), 2, PATIENT_LIMITS);
  const today = systemClock.now();
  const tomorrow = new Date(today.getTime() + 86_400_000);
  try {
    for (const [which, now] of [
      ['with all that ever fell due', today],
      ['on the next day', tomorrow],
      ['again on that day', tomorrow],
    ] as const) {
      const begun = performance.now();
      let handled = 0;
      const slow: string[] = [];
      for (const job of SCHEDULED_JOBS) {
        const start = performance.now();
        handled += await runScheduledJob(job, { db: database.db, clock: { now: () => now } });
        const seconds = (performance.now() - start) / 1000;
        if (seconds >= 1) slow.push(`${job.name} ${seconds.toFixed(1)} s`);
      }
      const seconds = (performance.now() - begun) / 1000;
      const told = slow.length > 0 ? `; ${slow.join(', ')}` : '';
      say(`the scheduled jobs, ${which}: ${seconds.toFixed(1)} s, ${handled} handled (goal < ${CLOCKWORK_GOAL_SECONDS} s)${told}`);
    }
  } finally {
    await database.close();
  }
}
