import { unreachable } from '../../../kernel/assert.ts';
import { isBlank } from '../../../kernel/folding.ts';
import { pointerTo } from '../../../kernel/json-pointer.ts';
import { TwoKeySet } from '../../../kernel/two-key-map.ts';
import { type Fault, faultAt } from './fault.ts';
import type { AttributeRow, EnumerationRow, ReferenceBundle } from './reference-data.ts';

type Enumerations = ReadonlyMap<string, EnumerationRow>;

/** What is wrong in the catalogue beyond names that lead nowhere: definitions, typical values, costs, substitutions. */
export function findCatalogueFaults(bundle: ReferenceBundle): Fault[] {
  const enumerations = new Map(bundle.catalogue.enumerations.map((row) => [row.slug, row]));
  return [
    ...findUnfitDefinitions(bundle, enumerations),
    ...findUnfitTypicals(bundle, enumerations),
    ...findDisorderedCosts(bundle),
    ...findUnfitSubstitutions(bundle),
  ];
}

function findUnfitDefinitions({ catalogue }: ReferenceBundle, enumerations: Enumerations): Fault[] {
  return catalogue.attributes.flatMap((attribute, index) => {
    const fault = (key: string, message: string): Fault => faultAt('catalogue', pointerTo('attributes', index, key), message);
    const faults: Fault[] = [];
    if ((attribute.type === 'enum') !== (attribute.enum !== null)) {
      faults.push(fault('enum', 'an enumeration belongs to the type enum, and to it alone'));
    }
    if (attribute.direction === 'ordinal' && enumerations.get(attribute.enum ?? '')?.ordinal !== true) {
      faults.push(fault('direction', 'only the values of an ordinal enumeration have ranks to compare'));
    }
    const isMeasured = attribute.direction === 'higher' || attribute.direction === 'lower';
    if (isMeasured && attribute.type !== 'integer' && attribute.type !== 'number') {
      faults.push(fault('direction', `a value of type ${attribute.type} is neither higher nor lower than another`));
    }
    return faults;
  });
}

function findUnfitTypicals({ catalogue }: ReferenceBundle, enumerations: Enumerations): Fault[] {
  const definitions = new Map(catalogue.attributes.map((row) => [row.key, row]));
  return catalogue.items.flatMap((item, index) =>
    item.attributes.flatMap(({ key, typical }, place) => {
      const definition = definitions.get(key);
      // An unknown key is a dangling reference and reported as such.
      if (definition === undefined || isValueOf(definition, typical, enumerations)) return [];
      const kind = definition.enum ?? definition.type;
      const pointer = pointerTo('items', index, 'attributes', place, 'typical');
      return [faultAt('catalogue', pointer, `${JSON.stringify(typical)} is no value of ${key} (${kind})`)];
    }),
  );
}

function isValueOf(definition: AttributeRow, value: unknown, enumerations: Enumerations): boolean {
  switch (definition.type) {
    case 'enum':
      return enumerations.get(definition.enum ?? '')?.values.some(({ slug }) => slug === value) ?? false;
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string' && !isBlank(value);
    default:
      return unreachable(definition.type);
  }
}

function findDisorderedCosts({ catalogue }: ReferenceBundle): Fault[] {
  return catalogue.items.flatMap(({ unit_cost_eur: { low, high } }, index) =>
    0 < low && low <= high
      ? []
      : [faultAt('catalogue', pointerTo('items', index, 'unit_cost_eur'), `${low} to ${high} is no band of cost`)],
  );
}

/** A substitute is counted one for one and fills the same gap: another item of the same area and unit of measure. */
function findUnfitSubstitutions({ catalogue, substitutions: { substitutions } }: ReferenceBundle): Fault[] {
  const items = new Map(catalogue.items.map((row) => [row.slug, row]));
  const seen = new TwoKeySet<string, string>();
  return substitutions.flatMap((row, index) => {
    const fault = (message: string): Fault[] => [faultAt('substitutions', pointerTo('substitutions', index, 'substitute'), message)];
    if (seen.has(row.item, row.substitute)) return fault(`${row.item} ← ${row.substitute} is there twice`);
    seen.add(row.item, row.substitute);
    if (row.item === row.substitute) return fault(`"${row.item}" does not stand in for itself`);
    const item = items.get(row.item);
    const substitute = items.get(row.substitute);
    if (item === undefined || substitute === undefined) return [];
    if (item.unit !== substitute.unit) return fault(`${item.unit} and ${substitute.unit} can't be counted one for one`);
    if (item.area !== substitute.area) return fault(`"${substitute.area}" is another capability area`);
    return [];
  });
}
