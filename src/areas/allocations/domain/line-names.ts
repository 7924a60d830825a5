import type { Language, Names } from '../../../kernel/language.ts';
import { addedKey } from './request.ts';
import type { StoredResult } from './result.ts';

type NeedReason = StoredResult['reasons']['needs'][number];
type OfferReason = StoredResult['reasons']['offers'][number];

/** Ids of lines that have to be called something. */
export interface NamedLines {
  readonly needs: readonly string[];
  readonly offers: readonly string[];
}

/** What a line is called by. */
export interface LineLabel {
  readonly reference: string;
  readonly position: number;
  /** Null for money. */
  readonly item: Names | null;
}

/** The lines that the reasons of needs speak of: each need, what it could have had, and what it lost to. */
export function namedByNeeds(reasons: readonly NeedReason[]): NamedLines {
  return {
    needs: reasons.flatMap(({ need, cause }) => [need, ...('rivals' in cause ? cause.rivals.map((rival) => rival.need) : [])]),
    offers: reasons.flatMap(({ cause }) => ('offer' in cause ? [cause.offer] : [])),
  };
}

/** The lines that the reasons of offers speak of: each offer, and the need that it could have gone to. */
export function namedByOffers(reasons: readonly OfferReason[]): NamedLines {
  return {
    needs: reasons.flatMap(({ cause }) => ('need' in cause ? [cause.need] : [])),
    offers: reasons.map(({ offer }) => offer),
  };
}

/** `N-7F3K-2Q/1 HF radio`: what people know the line by, in the reader's language. */
export const sayLine = ({ reference, position, item }: LineLabel, language: Language): string =>
  `${reference}/${position} ${(item ?? MONEY)[language]}`;

/** A line that a scenario adds is called by its key, and one that is not there any more by its id. */
export const sayUnlabelled = (id: string): string => addedKey(id) ?? id;

/** The Arabic, Italian and French were written by the authors and await a native review. */
const MONEY: Names = { en: 'funding', ar: 'تمويل', it: 'finanziamento', fr: 'financement' };
