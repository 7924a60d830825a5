import { LANGUAGES, type Language } from '../../kernel/language.ts';
import type { FieldFault, Refusal, RefusalCode } from '../../kernel/refusal.ts';
import { formatFieldFault, formatProblemNext, formatProblemTitle } from '../../locales/format-problem.ts';

/** The only place that gives a refusal an HTTP status (RFC 9110). A code without an entry here is a conflict: 409. */
const STATUS: Readonly<Partial<Record<RefusalCode, number>>> = {
  'malformed-request': 400,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  'address-too-long': 414,
  'headers-too-large': 431,
  'invalid-field': 400,
  'unknown-filter': 400,
  'reference-unknown': 422,
  'specification-invalid': 422,
  'item-excluded': 422,
  'date-order': 422,
  'reason-required': 422,
  'summary-tells-too-much': 422,
  'period-not-available': 400,
  'exceeds-surplus': 422,
  'correction-outdated': 409,
  'piece-given-already': 409,
  'receipt-does-not-balance': 422,
  'filter-not-available': 403,
  'body-too-large': 413,
  'request-too-slow': 408,
  'unsupported-media-type': 415,
  'idempotency-key-required': 400,
  'idempotency-key-reused': 422,
  'precondition-required': 428,
  'stale-version': 412,
  'too-many-requests': 429,
  'too-many-allocations-waiting': 429,
  'not-signed-in': 401,
  'wrong-credentials': 401,
  'sign-in-locked': 429,
  'csrf-token-required': 403,
  'role-not-allowed': 403,
  'designation-required': 403,
  'recorder-may-not-confirm': 403,
  'scope-not-allowed': 403,
  'person-required': 403,
  'other-hand-required': 403,
  'role-does-not-fit': 422,
  'account-suspended': 403,
  'not-your-own': 403,
  'your-own-account': 403,
  'invitation-not-valid': 410,
  'password-too-weak': 422,
  'not-found': 404,
  'author-may-not-validate': 403,
  'receiver-may-not-verify': 403,
  'resolver-may-not-close': 403,
  'debtor-may-not-assess': 403,
  'file-not-accepted': 422,
  'document-withdrawn': 410,
  'stored-file-damaged': 500,
  'try-again': 503,
  'not-ready': 503,
  'storage-full': 507,
  'internal-error': 500,
};

export const statusOf = (code: RefusalCode): number => STATUS[code] ?? 409;

/** In how many seconds a refusal says to come again, or null. */
export function retryAfterOf({ details }: Pick<Refusal, 'details'>): number | null {
  const seconds = details.facts?.['retryAfterSeconds'];
  return typeof seconds === 'number' ? seconds : null;
}

/** RFC 9457, with the stable code, the fields at fault and the facts that the reader may see. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: RefusalCode;
  readonly fields?: readonly (FieldFault & { readonly message: string })[];
  readonly facts?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
  readonly current?: unknown;
  readonly changes?: readonly unknown[];
}

/** As many faults as anybody mends at once; of the rest the answer tells the number. */
const MOST_FAULTS = 20;
/** Longer than any pointer into a body that we describe; only what a caller made up is cut. */
const LONGEST_POINTER = 300;

export function problemOf(refusal: Pick<Refusal, 'code' | 'details'>, language: Language, requestId: string): Problem {
  const { fields, current, changes } = refusal.details;
  const untold = Math.max(0, (fields?.length ?? 0) - MOST_FAULTS);
  const facts = untold > 0 ? { ...refusal.details.facts, furtherFaults: untold } : refusal.details.facts;
  return {
    type: `/problems/${refusal.code}`,
    title: formatProblemTitle(refusal.code, language),
    status: statusOf(refusal.code),
    detail: formatProblemNext(refusal.code, language),
    instance: `urn:request:${requestId}`,
    code: refusal.code,
    ...(fields ? { fields: fields.slice(0, MOST_FAULTS).map((fault) => describe(fault, language)) } : {}),
    ...(facts ? { facts } : {}),
    ...(current === undefined ? {} : { current }),
    ...(changes === undefined ? {} : { changes }),
  };
}

function describe(fault: FieldFault, language: Language): FieldFault & { readonly message: string } {
  const { limitNames: _, ...told } = fault;
  const { pointer } = fault;
  const shown = pointer.length > LONGEST_POINTER ? `${pointer.slice(0, LONGEST_POINTER)}…` : pointer;
  return { ...told, pointer: shown, message: formatFieldFault(fault, language) };
}

/** As many as a person speaks, and some; a header has room for thousands. */
const MOST_LANGUAGES = 20;

/** The first language of `Accept-Language` that the service speaks, by weight; English where none is. */
export function preferredLanguage(header: string | undefined): Language {
  const wishes = (header ?? '')
    .split(',', MOST_LANGUAGES)
    .map((part) => {
      const [tag = '', weight] = part
        .trim()
        .toLowerCase()
        .split(/;\s*q=/);
      return { language: tag.split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter((wish) => wish.weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const wish of wishes) {
    const spoken = LANGUAGES.find((language) => language === wish.language);
    if (spoken) return spoken;
  }
  return 'en';
}
