import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Test } from 'tap';

/** A connection on which a test writes what no client library would, and all that comes over it. */
export interface Connection {
  readonly socket: Socket;
  /** What has come until now. */
  readonly text: () => string;
  /** All that came, when it was ended from the other side. */
  readonly ended: Promise<string>;
}

export async function openConnection(t: Pick<Test, 'teardown'>, address: string): Promise<Connection> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  let text = '';
  const ended = new Promise<string>((resolve) => {
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    socket.on('error', () => undefined).once('close', () => resolve(text));
  });
  return { socket, text: () => text, ended };
}
