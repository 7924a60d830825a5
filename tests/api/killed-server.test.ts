import { randomUUID } from 'node:crypto';
import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { type Caller, caller } from '#tests/support/api.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { CROWDED } from '#tests/support/unlimited.ts';

const database = await createTestDatabase(t, { template: 'scenario' });
const superuser = connectAsSuperuser(t, database);

t.test('kill -9 in the middle of a burst of writes loses nothing that was answered and leaves nothing half', async (t) => {
  const environment = { ...database.environment, ...CROWDED, WASL_JOBS: 'false' };
  const first = await startOwnServer(environment);
  const requester = await signIn(first.address);
  const [unit] = (await requester('GET', '/v1/units?limit=1')).body['items'] as { id: string }[];
  const draft = (key: string) => ({
    idempotencyKey: key,
    body: {
      unitId: unit?.id,
      priority: 'routine',
      justification: { en: `burst ${key}` },
      lines: [
        { itemType: 'uniform-set-desert', quantityRequested: 3 },
        { itemType: 'uniform-set-desert', quantityRequested: 4 },
      ],
    },
  });
  const keys = Array.from({ length: 240 }, () => randomUUID());
  const answered: { key: string; id: string }[] = [];
  let sent = 0;
  const burst = keys.map(async (key) => {
    const reply = await requester('POST', '/v1/needs', draft(key)).catch(() => null);
    sent += 1;
    if (reply?.status === 201) answered.push({ key, id: String(reply.body['id']) });
    if (sent === 60) process.kill(first.pid, 'SIGKILL');
  });
  await Promise.all(burst);
  t.ok(answered.length >= 40 && answered.length < keys.length, `${answered.length} of ${keys.length} were answered before the end`);

  const present = new Set((await superuser<{ id: string }[]>`select id from needs`).map(({ id }) => id));
  t.strictSame(
    answered.filter(({ id }) => !present.has(id)),
    [],
    'what was answered is there',
  );
  const [half] = await superuser<{ without_lines: number; without_event: number; without_answer: number }[]>`
    select count(*) filter (where (select count(*) from need_lines where need_id = needs.id) <> 2)::int as without_lines,
      count(*) filter (where (select count(*) from events where subject_id = needs.id) <> 1)::int as without_event,
      count(*) filter (where not exists (select from idempotency_keys where body ->> 'id' = needs.id::text))::int as without_answer
    from needs where justification ->> 'en' like 'burst %'`;
  t.strictSame(half, { without_lines: 0, without_event: 0, without_answer: 0 }, 'each need has both its lines, its event and its answer');

  const second = await startOwnServer(environment);
  t.teardown(() => second.stop());
  const again = await signIn(second.address);
  const retried = await Promise.all(keys.map((key) => again('POST', '/v1/needs', draft(key))));
  t.ok(
    retried.every(({ status }) => status === 201),
    'every request may be sent again',
  );
  const idOf = new Map(answered.map(({ key, id }) => [key, id]));
  t.strictSame(
    retried.filter((reply, index) => idOf.has(keys[index] ?? '') && reply.body['id'] !== idOf.get(keys[index] ?? '')),
    [],
    'with the same answer',
  );
  const [total] = await superuser<
    { count: number }[]
  >`select count(*)::int as count from needs where justification ->> 'en' like 'burst %'`;
  t.equal(total?.count, keys.length, 'and one effect each');
});

async function signIn(address: string): Promise<Caller> {
  const { body } = await caller(address, null)('POST', '/v1/sessions', {
    body: { login: 'requester@ly-gasbcp.demo', password: DEMO_PASSWORD },
  });
  return caller(address, String(body['token']));
}
