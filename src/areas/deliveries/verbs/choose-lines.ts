import type { DeliveryLineId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import { type RefusalCode, refuseField } from '../../../kernel/refusal.ts';
import type { ConsignedLine } from '../consignment-queries.ts';
import { inOrderOfMatches } from './change-delivery.ts';

interface ToldLine {
  readonly lineId: DeliveryLineId;
  readonly quantity: number;
  readonly serials?: readonly string[] | undefined;
}

export interface ChosenLine {
  readonly line: ConsignedLine;
  readonly quantity: Steps;
  /** Absent where none were named. */
  readonly serials: readonly string[] | undefined;
  readonly pointer: string;
}

/**
 * The lines that a request names with how much of each, in the order in which the ledger is locked. A line that is in several
 * consignments is the one of which there is `available`; where that is so of several, the request must say which.
 */
export function chooseLines(
  consigned: readonly ConsignedLine[],
  told: readonly ToldLine[],
  { available, exceeds }: { readonly available: (line: ConsignedLine) => number; readonly exceeds: RefusalCode },
): ChosenLine[] {
  const chosen = told.map(({ lineId, quantity: said, serials, ...rest }, index): ChosenLine => {
    nothingLeft(rest);
    const pointer = `/lines/${index}`;
    const ofLine = consigned.filter(({ deliveryLineId }) => deliveryLineId === lineId);
    if (ofLine.length === 0) throw refuseField('reference-unknown', `${pointer}/lineId`);
    const [line, other] = ofLine.filter((one) => available(one) > 0);
    if (other) throw refuseField('invalid-field', '/consignmentId', 'missing');
    const quantity = line && stepsFrom(said, line.decimals, `${pointer}/quantity`);
    if (!line || quantity === undefined || quantity > available(line)) throw refuseField(exceeds, `${pointer}/quantity`);
    return { line, quantity, serials, pointer };
  });
  const order = inOrderOfMatches(chosen.map(({ line }) => line)).map(({ id }) => id);
  return chosen.sort((a, b) => order.indexOf(a.line.id) - order.indexOf(b.line.id));
}
