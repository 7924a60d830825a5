/**
 * The roots under which a recipient is civilian: the condition `civilian-recipient-only` reads "only for civilian (interior or
 * customs) recipients" (vocabularies.json). Everybody else is not: bodies of the defence ministry, and joint ones such as the
 * Joint Technical Coordination Team, whose military and police officers can't be told apart by slug. In doubt: not civilian.
 */
const CIVILIAN_ROOTS: readonly string[] = ['ly-ministry-of-interior', 'ly-customs-authority'];

/** Whether an organisation, or one that it stands under, is a civilian root. `parents`: the parent of each, null at the top. */
export function isCivilianRecipient(organisation: string, parents: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>();
  let here: string | null | undefined = organisation;
  while (here !== null && here !== undefined && !seen.has(here)) {
    if (CIVILIAN_ROOTS.includes(here)) return true;
    seen.add(here);
    here = parents.get(here);
  }
  return false;
}
