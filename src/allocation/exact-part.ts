import type { ExactInstance, ExactNeed, ExactOffer } from './exact-instance.ts';
import { NoProof } from './proof.ts';

/** Lines of an instance that no pair joins to any other line. */
export interface ExactPart {
  readonly needs: ReadonlySet<ExactNeed>;
  readonly offers: ReadonlySet<ExactOffer>;
}

/** The lines of a part by their ids. Throws {@link NoProof} where an id is unknown or pairs join these lines to others. */
export function readExactPart(instance: ExactInstance, needIds: readonly string[], offerIds: readonly string[]): ExactPart {
  const needs = new Set(needIds.map((id) => known(instance.needs.get(id))));
  const offers = new Set(offerIds.map((id) => known(instance.offers.get(id))));
  for (const need of needs) for (const { offer } of need.pairs) if (!offers.has(offer)) throw new NoProof('torn-part');
  for (const offer of offers) for (const { need } of offer.pairs) if (!needs.has(need)) throw new NoProof('torn-part');
  return { needs, offers };
}

function known<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new NoProof('unknown-line');
  return thing;
}
