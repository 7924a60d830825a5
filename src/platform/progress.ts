/** Hears how far something long has come: `done` of `total`, and what it is at. */
export type OnProgress = (done: number, total: number, what: string) => void;

/** Does something with one after another, and tells how far it is: at once, and after each. Nothing is told of nothing to do. */
export async function eachTold<T>(
  items: readonly T[],
  what: string,
  onProgress: OnProgress,
  work: (item: T) => Promise<void>,
): Promise<void> {
  if (items.length > 0) onProgress(0, items.length, what);
  for (const [index, item] of items.entries()) {
    await work(item);
    onProgress(index + 1, items.length, what);
  }
}

export const unheard: OnProgress = () => undefined;
