/**
 * The cycles of a directed graph that a depth-first search closes, each as its nodes in order with the first one repeated at the
 * end. Empty exactly when the graph has no cycle. Nodes and edges are taken in the order given, so the answer is reproducible.
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const path: string[] = [];

  const visit = (node: string): void => {
    const entered = path.indexOf(node);
    if (entered >= 0) {
      cycles.push([...path.slice(entered), node]);
      return;
    }
    if (finished.has(node)) return;
    path.push(node);
    for (const next of graph.get(node) ?? []) visit(next);
    path.pop();
    finished.add(node);
  };

  for (const node of graph.keys()) visit(node);
  return cycles;
}
