import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryId, OrganisationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { type FieldFault, Refusal } from '../../../kernel/refusal.ts';
import { type Decimals, type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { partFaultOf, refuseOffLot } from '../../matching/index.ts';
import { readLotTermsOfMatches } from '../../matches/index.ts';
import type { LotTerms } from '../../matching/domain/lots.ts';
import type { MatchState } from '../../matches/domain/match.ts';
import { ENDED_STATES as ENDED_NEEDS, type NeedState } from '../../needs/domain/need.ts';
import { selectClaims } from '../consignment-queries.ts';
import type { PlanDelivery } from '../contract.ts';
import { DELIVERABLE_MATCH_STATES, type DeliveryKind, kindOfItem } from '../domain/delivery.ts';
import { type LockedMatchOfDelivery, lockMatches } from '../line-queries.ts';
import { dayAt } from '../../../platform/clock.ts';
import { todayOfMission } from '../../reference/index.ts';

export interface ChosenMatch {
  readonly match: LockedMatchOfDelivery;
  readonly planned: Steps;
}

/** The matches of the lines, locked; refuses what isn't this donor's, isn't agreed, or is claimed by other deliveries already (`exceptOf` is the one that is planned anew). */
export async function requireRoom(
  tx: Tx,
  donorId: OrganisationId,
  lines: PlanDelivery['lines'],
  exceptOf?: DeliveryId,
): Promise<ChosenMatch[]> {
  const ids = lines.map(({ matchId }) => matchId);
  const found = new Map((await lockMatches(tx, ids)).map((match) => [match.id, match]));
  const claims = await selectClaims(tx, ids, exceptOf);
  const faults = (code: FieldFault['code'], field: string, isAtFault: (line: PlanDelivery['lines'][number], index: number) => boolean) =>
    lines.flatMap((line, index) => (isAtFault(line, index) ? [{ pointer: `/lines/${index}/${field}`, code }] : []));
  const refuse = (code: 'reference-unknown' | 'invalid-field' | 'transition-not-allowed' | 'exceeds-match', fields: FieldFault[]) => {
    if (fields.length > 0) throw new Refusal(code, { fields });
  };

  refuse(
    'reference-unknown',
    faults('reference-unknown', 'matchId', ({ matchId }) => found.get(matchId)?.donorId !== donorId),
  );
  refuse(
    'invalid-field',
    faults('named-twice', 'matchId', ({ matchId }, index) => ids.indexOf(matchId) !== index),
  );
  const chosen = lines.map(({ matchId, planned, ...rest }, index) => {
    nothingLeft(rest);
    const match = must(found.get(matchId), 'checked above');
    return { match, planned: stepsFrom(planned, match.decimals, `/lines/${index}/planned`) };
  });
  refuse(
    'transition-not-allowed',
    faults('match-not-agreed', 'matchId', (_, index) => !isDeliverable(chosen[index]?.match)),
  );
  refuse(
    'exceeds-match',
    faults(
      'exceeds-match',
      'planned',
      ({ matchId }, index) => (chosen[index]?.planned ?? 0) + (claims.get(matchId) ?? 0) > (chosen[index]?.match.quantity ?? 0),
    ),
  );
  const terms = await readLotTermsOfMatches(tx, ids);
  for (const [index, { match, planned }] of chosen.entries()) {
    refusePart(planned, match.quantity - (claims.get(match.id) ?? 0), terms.get(match.id), match.decimals, `/lines/${index}/planned`);
  }
  return chosen;
}

/** Refuses a part of a match that breaks its lots; all that is left of it may be less than the least. */
export function refusePart(part: Steps, left: number, terms: LotTerms | undefined, decimals: Decimals, pointer: string): void {
  const known = must(terms, 'a match has its lots');
  const fault = partFaultOf(part, left, known);
  if (fault !== null) throw refuseOffLot(fault, known, decimals, pointer);
}

/** Whether goods of a match may be planned: it is agreed, and its need still asks for them. */
export const isDeliverable = (match: Pick<LockedMatchOfDelivery, 'state' | 'needState'> | undefined): boolean =>
  match !== undefined &&
  (DELIVERABLE_MATCH_STATES as readonly MatchState[]).includes(match.state) &&
  !(ENDED_NEEDS as readonly NeedState[]).includes(match.needState);

/** The day on which the last of the matches was agreed, where its unit stands. */
export const agreedOn = (matches: readonly Pick<LockedMatchOfDelivery, 'agreedAt' | 'zone'>[], now: Date): CalendarDate =>
  matches
    .map(({ agreedAt, zone }) => dayAt(zone, agreedAt ?? now))
    .sort()
    .at(-1) ?? todayOfMission({ now });

/** What is called a course doesn't pass customs: each item goes with a delivery of its own kind, which the database holds too. */
export function refuseOtherKinds(kind: DeliveryKind, chosen: readonly ChosenMatch[]): void {
  const fields = chosen.flatMap(({ match }, index): FieldFault[] =>
    kindOfItem(match.itemKind) === kind ? [] : [{ pointer: `/lines/${index}/matchId`, code: 'delivery-kind-mismatch' }],
  );
  if (fields.length > 0) throw new Refusal('delivery-kind-mismatch', { fields });
}
