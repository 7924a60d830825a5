import t from 'tap';
import { readWatchedFigures } from '#src/areas/overview/watched-queries.ts';
import { connect } from '#src/platform/db/connect.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { REFERENCE_INSTANT, theSystem } from '#tests/support/people.ts';
import { PATIENT_LIMITS } from '#tests/support/unlimited.ts';

const HOUR_MS = 3_600_000;
const after = (hours: number): string => new Date(REFERENCE_INSTANT.getTime() + hours * HOUR_MS).toISOString();

t.test('each figure that people are alarmed by counts one more where there is one more, and no other does', async (t) => {
  const copy = await createTestDatabase(t, { template: 'scenario' });
  const { db, close } = connect(copy.logins, 2, PATIENT_LIMITS);
  t.teardown(close);
  const superuser = connectAsSuperuser(t, copy);
  // What the guards of the lifecycles would not let anybody write by hand.
  const write = (statement: string) =>
    superuser.begin(async (sql) => {
      await sql`set local session_replication_role = replica`;
      const { count } = await sql.unsafe(statement);
      t.equal(count, 1, statement);
    });
  const read = async (): Promise<Record<string, number>> => {
    const figures = await asActor(db, theSystem(), (tx) => readWatchedFigures(tx, theSystem()));
    return Object.fromEntries(
      figures
        .filter(({ name }) => !name.startsWith('wasl_timer'))
        .flatMap(({ name, values }) => Object.entries(values).map(([label, value]) => [`${name} ${label}`, value])),
    );
  };

  await superuser.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`update needs set unanswered_since = null`;
    await sql`update delivery_milestones set actual_on = planned_on, forecast_on = null, omitted_because = null`;
    await sql`update matches set expires_at = ${after(24 * 30)} where state = 'reserved'`;
    await sql`update obstacles set state = 'triaged', reported_at = ${after(-1)}`;
  });
  const calm = await read();
  t.match(calm, { 'wasl_silent_needs all': 0, 'wasl_late_deliveries all': 0, 'wasl_matches_lapsing_soon all': 0 });

  const one = (table: string, where = 'true'): string => `(select id from ${table} where ${where} order by creation_order limit 1)`;
  const expected = { ...calm };
  const rises: readonly (readonly [figure: string, statement: string, falls?: string])[] = [
    ['wasl_silent_needs all', `update needs set unanswered_since = '${after(-5)}', state = 'published' where id = ${one('needs')}`],
    [
      'wasl_late_deliveries all',
      `update delivery_milestones set actual_on = null, planned_on = '${after(-72).slice(0, 10)}' where ctid = (
        select step.ctid from delivery_milestones as step join deliveries on deliveries.id = delivery_id
        where deliveries.state in ('planned', 'cleared', 'packed', 'shipped') order by deliveries.creation_order limit 1)`,
    ],
    ['wasl_matches_lapsing_soon all', `update matches set expires_at = '${after(48)}' where id = ${one('matches', "state = 'reserved'")}`],
    [
      'wasl_open_obstacles under-three-months',
      `update obstacles set reported_at = '${after(-24 * 60)}' where id = ${one('obstacles')}`,
      'wasl_open_obstacles under-a-week',
    ],
  ];
  for (const [figure, statement, falls] of rises) {
    await write(statement);
    expected[figure] = (expected[figure] ?? 0) + 1;
    if (falls !== undefined) expected[falls] = (expected[falls] ?? 0) - 1;
    t.strictSame(await read(), expected, figure);
  }

  await write(`update matches set expires_at = '${after(24 * 4)}' where expires_at = '${after(48)}'`);
  expected['wasl_matches_lapsing_soon all'] = 0;
  t.strictSame(await read(), expected, 'a reservation of four more days is not lapsing soon');
});
