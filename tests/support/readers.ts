import { type Audience, declaredRecords } from '#src/areas/disclosure/index.ts';

export type Readers = Readonly<Record<string, readonly Audience[]>>;

/** Who reads which field of each record that the service shows, by the name that the API document gives it. */
export function readersOfRecords(): ReadonlyMap<string, Readers> {
  const declared = [...declaredRecords()].map(([name, { fields }]): [string, Readers] => [
    name,
    Object.fromEntries(Object.entries(fields).map(([field, { audiences }]) => [field, audiences])),
  ]);
  return new Map(declared);
}
