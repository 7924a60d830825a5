/** How many letters are wrong, missing, too many or changed places with their neighbour between two words. */
export function mistypes(one: string, other: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const changed = (last[column - 1] ?? 0) + (isSame ? 0 : 1);
      const isSwapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const swapped = isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min(changed, swapped, (last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length] ?? 0;
}

/** The word that somebody may have meant: the nearest, at most `most` mistypes away; undefined where none is. */
export function nearestWord(typed: string, words: readonly string[], most: number): string | undefined {
  const [nearest] = words
    .map((word) => ({ word, far: mistypes(typed, word) }))
    .filter(({ far }) => far <= most)
    .sort((one, other) => one.far - other.far);
  return nearest?.word;
}
