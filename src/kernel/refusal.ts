import { FIELD_CODES } from './field-codes.ts';
import type { Names } from './language.ts';

/**
 * Every refusal that the service can give. The code is the contract: it is never reused for another meaning, and the texts
 * (locales/, `problem.<code>`) may change where the code may not. A test ties this list, the texts and the API document together.
 */
export const REFUSAL_CODES = [
  // the request itself
  'malformed-request',
  'method-not-allowed',
  'not-acceptable',
  'address-too-long',
  'headers-too-large',
  'invalid-field',
  'unknown-filter',
  'filter-not-available',
  'body-too-large',
  'request-too-slow',
  'unsupported-media-type',
  'idempotency-key-required',
  'idempotency-key-reused',
  'precondition-required',
  'stale-version',
  'too-many-requests',
  // who is asking
  'not-signed-in',
  'wrong-credentials',
  'sign-in-locked',
  'csrf-token-required',
  'role-not-allowed',
  'scope-not-allowed',
  'person-required',
  'other-hand-required',
  'role-does-not-fit',
  'proposal-open',
  'invitation-not-valid',
  'invitation-not-approved',
  'login-taken',
  'password-too-weak',
  'account-suspended',
  'not-your-own',
  'your-own-account',
  // what is asked for
  'not-found',
  'transition-not-allowed',
  'reference-unknown',
  'already-recorded',
  'recorder-may-not-confirm',
  'item-excluded',
  'date-order',
  'reason-required',
  // units
  'same-unit',
  'unit-closed',
  'successor-ended',
  'unit-in-use',
  'units-differ',
  // needs and offers
  'need-incomplete',
  'summary-tells-too-much',
  'period-not-available',
  'author-may-not-validate',
  'need-not-published',
  'quantity-below-committed',
  'line-is-matched',
  'closing-awaits-other-side',
  'revision-open',
  'no-open-revision',
  'offer-incomplete',
  'offer-not-available',
  'specification-invalid',
  // matches and partnerships
  'match-not-eligible',
  'exceeds-need-line',
  'exceeds-offer-line',
  'quantity-off-lot',
  'already-accepted',
  'amendment-open',
  'own-side-proposed',
  'renewal-awaited',
  'partnership-required',
  'partnership-not-in-force',
  'already-signed',
  'partnership-condition-not-met',
  'exceeds-partnership-ceiling',
  'rate-counts-no-more',
  'worth-not-known',
  'partnership-amendment-open',
  'no-open-amendment',
  'signature-stands',
  'partnership-in-use',
  // packages
  'match-does-not-fit-package',
  'nothing-missing',
  'no-need-awaits-you',
  'goods-already-shipped',
  // deliveries
  'exceeds-match',
  'exceeds-surplus',
  'correction-outdated',
  'piece-given-already',
  'receipt-does-not-balance',
  'receiver-may-not-verify',
  'delivery-kind-mismatch',
  'blocked-by-obstacle',
  // compliance
  'not-cleared',
  'lapsed-since',
  'already-confirmed',
  'entry-not-to-be-waived',
  'mixed-embargo-classes',
  'designation-required',
  'decided-elsewhere',
  'no-silence-procedure',
  // obstacles
  'resolver-may-not-close',
  'nobody-may-waive',
  'closer-not-needed',
  'closer-may-not-be-named',
  'no-donor-at-risk',
  'evidence-required',
  'next-action-required',
  'depends-on-open-obstacle',
  'dependency-cycle',
  'last-blocked-thing',
  'cause-open-already',
  // follow-up
  'meeting-not-held',
  'minutes-required',
  'party-still-bound',
  'debtor-may-not-assess',
  // allocations
  'allocation-not-done',
  'too-many-allocations-waiting',
  // documents
  'file-not-accepted',
  'document-withdrawn',
  'document-in-use',
  'stored-file-damaged',
  // the service
  'try-again',
  'not-ready',
  'storage-full',
  'internal-error',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** What can be wrong with a field: a refusal that one field is the reason for, or what only a field can be. */
export const FIELD_FAULT_CODES = [...FIELD_CODES, ...REFUSAL_CODES] as const;
export type FieldCode = (typeof FIELD_FAULT_CODES)[number];

/** One fault in the input: a JSON pointer into the body, or `query/…`, `path/…`, `header/…`, and the code of what is wrong. */
export interface FieldFault {
  readonly pointer: string;
  readonly code: FieldCode;
  /** What would be right: a maximum, a format, the values that are possible. */
  readonly limit?: string;
  /** What the values in `limit` are called, where they are records with names; the sentence says these. */
  readonly limitNames?: readonly Names[];
}

export interface RefusalDetails {
  /** Of a stale change: the record as it is now and what changed it since, newest first, as the reader may see them. */
  readonly current?: unknown;
  readonly changes?: readonly unknown[];
  readonly fields?: readonly FieldFault[];
  /** Facts that the reader is allowed to see; they are sent as they are. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

/** An action that the rules do not allow. Knows nothing of HTTP; `platform/http/problem.ts` gives it a status and words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly details: RefusalDetails;

  constructor(code: RefusalCode, details: RefusalDetails = {}, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.details = details;
  }
}

/** The commonest refusal of a field: one pointer, one code. */
export function refuseField(code: RefusalCode, pointer: string, fault: FieldCode = code): Refusal {
  return new Refusal(code, { fields: [{ pointer, code: fault }] });
}
