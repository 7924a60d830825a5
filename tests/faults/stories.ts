import { inDays } from '#tests/support/in-days.ts';
import type { Dice } from './dice.ts';
import type { Exchange, Json, Person } from './exchange.ts';
import type { Cast, Stage } from './people.ts';

const ITEM = 'uniform-set-desert';
/** So few lines are tried for at a time that people get in each other's way. */
const SOUGHT_AFTER = 4;

interface Line {
  readonly record: string;
  readonly lineId: string;
}

/** What is on offer and asked for, as everybody knows it. */
export class Market {
  readonly needs: Line[] = [];
  readonly offers: Line[] = [];
  readonly matches: string[] = [];
}

/** Two people for each role at work on one market, in stories as they come: what is asked, offered, brought together, taken back, read. */
export class Client {
  readonly #exchange: Exchange;
  readonly #stage: Stage;
  readonly #market: Market;
  readonly #dice: Dice;

  constructor(exchange: Exchange, stage: Stage, market: Market, dice: Dice) {
    this.#exchange = exchange;
    this.#stage = stage;
    this.#market = market;
    this.#dice = dice;
  }

  /** Lives through one story, whichever comes. */
  async live(): Promise<void> {
    const cast = this.#dice.one(this.#stage.casts);
    const { needs, offers } = this.#market;
    if (needs.length === 0 || this.#dice.chance(0.16)) return this.#askForGoods(cast);
    if (offers.length === 0 || this.#dice.chance(0.1)) return this.#offerGoods(cast);
    if (this.#dice.chance(0.06)) return this.#takeBack(cast);
    if (this.#dice.chance(0.3)) return this.#lookAround(cast);
    return this.#bringTogether(cast);
  }

  /** A need of two lines of the same item, until it is published; one in eight stays on the way. */
  async #askForGoods({ requester, validator, facilitator }: Cast): Promise<void> {
    const quantities = [this.#dice.between(3, 30), this.#dice.between(3, 30)];
    const need = await this.#post(requester, '/v1/needs', {
      unitId: this.#stage.unitId,
      priority: this.#dice.one(['critical', 'urgent', 'important', 'routine']),
      justification: { en: 'What is serviceable does not cover the night shift.' },
      neededBy: inDays(200),
      respondBy: inDays(60),
      lines: quantities.map((quantityRequested) => ({ itemType: ITEM, quantityRequested })),
    });
    if (need === null || this.#dice.chance(0.12)) return;
    const record = `/v1/needs/${String(need['id'])}`;
    const submitted = await this.#step(requester, record, need, 'submit');
    const validated = await this.#step(validator, record, submitted, 'validate', { lines: [] });
    const published = await this.#step(facilitator, record, validated, 'publish', {
      disclosureLevel: 'partners',
      summary: { en: 'Clothing for a post in the south' },
    });
    if (published !== null) this.#market.needs.push(...linesOf(published, record));
  }

  async #offerGoods({ donor, facilitator }: Cast): Promise<void> {
    const offer = await this.#post(donor, '/v1/offers', {
      modality: 'in-kind-new',
      validFrom: inDays(0),
      validUntil: inDays(300),
      lines: [{ kind: 'item', itemType: ITEM, quantity: this.#dice.between(10, 40), goodsCondition: 'new', specifications: [] }],
    });
    if (offer === null) return;
    const record = `/v1/offers/${String(offer['id'])}`;
    const submitted = await this.#step(donor, record, offer, 'submit');
    const available = await this.#step(facilitator, record, submitted, 'make-available');
    if (available !== null) this.#market.offers.push(...linesOf(available, record));
  }

  /** A proposal, both acceptances in either order, then the agreement, an end, or nothing more. */
  async #bringTogether({ requester, validator, donor, facilitator }: Cast): Promise<void> {
    const need = this.#dice.one(this.#market.needs.slice(-2 * SOUGHT_AFTER));
    const offer = this.#dice.one(this.#market.offers.slice(-SOUGHT_AFTER));
    const proposed = await this.#post(facilitator, '/v1/matches', {
      needLineId: need.lineId,
      offerLineId: offer.lineId,
      quantity: this.#dice.between(1, 6),
      deviationReason: 'agreed-at-the-table',
    });
    if (proposed === null) return;
    const record = `/v1/matches/${String(proposed['id'])}`;
    const [first, second] = this.#dice.shuffled([requester, donor]) as [Person, Person];
    const accepted = await this.#step(first, record, proposed, 'accept');
    const reserved = await this.#step(second, record, accepted, 'accept');
    if (reserved === null) return;
    this.#market.matches.push(record);
    if (this.#dice.chance(0.2)) {
      await this.#step(this.#dice.one([requester, donor]), record, reserved, 'decline', { reason: 'no-longer-needed' });
    } else if (this.#dice.chance(0.6)) {
      const half = await this.#step(donor, record, reserved, 'agree', { partnershipId: this.#stage.partnershipId });
      await this.#step(validator, record, half, 'agree', {});
    }
  }

  /** Somebody takes back what others may be reserving at this moment. */
  async #takeBack({ requester, donor }: Cast): Promise<void> {
    const [person, { record }] = this.#dice.chance(0.5)
      ? ([requester, this.#dice.one(this.#market.needs)] as const)
      : ([donor, this.#dice.one(this.#market.offers)] as const);
    const seen = await this.#read(person, record);
    await this.#step(person, record, seen, 'withdraw', { reason: 'done-by-mistake' });
  }

  async #lookAround({ requester, validator, donor, facilitator }: Cast): Promise<void> {
    const person = this.#dice.one([requester, validator, donor, facilitator]);
    await this.#read(person, this.#dice.one(['/v1/needs?limit=20', '/v1/offers?limit=20', '/v1/matches?limit=20']));
    if (this.#market.matches.length > 0) await this.#read(person, this.#dice.one(this.#market.matches));
    const { lineId } = this.#dice.one(this.#market.needs);
    if (this.#dice.chance(0.2)) await this.#read(facilitator, `/v1/need-lines/${lineId}/candidates?limit=5`);
  }

  #post(person: Person, path: string, body: Json): Promise<Json | null> {
    return this.#exchange.perform(person, this.#dice, { method: 'POST', path, body });
  }

  #read(person: Person, path: string): Promise<Json | null> {
    return this.#exchange.perform(person, this.#dice, { method: 'GET', path });
  }

  /** A step on a record as it was last seen; none where it wasn't got that far. */
  async #step(person: Person, record: string, seen: Json | null, step: string, body?: Json): Promise<Json | null> {
    if (seen === null) return null;
    const ask = { method: 'POST' as const, path: `${record}/${step}`, version: Number(seen['version']) };
    return this.#exchange.perform(person, this.#dice, body === undefined ? ask : { ...ask, body });
  }
}

const linesOf = (record: Json, path: string): Line[] =>
  (record['lines'] as { id: string }[]).map(({ id }) => ({ record: path, lineId: id }));
