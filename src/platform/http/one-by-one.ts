import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Browsers and HTTP libraries wait for an answer before they ask again. */
const MOST_WAITING = 16;
/** Whoever sends this many more without waiting for any answer doesn't wait for being told why either. */
const MOST_PASSED_OVER = 1_000;

const beyond = new WeakSet<IncomingMessage>();

/** Whether more requests waited on the connection of this one than may, so that it is to be refused, as the last. */
export const isOneTooMany = (request: IncomingMessage): boolean => beyond.has(request);

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * The requests of one connection, answered one after the other. Node hands over all that came in one piece (RFC 9112, 9.3.2:
 * pipelining) in one go, hundreds of them, and nobody else would have a turn until they are through; here each has a turn of its own.
 * The first of more than may wait is the connection's last, and those after it are passed over.
 */
export class OneByOne {
  readonly #socket: Socket;
  readonly #answer: RequestListener;
  readonly #waiting: Exchange[] = [];
  #current: Exchange | null = null;
  /** What was answered last; of a request that is refused early the body may still come. */
  #answered: IncomingMessage | null = null;
  #whenIdle: (() => void) | null = null;
  #bytesAnswered = 0;
  #passedOver = 0;
  #isFull = false;

  constructor(socket: Socket, answer: RequestListener) {
    this.#socket = socket;
    this.#answer = answer;
  }

  /** What is being answered. */
  get current(): Exchange | null {
    return this.#current;
  }

  get isIdle(): boolean {
    return this.#current === null && this.#waiting.length === 0;
  }

  /** Whether something has come that isn't a request yet, nor the rest of one that is answered. */
  get hasHalf(): boolean {
    return this.isIdle && this.#answered?.complete !== false && this.#socket.bytesRead > this.#bytesAnswered;
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    if (this.#isFull) this.#passOver();
    else if (this.isIdle) this.#begin({ request, response });
    else if (this.#waiting.push({ request, response }) > MOST_WAITING) {
      this.#isFull = true;
      beyond.add(request);
      response.setHeader('Connection', 'close');
    }
  }

  /** When all that came until now is answered, if that isn't so already. Only the first who asks for it is told. */
  whenIdle(then: () => void): void {
    if (this.isIdle) then();
    else this.#whenIdle ??= then;
  }

  #passOver(): void {
    this.#passedOver += 1;
    if (this.#passedOver > MOST_PASSED_OVER) this.#socket.destroy();
  }

  #begin(exchange: Exchange): void {
    this.#current = exchange;
    const countAnswered = (): void => void (this.#bytesAnswered = this.#socket.bytesRead);
    exchange.response.once('close', () => {
      this.#current = null;
      this.#answered = exchange.request;
      countAnswered();
      if (!exchange.request.complete) exchange.request.once('close', countAnswered);
      if (!this.isIdle) setImmediate(() => this.#next());
      else this.#whenIdle?.();
    });
    this.#answer(exchange.request, exchange.response);
  }

  #next(): void {
    const next = this.#waiting.shift();
    // An answer may have been the connection's last.
    if (next && this.#socket.writable) this.#begin(next);
  }
}
