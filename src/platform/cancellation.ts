/**
 * Tells those who work on something that it is no longer wanted. An AbortSignal does the same; on each request there are several, and
 * those took a twentieth of the time of a list of needs, most of it for collecting their garbage.
 */
export class Cancellation {
  #reason: Error | null = null;
  #listeners: (() => void)[] = [];

  /** Null as long as it is wanted. */
  get reason(): Error | null {
    return this.#reason;
  }

  /** The first reason counts. */
  cancel(reason: Error): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  /** Is called once, when it is cancelled from now on. */
  onCancel(listener: () => void): void {
    this.#listeners.push(listener);
  }

  offCancel(listener: () => void): void {
    this.#listeners = this.#listeners.filter((one) => one !== listener);
  }
}
