import { connect, type Socket } from 'node:net';

interface Address {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false;
}

/** The end of PostgreSQL's message ReadyForQuery: nothing is under way and no transaction is open (protocol, section 55.7). */
const IDLE = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** How long nothing may come on a socket. */
export interface Silence {
  /** After it was asked while nothing was under way: that is the beginning of something, which is answered at once. */
  readonly atFirstMs: number;
  /** While something is under way. */
  readonly ms: number;
}

/**
 * Sockets for the driver that don't wait for ever: one on which something was asked, and nothing came for so long, is taken for dead
 * and closed. The server ends statements and forgotten transactions by itself earlier than that, and says so; where even this does
 * not arrive, the line is cut though nobody has been told: so may be those of the others that have been idle since, and they are closed
 * too, rather than found one by one. Within TLS nothing can be told apart: there the operating system's keep-alive is left, and the
 * deadline of whoever waits.
 */
export function watchedSockets(silence: Silence): (address: Address) => Socket {
  let attempts = 0;
  const watched = new Set<WatchedSocket>();
  return ({ host, port, path }) => {
    const one = attempts++ % Math.max(1, host.length);
    const socket = path ? connect(path) : connect(port[one] ?? 5432, host[one] ?? 'localhost');
    if (!path) Object.assign(socket, { host: host[one], port: port[one] }); // read by the driver, for the name in TLS
    const watch = new WatchedSocket(socket, silence, () => Promise.all([...watched].map((other) => other.closeIfIdleSince(watch.askedAt))));
    watched.add(watch);
    socket.on('close', () => watched.delete(watch));
    return socket;
  };
}

class WatchedSocket {
  readonly #socket: Socket;
  #isAsked = false;
  #heardAt = performance.now();
  #askedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, { atFirstMs, ms }: Silence, whenDead: () => Promise<unknown>) {
    this.#socket = socket;
    const wait = (time: number): void => {
      clearTimeout(this.#timer);
      // The others first: whoever hears of this one, and asks again, is not to be given one of them.
      this.#timer = setTimeout(() => void whenDead().then(() => this.#close()), time);
      this.#timer.unref();
    };
    const write = socket.write.bind(socket) as (...all: unknown[]) => boolean;
    socket.write = (...all: unknown[]): boolean => {
      if (!this.#isAsked) {
        this.#isAsked = true;
        this.#askedAt = performance.now();
        wait(atFirstMs);
      } else if (this.#heardAt > this.#askedAt) wait(ms);
      return write(...all);
    };
    socket.on('data', (chunk: Buffer) => {
      this.#heardAt = performance.now();
      if (!this.#isAsked) return; // a notice, or a setting that changed
      wait(ms);
      const isTlsAgreed = chunk.length === 1 && chunk[0] === 0x53; // the answer to SSLRequest
      if (!isTlsAgreed && !chunk.subarray(-IDLE.length).equals(IDLE)) return;
      this.#isAsked = false;
      clearTimeout(this.#timer);
    });
    socket.on('close', () => clearTimeout(this.#timer));
  }

  /** When what is under way, or was last, was begun. */
  get askedAt(): number {
    return this.#askedAt;
  }

  async closeIfIdleSince(time: number): Promise<void> {
    if (this.#isAsked || this.#heardAt >= time) return;
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    this.#close();
    await closed;
  }

  #close(): void {
    this.#socket.destroy(Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' }));
  }
}
