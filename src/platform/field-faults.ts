import { type FieldOnlyCode, isFieldOnlyCode } from '../kernel/field-codes.ts';
import { pointerTo } from '../kernel/json-pointer.ts';
import type { FieldFault } from '../kernel/refusal.ts';

/** What a schema of zod found, as far as it is told; its paths are within what was checked. */
export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly maximum?: number | bigint | string;
  readonly minimum?: number | bigint | string;
  /** Of a minimum or maximum: whether it is itself allowed. */
  readonly inclusive?: boolean | undefined;
  readonly divisor?: number | bigint;
  /** What a rule of ours says besides its code. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string | undefined;
  /** Of what may have several forms: what is wrong with it as each of them, or the values of the field that tells them apart. */
  readonly errors?: readonly (readonly SchemaIssue[])[];
  readonly options?: readonly unknown[];
}

/** The faults that a schema found in something, each with its pointer below `at`. */
export const fieldFaultsOf = (issues: readonly SchemaIssue[], whole: unknown, at: readonly PropertyKey[] = []): FieldFault[] =>
  issues.filter(isTightest).flatMap((issue): FieldFault[] => {
    const path = [...at, ...issue.path];
    const found = reach(whole, issue.path);
    const meant = issue.errors && meantForm(issue.errors);
    if (meant && found !== undefined) return fieldFaultsOf(meant, found, path);
    const pointer = pointerTo(...path.map(nameOf));
    const limit = limitOf(issue);
    // Once for all the names: the message of thousands of them is long, and looking it up takes its time by the letter.
    const code = codeOf(issue, found === undefined || (issue.path.length === 0 && found === null));
    const names = issue.code === 'unrecognized_keys' ? (issue.keys ?? []).map((key) => pointerTo(key)) : [''];
    return names.map((name) => ({ pointer: pointer + name, code, ...(limit === undefined ? {} : { limit }) }));
  });

/** What no whole number may pass is left out where the field's own bound, which comes next, is passed too: one field, one maximum. */
function isTightest({ code, path, maximum, minimum }: SchemaIssue, index: number, issues: readonly SchemaIssue[]): boolean {
  if (maximum !== Number.MAX_SAFE_INTEGER && minimum !== Number.MIN_SAFE_INTEGER) return true;
  const next = issues[index + 1];
  return (
    next === undefined || next.code !== code || next.path.length !== path.length || next.path.some((key, depth) => key !== path[depth])
  );
}

const nameOf = (key: PropertyKey): string | number => (typeof key === 'symbol' ? String(key) : key);

/**
 * What stands there; undefined where nothing was sent. Zod names what a value of that kind would be, but not that there is none. What is
 * read out of a text, as a list in an address is, was sent with it.
 */
const reach = (whole: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => {
    if (typeof value === 'string') return value;
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Named)[key] : undefined;
  }, whole);

type Named = Readonly<Record<PropertyKey, unknown>>;

/** Of several forms the one that was meant: the only one of its type, or with the fewest fields that it doesn't know. Null where that is none, or several. */
function meantForm(forms: readonly (readonly SchemaIssue[])[]): readonly SchemaIssue[] | null {
  const [first, second] = forms
    .filter((issues) => !issues.some(isOfAnotherType))
    .map((issues) => ({ issues, unknown: unknownIn(issues) }))
    .toSorted((a, b) => a.unknown - b.unknown);
  return first !== undefined && first.unknown !== second?.unknown ? first.issues : null;
}

/** A fraction where a whole number is expected is a number all the same. */
const isOfAnotherType = ({ code, path, expected }: SchemaIssue): boolean =>
  code === 'invalid_type' && path.length === 0 && expected !== 'int';

const unknownIn = (issues: readonly SchemaIssue[]): number =>
  issues.reduce((sum, { path, keys }) => sum + (path.length === 0 ? (keys?.length ?? 0) : 0), 0);

/** A rule of ours says its code as its message; the codes of zod are ours, with hyphens (kernel/field-codes.ts). */
function codeOf({ code: keyword = '', message, options, minimum, inclusive }: SchemaIssue, isAbsent: boolean): FieldOnlyCode {
  if (isFieldOnlyCode(message)) return message;
  if (isAbsent) return 'missing';
  if (minimum === 0 && inclusive === false) return 'not-positive';
  if (options !== undefined) return 'invalid-value';
  const code = keyword.replaceAll('_', '-');
  // A rule that says none would be a fault of ours: tests/api/field-codes.test.ts asks each of them.
  return isFieldOnlyCode(code) ? code : 'invalid-union';
}

/** What would have been right, in what zod knows of its issue. */
function limitOf({ maximum, minimum, divisor, expected, values, options, format, pattern, params }: SchemaIssue): string | undefined {
  const possible = values ?? options;
  if (possible !== undefined) return possible.join(', ');
  const ofRule = params?.['limit'];
  const limit =
    maximum ??
    minimum ??
    divisor ??
    (typeof ofRule === 'number' ? ofRule : undefined) ??
    expected ??
    (format === 'regex' ? pattern : format);
  return limit === undefined ? undefined : String(limit);
}
