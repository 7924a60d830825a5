/** Told when people's requests begin to fail for want of the database, and when they are served again. */
export interface OutageNews {
  readonly begun: () => void;
  readonly over: () => void;
}

/** What one pool hears of the database. */
export interface Hearing {
  readonly answered: () => void;
  readonly lost: () => void;
}

/** Nobody wants to know. */
export const UNHEARD: Hearing = { answered: () => undefined, lost: () => undefined };

/**
 * An outage, of which each is told once: it begins when any of the pools that a request needs hears nothing of the database, and is over
 * when each that heard nothing has heard of it again.
 */
export class Outage {
  readonly #news: OutageNews;
  readonly #deaf = new Set<string>();

  constructor(news: OutageNews) {
    this.#news = news;
  }

  hearing(pool: string): Hearing {
    return {
      answered: () => {
        if (this.#deaf.delete(pool) && this.#deaf.size === 0) this.#news.over();
      },
      lost: () => {
        if (this.#deaf.size === 0) this.#news.begun();
        this.#deaf.add(pool);
      },
    };
  }
}
