import type { DeliveryId, MatchId, NeedId, UnitId } from '../../../kernel/id.ts';

/** By what a need was shown in full to the donor of one of its matches. */
export const SHOWN_BY = [
  'need',
  'match',
  'package',
  'delivery',
  'document',
  'unit',
  'obstacle',
  'forecast',
  'correction',
  'training-record',
  'event',
] as const;
export type ShownBy = (typeof SHOWN_BY)[number];

/** What an answer shows in full: needs, or what hangs on one match of them, on a delivery, or on a unit that needs something. */
export interface ShownInFull {
  readonly needIds?: readonly NeedId[];
  readonly matchIds?: readonly MatchId[];
  readonly deliveryIds?: readonly DeliveryId[];
  readonly unitIds?: readonly UnitId[];
}

/** By which fields an answer names such things, whatever record it is of. */
const NAMED_BY = { needId: 'needIds', matchId: 'matchIds', deliveryId: 'deliveryIds', unitId: 'unitIds' } as const;
type NamingField = keyof typeof NAMED_BY;
const isNamingField = (field: string): field is NamingField => field in NAMED_BY;

/** The subjects of documents and events that are such things themselves. */
const FIELD_OF_SUBJECT: Readonly<Record<string, NamingField>> = {
  need: 'needId',
  match: 'matchId',
  delivery: 'deliveryId',
  unit: 'unitId',
};

/** All that an answer names: its records, their parts and what these are attached to. */
export function namedIn(answer: unknown): ShownInFull {
  const named = { needIds: new Set<string>(), matchIds: new Set<string>(), deliveryIds: new Set<string>(), unitIds: new Set<string>() };
  const visit = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) return value.forEach(visit);
    const record = value as Readonly<Record<string, unknown>>;
    const subject = FIELD_OF_SUBJECT[String(record['subjectType'])];
    if (subject && typeof record['subjectId'] === 'string') named[NAMED_BY[subject]].add(record['subjectId']);
    for (const [field, item] of Object.entries(record)) {
      if (isNamingField(field) && typeof item === 'string') named[NAMED_BY[field]].add(item);
      if (field === 'unit' && item !== null && typeof item === 'object' && 'id' in item) named.unitIds.add(String(item.id));
      visit(item);
    }
  };
  visit(answer);
  return {
    needIds: [...named.needIds] as NeedId[],
    matchIds: [...named.matchIds] as MatchId[],
    deliveryIds: [...named.deliveryIds] as DeliveryId[],
    unitIds: [...named.unitIds] as UnitId[],
  };
}
