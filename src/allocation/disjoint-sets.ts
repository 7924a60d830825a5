/** Union and find with path halving (R. E. Tarjan, 1975); the smallest node leads. */
export class DisjointSets {
  private readonly leaders: Int32Array;

  constructor(size: number) {
    this.leaders = new Int32Array(size);
    for (let node = 0; node < size; node += 1) this.leaders[node] = node;
  }

  leaderOf(node: number): number {
    let leader = node;
    while (this.leaders[leader] !== leader) {
      this.leaders[leader] = this.leaders[this.leaders[leader] as number] as number;
      leader = this.leaders[leader] as number;
    }
    return leader;
  }

  /** Answers who leads both now. */
  join(one: number, other: number): number {
    if (this.leaders[other] === one) return one;
    const a = this.leaderOf(one);
    const b = this.leaderOf(other);
    const leader = Math.min(a, b);
    this.leaders[Math.max(a, b)] = leader;
    return leader;
  }
}
