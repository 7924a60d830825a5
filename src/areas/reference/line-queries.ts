import { must } from '../../kernel/assert.ts';
import { type FieldFault, Refusal } from '../../kernel/refusal.ts';
import type { Decimals } from '../../kernel/quantity.ts';
import { TwoKeySet } from '../../kernel/two-key-map.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { isValueOf } from './domain/attribute-values.ts';
import type { ItemControl } from './domain/stored-json.ts';
import type { ItemKind } from './domain/vocabulary.ts';
import { attributes, itemSubstitutions, itemTypes } from './tables.ts';
import { enumerations, exclusions } from './vocabulary-tables.ts';

/** A line of a need or an offer, as far as the catalogue has a say in it. */
export interface LineToCheck {
  /** Where the line stands in the body, for pointers; its place among `lines` when absent. */
  readonly at?: string;
  readonly itemType: string;
  readonly specifications?: readonly { readonly attribute: string; readonly value: unknown }[];
  readonly acceptedSubstitutes?: readonly string[];
}

/**
 * Refuses lines that the catalogue doesn't know or doesn't allow, with every fault at once; the gravest kind among them
 * names the refusal. That an item type is admissible at all, the check `lethality_is_listed` on the table holds. Answers how many places
 * quantities of each item have.
 */
export async function checkLines(tx: Tx, lines: readonly LineToCheck[]): Promise<DecimalsOfItems> {
  if (lines.length === 0) return decimalsOf([]);
  const named = [...new Set(lines.flatMap((line) => [line.itemType, ...(line.acceptedSubstitutes ?? [])]))];
  const items = await tx
    .select({ slug: itemTypes.slug, attributes: itemTypes.attributes, decimals: itemTypes.decimals })
    .from(itemTypes)
    .where(oneOf(itemTypes.slug, named));
  const known = new Map(items.map((item) => [item.slug, new Set(item.attributes.map(({ key }) => key))]));
  const excluded = (await tx.select({ slug: exclusions.slug }).from(exclusions).where(oneOf(exclusions.slug, named))).map(
    ({ slug }) => slug,
  );
  // Most lines name neither substitutes nor attributes; then nothing more has to be read.
  const allowed = lines.some((line) => line.acceptedSubstitutes?.length)
    ? await readSubstitutions(tx, named)
    : new TwoKeySet<string, string>();
  const dictionary = lines.some((line) => line.specifications?.length)
    ? await readAttributeDictionary(tx)
    : new Map<string, AttributeDefinition>();

  const forbidden: FieldFault[] = [];
  const unknown: FieldFault[] = [];
  const misstated: FieldFault[] = [];
  for (const [place, line] of lines.entries()) {
    const at = line.at ?? `/lines/${place}`;
    const applicable = known.get(line.itemType);
    if (excluded.includes(line.itemType)) forbidden.push({ pointer: `${at}/itemType`, code: 'item-excluded' });
    else if (!applicable) unknown.push({ pointer: `${at}/itemType`, code: 'reference-unknown' });
    for (const [index, substitute] of (line.acceptedSubstitutes ?? []).entries()) {
      if (!allowed.has(line.itemType, substitute)) {
        unknown.push({ pointer: `${at}/acceptedSubstitutes/${index}`, code: 'not-a-substitute' });
      }
    }
    for (const [index, { attribute, value }] of (line.specifications ?? []).entries()) {
      const rule = dictionary.get(attribute);
      const pointer = `${at}/specifications/${index}`;
      if (!rule) misstated.push({ pointer: `${pointer}/attribute`, code: 'attribute-unknown' });
      else if (applicable && !applicable.has(attribute)) {
        misstated.push({ pointer: `${pointer}/attribute`, code: 'attribute-not-of-this-item' });
      } else if (!isValueOf(rule, value)) misstated.push({ pointer: `${pointer}/value`, code: 'not-a-value-of-the-attribute' });
    }
  }
  const fields = [...forbidden, ...unknown, ...misstated];
  if (forbidden.length > 0) throw new Refusal('item-excluded', { fields });
  if (unknown.length > 0) throw new Refusal('reference-unknown', { fields });
  if (misstated.length > 0) throw new Refusal('specification-invalid', { fields });
  return decimalsOf(items);
}

/** How many places quantities of an item have; asked of the items alone that were read. */
export type DecimalsOfItems = (itemType: string) => Decimals;

function decimalsOf(items: readonly { readonly slug: string; readonly decimals: Decimals }[]): DecimalsOfItems {
  const bySlug = new Map(items.map(({ slug, decimals }) => [slug, decimals]));
  return (itemType) => must(bySlug.get(itemType), `the decimals of ${itemType} were read`);
}

/** How many places quantities of these items have; each is one that the catalogue knows. */
export async function readDecimals(tx: Tx, slugs: readonly string[]): Promise<DecimalsOfItems> {
  const named = [...new Set(slugs)];
  if (named.length === 0) return decimalsOf([]);
  return decimalsOf(
    await tx.select({ slug: itemTypes.slug, decimals: itemTypes.decimals }).from(itemTypes).where(oneOf(itemTypes.slug, named)),
  );
}

/** Item and substitute of each substitution that the catalogue allows of these items. */
async function readSubstitutions(tx: Tx, items: readonly string[]): Promise<TwoKeySet<string, string>> {
  const rows = await tx
    .select({ itemType: itemSubstitutions.itemType, substitute: itemSubstitutions.substitute })
    .from(itemSubstitutions)
    .where(oneOf(itemSubstitutions.itemType, items));
  return new TwoKeySet(rows.map(({ itemType, substitute }) => [itemType, substitute]));
}

export interface AttributeDefinition {
  readonly key: string;
  readonly type: 'enum' | 'integer' | 'number' | 'boolean' | 'text';
  readonly direction: 'higher' | 'lower' | 'exact' | 'ordinal' | 'any-of' | 'info';
  /** For an enumeration: the rank of each of its values. */
  readonly ranks: Readonly<Record<string, number>> | null;
}

/** What the catalogue says of every attribute, by key. */
export async function readAttributeDictionary(tx: Tx): Promise<Map<string, AttributeDefinition>> {
  const [ranked, rows] = await Promise.all([
    tx.select({ slug: enumerations.slug, values: enumerations.values }).from(enumerations),
    tx
      .select({ key: attributes.key, type: attributes.type, direction: attributes.direction, enumeration: attributes.enumeration })
      .from(attributes),
  ]);
  const values = new Map(
    ranked.map((enumeration) => [enumeration.slug, Object.fromEntries(enumeration.values.map(({ slug, rank }) => [slug, rank]))]),
  );
  return new Map(
    rows.map(({ enumeration, ...row }) => [row.key, { ...row, ranks: enumeration === null ? null : (values.get(enumeration) ?? null) }]),
  );
}

export interface ItemFacts {
  readonly slug: string;
  readonly area: string;
  readonly kind: ItemKind;
  readonly unitOfMeasure: string;
  readonly decimals: Decimals;
  readonly control: ItemControl;
  /** Order-of-magnitude estimate, EUR. */
  readonly unitCostLowEur: number;
  readonly unitCostHighEur: number;
}

/** What the catalogue says of these item types, by slug; one that it doesn't know is absent. */
export async function readItemFacts(tx: Tx, slugs: readonly string[]): Promise<Map<string, ItemFacts>> {
  if (slugs.length === 0) return new Map();
  const rows = await tx
    .select({
      slug: itemTypes.slug,
      area: itemTypes.area,
      kind: itemTypes.kind,
      unitOfMeasure: itemTypes.unitOfMeasure,
      decimals: itemTypes.decimals,
      control: itemTypes.control,
      unitCostLowEur: itemTypes.unitCostLowEur,
      unitCostHighEur: itemTypes.unitCostHighEur,
    })
    .from(itemTypes)
    .where(oneOf(itemTypes.slug, [...new Set(slugs)]));
  return new Map(rows.map((row) => [row.slug, row]));
}
