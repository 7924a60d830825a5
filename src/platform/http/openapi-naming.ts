type Json = Record<string, unknown>;

/** The values of each list that programs know by a name: words, or whole numbers. */
export type ClosedLists = Readonly<Record<string, readonly string[] | readonly number[]>>;

/** Each closed list as a schema with its name, for the components of the document. */
export const schemasOfLists = (lists: ClosedLists): Json =>
  Object.fromEntries(
    Object.entries(lists).map(([name, values]) => [
      name,
      { type: typeof values[0] === 'number' ? 'integer' : 'string', enum: [...values] },
    ]),
  );

/**
 * Refers to the named list wherever its values stand: a client has one type for it, not one for each place. What a place says besides
 * (its description, its default) stays beside the reference, which OpenAPI 3.1 allows.
 */
export function referToLists(value: unknown, lists: ClosedLists): unknown {
  const namesByValues = new Map(Object.entries(lists).map(([name, values]) => [JSON.stringify(values), name]));
  const refer = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(refer);
    if (typeof part !== 'object' || part === null) return part;
    const { type: _, enum: values, ...others } = part as Json;
    const name = Array.isArray(values) ? namesByValues.get(JSON.stringify(values)) : undefined;
    if (name !== undefined) return { $ref: `#/components/schemas/${name}`, ...others };
    return Object.fromEntries(Object.entries(part).map(([key, held]) => [key, refer(held)]));
  };
  return refer(value);
}

interface Parameter extends Json {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
}

/** Takes the parameters that several operations have out of them, and gives them back by the names that they have from now on. */
export function shareParameters(paths: Json): Json {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods as Json) as Json[]);
  const places = new Map<string, Json[][]>();
  for (const operation of operations) {
    const parameters = (operation['parameters'] ?? []) as Json[];
    for (const parameter of parameters) {
      const text = JSON.stringify(parameter);
      places.set(text, [...(places.get(text) ?? []), parameters]);
    }
  }
  const shared: Json = {};
  // The commonest first, so that where two have one name it is theirs; the others stay where they are.
  for (const [text, holders] of [...places].toSorted(([, one], [, other]) => other.length - one.length)) {
    const parameter = JSON.parse(text) as Parameter;
    const name = nameOf(parameter);
    if (holders.length === 1 || name in shared) continue;
    shared[name] = parameter;
    for (const parameters of holders) {
      const at = parameters.findIndex((one) => JSON.stringify(one) === text);
      parameters[at] = { $ref: `#/components/parameters/${name}` };
    }
  }
  return shared;
}

/** An id in a path is named after what it is the id of; the same in a query is a filter by it. */
function nameOf({ name, in: place, description = '' }: Parameter): string {
  const [, kind] = /^Id of the ([\w-]+)/.exec(description) ?? [];
  if (kind === undefined) return pascal(name);
  return pascal(place === 'path' ? `${kind}-id` : `${name}-filter`);
}

/** A name as types have them. */
export const pascal = (name: string): string => name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
