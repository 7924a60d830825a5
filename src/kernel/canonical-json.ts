import { compareText } from './compare-text.ts';

/**
 * JSON text in one form only: keys by code unit, nothing that is undefined, no spaces. The same value gives the same text, and so
 * the same hash, on every machine. Expects plain objects, lists, texts, finite numbers, truths, null and bigints, which become
 * texts of digits.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const content = value as Readonly<Record<string, unknown>>;
  const members = Object.keys(content)
    .filter((key) => content[key] !== undefined)
    .toSorted(compareText)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(content[key])}`);
  return `{${members.join(',')}}`;
}
