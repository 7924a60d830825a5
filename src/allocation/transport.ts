/**
 * A transportation problem in dense numbers: give whole quantities to pairs of a need and an offer, never more than either side
 * holds, so that the sum of value × quantity is greatest. Needs are the nodes 0 … N−1, offers the nodes N … N+O−1.
 */
export interface Transport {
  readonly needCount: number;
  readonly offerCount: number;
  /** Per node, a whole number from 1: an empty node would cost the strongly feasible tree its guarantee, and has no pairs to lose. */
  readonly quantities: Float64Array;
  /** The pairs of need i stand at `rowStarts[i]` … `rowStarts[i + 1] − 1`. */
  readonly rowStarts: Int32Array;
  /** Per pair, the node of its offer. */
  readonly offers: Int32Array;
  /** Per pair, what one unit is worth: a safe whole number. */
  readonly values: Float64Array;
}

/** The best quantities of a transport, and what one unit more at each node would be worth. */
export interface TransportSolution {
  /** Per pair. */
  readonly quantities: Float64Array;
  /** Per node, not negative. */
  readonly prices: Float64Array;
}

/** The largest magnitude of a value or a price with which the sums of three that the solver makes stay exact. */
const LARGEST_EXACT = 2 ** 51;

/** The instance is too large, or its scores too great, to be solved without rounding. */
export class InexactNumbers extends Error {
  override readonly name = 'InexactNumbers';

  constructor() {
    super('scores or quantities are too great to compute with in whole numbers');
  }
}

/** The number itself. Throws {@link InexactNumbers} where sums with it could be rounded. */
export function requireExact(number: number): number {
  if (number > LARGEST_EXACT || number < -LARGEST_EXACT) throw new InexactNumbers();
  return number;
}
