import { setTimeout as sleep } from 'node:timers/promises';
import { inDays } from '#tests/support/in-days.ts';
import type { Dice } from './dice.ts';
import type { Exchange } from './exchange.ts';
import type { Target } from './faults.ts';
import type { Slot } from './fleet.ts';
import type { OwnCluster } from './own-cluster.ts';
import type { Stage } from './people.ts';

const PATIENCE_MS = 15_000;
const ITEM = 'uniform-set-desert';

/**
 * Whether each process still runs what is due. One after the other is left alone, the rest being frozen: a reservation is made to have
 * run out, and has to lapse. The scheduled job looks every minute; here it is told to look at once.
 */
export async function checkScheduledJobs(target: Target, exchange: Exchange, stage: Stage, dice: Dice): Promise<void> {
  const { cluster, fleet, findings } = target;
  for (const slot of fleet.slots) {
    const matchId = await reserve(exchange, stage, dice);
    if (matchId === null) {
      findings.add('scheduled jobs: no reservation could be made');
      return;
    }
    await untilQuiet(cluster);
    const others = fleet.slots.filter((other) => other !== slot);
    for (const other of others) fleet.freeze(other);
    try {
      if (!(await lapses(cluster, matchId))) {
        findings.add(`scheduled jobs: process ${slot.index} no longer runs them (nothing lapsed in ${PATIENCE_MS / 1000} s)`);
      }
    } finally {
      for (const other of others) fleet.thaw(other);
    }
    await isThawed(others);
  }
}

async function lapses(cluster: OwnCluster, matchId: string): Promise<boolean> {
  await cluster.ask(async (sql) => {
    await sql`update matches set expires_at = now() - interval '1 day' where id = ${matchId}`;
    await sql`select graphile_worker.add_job('lapse-reservations')`;
  });
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const [match] = await cluster.ask((sql) => sql<{ state: string }[]>`select state from matches where id = ${matchId}`);
    if (match?.state === 'lapsed') return true;
    await sleep(100);
  }
  return false;
}

/** Nobody is frozen in the middle of a transaction, whose locks would keep the others. */
async function untilQuiet(cluster: OwnCluster): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const [busy] = await cluster.ask(
      (sql) => sql<{ count: number }[]>`
        select count(*)::int as count from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid() and state <> 'idle'`,
    );
    if (busy?.count === 0) return;
    await sleep(50);
  }
}

async function isThawed(slots: readonly Slot[]): Promise<void> {
  await Promise.all(slots.map(({ address }) => fetch(`${address}/healthz`).catch(() => undefined)));
}

/** A reservation on lines of its own. Null where something was refused. */
async function reserve(exchange: Exchange, { casts, unitId }: Stage, dice: Dice): Promise<string | null> {
  const [cast] = casts;
  if (!cast) return null;
  const { requester, validator, donor, facilitator } = cast;
  const post = async (...[person, path, body, version]: [typeof donor, string, Record<string, unknown>?, number?]) => {
    const ask = { method: 'POST' as const, path, ...(body ? { body } : {}), ...(version === undefined ? {} : { version }) };
    return (await exchange.perform(person, dice, ask)) as { id: string; lines: { id: string }[] } | null;
  };
  const need = await post(requester, '/v1/needs', {
    unitId,
    priority: 'urgent',
    justification: { en: 'For the scheduled jobs' },
    neededBy: inDays(200),
    respondBy: inDays(60),
    lines: [1, 2].map((quantityRequested) => ({ itemType: ITEM, quantityRequested })),
  });
  const offer = await post(donor, '/v1/offers', {
    modality: 'in-kind-new',
    validFrom: inDays(0),
    validUntil: inDays(300),
    lines: [{ kind: 'item', itemType: ITEM, quantity: 1, goodsCondition: 'new', specifications: [] }],
  });
  if (need === null || offer === null) return null;
  await post(requester, `/v1/needs/${need.id}/submit`, undefined, 1);
  await post(validator, `/v1/needs/${need.id}/validate`, { lines: [] }, 2);
  await post(facilitator, `/v1/needs/${need.id}/publish`, { disclosureLevel: 'partners', summary: { en: 'Clothing' } }, 3);
  await post(donor, `/v1/offers/${offer.id}/submit`, undefined, 1);
  await post(facilitator, `/v1/offers/${offer.id}/make-available`, undefined, 2);
  const [needLineId, offerLineId] = [need.lines[0]?.id, offer.lines[0]?.id];
  const match = await post(facilitator, '/v1/matches', { needLineId, offerLineId, quantity: 1, deviationReason: 'agreed-at-the-table' });
  if (match === null) return null;
  await post(donor, `/v1/matches/${match.id}/accept`, undefined, 1);
  return (await post(requester, `/v1/matches/${match.id}/accept`, undefined, 2)) === null ? null : match.id;
}
