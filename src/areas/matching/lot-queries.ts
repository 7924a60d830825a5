import { sql } from 'drizzle-orm';
import type { NeedLineId, OfferLineId } from '../../kernel/id.ts';
import { type Decimals, quantityOf, type Steps, steps } from '../../kernel/quantity.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type LotFault, lotFaultOf, type LotTerms } from './domain/lots.ts';

export type ToldTerms = Readonly<Record<Exclude<keyof LotTerms, 'open'>, number>> & { readonly open: number | null };

/** The terms as the database tells them: a donor isn't told what is open, of which nothing counts as all of it. */
export const asLotTerms = (row: ToldTerms): LotTerms => ({
  lotSize: steps(row.lotSize),
  offerLeast: steps(row.offerLeast),
  needLeast: steps(row.needLeast),
  open: steps(row.open ?? 0),
});

/** The lot and the least of a pair of lines that the reader may bring together: to be decided with. */
export async function readLotTerms(tx: Tx, needLineId: NeedLineId, offerLineId: OfferLineId): Promise<LotTerms> {
  const [row] = await tx.execute<ToldTerms & Record<string, unknown>>(sql`
    select lot_size::float8 as "lotSize", offer_least::float8 as "offerLeast", need_least::float8 as "needLeast", open::float8 as open
    from wasl.lot_terms_for_reader(${needLineId}::uuid, ${offerLineId}::uuid)`);
  if (row === undefined) throw refuseField('reference-unknown', '/needLineId');
  return asLotTerms(row);
}

/** Refuses a quantity of a match that isn't in whole lots, or less than the least. */
export function requireLots(quantity: Steps, terms: LotTerms, decimals: Decimals, pointer: string): void {
  const fault = lotFaultOf(quantity, terms);
  if (fault !== null) throw refuseOffLot(fault, terms, decimals, pointer);
}

/** The refusal, which names lot and least. */
export function refuseOffLot(fault: LotFault, terms: Omit<LotTerms, 'open'>, decimals: Decimals, pointer: string): Refusal {
  const lotSize = quantityOf(terms.lotSize, decimals);
  const least = quantityOf(steps(Math.max(terms.offerLeast, terms.needLeast)), decimals);
  return new Refusal('quantity-off-lot', {
    fields: [
      fault === 'off-the-lot'
        ? { pointer, code: 'not-multiple-of', limit: String(lotSize) }
        : { pointer, code: 'too-small', limit: String(least) },
    ],
    facts: { lotSize, least },
  });
}
