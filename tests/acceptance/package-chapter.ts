import { inDays } from '#tests/support/in-days.ts';
import type { Visitor } from './client.ts';
import type { Narrator } from './narrator.ts';

interface Part {
  readonly itemType: string;
  readonly completenessBand: string;
  readonly readinessBand: string;
  readonly needed?: number;
  readonly readiness?: number;
}
interface Package {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly readiness?: number;
  readonly readinessBand: string;
  readonly weakestParts: string[];
  readonly parts: Part[];
  readonly matches: { readonly donor: { readonly slug: string }; readonly itemType: string }[];
  readonly missing?: { readonly itemType: string; readonly quantity: number }[];
  readonly needs?: { readonly reference: string; readonly state: string }[];
}
interface Partnership {
  readonly reference: string;
  readonly expiresInDays: number;
  readonly pendingMatches: number;
  readonly donor: { readonly names: { readonly en: string } };
}

export interface PackageEnd {
  /** What was missing and is published for partners to give. */
  readonly published: number;
  /** How many donors each of the two donors saw in the package. */
  readonly donorsSeen: readonly number[];
}

/** Two donors' matches that only together give a capability, what it lacks, and the agreements that are about to end. */
export async function tellPackage(come: (login: string) => Promise<Visitor>, tell: Narrator): Promise<PackageEnd> {
  const facilitator = await come('facilitator@unsmil.demo');
  const { body: listed } = await facilitator.get<{ items: Package[] }>('/v1/packages?mainItemType=vehicle-4x4-pickup');
  const found = listed.items[0];
  if (!found) throw new Error('the scenario has no package of pick-ups');
  const path = `/v1/packages/${found.id}`;
  tell.does('Facilitator', `reads package ${found.reference}: ${found.state}, ${found.readiness} % ready`);
  tell.sees(
    Object.fromEntries(found.parts.map((part) => [part.itemType, `${part.needed} needed, ${part.readiness} % in the unit’s hands`])),
  );
  tell.sees({ 'weakest part': found.weakestParts.join(', ') });

  const donorsSeen: number[] = [];
  for (const login of ['donor@it-ministry-of-interior.demo', 'donor@tr-interior.demo']) {
    const { body: seen } = await (await come(login)).get<Package>(path);
    const donors = new Set(seen.matches.map(({ donor }) => donor.slug));
    donorsSeen.push(donors.size);
    tell.does('A donor', `sees its own ${seen.matches.map(({ itemType }) => itemType).join(', ')}, and of the rest how far it is:`);
    tell.sees(Object.fromEntries(seen.parts.map((part) => [part.itemType, part.readinessBand])));
  }

  const requester = await come('requester@ly-border-guard-agency.demo');
  const validator = await come('validator@ly-border-guard-agency.demo');
  const respondBy = inDays(40);
  const { body: asked } = await requester.step<Package>(path, 'missing-needs', { respondBy });
  tell.does(
    'Requester',
    `asks with one call for what is missing: ${(found.missing ?? []).map(({ quantity, itemType }) => `${quantity} ${itemType}`).join(', ')}`,
  );
  await validator.step(path, 'missing-needs', {});
  const { body: open } = await facilitator.step<Package>(path, 'missing-needs', {});
  tell.does('Validator', 'approves it with one call, and the facilitator publishes it with one');
  tell.sees(Object.fromEntries((open.needs ?? []).map(({ reference, state }) => [reference, state])));

  const { body: ending } = await facilitator.get<{ items: Partnership[] }>('/v1/partnerships?expiringWithinDays=60');
  tell.does('Facilitator', 'looks which partnerships end within 60 days, and what still waits under them');
  for (const one of ending.items) {
    tell.sees({
      [one.reference]: `${one.donor.names.en}: ${one.expiresInDays} days left, ${one.pendingMatches} matches not wholly shipped`,
    });
  }
  return {
    published: (asked.needs ?? []).length === 1 && (open.needs ?? [])[0]?.state === 'published' ? (found.missing ?? []).length : 0,
    donorsSeen,
  };
}
