import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Browsers and HTTP libraries wait for an answer before they ask again. */
const MOST_WAITING = 16;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * The requests of one connection, answered one after the other. Node hands over all that came in one piece (RFC 9112, 9.3.2:
 * pipelining) in one go, hundreds of them, and nobody else would have a turn until they are through; here each has a turn of its own.
 */
export class OneByOne {
  readonly #answer: RequestListener;
  readonly #waiting: Exchange[] = [];
  #current: Exchange | null = null;
  #whenIdle: (() => void) | null = null;

  constructor(answer: RequestListener) {
    this.#answer = answer;
  }

  /** What is being answered. */
  get current(): Exchange | null {
    return this.#current;
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    if (this.#isIdle()) this.#begin({ request, response });
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push({ request, response });
    else request.socket.destroy();
  }

  /** When all that came until now is answered, if that isn't so already. */
  whenIdle(then: () => void): void {
    if (this.#isIdle()) then();
    else this.#whenIdle = then;
  }

  #isIdle(): boolean {
    return this.#current === null && this.#waiting.length === 0;
  }

  #begin(exchange: Exchange): void {
    this.#current = exchange;
    exchange.response.once('close', () => {
      this.#current = null;
      if (!this.#isIdle()) setImmediate(() => this.#next());
      else this.#whenIdle?.();
    });
    this.#answer(exchange.request, exchange.response);
  }

  #next(): void {
    const next = this.#waiting.shift();
    // An answer may have been the connection's last.
    if (next?.request.socket.writable) this.#begin(next);
  }
}
