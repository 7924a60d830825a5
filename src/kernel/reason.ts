/**
 * Why somebody did what concerns another side too: a code of a closed list, which may cross sides and is counted, and a note for one's own
 * side, which may not. Free text told donors the names of posts and officers before both sides had accepted.
 */

/** What may be said, by what is done. `other` is in each: what it was stands in the note. */
export const REASONS = {
  need: [
    'incomplete',
    'specification-unclear',
    'quantity-not-justified',
    'out-of-scope',
    'duplicate',
    'no-longer-needed',
    'covered-otherwise',
    'no-offer-in-sight',
    'due-diligence-review',
    'security-situation',
    'priorities-changed',
    'plan-changed',
    'unit-closed',
    'typed-wrong',
    'done-by-mistake',
    'other',
  ],
  offer: [
    'incomplete',
    'conditions-unclear',
    'out-of-scope',
    'duplicate',
    'no-longer-available',
    'stock-changed',
    'budget-changed',
    'policy-decision',
    'due-diligence-review',
    'quality-in-doubt',
    'plan-changed',
    'prolongation',
    'typed-wrong',
    'done-by-mistake',
    'other',
  ],
  match: [
    'not-suitable',
    'specification-not-met',
    'quantity-not-enough',
    'exceeds-what-is-open',
    'too-late',
    'schedule-conflict',
    'conditions-not-acceptable',
    'covered-otherwise',
    'no-longer-needed',
    'no-longer-available',
    'stock-changed',
    'budget-changed',
    'policy-decision',
    'offer-suspended',
    'can-not-be-received',
    'training-missing',
    'security-situation',
    'plan-changed',
    'typed-wrong',
    'done-by-mistake',
    'other',
  ],
  deviation: ['agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'other'],
  partnership: [
    'prolongation',
    'terms-changed',
    'superseded',
    'budget-changed',
    'policy-decision',
    'no-longer-needed',
    'plan-changed',
    'typed-wrong',
    'done-by-mistake',
    'other',
  ],
  package: ['plan-changed', 'no-longer-needed', 'covered-otherwise', 'typed-wrong', 'done-by-mistake', 'other'],
  rejection: [
    'damaged',
    'wrong-goods',
    'not-as-specified',
    'does-not-work',
    'parts-missing',
    'spoilt',
    'papers-missing',
    'not-ordered',
    'other',
  ],
  loss: ['missing', 'stolen', 'accident', 'destroyed', 'sunk', 'spoilt', 'other'],
  return: ['refused-entry', 'recalled', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'no-longer-needed', 'other'],
  delay: [
    'supplier-late',
    'transport-late',
    'customs-delay',
    'papers-missing',
    'permit-awaited',
    'security-situation',
    'weather',
    'route-changed',
    'plan-changed',
    'other',
  ],
  delivery: [
    'plan-changed',
    'route-changed',
    'no-longer-needed',
    'not-applicable',
    'already-exempt',
    'low-value',
    'papers-missing',
    'papers-in-order',
    'under-investigation',
    'found-again',
    'typed-wrong',
    'done-by-mistake',
    'other',
  ],
  diversion: ['seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'other'],
  /** What follows of itself says why, too. */
  consequence: [
    'hold-expired',
    'proposal-expired',
    'validity-ended',
    'need-withdrawn',
    'need-rejected',
    'need-closed',
    'need-closed-with-gap',
    'need-discarded',
    'need-revised',
    'offer-withdrawn',
    'offer-expired',
    'offer-revised',
    'match-cancelled',
    'match-declined',
    'match-lapsed',
    'match-amended',
    'expires-in-60-days',
    'expires-in-30-days',
    'expires-in-7-days',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ReasonKind = keyof typeof REASONS;
export type ReasonOf<K extends ReasonKind> = (typeof REASONS)[K][number];
export type ReasonCode = ReasonOf<ReasonKind>;

/** All of them, each once. */
export const REASON_CODES = [...new Set(Object.values(REASONS).flat())] as readonly ReasonCode[] as readonly [ReasonCode, ...ReasonCode[]];

/** A code, or a code with its note. */
export type Why<Code extends ReasonCode = ReasonCode> = Code | { readonly code: Code; readonly note?: string | undefined };

export const codeOf = <Code extends ReasonCode>(why: Why<Code>): Code => (typeof why === 'string' ? why : why.code);

export const noteOf = (why: Why): string | null => (typeof why === 'string' ? null : (why.note ?? null));
