/** What must not be, each said once with how often it was seen: a broken rule shows in hundreds of answers. */
export class Findings {
  readonly #counts = new Map<string, number>();

  add(finding: string): void {
    this.#counts.set(finding, (this.#counts.get(finding) ?? 0) + 1);
  }

  list(): string[] {
    return [...this.#counts].map(([finding, count]) => (count === 1 ? finding : `${finding} (${count} times)`));
  }
}
