import { eq } from 'drizzle-orm';
import type { NeedLineId, OfferLineId } from '../../kernel/id.ts';
import type { Language } from '../../kernel/language.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { needLines, needs } from '../needs/tables.ts';
import { offerLines, offers } from '../offers/tables.ts';
import { itemTypes } from '../reference/tables.ts';
import { formatLine, formatUnlabelled, type NamedLines } from './domain/line-names.ts';
import { addedKey } from './domain/request.ts';

/** What people call these lines, in one query each side. */
export async function readLineNames(tx: Tx, language: Language, lines: NamedLines): Promise<(id: string) => string> {
  const [asking, giving] = await Promise.all([readNeedLabels(tx, storedOf(lines.needs)), readOfferLabels(tx, storedOf(lines.offers))]);
  const names = new Map<string, string>([...asking, ...giving].map((line) => [line.id, formatLine(line, language)]));
  return (id) => names.get(id) ?? formatUnlabelled(id, language);
}

const storedOf = (ids: readonly string[]): string[] => [...new Set(ids)].filter((id) => addedKey(id) === null);

const readNeedLabels = (tx: Tx, ids: readonly string[]) =>
  tx
    .select({ id: needLines.id, reference: needs.reference, position: needLines.position, item: itemTypes.names })
    .from(needLines)
    .innerJoin(needs, eq(needs.id, needLines.needId))
    .innerJoin(itemTypes, eq(itemTypes.slug, needLines.itemType))
    .where(oneOf(needLines.id, ids as readonly NeedLineId[]));

const readOfferLabels = (tx: Tx, ids: readonly string[]) =>
  tx
    .select({ id: offerLines.id, reference: offers.reference, position: offerLines.position, item: itemTypes.names })
    .from(offerLines)
    .innerJoin(offers, eq(offers.id, offerLines.offerId))
    .leftJoin(itemTypes, eq(itemTypes.slug, offerLines.itemType))
    .where(oneOf(offerLines.id, ids as readonly OfferLineId[]));
