import { refuseField } from '../../../kernel/refusal.ts';
import { ONE_STEP, type Steps, steps } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { readLotTerms, requireLots } from '../../matching/index.ts';
import type { LotTerms } from '../../matching/domain/lots.ts';
import { topOfOpenBand } from '../../disclosure/index.ts';
import { openQuantity } from '../../needs/domain/coverage.ts';
import { isHolding } from '../domain/match.ts';
import { readDecimalsOfLine, readOpenToDonor } from '../line-queries.ts';
import type { LockedMatch } from './change-match.ts';

/** A donor doesn't know the need's least before both have accepted, and isn't told by a refusal; the reservation is held to it. */
export const disclosedTerms = ({ actor }: ActorContext, terms: LotTerms, isDisclosed: boolean): LotTerms =>
  actor.role === 'donor' && !isDisclosed ? { ...terms, needLeast: ONE_STEP } : terms;

export type HeldToLots = Pick<LockedMatch, 'needLineId' | 'offerLineId' | 'quantity' | 'failed' | 'state' | 'disclosedAt'>;

/** Refuses a quantity for a match that isn't in whole lots, or below the least; of what it holds already all is open to it. */
export async function requireLotsOf(tx: Tx, ctx: ActorContext, match: HeldToLots, quantity: Steps, pointer: string): Promise<void> {
  const terms = await readLotTerms(tx, match.needLineId, match.offerLineId);
  const open = isHolding(match.state) ? steps(terms.open + match.quantity - match.failed) : terms.open;
  const decimals = await readDecimalsOfLine(tx, match.needLineId);
  requireLots(quantity, disclosedTerms(ctx, { ...terms, open }, match.disclosedAt !== null), decimals, pointer);
}

/** Refuses to a donor what is more than the band that it is shown of what is open: accepted, it would be refused to the requester. */
export async function requireOpenToDonor(tx: Tx, { needLineId, quantity }: LockedMatch): Promise<void> {
  const line = await readOpenToDonor(tx, needLineId);
  if (line && quantity > topOfOpenBand(openQuantity(line), line.ownHeld, line.decimals)) {
    throw refuseField('exceeds-need-line', '/quantity');
  }
}

/** The same of what is reserved: lots and the donor's least; the need's was held to when it was reserved. */
export async function requireLotsOfReserved(tx: Tx, match: Pick<LockedMatch, 'needLineId' | 'offerLineId' | 'quantity'>): Promise<void> {
  const terms = await readLotTerms(tx, match.needLineId, match.offerLineId);
  requireLots(match.quantity, { ...terms, needLeast: ONE_STEP }, await readDecimalsOfLine(tx, match.needLineId), '/quantity');
}
