import { unreachable } from '../../../kernel/assert.ts';
import { pointerTo } from '../../../kernel/json-pointer.ts';
import { type Fault, faultAt } from './fault.ts';
import type { ReferenceBundle } from './reference-data.ts';
import type { Keys, ListName } from './references.ts';
import type { RuleCondition, RuleValue } from './stored-json.ts';

/** The fields of a rule whose values name rows; the others hold truth values or words that only the rules know. */
export const FIELD_VALUES: Readonly<Record<string, ListName>> = {
  'item.slug': 'item type',
  'item.kind': 'kind of item',
  'item.lethality': 'lethality class',
  'item.exclusion': 'exclusion',
  'item.control.other': 'control flag',
  'line.modality': 'modality',
  'donor.party': 'party',
  'exporter.party': 'party',
  'recipient.party': 'party',
  'shipment.mode': 'transport mode',
  'offer.conditions': 'offer condition',
  'match.state': 'match state',
  'site.neighbour': 'neighbour',
};

type Comparison = Extract<RuleCondition, { readonly field: string }>;
interface PlacedComparison {
  readonly pointer: string;
  readonly comparison: Comparison;
}

/** The comparisons at the leaves of a condition. */
function comparisonsOf(condition: RuleCondition, pointer: string): PlacedComparison[] {
  if ('field' in condition) return [{ pointer, comparison: condition }];
  if ('not' in condition) return comparisonsOf(condition.not, pointer + pointerTo('not'));
  const [word, parts] = 'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const);
  return parts.flatMap((part, index) => comparisonsOf(part, pointer + pointerTo(word, index)));
}

/** What is wrong with the conditions under which regimes apply. */
export const findRuleFaults = ({ regimes: { regimes } }: ReferenceBundle, keys: Keys): Fault[] =>
  regimes
    .flatMap((regime, index) => comparisonsOf(regime.applies_when, pointerTo('regimes', index, 'applies_when')))
    .flatMap(({ pointer, comparison: { field, op, value } }) => {
      const faults: Fault[] = [];
      const report = (key: string, message: string): void => {
        faults.push(faultAt('regimes', pointer + key, message));
      };
      if (!keys['rule field'].has(field)) report('/field', `there is no rule field "${field}"`);
      if (!keys['rule operator'].has(op)) report('/op', `there is no rule operator "${op}"`);
      const shape = faultOfShape(op, value);
      if (shape !== null) report('/value', shape);
      const list = FIELD_VALUES[field];
      if (list !== undefined && value !== undefined) {
        for (const [key, name] of namedBy(value)) {
          if (!keys[list].has(name)) report(`/value${key}`, `there is no ${list} "${String(name)}"`);
        }
      }
      return faults;
    });

function faultOfShape(op: Comparison['op'], value: RuleValue | undefined): string | null {
  const isList = typeof value === 'object';
  switch (op) {
    case 'in':
    case 'intersects':
      return isList && value.length > 0 ? null : `${op} compares with a list`;
    case 'eq':
    case 'ne':
      return value === undefined || isList ? `${op} compares with one value` : null;
    case 'not_empty':
    case 'empty':
      return value === undefined ? null : `${op} compares with nothing`;
    default:
      return unreachable(op);
  }
}

const namedBy = (value: RuleValue): (readonly [key: string, name: unknown])[] =>
  typeof value === 'object' ? value.map((name, index) => [pointerTo(index), name] as const) : [['', value]];
