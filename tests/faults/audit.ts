import type postgres from 'postgres';
import type { EventAction } from '#src/platform/audit/event-actions.ts';
import { QUANTITY_FAULTS } from '#tests/support/quantity-balances.ts';
import type { Operation } from './exchange.ts';
import type { Findings } from './findings.ts';

const AUDITED = ['need', 'offer', 'match', 'partnership', 'unit'] as const;
type Audited = (typeof AUDITED)[number];

/** A change that the service said it has made. */
interface Acknowledged {
  readonly operation: Operation;
  readonly subject: Audited;
  readonly id: string;
  readonly version: number;
  readonly state: string | undefined;
}

/** Replays what was said to people against what the tables hold, asked as the superuser and in plain SQL. */
export async function audit(sql: postgres.Sql, operations: readonly Operation[], findings: Findings): Promise<void> {
  const posts = operations.filter(({ ask }) => ask.method === 'POST');
  const acknowledged = posts.flatMap(changeOf);
  await checkKeys(sql, posts, findings);
  await checkEvents(sql, posts, acknowledged, findings);
  await checkStates(sql, acknowledged, findings);
  await checkHalves(sql, findings);
  for (const { fault } of await sql.unsafe<{ fault: string }[]>(QUANTITY_FAULTS)) findings.add(`books: ${fault}`);
}

/** Each answer is kept under its key, in the transaction of its effect; nothing is kept of what was refused, nor without an answer. */
async function checkKeys(sql: postgres.Sql, posts: readonly Operation[], findings: Findings): Promise<void> {
  const rows = await sql<{ key: string; status: number | null; id: string | null }[]>`
    select key, status, body ->> 'id' as id from idempotency_keys`;
  const kept = new Map(rows.map((row) => [row.key, row]));
  for (const { key, ask, answer } of posts) {
    const row = kept.get(key);
    if (answer === null) continue;
    if ((answer.status ?? 0) >= 400) {
      if (row) findings.add(`${ask.path}: refused with ${answer.code}, and yet its key has the answer ${row.status}`);
    } else if (!row) {
      findings.add(`lost: ${ask.path} was answered ${answer.status}, and its key is not there`);
    } else if (row.status !== answer.status || row.id !== answer.body['id']) {
      findings.add(`${ask.path}: answered ${answer.status} for ${String(answer.body['id'])}, kept is ${row.status} for ${row.id}`);
    }
  }
  for (const { key } of rows.filter(({ status }) => status === null)) findings.add(`half: key ${key} was taken and has no answer`);
}

/** What is on record of who only read. */
const READ: EventAction = 'need.read-in-full';

/** For each acknowledged change its one event, of whom and at which version; and no event of these people that nobody was told of. */
async function checkEvents(
  sql: postgres.Sql,
  posts: readonly Operation[],
  acknowledged: readonly Acknowledged[],
  findings: Findings,
): Promise<void> {
  const people = [...new Set(posts.map(({ person }) => person.id))];
  const events = await sql<{ subject: Audited; id: string; action: string; actor: string; version: number }[]>`
    select subject_type as subject, subject_id as id, action, actor_user_id as actor, coalesce((after ->> 'version')::int, 1) as version
    from events where subject_type in ${sql([...AUDITED])} and actor_kind = 'person' and actor_user_id in ${sql(people)}
      and action <> ${READ}`;
  const written = new Map<string, number>();
  for (const { subject, id, version, actor } of events) {
    const change = `${subject} ${id} version ${version} by ${actor}`;
    written.set(change, (written.get(change) ?? 0) + 1);
  }
  for (const { operation, subject, id, version } of acknowledged) {
    const change = `${subject} ${id} version ${version} by ${operation.person.id}`;
    const count = written.get(change) ?? 0;
    if (count === 0) findings.add(`lost: ${change} was acknowledged (${operation.ask.path}), and there is no event`);
    if (count > 1) findings.add(`doubled: ${change} (${operation.ask.path}) has ${count} events`);
    written.delete(change);
  }
  // What never got a last word may or may not have been done.
  const unasked = posts.every(({ answer }) => answer !== null) ? [...written.keys()] : [];
  for (const change of unasked) findings.add(`unasked: ${change} happened and nobody was told`);
  const doubled = await sql<{ change: string }[]>`
    select subject_type || ' ' || subject_id || ' version ' || (after ->> 'version') as change from events
    where subject_type in ${sql([...AUDITED])} and actor_kind = 'person' and after ? 'version' group by 1 having count(*) > 1`;
  for (const { change } of doubled) findings.add(`doubled: ${change} was made twice`);
}

/** Each record is at least as far as the last that was said of it, and in that state where nothing has happened to it since. */
async function checkStates(sql: postgres.Sql, acknowledged: readonly Acknowledged[], findings: Findings): Promise<void> {
  const last = new Map<string, Acknowledged>();
  for (const change of acknowledged) if (change.version > (last.get(change.id)?.version ?? 0)) last.set(change.id, change);
  const rows = await sql<{ id: string; version: number; state: string }[]>`
    select id, version, state from needs union all select id, version, state from offers union all select id, version, state from matches`;
  const records = new Map(rows.map((row) => [row.id, row]));
  for (const { id, subject, version, state } of last.values()) {
    if (subject === 'unit' || subject === 'partnership') continue;
    const record = records.get(id);
    if (!record || record.version < version) {
      findings.add(`lost: ${subject} ${id} was said to be at version ${version}, and is at ${record?.version ?? 'nothing'}`);
    } else if (record.version === version && record.state !== state) {
      findings.add(`${subject} ${id} was said to be ${state}, and is ${record.state}`);
    }
  }
}

async function checkHalves(sql: postgres.Sql, findings: Findings): Promise<void> {
  const halves = await sql<{ half: string }[]>`
    select 'need ' || id || ' without its two lines' as half from needs where (select count(*) from need_lines where need_id = needs.id) <> 2
    union all
    select 'offer ' || id || ' without its line' from offers where (select count(*) from offer_lines where offer_id = offers.id) <> 1
    union all
    select 'need ' || id || ' without the event of its making' from needs
      where (select count(*) from events where subject_id = needs.id and action = 'need.drafted') <> 1
    union all
    select 'offer ' || id || ' without the event of its making' from offers
      where (select count(*) from events where subject_id = offers.id and action = 'offer.drafted') <> 1
    union all
    select 'match ' || id || ' without the event of its making' from matches
      where (select count(*) from events where subject_id = matches.id and action = 'match.proposed') <> 1
    union all
    select 'match ' || id || ' ' || state || ' without the event of that' from matches
      where state in ('reserved', 'agreed', 'lapsed', 'declined', 'cancelled')
        and (select count(*) from events where subject_id = matches.id and action = 'match.' || state) <> 1`;
  for (const { half } of halves) findings.add(`half: ${half}`);
}

/** The change that an operation was said to have made: a step makes the next version, a new record is the first. */
function changeOf(operation: Operation): Acknowledged[] {
  const { ask, answer } = operation;
  if (answer === null || (answer.status ?? 500) >= 300) return [];
  const subject = AUDITED.find((one) => ask.path.startsWith(one === 'match' ? '/v1/matches' : `/v1/${one}s`));
  if (subject === undefined) return [];
  const { id, state, version } = answer.body as { id: string; state?: string; version: number };
  return [{ operation, subject, id, state, version: ask.version === undefined ? version : ask.version + 1 }];
}
