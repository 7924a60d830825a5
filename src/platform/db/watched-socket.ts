import { connect, type Socket } from 'node:net';

interface Address {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false;
}

/** The end of PostgreSQL's message ReadyForQuery: nothing is under way and no transaction is open (protocol, section 55.7). */
const IDLE = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/**
 * Sockets for the driver that don't wait for ever: one on which something was asked, and nothing came for so long, is taken for dead
 * and closed. The server ends statements and forgotten transactions by itself earlier than that, and says so; where even this does
 * not arrive, the line is cut though nobody has been told. Within TLS nothing can be told apart: there the operating system's
 * keep-alive is left, and the deadline of whoever waits.
 */
export function watchedSockets(silenceMs: number): (address: Address) => Socket {
  let attempts = 0;
  return ({ host, port, path }) => {
    const one = attempts++ % Math.max(1, host.length);
    const socket = path ? connect(path) : connect(port[one] ?? 5432, host[one] ?? 'localhost');
    if (!path) Object.assign(socket, { host: host[one], port: port[one] }); // read by the driver, for the name in TLS
    return watch(socket, silenceMs);
  };
}

function watch(socket: Socket, silenceMs: number): Socket {
  let isAsked = false;
  let silence: NodeJS.Timeout | undefined;
  const listen = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => socket.destroy(Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' })), silenceMs);
    silence.unref();
  };
  const write = socket.write.bind(socket) as (...all: unknown[]) => boolean;
  socket.write = (...all: unknown[]): boolean => {
    isAsked = true;
    listen();
    return write(...all);
  };
  socket.on('data', (chunk: Buffer) => {
    if (!isAsked) return; // a notice, or a setting that changed
    listen();
    const isTlsAgreed = chunk.length === 1 && chunk[0] === 0x53; // the answer to SSLRequest
    if (!isTlsAgreed && !chunk.subarray(-IDLE.length).equals(IDLE)) return;
    isAsked = false;
    clearTimeout(silence);
  });
  socket.on('close', () => clearTimeout(silence));
  return socket;
}
