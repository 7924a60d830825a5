import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const PROTOCOL_3 = 196_608;
const PATIENCE_MS = 1_000;

/**
 * Whether a PostgreSQL lets clients in: asked with a startup message, by hand, so that no driver and none of its pools stands
 * between. It answers with the question for a password where it serves, and with an error while it starts, recovers or stops.
 */
function isServing(port: number, user: string, database: string): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ host: '127.0.0.1', port });
    const done = (serving: boolean): void => {
      socket.destroy();
      answer(serving);
    };
    socket.setTimeout(PATIENCE_MS, () => done(false));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
    socket.once('connect', () => socket.write(startupMessage(user, database)));
    socket.once('data', (reply: Buffer) => done(reply.toString('latin1', 0, 1) === 'R'));
  });
}

/** Waits until it does, and answers when that was. */
export async function waitUntilServing(port: number, user: string, database: string, patienceMs = 30_000): Promise<number> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    if (await isServing(port, user, database)) return Date.now();
    await sleep(10);
  }
  throw new Error(`PostgreSQL lets nobody in at port ${port} after ${patienceMs} ms`);
}

function startupMessage(user: string, database: string): Buffer {
  const words = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + words.length, 0);
  head.writeInt32BE(PROTOCOL_3, 4);
  return Buffer.concat([head, words]);
}
