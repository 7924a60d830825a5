import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

type Manner = 'with-a-word' | 'without-a-word';

/** One client's connection and the one behind it. */
interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
  /** Whatever is sent is swallowed, and no end is passed on: as behind a firewall that has forgotten a connection. */
  isDeaf: boolean;
}

/**
 * A TCP proxy between the service and its database that can do what networks do: cut (with a FIN or with a reset), stall
 * (everything stays connected and nothing arrives), forget connections, and refuse new ones.
 */
export class Proxy {
  readonly port: number;
  #upstreamPort: number;
  #server: Server;
  #isStalled = false;
  readonly #pairs = new Set<Pair>();

  private constructor(server: Server, port: number, upstreamPort: number) {
    this.#server = server;
    this.port = port;
    this.#upstreamPort = upstreamPort;
    server.on('connection', (client) => this.#join(client));
  }

  static async start(upstreamPort: number): Promise<Proxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    return new Proxy(server, address.port, upstreamPort);
  }

  /** Leads to another port from now on: PostgreSQL has been started again. */
  leadTo(upstreamPort: number): void {
    this.#upstreamPort = upstreamPort;
  }

  cut(manner: Manner): void {
    for (const pair of this.#pairs) end(pair, manner);
  }

  stall(): void {
    this.#isStalled = true;
    for (const pair of this.#pairs) pause(pair);
  }

  goOn(): void {
    this.#isStalled = false;
    for (const pair of this.#pairs) resume(pair);
  }

  /** Forgets the connections that there are, without telling either side; new ones are served. */
  forget(): void {
    for (const pair of this.#pairs) pair.isDeaf = true;
  }

  /** Resets what was forgotten, as a firewall does in the end. */
  resetForgotten(): void {
    for (const pair of this.#pairs) if (pair.isDeaf) end(pair, 'without-a-word');
  }

  /** Cuts everything and listens no more: nobody is there. */
  async refuse(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut('without-a-word');
    await closed;
  }

  async accept(): Promise<void> {
    this.#server = createServer((client) => this.#join(client)).listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.refuse();
  }

  #join(client: Socket): void {
    const upstream = connect({ host: '127.0.0.1', port: this.#upstreamPort });
    const pair: Pair = { client, upstream, isDeaf: false };
    this.#pairs.add(pair);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.setNoDelay(true);
      from.on('error', () => undefined); // a close follows
      from.on('data', (chunk) => {
        if (!pair.isDeaf && !to.write(chunk)) from.pause();
      });
      to.on('drain', () => {
        if (!this.#isStalled) from.resume();
      });
      from.on('close', () => {
        if (pair.isDeaf && !to.destroyed) return;
        to.destroy();
        this.#pairs.delete(pair);
      });
    }
    if (this.#isStalled) pause(pair);
  }
}

function end({ client, upstream }: Pair, manner: Manner): void {
  for (const socket of [client, upstream]) {
    if (manner === 'with-a-word') socket.destroy();
    else socket.resetAndDestroy();
  }
}

function pause({ client, upstream }: Pair): void {
  client.pause();
  upstream.pause();
}

function resume({ client, upstream }: Pair): void {
  client.resume();
  upstream.resume();
}
