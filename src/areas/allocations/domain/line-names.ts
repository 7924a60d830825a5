import type { Language, Names } from '../../../kernel/language.ts';
import { formatMessage } from '../../../locales/format-message.ts';
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
export const formatLine = ({ reference, position, item }: LineLabel, language: Language): string =>
  `${reference}/${position} ${item?.[language] ?? formatMessage(language, 'line.money')}`;

/** A line that a scenario adds is called by its key; of one that is not there any more nobody knows a name. */
export const formatUnlabelled = (id: string, language: Language): string => addedKey(id) ?? formatMessage(language, 'line.gone');
