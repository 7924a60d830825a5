/** How long before the planned day a paper that is missing or runs out becomes somebody's task. */
export const CLEARANCE_WARNING_DAYS = 14;

/** The kind that names a regime which asks for it, one that waits for a paper before any other; else that papers don't agree. */
export function clearanceObstacleKind(
  kinds: readonly { readonly slug: string; readonly regimes: readonly string[] }[],
  asking: readonly string[],
): string {
  const naming = kinds.filter(({ regimes }) => regimes.some((regime) => asking.includes(regime)));
  return (naming.find(({ slug }) => /-(?:missing|pending|open)$/u.test(slug)) ?? naming[0])?.slug ?? 'document-discrepancy';
}
