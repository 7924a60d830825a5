/** A number and what it counts, in English: `1 file`, `2 files`. What has an odd plural, or a verb with it, names both. */
export const plural = (count: number | bigint, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 || count === 1n ? one : many}`;
