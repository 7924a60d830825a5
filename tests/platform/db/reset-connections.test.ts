import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import t from 'tap';
import { isConnectionFault } from '#src/platform/db/connection-fault.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { connect } from '#src/platform/db/connect.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { Proxy } from '#tests/faults/proxy.ts';
import { refusalOf } from '#src/platform/http/fault.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { actOf, makePerson } from '#tests/support/people.ts';
import { PATIENT_LIMITS } from '#tests/support/unlimited.ts';
import { until } from '#tests/support/until.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const people: Person[] = [];
for (let made = 0; made < 3; made += 1) people.push(await makePerson(database, { role: 'facilitator', organisation: 'unsmil' }));

t.test('connections that the network resets at any moment leave nothing behind that waits for an answer', async (t) => {
  const url = new URL(database.logins.app);
  const proxy = await Proxy.start(Number(url.port));
  url.port = String(proxy.port);
  const crowded = connect({ ...database.logins, app: url.href }, 6, PATIENT_LIMITS);
  const { db } = crowded;
  t.teardown(async () => {
    await crowded.close();
    await proxy.close();
  });
  const storm = new AbortController();
  const faults: unknown[] = [];
  let waiting = 0;
  const ask = async (ctx: ReturnType<typeof actOf>): Promise<void> => {
    waiting += 1;
    try {
      await asActor(db, ctx, async (tx) => {
        await tx.execute(sql`select 1`);
        await tx.execute(sql`select pg_sleep(0.005)`);
      });
    } catch (error) {
      faults.push(error);
      await sleep(10);
    }
    waiting -= 1;
  };
  const loops = people.flatMap((person) =>
    Array.from({ length: 8 }, async () => {
      while (!storm.signal.aborted) await ask(actOf(person));
    }),
  );
  for (let cut = 0; cut < 40; cut += 1) {
    await sleep(30 + ((cut * 37) % 120));
    proxy.cut('without-a-word');
  }
  storm.abort();
  await until(() => waiting === 0, 'everybody is answered', 15_000);
  await Promise.all(loops);
  t.ok(faults.length > 0, 'some were hit');
  t.strictSame(
    faults.filter((fault) => !isConnectionFault(fault) && refusalOf(fault)?.code !== 'try-again'),
    [],
    'who was hit is told that the connection was lost',
  );
});
