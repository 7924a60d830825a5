import { sql } from 'drizzle-orm';
import t from 'tap';
import { databaseLimits } from '#src/open-database.ts';
import { connect } from '#src/platform/db/connect.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { refusalOf } from '#src/platform/http/fault.ts';
import { readSettings } from '#src/settings.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { theSystem } from '#tests/support/people.ts';

t.test(
  'a transaction that stands idle for too long is ended: who asked is told to come again, and its connection serves others',
  async (t) => {
    const copy = await createTestDatabase(t, { template: 'migrated' });
    const superuser = connectAsSuperuser(t, copy);
    await superuser`create table notes (words text)`;
    await superuser`grant insert on notes to wasl_app`;
    // Whatever else would end it has time.
    const patient = { DATABASE_STATEMENT_SECONDS: '3600', DATABASE_TRANSACTION_SECONDS: '3600' };
    const { db, ping, close } = connect(copy.logins, 1, databaseLimits({ ...readSettings(patient), DATABASE_IDLE_SECONDS: 0.2 }));
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    t.teardown(async () => {
      letGo();
      await close();
    });

    const noted = asActor(db, theSystem(), async (tx) => {
      await tx.execute(sql`insert into notes values ('before')`);
      await held;
      await tx.execute(sql`insert into notes values ('after')`);
    });
    const refusal = noted.then(
      () => null,
      (error: unknown) => refusalOf(error),
    );
    t.match(await refusal, { code: 'try-again' }, 'it is told while it stands still');
    await asActor(db, theSystem(), (tx) => tx.execute(sql`insert into notes values ('of the next')`));

    letGo();
    await ping();
    t.strictSame([...(await superuser`select words from notes`)], [{ words: 'of the next' }], 'what went on after the end wrote nothing');
  },
);
