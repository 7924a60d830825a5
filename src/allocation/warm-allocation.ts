import { splitComponents } from './components.ts';
import type { DenseInstance } from './dense-instance.ts';
import type { TierRule } from './instance.ts';
import { splitPrice, worthOf } from './lexicographic.ts';
import { toTransport } from './solve.ts';
import { WarmSimplex } from './warm-simplex.ts';

/** In weight of tiers, then in micro-units of score. */
interface Gain {
  readonly units: number;
  readonly score: number;
}

/**
 * An instance without its side conditions that stays solved: after a change only the component that it is in goes on from its last
 * basis. Lines by their node: needs, then offers. Lines that hold nothing are not in it.
 */
export class WarmAllocation {
  private readonly needCount: number;
  private readonly unitWorth: number;
  private readonly places = new Map<number, { readonly simplex: WarmSimplex; readonly node: number }>();
  private readonly simplexes: WarmSimplex[] = [];
  private readonly quantities: Float64Array;
  /** Per line, in grains. */
  private readonly steps: Int32Array;

  constructor(instance: DenseInstance, rule: TierRule) {
    const { weights, unitWorth } = worthOf(instance, rule);
    const { transport, nodes } = toTransport(instance, weights, unitWorth);
    this.needCount = instance.needIds.length;
    this.unitWorth = unitWorth;
    this.quantities = Float64Array.from([...instance.needQuantities, ...instance.offerQuantities]);
    this.steps = Int32Array.from([...instance.needSteps, ...instance.offerSteps]);
    const whole = { transport, nodes: Int32Array.from(nodes, (_, node) => node) };
    for (const part of splitComponents(transport) ?? [whole]) {
      const simplex = new WarmSimplex(part.transport);
      this.simplexes.push(simplex);
      part.nodes.forEach((node, place) => this.places.set(nodes[node] as number, { simplex, node: place }));
    }
  }

  /** Whether a line takes part: withdrawn, all of it stays where it is. */
  withdraw(line: number, isWithdrawn: boolean): void {
    const place = this.places.get(line);
    place?.simplex.keep(place.node, isWithdrawn);
    place?.simplex.reoptimise();
  }

  setQuantity(line: number, quantity: number): void {
    const place = this.places.get(line);
    if (place === undefined) return;
    place.simplex.setQuantity(place.node, quantity);
    place.simplex.reoptimise();
    this.quantities[line] = quantity;
  }

  /**
   * What one step more of a line adds a unit, exactly, as the strongly feasible tree prices it: one more of an offer adds its price; one
   * more asked for adds what it would cost to lose it again. Null for a line that holds nothing or is joined to nothing.
   */
  gainOfOneMore(line: number): Gain | null {
    const place = this.places.get(line);
    if (place === undefined) return null;
    const { simplex, node } = place;
    const price = simplex.priceOf(node);
    if (line >= this.needCount || price === 0) return splitPrice(price, this.unitWorth);
    const quantity = this.quantities[line] as number;
    this.setQuantity(line, quantity + (this.steps[line] as number));
    const gained = simplex.priceOf(node);
    this.setQuantity(line, quantity);
    return splitPrice(gained, this.unitWorth);
  }

  /** What all units given are worth, with the tiers in it. */
  worth(): bigint {
    return this.simplexes.reduce((sum, simplex) => sum + simplex.worth(), 0n);
  }
}
