import fc from 'fast-check';
import type { AllocationInput } from '#src/allocation/index.ts';
import type { Mixture } from './mixtures.ts';

/** `a` and `b c` read like `a b` and `c` where a blank joins two names; so do `1` and `11` where nothing does. */
const COLLIDING = { one: ['a', 'a b', '1'], other: ['c', 'b c', '11'] };

/** What objects have already, numbers that are not the same text, and texts that look the same. */
const OTHERS = ['__proto__', 'constructor', 'toString', '01', 'A', 'e\u0301', '\u00E9', '😀', '1.0', 'b', ' ', 'a '] as const;

/** Other names for everything of one kind, handed out in turn. */
class Naming {
  private readonly names: readonly string[];
  private readonly given = new Map<string, string>();

  constructor(names: readonly string[]) {
    this.names = names;
  }

  of(name: string): string {
    const known = this.given.get(name);
    if (known !== undefined) return known;
    const other = this.names[this.given.size] ?? name;
    this.given.set(name, other);
    return other;
  }

  ofAny(name: string | undefined): string | undefined {
    return name === undefined ? undefined : this.of(name);
  }
}

interface Names {
  /** Which of the colliding names needs have; offers have the others. */
  readonly isTurned: boolean;
  /** How many of the names are passed over. */
  readonly from: number;
}

const someNames: fc.Arbitrary<Names> = fc.record({
  isTurned: fc.boolean(),
  from: fc.oneof(fc.constant(0), fc.nat(OTHERS.length)),
});

function namesOf({ isTurned, from }: Names, side: 0 | 1): string[] {
  const { one, other } = COLLIDING;
  const names = (side === 0) === isTurned ? [...other, ...OTHERS, ...one] : [...one, ...OTHERS, ...other];
  return [...names.slice(from), ...names.slice(0, from)];
}

function rename({ input, settings }: Mixture, names: Names): Mixture {
  const [needs, offers] = [new Naming(namesOf(names, 0)), new Naming(namesOf(names, 1))];
  const [regions, recipients, groups] = [new Naming(namesOf(names, 1)), new Naming(namesOf(names, 0)), new Naming(namesOf(names, 1))];
  const [donors, sharedBudgets] = [new Naming(namesOf(names, 0)), new Naming(namesOf(names, 1))];
  const [floors, caps, packages] = [new Naming(namesOf(names, 0)), new Naming(namesOf(names, 0)), new Naming(namesOf(names, 0))];
  const ofPair = <Pair extends { readonly need: string; readonly offer: string }>(pair: Pair): Pair => ({
    ...pair,
    need: needs.of(pair.need),
    offer: offers.of(pair.offer),
  });
  return {
    input: {
      needs: input.needs.map((need) => ({
        ...need,
        id: needs.of(need.id),
        group: groups.ofAny(need.group),
        region: regions.ofAny(need.region),
        recipient: recipients.ofAny(need.recipient),
      })),
      offers: input.offers.map((offer) => ({
        ...offer,
        id: offers.of(offer.id),
        donor: donors.ofAny(offer.donor),
        sharedBudget: sharedBudgets.ofAny(offer.sharedBudget),
      })),
      pairs: input.pairs.map(ofPair),
    },
    settings: {
      ...settings,
      sharedBudgets: settings.sharedBudgets?.map((sharedBudget) => ({ ...sharedBudget, id: sharedBudgets.of(sharedBudget.id) })),
      floors: settings.floors?.map((floor) => ({ ...floor, id: floors.of(floor.id), value: regions.of(floor.value) })),
      caps: settings.caps?.map((cap) => ({
        ...cap,
        id: caps.of(cap.id),
        value: (cap.by === 'donor' ? donors : recipients).of(cap.value),
      })),
      packages: settings.packages?.map(({ id, parts }) => ({
        id: packages.of(id),
        parts: parts.map((part) => ({ ...part, need: needs.of(part.need) })),
      })),
      fixed: settings.fixed?.map(ofPair),
    },
  };
}

/** The same mixtures, half of them with names that are easily taken for one another. */
export const withAwkwardNames = (mixtures: fc.Arbitrary<Mixture>): fc.Arbitrary<Mixture> =>
  fc.oneof(
    mixtures,
    fc.tuple(mixtures, someNames).map(([mixture, names]) => rename(mixture, names)),
  );

/** The same of instances without conditions. */
export const inputsWithAwkwardNames = (inputs: fc.Arbitrary<AllocationInput>): fc.Arbitrary<AllocationInput> =>
  withAwkwardNames(inputs.map((input) => ({ input, settings: { tiers: 'off' } }))).map(({ input }) => input);
