import { type ExactInstance, type ExactNeed, type ExactOffer, type ExactPair, type ExactTie, roundUp } from './exact-instance.ts';
import { NoProof, type Split } from './proof.ts';

/** One of the two cases of a split. */
export interface Case {
  readonly split: Split;
  readonly isMore: boolean;
}

/** Where a pair may be: from `least` to `most`, whole lots both. */
export interface Domain {
  least: bigint;
  most: bigint;
}

/** What is left of everything that a plan may be once some cases hold. */
export class Remaining {
  /** By the place of a pair. */
  private readonly domains = new Map<ExactPair, Domain>();
  /** Ties and whole offers of which it is settled whether they go. */
  readonly settled = new Map<ExactTie | ExactOffer, boolean>();
  readonly packages = new Map<string, { least: bigint; most: bigint }>();
  /** Donors that count for a need, whatever they give. */
  readonly counted = new Map<ExactNeed, Set<object>>();
  private readonly instance: ExactInstance;

  constructor(instance: ExactInstance, cases: readonly Case[]) {
    this.instance = instance;
    for (const one of cases) this.narrow(one);
  }

  /** Null where the pair can be nowhere. */
  domainOf(pair: ExactPair): Domain | null {
    const { least, most } = this.domains.get(pair) ?? unbounded(pair);
    if (pair.fixed !== null) return least <= pair.fixed && pair.fixed <= most ? { least: pair.fixed, most: pair.fixed } : null;
    const from = least > 0n ? roundUp(least > pair.least ? least : pair.least, pair.lot) : 0n;
    const whole = most - (most % pair.lot);
    const to = whole < pair.least ? 0n : whole;
    return from <= to ? { least: from, most: to } : null;
  }

  private narrow({ split, isMore }: Case): void {
    if ('line' in split) return this.narrowLine(split.line, BigInt(wholeOf(split.most)), isMore);
    if ('donor' in split) return this.narrowDonor(split.donor, isMore);
    if ('package' in split) return this.narrowPackage(split.package, BigInt(wholeOf(split.most)), isMore);
    if ('need' in split) {
      const tie = this.needOf(split.need).tie;
      if (tie === null) throw new NoProof('wrong-split');
      return this.settle(tie, tie.needs.flatMap(({ pairs }) => pairs), isMore); // prettier-ignore
    }
    const offer = this.offerOf(split.offer);
    if (!offer.isWhole) throw new NoProof('wrong-split');
    this.settle(offer, offer.pairs, isMore);
  }

  private narrowLine({ need, offer }: { readonly need: string; readonly offer: string }, most: bigint, isMore: boolean): void {
    const pair = this.needOf(need).pairWith(this.offerOf(offer));
    if (pair === undefined) throw new NoProof('wrong-split');
    const domain = this.touch(pair);
    if (isMore) domain.least = domain.least > most ? domain.least : most + 1n;
    else domain.most = domain.most < most ? domain.most : most;
  }

  private narrowDonor({ need: needId, offer }: { readonly need: string; readonly offer: string }, isMore: boolean): void {
    const need = this.needOf(needId);
    const { donor } = this.offerOf(offer);
    if (need.donorLimit === null) throw new NoProof('wrong-split');
    if (isMore) this.counted.set(need, (this.counted.get(need) ?? new Set()).add(donor));
    else this.empty(need.pairs.filter((pair) => pair.offer.donor === donor));
  }

  private narrowPackage(id: string, most: bigint, isMore: boolean): void {
    const range = this.packages.get(id) ?? { least: 0n, most: mostPackages(this.instance, id) };
    this.packages.set(id, range);
    if (isMore) range.least = range.least > most ? range.least : most + 1n;
    else range.most = range.most < most ? range.most : most;
  }

  /** A tie or an offer that goes both whole and not at all can't be: its pairs, or itself, then have no room. */
  private settle(what: ExactTie | ExactOffer, pairs: readonly ExactPair[], goes: boolean): void {
    if (this.settled.get(what) === !goes) throw new NoProof('wrong-split');
    this.settled.set(what, goes);
    if (!goes) this.empty(pairs);
  }

  private empty(pairs: readonly ExactPair[]): void {
    for (const pair of pairs) this.touch(pair).most = 0n;
  }

  private touch(pair: ExactPair): Domain {
    const domain = this.domains.get(pair) ?? unbounded(pair);
    this.domains.set(pair, domain);
    return domain;
  }

  private needOf(id: string): ExactNeed {
    const need = this.instance.needs.get(id);
    if (need === undefined) throw new NoProof('unknown-line');
    return need;
  }

  private offerOf(id: string): ExactOffer {
    const offer = this.instance.offers.get(id);
    if (offer === undefined) throw new NoProof('unknown-line');
    return offer;
  }
}

const unbounded = ({ most }: ExactPair): Domain => ({ least: 0n, most });

function wholeOf(most: number): number {
  if (!Number.isSafeInteger(most) || most < 0) throw new NoProof('wrong-split');
  return most;
}

/** As many packages as every part of it is asked for. Throws where there is no such package. */
export function mostPackages({ packages, needs }: ExactInstance, id: string): bigint {
  const parts = packages.get(id);
  if (parts === undefined) throw new NoProof('unknown-package');
  const counts = [...parts.values()].map((part) => (needs.get(part.need)?.quantity ?? 0n) / part.quantity);
  return counts.reduce((least, count) => (count < least ? count : least));
}
