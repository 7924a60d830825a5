/** Union and find with path halving (R. E. Tarjan, 1975); the smallest node leads. */
export class DisjointSets {
  private readonly leaders: Int32Array;

  constructor(size: number) {
    this.leaders = Int32Array.from({ length: size }, (_, node) => node);
  }

  leaderOf(node: number): number {
    let leader = node;
    while (this.leaders[leader] !== leader) {
      this.leaders[leader] = this.leaders[this.leaders[leader] as number] as number;
      leader = this.leaders[leader] as number;
    }
    return leader;
  }

  join(one: number, other: number): void {
    const a = this.leaderOf(one);
    const b = this.leaderOf(other);
    this.leaders[Math.max(a, b)] = Math.min(a, b);
  }
}
