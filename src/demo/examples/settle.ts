import { drawnFor, settledId } from '../settled-id.ts';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** What lets somebody in, and what only the service can read, is of its kind and no more. */
const IN_PLACE_OF: Readonly<Record<string, string>> = {
  prefix: 'wasl_k_Ex4mp',
  token: 'example-token-that-opens-nothing-0123456789',
  next: 'V2FzbCBleGFtcGxlIGN1cnNvciwgb3BhcXVlIHRvIHRoZSBjYWxsZXI',
};

/** How far a run had come when it was looked at: none of it is left to tell once it is done. */
const PROGRESS = /(?<="progress":)\{[^}]*\}/g;
/** When reference data were loaded: by the clock of the machine, before the scenario begins. */
const LOADED_AT = '2026-11-01T08:00:00.000Z';
/** Of what holds ids, so that it differs with them. */
const DIGEST = /\b[0-9a-f]{64}\b/g;
/** A short code for people: the first letter says of what. */
const REFERENCE = /\b([A-Z])-[0-9A-Z]{4}-[0-9A-Z]{2}\b/g;
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Of a list inside an example, as many as show what it is: one, where each says much. */
const FEW = 2;
const MUCH = 900;
const LONG_TEXT = 400;

/**
 * Makes of what the service has said what it would say each time: ids, references and digests, which differ from one database to the
 * next, become settled ones in the order in which they first appear, each in all places the same.
 */
export class Settled {
  readonly #settled = new Map<string, string>();

  /** As it is, but for what differs, and secrets. */
  whole(value: unknown): unknown {
    return this.#settle(value, false, '');
  }

  /** With lists and pages of text cut short. */
  short(value: unknown): unknown {
    if (typeof value === 'string' && value.length > LONG_TEXT) return `${this.#inText(value.slice(0, LONG_TEXT))} …`;
    return this.#settle(value, true, '');
  }

  #settle(value: unknown, isShort: boolean, key: string): unknown {
    if (typeof value === 'string') return IN_PLACE_OF[key] ?? this.#inText(value);
    if (Array.isArray(value)) return (isShort ? value.slice(0, fewOf(value)) : value).map((one) => this.#settle(one, isShort, ''));
    if (typeof value !== 'object' || value === null) return value;
    const isRegimeVersion = 'adoptedBy' in value && 'publishedAt' in value;
    return Object.fromEntries(
      Object.entries(value).map(([name, held]) => {
        if (name === 'progress') return [name, null];
        if (name === 'publishedAt' && isRegimeVersion) return [name, LOADED_AT];
        return [name, this.#settle(held, isShort, name)];
      }),
    );
  }

  #inText(text: string): string {
    return text
      .replace(PROGRESS, 'null')
      .replace(DIGEST, (digest) => this.#settledOf(digest, (number) => drawnFor(number).toString('hex')))
      .replace(UUID, (id) => this.#settledOf(id, settledId))
      .replace(REFERENCE, (reference, kind: string) => this.#settledOf(reference, (number) => exampleReference(kind, number)));
  }

  #settledOf(drawn: string, make: (number: number) => string): string {
    const known = this.#settled.get(drawn);
    if (known !== undefined) return known;
    const settled = make(this.#settled.size + 1);
    this.#settled.set(drawn, settled);
    return settled;
  }
}

const fewOf = ([first]: readonly unknown[]): number => (JSON.stringify(first ?? null).length > MUCH ? 1 : FEW);

function exampleReference(kind: string, number: number): string {
  const symbols = [...drawnFor(number).subarray(0, 6)].map((byte) => SYMBOLS[byte % SYMBOLS.length]).join('');
  return `${kind}-${symbols.slice(0, 4)}-${symbols.slice(4)}`;
}
