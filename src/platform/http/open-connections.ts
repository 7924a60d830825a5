import type { Socket } from 'node:net';
import { must } from '../../kernel/assert.ts';
import { endConnection } from './client-errors.ts';
import type { OneByOne } from './one-by-one.ts';

/** The connections of a service, of which none is to stay when it stops. */
export class OpenConnections {
  readonly #connections = new WeakMap<Socket, OneByOne>();
  readonly #open = new Set<Socket>();
  #isOver = false;

  add(socket: Socket, connection: OneByOne): void {
    this.#connections.set(socket, connection);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    if (this.#isOver) socket.destroy();
  }

  /** What goes on on a connection, or went on. */
  of(socket: Socket): OneByOne {
    return must(this.#connections.get(socket), 'what comes on a connection comes after it');
  }

  /** Ends each as soon as what it brought is answered, and takes in no other. */
  end(): void {
    this.#isOver = true;
    for (const socket of this.#open) endConnection(socket, this.of(socket));
  }
}
