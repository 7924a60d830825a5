import { randomUUID } from 'node:crypto';
import t from 'tap';
import { buildApp } from '#src/app.ts';
import { databaseLimits } from '#src/open-database.ts';
import { connect } from '#src/platform/db/connect.ts';
import type { ByteStore } from '#src/platform/files/byte-store.ts';
import { readSettings } from '#src/settings.ts';
import { makeClerk } from '#tests/support/clerk.ts';
import { collectLog } from '#tests/support/collected-log.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { temporaryStore } from '#tests/support/files.ts';
import { pdf } from '#tests/support/papers.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';

t.test(
  'a transaction that stands idle for too long is ended: who asked is told to come again, and its connection serves others',
  async (t) => {
    const copy = await createTestDatabase(t, { template: 'scenario' });
    const superuser = connectAsSuperuser(t, copy);
    // Whatever else would end it has time.
    const patient = { DATABASE_STATEMENT_SECONDS: '3600', DATABASE_TRANSACTION_SECONDS: '3600', PRESSURE_MILLISECONDS: '0' };
    const settings = { ...readSettings(patient), DATABASE_IDLE_SECONDS: 0.2 };
    const database = connect(copy.logins, 1, databaseLimits(settings));
    const { log, entries } = collectLog();

    // Between two statements of its transaction an upload waits for the store, in which this one is stuck.
    const store = await temporaryStore(t);
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let stuck: Promise<void> | undefined;
    const files: ByteStore = { ...store, put: (hash, path) => (stuck === undefined ? (stuck = held) : store.put(hash, path)) };
    const app = await buildApp({ database, clock: { now: () => REFERENCE_INSTANT }, files, log, settings });
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    t.teardown(async () => {
      letGo();
      await app.close();
      await database.close();
    });
    const { attach, readElsewhere } = await makeClerk(t, address, copy);
    const written = async () => (await superuser`select from events where action = 'document.attached'`).length;
    const before = await written();

    const paper = pdf('kept for long');
    const key = randomUUID();
    t.match(await attach(paper, key), { status: 503, code: 'try-again', retryAfter: '1' });
    t.ok(stuck, 'the upload is stuck still');
    t.equal(await readElsewhere(), 200, 'the only connection serves the next');

    letGo();
    await stuck;
    t.equal((await attach(paper, key)).status, 201, 'nothing of it was kept, not even its key');
    t.equal(await written(), before + 1, 'and what went on after the end wrote nothing');
    t.equal((await superuser`select from documents where size_bytes = ${paper.length}`).length, 1);
    t.strictSame(
      entries.filter(({ level }) => Number(level) >= 50),
      [],
      'it is no fault of the program',
    );
  },
);
