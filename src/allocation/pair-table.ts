import type { AllocationPair, PairList } from './instance.ts';

/** So many pairs stand in one piece: a table grows without being copied. */
const PIECE = 2 ** 16;

interface Piece {
  readonly needs: Int32Array;
  readonly offers: Int32Array;
  readonly scores: Float64Array;
  /** NaN where a pair says none; null where none does. */
  unitCosts: Float64Array | null;
}

/** Ids with a number each, so that each is held once however often it is named. */
class Names {
  readonly ids: string[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(id: string): number {
    const known = this.numbers.get(id);
    if (known !== undefined) return known;
    this.numbers.set(id, this.ids.length);
    return this.ids.push(id) - 1;
  }
}

/** Millions of pairs in columns of numbers: a fifth of what they take as objects. Whoever goes through them gets each as an object. */
export class PairTable implements PairList {
  private readonly needs = new Names();
  private readonly offers = new Names();
  private readonly pieces: Piece[] = [];
  private count = 0;

  get length(): number {
    return this.count;
  }

  push({ need, offer, score, unitCost }: AllocationPair): void {
    const place = this.count % PIECE;
    if (place === 0) this.pieces.push(emptyPiece());
    const piece = this.pieces.at(-1) as Piece;
    piece.needs[place] = this.needs.numberOf(need);
    piece.offers[place] = this.offers.numberOf(offer);
    piece.scores[place] = score;
    if (unitCost !== undefined) {
      piece.unitCosts ??= new Float64Array(PIECE).fill(Number.NaN);
      piece.unitCosts[place] = unitCost;
    }
    this.count += 1;
  }

  *[Symbol.iterator](): Generator<AllocationPair> {
    for (const [index, { needs, offers, scores, unitCosts }] of this.pieces.entries()) {
      const size = Math.min(PIECE, this.count - index * PIECE);
      for (let place = 0; place < size; place += 1) {
        const need = this.needs.ids[needs[place] as number] as string;
        const offer = this.offers.ids[offers[place] as number] as string;
        const unitCost = unitCosts?.[place] ?? Number.NaN;
        const score = scores[place] as number;
        yield Number.isNaN(unitCost) ? { need, offer, score } : { need, offer, score, unitCost };
      }
    }
  }
}

const emptyPiece = (): Piece => ({
  needs: new Int32Array(PIECE),
  offers: new Int32Array(PIECE),
  scores: new Float64Array(PIECE),
  unitCosts: null,
});
