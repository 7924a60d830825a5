import { pointerTo } from '../../../kernel/json-pointer.ts';

/** A value with the place it stands at. */
export interface PlacedValue {
  readonly pointer: string;
  readonly value: unknown;
}

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * The values that a path leads to, in the order of the document. A path is written with slashes; `*` stands for every element
 * of a list or every value of an object, `#` for every key of an object. What is absent or null leads nowhere.
 */
export function valuesAt(document: unknown, path: string): PlacedValue[] {
  let found: PlacedValue[] = [{ pointer: '', value: document }];
  for (const segment of path.split('/')) {
    found = found.flatMap((place) => step(place, segment));
  }
  return found.filter(({ value }) => value !== null && value !== undefined);
}

function step({ pointer, value }: PlacedValue, segment: string): PlacedValue[] {
  if (!isContainer(value)) return [];
  const child = (key: string): PlacedValue => ({ pointer: pointer + pointerTo(key), value: value[key] });
  if (segment === '*') return Object.keys(value).map(child);
  if (segment === '#') return Object.keys(value).map((key) => ({ ...child(key), value: key }));
  return [child(segment)];
}

/** Every object inside the document that is held under one of the keys, however deep, but not inside another such object. */
export function objectsUnder(document: unknown, keys: ReadonlySet<string>): PlacedValue[] {
  const found: PlacedValue[] = [];
  const path: string[] = [];
  const walk = (container: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(container)) {
      if (!isContainer(value)) continue;
      path.push(key);
      if (keys.has(key)) found.push({ pointer: pointerTo(...path), value });
      else walk(value);
      path.pop();
    }
  };
  if (isContainer(document)) walk(document);
  return found;
}
