import { deepEqual, equal } from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type driver from 'postgres';
import {
  askForPassword,
  completed,
  copied,
  copyIn,
  copyOut,
  endOfCopy,
  fatal,
  letIn,
  noTls,
  oneColumn,
  ready,
  row,
  type Script,
  type Session,
} from './scripted-server.ts';

/** A driver's client of a server with a script. */
export interface Client {
  readonly sql: driver.Sql;
  /** What its connections lead over, in the order in which they were begun. */
  readonly sockets: readonly Socket[];
}

export type Open = (script: Script, options?: object) => Promise<Client>;

/** What a driver is to do that loses its connection at one moment; rejects, or never ends, where it does something else. */
export type Loss = (open: Open) => Promise<void>;

/** Loses the connection of `select lost`, in this manner. */
const losing = (lose: (session: Session) => unknown): Script => ({
  ask: (session, query) => (query === 'select lost' ? lose(session) : session.send(completed('SELECT 0'), ready)),
});

const losingByEnd = losing((session) => session.end());

/** What a question came to: its rows, or the code of its failure. */
const outcome = (asked: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(asked).then(
    (answer) => answer,
    (error: unknown) => (error as { code?: string }).code ?? error,
  );

/** That the next one who asks is answered. */
async function servesTheNext(sql: driver.Sql): Promise<void> {
  deepEqual([...(await sql.unsafe('select next'))], []);
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What comes to a `copy … from stdin`. */
const copyingIn = (copy: Script['copy']): Script => ({
  copy,
  ask: (session, query) => (query.startsWith('copy') ? session.send(copyIn) : session.send(completed('SELECT 0'), ready)),
});

const closeOf = ([first]: readonly Socket[]): Promise<unknown> => new Promise((resolve) => first?.once('close', resolve));

/** By what is to be so. */
export const LOSSES: Readonly<Record<string, Loss>> = {
  'what is asked in a transaction after its connection was lost is refused, and the connection serves the next': async (open) => {
    const { sql } = await open(losingByEnd);
    let late: unknown;
    const lost = sql.begin(async (tx) => {
      await outcome(tx.unsafe('select lost'));
      late = await outcome(tx.unsafe('select $1', ['late']));
    });
    equal(await outcome(lost), 'CONNECTION_CLOSED');
    await turn();
    equal(late, 'CONNECTION_CLOSED');
    await servesTheNext(sql);
  },

  'who is asked for a password, and has it when the connection is gone, throws nothing': async (open) => {
    const pass = async (): Promise<string> => {
      await closeOf(sockets);
      return 'late';
    };
    const { sql, sockets } = await open({ greet: (session) => session.send(askForPassword).end() }, { pass });
    equal(await outcome(sql.unsafe('select 1')), 'CONNECTION_CLOSED');
    await turn();
  },

  'what is asked of a second connection when the first is lost, and the second a moment later, is told; both serve the next': async (
    open,
  ) => {
    const { sql, sockets } = await open({}, { max: 2 });
    await Promise.all([sql.unsafe('select 1'), sql.unsafe('select 2')]);
    const asked: Promise<unknown>[] = [];
    for (const socket of sockets) socket.once('close', () => asked.push(outcome(sql.unsafe('select again'))));
    const closed = sockets.map((socket) => closeOf([socket]));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
    equal(asked.length, 2);
    await Promise.all(asked);
    await Promise.all([servesTheNext(sql), servesTheNext(sql)]);
  },

  'what the server said last is told to nobody on the next connection': async (open) => {
    const { sql } = await open(losing((session) => session.send(fatal('57P01', 'terminating connection')).end()));
    equal(await outcome(sql.unsafe('select lost')), 'CONNECTION_CLOSED');
    await servesTheNext(sql);
    await servesTheNext(sql);
  },

  'why nobody is let in is told to who asks next': async (open) => {
    const { sql } = await open({
      ...losingByEnd,
      greet: (session) => (session.number === 1 ? session.send(letIn, ready) : session.send(fatal('57P03', 'starting up')).end()),
    });
    equal(await outcome(sql.unsafe('select lost')), 'CONNECTION_CLOSED');
    equal(await outcome(sql.unsafe('select next')), '57P03');
  },

  'rows of which only some came are not counted to those of the next': async (open) => {
    const { sql } = await open({
      ask: (session, query) =>
        query === 'select lost'
          ? session.send(oneColumn, row('one'), row('two')).end()
          : session.send(oneColumn, row('only'), completed('SELECT 1'), ready),
    });
    equal(await outcome(sql.unsafe('select lost')), 'CONNECTION_CLOSED');
    deepEqual([...(await sql.unsafe('select next'))], [{ value: 'only' }]);
  },

  'who asks again as soon as they hear of a reset is told too': async (open) => {
    const { sql } = await open(losing((session) => session.reset()));
    await servesTheNext(sql);
    const again = sql.unsafe('select lost').then(undefined, () => outcome(sql.unsafe('select again')));
    equal(await again, 'CONNECTION_CLOSED');
    await servesTheNext(sql);
  },

  'who is let in by nobody is told after one try': async (open) => {
    const { sql, sockets } = await open({ greet: (session) => session.end() });
    equal(await outcome(sql.unsafe('select 1')), 'CONNECTION_CLOSED');
    equal(sockets.length, 1);
  },

  'a server without TLS is told as such': async (open) => {
    const { sql } = await open({ askForTls: (session) => session.send(noTls) }, { ssl: 'require' });
    equal(await outcome(sql.unsafe('select 1')), 'SERVER_WITHOUT_TLS');
  },

  'a connection that is lost while the types of arrays are read is told to who asked, and nobody else': async (open) => {
    const { sql } = await open(
      { ask: (session) => (session.number === 1 ? session.end() : session.send(completed('SELECT 0'), ready)) },
      { fetch_types: true },
    );
    equal(await outcome(sql.unsafe('select 1')), 'CONNECTION_CLOSED');
    await turn();
    await servesTheNext(sql);
  },

  'a connection that is lost while it is looked what server it leads to is told to who asked, and nobody else': async (open) => {
    const { sql } = await open({ ask: (session) => session.end() }, { target_session_attrs: 'read-write' });
    equal(await outcome(sql.unsafe('select 1')), 'CONNECTION_CLOSED');
    await turn();
  },

  'rows that are copied in are given up with their connection': async (open) => {
    const { sql, sockets } = await open(copyingIn((session) => session.end()));
    const into = await sql.unsafe('copy needs from stdin').writable();
    const rows = async function* (): AsyncGenerator<string> {
      yield 'a row\n';
      await closeOf(sockets);
      yield 'another\n';
    };
    equal(await outcome(pipeline(Readable.from(rows()), into)), 'CONNECTION_CLOSED');
    await servesTheNext(sql);
  },

  'rows that are all copied in, and whose end is not confirmed, are given up, and not confirmed by the next': async (open) => {
    const { sql } = await open(copyingIn((session, sent) => sent === 'end' && session.end()));
    const into = await sql.unsafe('copy needs from stdin').writable();
    equal(await outcome(pipeline(Readable.from(['a row\n']), into)), 'CONNECTION_CLOSED');
    await servesTheNext(sql);
  },

  'rows that were copied out are read to their end though their connection is gone': async (open) => {
    const { sql, sockets } = await open({
      ask: (session) => session.send(copyOut, copied('a row\n'), endOfCopy, completed('COPY 1'), ready).end(),
    });
    const rows = await sql.unsafe('copy needs to stdout').readable();
    await closeOf(sockets);
    // oxlint-disable-next-line no-underscore-dangle -- what platform/backup/snapshot.ts does
    rows.once('end', () => rows._read(0));
    deepEqual((await rows.toArray()).join(''), 'a row\n');
  },
};
