import { z } from 'zod';
import { type Audience, AUDIENCES } from './domain/audience.ts';

/** One field of a record: what it is, and who reads it. */
export interface Field<S extends z.ZodType = z.ZodType, A extends Audience = Audience> {
  readonly schema: S;
  readonly audiences: readonly A[];
}
export type Fields = Readonly<Record<string, Field>>;

/** Says of a field who reads it: `id: partners(idOf('need'))`. */
const readBy =
  <const A extends Audience>(...audiences: readonly A[]) =>
  <S extends z.ZodType>(schema: S): Field<S, A> => ({ schema, audiences });

/** Partners of any kind: everybody but the administrator, who has no rights on content. */
export const partners = readBy('recipient', 'donor-party', 'donor', 'facilitator', 'auditor');
/** Those whom a match has brought together, and who oversees. For what a donor owns: everybody but other donors. */
export const parties = readBy('recipient', 'donor-party', 'facilitator', 'auditor');
export const recipientSide = readBy('recipient', 'facilitator', 'auditor');
export const donorsSide = readBy('donor-party', 'facilitator', 'auditor');
export const overseers = readBy('facilitator', 'auditor');
export const everyone = readBy('recipient', 'donor-party', 'donor', 'facilitator', 'auditor', 'administrator');
export const administration = readBy('administrator', 'auditor');
/** Of what one administrator proposes and another, or a facilitator, decides. */
export const administrationAndFacilitators = readBy('administrator', 'facilitator', 'auditor');
export const auditors = readBy('auditor');
/**
 * For units, which accounts are made for: who makes them must know them apart, and where they are. For documents: the acts of regimes, which the
 * database leaves to them.
 */
export const partiesAndAdministrator = readBy('recipient', 'donor-party', 'facilitator', 'auditor', 'administrator');
export const recipientSideAndAdministrator = readBy('recipient', 'facilitator', 'auditor', 'administrator');
/** Of a human-rights file; the database leaves it to those of them who are designated. */
export const facilitators = readBy('facilitator');

type AudiencesOf<F extends Fields> = F[keyof F]['audiences'][number];
/** Fields that nobody who reads the record is denied. */
type SeenByAll<F extends Fields> = {
  [K in keyof F]: [Exclude<AudiencesOf<F>, F[K]['audiences'][number]>] extends [never] ? K : never;
}[keyof F];

type Shape<F extends Fields> = { [K in SeenByAll<F>]: F[K]['schema'] } & {
  [K in Exclude<keyof F, SeenByAll<F>>]: z.ZodOptional<F[K]['schema']>;
};
/** What a reader gets of a record: fields that not everybody may see can be absent. */
type View<F extends Fields> = z.output<z.ZodObject<{ [K in keyof Shape<F>]: Shape<F>[K] }>>;

type Unchanging<T> = unknown extends T
  ? T
  : T extends string | number | boolean | bigint | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Unchanging<Item>[]
      : { readonly [K in keyof T]: Unchanging<T[K]> };
/** Instants are given as the database has them, and leave as text. */
type Given<S extends z.ZodType> = S extends z.ZodISODateTime
  ? Date
  : S extends z.ZodNullable<infer Inner extends z.ZodType>
    ? Given<Inner> | null
    : S extends z.ZodOptional<infer Inner extends z.ZodType>
      ? Given<Inner> | undefined
      : Unchanging<z.output<S>>;
/** The whole of a record, as the service knows it. What the database has hidden from the reader already is undefined, and stays absent. */
type Whole<F extends Fields> = {
  readonly [K in keyof F]: K extends SeenByAll<F> ? Given<F[K]['schema']> : Given<F[K]['schema']> | undefined;
};

/** What a row lacks of a record, and what it has too much. */
type Besides<F extends Fields, R> = { readonly [K in Exclude<keyof F, keyof R>]: Whole<F>[K] } & {
  readonly [K in Exclude<keyof R, keyof F | 'creationOrder'>]: undefined;
};

/**
 * A record of the mission, declared once: which fields it has, what they hold, who reads them. The API document, the types of the
 * clients and the redaction follow from it.
 */
export interface RecordType<F extends Fields = Fields> {
  /** As the API document calls it. */
  readonly name: string;
  readonly fields: F;
  readonly schema: z.ZodType<View<F>, View<F>>;
  /**
   * What this audience gets of a record. The whole is asked for, and nothing but it: a field that is forgotten and one that isn't
   * declared, such as a new column of the table, don't compile. A row may bring its place in the order of creation, which is shown to nobody.
   */
  show<W extends Whole<F>>(audience: Audience, whole: W & { readonly [K in Exclude<keyof W, keyof F | 'creationOrder'>]: never }): View<F>;
  /**
   * The same of a row as it was selected and the fields that it lacks, without putting both together first. What the row has besides
   * its fields, from which others were made perhaps, is named as undefined.
   */
  show<R extends object>(audience: Audience, row: R & Pick<Whole<F>, keyof F & keyof R>, besides: Besides<F, R>): View<F>;
  /** Whether an audience may see, and so filter or sort by, a field. */
  isReadBy(audience: Audience, field: keyof F): boolean;
}

export type ViewOf<R> = R extends RecordType<infer F> ? View<F> : never;
export type WholeOf<R> = R extends RecordType<infer F> ? Whole<F> : never;

type Values = Readonly<Record<string, unknown>>;
type Picker = (row: Values, besides: Values) => Values;

const NOTHING_BESIDES = {};

/**
 * Takes these fields, those that there are, out of a row and what stands besides. Each view begins as a copy of one that has every field: an
 * object that grows field by field is moved as it grows, which took a list of needs as long as to write it down.
 */
function pickerOf(fields: readonly string[]): Picker {
  const empty: Values = Object.fromEntries(fields.map((field) => [field, null]));
  return (row, besides) => {
    const shown = { ...empty };
    let lacksSome = false;
    for (const field of fields) {
      const value = besides[field] === undefined ? row[field] : besides[field];
      if (value === undefined) lacksSome = true;
      shown[field] = value instanceof Date ? value.toISOString() : value;
    }
    return lacksSome ? Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined)) : shown;
  };
}

const declared = new Map<string, RecordType>();

/** Every record that was declared, by its name: for what holds of all of them. */
export const declaredRecords = (): ReadonlyMap<string, RecordType> => declared;

/** Declares a record, with the name and the description that the API document gives it. */
export function declareRecord<const F extends Fields>(
  name: string,
  description: string,
  fields: F & { readonly creationOrder?: never },
): RecordType<F> {
  if (declared.has(name)) throw new Error(`record ${name} is declared twice`);
  const entries = Object.entries<Field>(fields);
  const readers = new Set(entries.flatMap(([, { audiences }]) => audiences));
  const shape = entries.map(([field, { schema, audiences }]) => [field, audiences.length === readers.size ? schema : schema.optional()]);
  const pick = Object.fromEntries(
    AUDIENCES.map((audience) => [
      audience,
      pickerOf(entries.flatMap(([field, { audiences }]) => (audiences.includes(audience) ? [field] : []))),
    ]),
  ) as Readonly<Record<Audience, Picker>>;
  const record: RecordType<F> = {
    name,
    fields,
    schema: z.object(Object.fromEntries(shape)).meta({ id: name, description }) as unknown as z.ZodType<View<F>, View<F>>,
    show: (audience: Audience, row: object, besides: object = NOTHING_BESIDES) =>
      pick[audience](row as Values, besides as Values) as View<F>,
    isReadBy: (audience, field) => fields[field]?.audiences.includes(audience) ?? false,
  };
  declared.set(name, record);
  return record;
}
