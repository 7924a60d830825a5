import type { SharedBudget } from '../../../allocation/instance.ts';
import type { ItemFacts } from '../../matching/domain/facts.ts';
import { thousandths } from '../../matching/domain/money.ts';
import { compareText } from '../../../kernel/compare-text.ts';
import type { NeedSide } from './facts.ts';
import { type AddedOffer, addedKey, type Donation } from './request.ts';

/** What pays for all that an imagined donation buys. */
export const DONATION_BUDGET = 'donation';

const KEY_PREFIX = 'donation-';

/** Whether a key is one that the lines of a donation have, so that no added line may have it too. */
export const isDonationKey = (key: string): boolean => key.startsWith(KEY_PREFIX);

/** The item type that a line of a donation buys; null for any other line. */
export function donatedItem(offerLineId: string): string | null {
  const key = addedKey(offerLineId);
  return key !== null && isDonationKey(key) ? key.slice(KEY_PREFIX.length) : null;
}

/** The shared budget of a donation, in thousandths; none without one. */
export const sharedBudgetsOf = (donation: Donation | undefined): { readonly sharedBudgets?: readonly SharedBudget[] } =>
  donation === undefined ? {} : { sharedBudgets: [{ id: DONATION_BUDGET, budget: thousandths(donation.amount) }] };

type DonatedLine = Omit<AddedOffer, 'quantity' | 'lotSize' | 'unitCost'> & { readonly unitCost: number };

/**
 * One line for each item type that a need asks for or accepts, that the donation's lists allow, and that the catalogue knows a
 * price of: the upper end of its band, so that the money suffices.
 */
export function listDonatedLines(
  donation: Donation,
  needs: readonly NeedSide[],
  catalogue: ReadonlyMap<string, Pick<ItemFacts, 'slug' | 'area' | 'unitCost'>>,
): DonatedLine[] {
  const wanted = new Set(needs.flatMap(({ facts }) => [facts.itemType, ...facts.acceptedSubstitutes]));
  const { amount: _, areas, itemTypes, goodsCondition = 'new', ...terms } = donation;
  return [...wanted].toSorted(compareText).flatMap((slug): DonatedLine[] => {
    const item = catalogue.get(slug);
    const unitCost = item?.unitCost?.high ?? 0;
    const isAllowed = allows(itemTypes, slug) && allows(areas, item?.area ?? '');
    if (unitCost === 0 || !isAllowed) return [];
    return [{ ...terms, goodsCondition, key: KEY_PREFIX + slug, itemType: slug, unitCost }];
  });
}

const allows = (list: readonly string[] | undefined, slug: string): boolean => list === undefined || list.includes(slug);
